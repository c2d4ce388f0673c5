"""The matrix of reuse and of the permission to hand on."""

import pytest

from results.models import Result, Reuse, Transfer
from tests import factories as make
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("results.reuse", "results.transfer")
pytestmark = own_process("results")


def walk(city):
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
    yield [perform(reuse, "record_use", post=user, data={"use": "平稳", "used_since": "2026-11-01"})]
    for ending in ("refuse", "permit"):
        transfer = Transfer.objects.create(
            result=result, body=body, purpose="商用", receiver="某公司", created_by=user
        )
        yield [transfer]
        transfer = perform(transfer, "agree", post=city.unit_leader)
        yield [transfer]
        reason = "不宜" if ending == "refuse" else ""
        yield [perform(transfer, ending, post=city.office_leader, data={"scope": "一年"}, reason=reason)]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [walk])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
