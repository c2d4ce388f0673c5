"""The registry of results: whose may be promoted, and that a transfer without permission is refused and kept (15)."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.roles import OrgKind, Role
from results.models import Result, Reuse, Transfer
from results.services import propose_reuse
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import AuditContent, Notice

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


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
    client, url, today = make.signed_in(school), reuse.step_url("record_use"), timezone.localdate()
    assert client.post(url, {"on": today - DAY, "use": "运行平稳"}).status_code == 302
    assert client.post(url, {"on": today - DAY * 2, "use": "更早"}).status_code == 422
    assert client.post(url, {"on": today, "use": "月办件 900"}).status_code == 302
    reuse = make.again(reuse)
    assert (reuse.state, reuse.used_since, reuse.uses.count()) == ("in_use", today - DAY, 2)
    page = client.get(reuse.get_absolute_url()).content.decode()
    assert all(words in page for words in ("运行平稳", "月办件 900"))
    # Nobody waits for the next word of it.
    assert inbox(school) == []
    twice = {"body": school.organisation_id, "purpose": "再次"}
    answer = make.signed_in(hands.clerk).post(f"{result.get_absolute_url()}propose/", twice)
    assert (answer.status_code, "已经提出过" in answer.content.decode()) == (422, True)


def test_only_what_the_unit_owns_is_promoted(result, school):
    theirs = make_result(result.project, owner="contractor", reusable=False, name="底层引擎")
    typed = {"body": school.organisation_id, "purpose": "入学办理"}
    answer = make.signed_in(make.Hands(result.project).clerk).post(f"{theirs.get_absolute_url()}propose/", typed)
    assert answer.status_code == 403
    assert "第十五条" in answer.content.decode()


def test_what_the_unit_owns_is_promoted_whether_it_likes_or_not(result, school):
    """Article 15 gives the right to the office; the unit's tick is a hint."""
    put(result, reusable=False)
    client = make.signed_in(make.Hands(result.project).clerk)
    assert "提出推广" in client.get(result.get_absolute_url()).content.decode()
    assert make.signed_in(school).get(result.get_absolute_url()).status_code == 404
    used(result, school)
    assert make.signed_in(school).get(result.get_absolute_url()).status_code == 200


def test_a_hospital_or_a_school_is_no_administrative_body(result, school):
    hospital = make.make_org("广元市中心医院", OrgKind.DEPARTMENT)
    put(hospital, administrative=False)
    hospital.refresh_from_db()
    hands = make.Hands(result.project)
    client, url = make.signed_in(hands.clerk), f"{result.get_absolute_url()}propose/"
    assert hospital.name not in client.get(result.get_absolute_url()).content.decode()
    assert client.post(url, {"body": hospital.pk, "purpose": "挂号"}).status_code == 422
    with pytest.raises(Forbidden, match="不是行政机关"):
        propose_reuse(result=result, body=hospital, purpose="挂号", post=hands.clerk)
    reuse = Reuse.objects.create(result=result, body=hospital, purpose="挂号", created_by=hands.clerk)
    with pytest.raises(RuleViolation, match="不是行政机关"):
        perform(reuse, "promote", post=hands.leader)


def shown(result, **instead):
    names = ("kind", "name", "number", "owner", "basis", "licence", "summary")
    return {name: getattr(result, name) for name in names} | instead


def test_an_entry_is_put_right_with_its_reason_and_leaves_a_trail(result, school):
    hands = make.Hands(result.project)
    client, url = make.signed_in(hands.applicant), f"{result.get_absolute_url()}correct/"
    assert "合同第十二条" in client.get(url).content.decode()
    assert client.post(url, shown(result, number="2026SR001")).status_code == 422
    assert client.post(url, shown(result, number="2026SR001", reusable="on", why="漏填")).status_code == 302
    event = AuditContent.objects.get(action="correct")
    assert (event.changes, event.reason) == ({"number": ["", "2026SR001"]}, "漏填")
    assert Notice.objects.filter(user=hands.clerk.user, text__contains="登记号").exists()
    assert "漏填" in make.signed_in(hands.clerk).get(result.get_absolute_url()).content.decode()
    assert "漏填" not in make.signed_in(school).get(result.get_absolute_url()).content.decode()
    for stranger in (school, hands.leader):
        assert make.signed_in(stranger).post(url, shown(result, why="改")).status_code == 403
    # The office puts right what is its to promote; nobody takes it away from under its users.
    put(result, owner="contractor", reusable=False)
    theirs = shown(result, owner="unit", why="合同第十二条归采购人")
    assert make.signed_in(hands.clerk).post(url, theirs).status_code == 302
    used(make.again(result), school)
    again = client.post(url, shown(make.again(result), owner="contractor", why="不愿推广"))
    assert (again.status_code, "不能更改归属" in again.content.decode()) == (422, True)


def put(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


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
    permit, today = {"scope": "仅限教育行业", "valid_until": timezone.localdate()}, timezone.localdate()
    leader = make.signed_in(hands.leader)
    assert leader.post(transfer.step_url("permit"), permit | {"valid_until": today - DAY}).status_code == 422
    assert leader.post(transfer.step_url("permit"), permit).status_code == 302
    other = {"receiver": "另一公司", "purpose": "商用"}
    assert client.post(f"{result.get_absolute_url()}hand-on/", other).status_code == 422
    assert client.post(f"{result.get_absolute_url()}hand-on/", typed).status_code == 302
    transfer = make.again(transfer)
    assert (transfer.state, transfer.transferred_on) == ("transferred", today)
    # Once; and the office sees on the result's page what was handed on, and what was tried.
    again = client.post(f"{result.get_absolute_url()}hand-on/", typed)
    assert (again.status_code, "已于" in again.content.decode()) == (422, True)
    page = make.signed_in(hands.clerk).get(result.get_absolute_url()).content.decode()
    assert all(words in page for words in ("已转让", f"{today} 转让", "仅限教育行业"))
    assert page.count("擅自转让被拒绝") == 4
    assert "擅自转让被拒绝" not in client.get(result.get_absolute_url()).content.decode()


def test_a_permission_that_is_over_permits_nothing(result, school):
    hands = make.Hands(result.project)
    used(result, school)
    transfer = Transfer.objects.create(
        result=result, body=school.organisation, receiver="某公司", purpose="商用", created_by=school
    )
    transfer = perform(transfer, "agree", post=hands.unit_leader)
    permit = {"scope": "仅限教育行业", "valid_until": timezone.localdate()}
    transfer = perform(transfer, "permit", post=hands.leader, data=permit)
    with time_machine.travel(timezone.now() + DAY, tick=False):
        with pytest.raises(RuleViolation, match="到期"):
            perform(transfer, "hand_on", post=school)
        client = make.signed_in(school)
        typed = {"receiver": "某公司", "purpose": "商用"}
        answer = client.post(f"{result.get_absolute_url()}hand-on/", typed)
        assert (answer.status_code, "到期" in answer.content.decode()) == (422, True)


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
