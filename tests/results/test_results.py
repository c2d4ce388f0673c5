"""The registry of results: whose may be promoted, and that a transfer without permission is refused and kept (15)."""

import pytest

from accounts.roles import OrgKind, Role
from results.models import Result, Reuse, Transfer
from tests import factories as make
from workflow.engine import perform
from workflow.models import AuditContent, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(db):
    project = make.submit_application(make.make_project())
    return make_result(project)


def make_result(project, **fields):
    clerk = make.Hands(project).applicant
    fields = {"owner": "unit", "reusable": True, "name": "统一受理组件", **fields}
    return Result.objects.create(
        project=project, kind="code", basis="合同第十二条", summary="受理、分办、评价", registered_by=clerk, **fields
    )


@pytest.fixture
def school(db):
    """The body that shall use it."""
    org = make.make_org("广元市教育局", OrgKind.DEPARTMENT)
    return make.make_post(Role.APPLICANT, org)


def used(result, school):
    """Proposed by the office's clerk, promoted by its leader."""
    hands = make.Hands(result.project)
    url = f"{result.get_absolute_url()}propose/"
    typed = {"body": school.organisation_id, "purpose": "入学办理"}
    assert make.signed_in(hands.clerk).post(url, typed).status_code == 302
    return perform(Reuse.objects.get(), "promote", post=hands.leader)


def test_promotion_support_and_use(result, school):
    hands, reuse = make.Hands(result.project), used(result, school)
    assert Notice.objects.filter(user=hands.applicant.user, text__contains="请提供支持").exists()
    reuse = perform(reuse, "support", post=hands.applicant, data={"supported": "已移交代码"})
    reuse = perform(reuse, "record_use", post=school, data={"used_since": "2026-11-01", "use": "运行平稳"})
    assert reuse.state == "in_use"
    assert make.signed_in(school).get(reuse.get_absolute_url()).status_code == 200
    twice = {"body": school.organisation_id, "purpose": "再次"}
    answer = make.signed_in(hands.clerk).post(f"{result.get_absolute_url()}propose/", twice)
    assert (answer.status_code, "已经提出过" in answer.content.decode()) == (422, True)


def test_only_what_the_unit_owns_is_promoted(result, school):
    theirs = make_result(result.project, owner="contractor", reusable=False, name="底层引擎")
    typed = {"body": school.organisation_id, "purpose": "入学办理"}
    answer = make.signed_in(make.Hands(result.project).clerk).post(f"{theirs.get_absolute_url()}propose/", typed)
    assert answer.status_code == 403
    assert "第十五条" in answer.content.decode()


def test_a_transfer_without_permission_is_refused_and_stays_in_the_trail(result, school):
    hands = make.Hands(result.project)
    used(result, school)
    client, typed = make.signed_in(school), {"receiver": "某科技公司", "purpose": "商用"}
    answer = client.post(f"{result.get_absolute_url()}hand-on/", typed)
    assert answer.status_code == 422
    assert "使用单位不得擅自将项目成果转让" in answer.content.decode()
    kept = AuditContent.objects.get(action="transfer_refused")
    assert kept.changes["receiver"] == "某科技公司"
    assert Notice.objects.filter(user=hands.clerk.user, text__contains="未经许可").exists()
    assert client.post(f"{result.get_absolute_url()}ask/", typed).status_code == 302
    transfer = perform(Transfer.objects.get(), "agree", post=hands.unit_leader)
    assert client.post(f"{result.get_absolute_url()}hand-on/", typed).status_code == 422
    perform(transfer, "permit", post=hands.leader, data={"scope": "一年，仅限教育行业"})
    other = {"receiver": "另一公司", "purpose": "商用"}
    assert client.post(f"{result.get_absolute_url()}hand-on/", other).status_code == 422
    assert client.post(f"{result.get_absolute_url()}hand-on/", typed).status_code == 302
    assert AuditContent.objects.filter(action="transferred").count() == 1


def test_nobody_else_hands_on(result, school):
    typed = {"receiver": "某科技公司", "purpose": "商用"}
    assert make.signed_in(school).post(f"{result.get_absolute_url()}hand-on/", typed).status_code == 403
    assert make.signed_in(school).post(f"{result.get_absolute_url()}ask/", typed).status_code == 403


def test_reusable_results_are_seen_by_all_units_and_classified_ones_by_none(result, school):
    page = make.signed_in(school).get("/results/?q=受理&reusable=1").content.decode()
    assert result.name in page
    type(result.project).objects.update(is_classified=True)
    for post in (school, make.Hands(result.project).clerk):
        client = make.signed_in(post)
        assert result.name not in client.get("/results/").content.decode()
        assert client.get(result.get_absolute_url()).status_code == 404
