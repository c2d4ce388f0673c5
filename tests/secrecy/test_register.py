"""Articles 5, 12, 24: the register of classified projects, 定密, 分级保护, and who may know."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from projects.models import Project
from projects.paths import Path
from projects.services import create_project
from secrecy import queries
from secrecy.models import Protection, RegisterPaper
from secrecy.services import claim_classification, grant_clearance, record_paper, withdraw_clearance
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import Notice

pytestmark = pytest.mark.django_db


def claim(owner, **more):
    fields = {"code_name": "甲-07", "level": "机密", "years": 20, "path": Path.TENDER, "category": "security"} | more
    return claim_classification(post=owner, unit=owner.organisation, **fields)


def confirm(project, bureau, **more):
    data = {"level": "秘密", "years": 10, "number": "广保〔2026〕3号", "decided_on": timezone.localdate()} | more
    return perform(project.classifications.get(), "confirm", post=bureau, data=data)


def paper(project, post, kind, number="广机〔2026〕1号"):
    day = timezone.localdate()
    return record_paper(project=project, post=post, kind=kind, direction="received", number=number, day=day)


def pass_step(project, bureau, step, **more):
    data = {"number": f"广保〔2026〕{step}"[:40], "day": timezone.localdate()} | more
    return perform(project.protection, step, post=bureau, data=data)


@pytest.fixture
def owner():
    return make.make_post(Role.APPLICANT)


@pytest.fixture
def bureau():
    return make.make_post(Role.SECRECY)


@pytest.fixture
def entry(owner, bureau):
    return claim(owner)


# --- 定密 ------------------------------------------------------------------------------------------------------------


def test_a_claim_waits_for_the_bureau_and_is_classified_until_then(entry, bureau):
    assert entry.is_classified
    assert entry.secrecy_level == "机密"
    assert [task.obj for task in inbox(bureau)] == [entry.classifications.get()]


def test_a_confirmation_fixes_level_and_period_and_opens_protection(entry, bureau, owner):
    claim = confirm(entry, bureau)
    entry.refresh_from_db()
    assert (claim.state, claim.level, claim.years) == ("confirmed", "秘密", 10)
    assert claim.until == timezone.localdate().replace(year=timezone.localdate().year + 10)
    assert entry.secrecy_level == "秘密"
    assert entry.protection.state == "plan"
    assert Notice.objects.filter(user=owner.user, text__contains="已定密").count() == 1


@pytest.mark.parametrize(
    ("level", "years", "good"), [("秘密", 10, 1), ("秘密", 11, 0), ("绝密", 30, 1), ("机密", 21, 0)]
)
def test_a_period_is_at_most_what_the_law_allows(entry, bureau, level, years, good):
    if good:
        assert confirm(entry, bureau, level=level, years=years).years == years
    else:
        with pytest.raises(RuleViolation, match="保密期限"):
            confirm(entry, bureau, level=level, years=years)


def test_an_unclear_case_goes_up_and_comes_back(entry, bureau):
    data = {"number": "广保报〔2026〕1号", "referred_on": timezone.localdate()}
    claim = perform(entry.classifications.get(), "refer", post=bureau, data=data)
    assert claim.state == "referred"
    assert confirm(entry, bureau).state == "confirmed"


def test_no_state_secret_ends_the_entry(entry, bureau):
    perform(entry.classifications.get(), "reject", post=bureau, reason="不在保密事项范围内")
    entry.refresh_from_db()
    assert entry.stage == "withdrawn"


def test_nobody_else_decides(entry, owner):
    for post in (owner, make.make_post(Role.OFFICE_LEADER), make.make_post(Role.CYBERSPACE)):
        with pytest.raises(Forbidden, match="保密局"):
            confirm(entry, post)


def test_on_a_classified_network_a_unit_claims_for_its_own_draft(settings, owner, bureau):
    project = create_project(post=owner, name="甲", category="security", nature="new", path=Path.TENDER)
    with pytest.raises(Forbidden):
        perform(project, "claim_classification", post=owner, data={"level": "秘密", "years": 5})
    settings.CLASSIFIED_MODE = "full"
    perform(project, "claim_classification", post=owner, data={"level": "秘密", "years": 5})
    project.refresh_from_db()
    assert project.is_classified
    assert Project.objects.visible_to(owner).filter(pk=project.pk).exists()
    colleague = make.make_post(Role.UNIT_LEADER, owner.organisation)
    assert not Project.objects.visible_to(colleague).filter(pk=project.pk).exists()
    perform(project.classifications.get(), "reject", post=bureau, reason="不属于")
    project.refresh_from_db()
    assert (project.is_classified, project.stage) == (False, "draft")


# --- the order of 分级保护, and use ---------------------------------------------------------------------------------


def test_protection_goes_in_its_order(entry, bureau, owner):
    confirm(entry, bureau)
    for early in ("record_assessment", "examine", "approve_use"):
        with pytest.raises(Conflict):
            pass_step(entry, bureau, early, assessor="省测评中心")
    pass_step(entry, bureau, "review_plan")
    pass_step(entry, bureau, "record_assessment", assessor="省测评中心")
    pass_step(entry, bureau, "examine")
    with pytest.raises(RuleViolation, match="验收证书"):
        pass_step(entry, bureau, "approve_use")
    walk_papers(entry, owner, "certificate")
    pass_step(entry, bureau, "approve_use")
    assert Protection.objects.get().state == "approved"
    entry.refresh_from_db()
    assert entry.use_approved_at


def test_a_failed_examination_needs_a_new_assessment(entry, bureau):
    confirm(entry, bureau)
    pass_step(entry, bureau, "review_plan")
    pass_step(entry, bureau, "record_assessment", assessor="省测评中心")
    pass_step(entry, bureau, "examine")
    again = perform(entry.protection, "assess_again", post=bureau, reason="边界防护变更")
    assert (again.state, again.assessment_on, again.examination_on) == ("assessment", None, None)


WAY = ("admission", "list", "pre_approval", "plan_opinion", "approval", "start", "completion", "certificate")


def walk_papers(project, post, last):
    for kind in WAY[: WAY.index(last) + 1]:
        paper(project, post, kind)


@pytest.mark.parametrize(
    ("kind", "article"),
    [("pre_approval", "第十条"), ("approval", "第十条"), ("start", "第十一条"), ("in_use", "第十二条")],
)
def test_a_paper_before_its_time_is_refused_with_the_article(entry, owner, kind, article):
    with pytest.raises(ValidationError, match=article):
        paper(entry, owner, kind)


def test_use_needs_certificate_and_the_bureau(entry, owner, bureau):
    walk_papers(entry, owner, "certificate")
    with pytest.raises(ValidationError, match="保密局"):
        paper(entry, owner, "in_use")
    with pytest.raises(IntegrityError, match="article 12"), transaction.atomic():
        RegisterPaper.objects.create(
            project=entry, kind="in_use", direction="sent", number="1号", day=timezone.localdate(), recorded_by=owner
        )
    confirm(entry, bureau)
    for step in ("review_plan", "record_assessment", "examine", "approve_use"):
        pass_step(entry, bureau, step, assessor="省测评中心")
    paper(entry, owner, "in_use")
    assert queries.entries(queries.register(owner))[0].stage == "投入使用"


def test_the_database_refuses_classified_use_without_approval(entry):
    with pytest.raises(IntegrityError, match=r"article_24|第十二条"), transaction.atomic():
        Project.objects.filter(pk=entry.pk).update(in_use_at=timezone.now(), accepted_at=timezone.now())


def test_the_same_paper_is_entered_once(entry, owner):
    paper(entry, owner, "admission")
    with pytest.raises(ValidationError, match="已经登记"):
        paper(entry, owner, "admission")


# --- who may know ----------------------------------------------------------------------------------------------------


def test_clearance_opens_and_closes_the_entry(entry, bureau):
    clerk = make.make_post(Role.OFFICE_CLERK)
    client = make.signed_in(clerk)
    assert client.get(entry.get_absolute_url()).status_code == 404
    assert "甲-07" not in client.get(reverse("secrecy:register")).content.decode()
    grant_clearance(project=entry, username=clerk.user.username, post=bureau)
    assert client.get(entry.get_absolute_url()).status_code == 200
    assert "甲-07" in client.get(reverse("secrecy:register")).content.decode()
    withdraw_clearance(project=entry, user=clerk.user, post=bureau)
    assert client.get(entry.get_absolute_url()).status_code == 404


def test_the_bureau_alone_opens_the_circle(entry, owner, bureau):
    url = reverse("secrecy:clearance", args=[entry.pk])
    assert make.signed_in(owner).get(url).status_code == 403
    assert make.signed_in(make.make_post(Role.OFFICE_LEADER)).get(url).status_code == 404
    client = make.signed_in(bureau)
    assert client.post(url, {"username": "nobody-here"}).context["form"].errors["username"] == ["没有这个账号。"]
    assert client.post(url, {"username": owner.user.username}).status_code == 302


def test_no_notice_reaches_a_colleague_who_may_not_know(entry, owner, bureau):
    colleague = make.make_post(Role.APPLICANT, owner.organisation)
    perform(entry, "withdraw", post=owner, reason="不再建设")
    assert not Notice.objects.filter(user=colleague.user).exists()
    assert Notice.objects.filter(user=owner.user).exists()


def test_a_number_has_no_room_for_content(entry, owner):
    client = make.signed_in(owner)
    data = {"kind": "other", "direction": "sent", "number": "关于某某系统建设内容，预算一百万", "day": "2026-01-05"}
    answer = client.post(reverse("secrecy:paper_create", args=[entry.pk]), data)
    assert "只填文书编号" in answer.content.decode()
    assert not RegisterPaper.objects.exists()
    ahead = data | {"number": "1号", "day": timezone.localdate() + datetime.timedelta(days=1)}
    assert "不能晚于今天" in client.post(reverse("secrecy:paper_create", args=[entry.pk]), ahead).content.decode()


def test_a_unit_registers_for_itself_alone(owner):
    other = make.make_org("广元市教育局")
    data = {
        "code_name": "乙-01",
        "level": "秘密",
        "years": 5,
        "unit": other.pk,
        "category": "security",
        "path": "tender",
    }
    answer = make.signed_in(owner).post(reverse("secrecy:register_create"), data)
    assert "unit" in answer.context["form"].errors
    data["unit"] = owner.organisation_id
    assert make.signed_in(owner).post(reverse("secrecy:register_create"), data).status_code == 302
    assert Project.objects.get().classifications.get().state == "claimed"


def count(client):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(reverse("secrecy:register")).status_code == 200
    return len(found)


def test_the_register_takes_as_many_queries_for_three_as_for_one(owner, bureau):
    client = make.signed_in(bureau)
    confirm(claim(owner), bureau)
    count(client)
    one = count(client)
    for name in ("乙", "丙"):
        project = claim(owner, code_name=name)
        confirm(project, bureau)
        paper(project, owner, "admission")
    assert count(client) == one
