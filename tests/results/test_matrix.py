"""The matrix of reuse and of the permission to hand on."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from results.models import Evaluation, Result, Retirement, Reuse, Transfer
from tests import factories as make
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("results.reuse", "results.transfer", "results.evaluation", "results.retirement")
pytestmark = own_process("results")


def walk(city):
    day = timezone.localdate()
    project = make.submit_application(make.make_project(city.applicant))
    result = Result.objects.create(
        project=project,
        kind="code",
        name="组件",
        basis="合同",
        summary="受理",
        reusable=True,
        registered_by=city.applicant,
    )
    body = make.make_org("广元市民政局")
    user = make.make_post("applicant", body)
    for ending in ("decline", "promote"):
        reuse = Reuse.objects.create(result=result, body=body, purpose="复用", created_by=city.office_clerk)
        yield [reuse]
        reason = "不适用" if ending == "decline" else ""
        reuse = perform(reuse, ending, post=city.office_leader, reason=reason)
        yield [reuse]
    reuse = perform(reuse, "support", post=city.applicant, data={"supported": "已移交"})
    yield [reuse]
    yield [perform(reuse, "record_use", post=user, data={"use": "平稳", "on": day})]
    for ending in ("refuse", "permit"):
        transfer = Transfer.objects.create(
            result=result, body=body, purpose="商用", receiver="某公司", created_by=user
        )
        yield [transfer]
        transfer = perform(transfer, "agree", post=city.unit_leader)
        yield [transfer]
        reason = "不宜" if ending == "refuse" else ""
        data = {"scope": "教育行业", "valid_until": day}
        transfer = perform(transfer, ending, post=city.office_leader, data=data, reason=reason)
        yield [transfer]
    yield [perform(transfer, "hand_on", post=user)]


def put_in_use(project):
    """How it came there is tested elsewhere."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE projects_project SET stage = 'accepted', build_started_at = now(), plan_approved_at = now(),"
            " accepted_at = now(), certificate_number = '广信验〔2026〕1号', in_use_at = '2026-10-01' WHERE id = %s",
            [project.pk],
        )


def life(city):
    project = make.submit_application(make.make_project(city.applicant))
    put_in_use(project)
    evaluation = Evaluation.objects.create(
        project=project, year=2026, users=1, visits=1, data_shared=1, cost=1, benefit="便民", created_by=city.applicant
    )
    yield [evaluation]
    evaluation = perform(evaluation, "submit", post=city.applicant)
    yield [evaluation]
    evaluation = perform(evaluation, "return_for_papers", post=city.office_clerk, reason="费用不实")
    yield [evaluation]
    evaluation = perform(evaluation, "submit", post=city.applicant)
    yield [perform(evaluation, "confirm", post=city.office_leader, data={"grade": "good", "opinion": "好"})]
    for ending in ("refuse", "approve"):
        retirement = Retirement.objects.create(
            project=project, reason="并入", data_kept="移交档案馆", created_by=city.applicant
        )
        yield [retirement]
        reason = "仍有业务" if ending == "refuse" else ""
        retirement = perform(retirement, ending, post=city.office_leader, reason=reason)
        yield [retirement]
    yield [perform(retirement, "finish", post=city.applicant, data={"off_on": timezone.localdate(), "proof": "清单"})]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [walk, life])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
