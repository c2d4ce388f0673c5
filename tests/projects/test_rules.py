"""Each rule at its boundary, through the only door. The refusal names the article."""

import datetime
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.models import Attachment
from documents.services import remove_attachment
from projects import rules
from projects.models import Project
from projects.paths import Path
from projects.services import create_list, record_contract_total, set_ceiling
from tests import factories as make
from workflow.audit import unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation

pytestmark = pytest.mark.django_db


def findings(obj, step, post, **data):
    """Codes of the rules by which a step is refused."""
    with pytest.raises(RuleViolation) as refused:
        perform(obj, step, post=post, data=data)
    return {verdict.rule.code for verdict in refused.value.verdicts}


# --- the application (articles 3, 4, 10, 21) -----------------------------------------------------------------------


def test_an_empty_draft_is_told_everything_that_is_missing():
    post = make.make_post(Role.APPLICANT)
    project = make.make_draft(post)
    found = findings(project.application, "submit", post)
    # What costs nothing yet is below every limit.
    assert found == {rule.code for rule in rules.APPLICATION_RULES} - {"application.self_limit"}


def test_a_whole_draft_is_handed_in():
    project = make.make_project()
    perform(project.application, "submit", post=make.Hands(project).applicant)
    assert project.application.__class__.objects.get(pk=project.application.pk).state == "unit_review"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"contact": ""}, "application.basic"),
        ({"need": ""}, "application.need"),
        ({"goals": ""}, "application.goals"),
        ({"platforms": []}, "application.sharing"),
        ({"security_level": ""}, "application.sharing"),
        ({"plan": ""}, "application.plan"),
        ({"ends_on": datetime.date(2020, 1, 1)}, "application.plan"),
    ],
)
def test_one_field_alone(fields, code):
    post = make.make_post(Role.APPLICANT)
    project = make.make_draft(post)
    make.fill(project.application, post, **fields)
    assert findings(make.again(project.application), "submit", post) == {code}


def test_standing_alone_needs_a_reason():
    post = make.make_post(Role.APPLICANT)
    project = make.make_draft(post)
    make.fill(project.application, post, platforms=[], standalone_reason="涉及专用控制网络，依法须物理隔离。")
    perform(make.again(project.application), "submit", post=post)


@pytest.mark.parametrize("source", [0, 1_499_999, Decimal("1500000.01")])
def test_the_sources_are_the_budget_to_the_cent(source):
    post = make.make_post(Role.APPLICANT)
    project = make.make_draft(post)
    make.fill(project.application, post, budget=1_500_000, source=source)
    assert findings(make.again(project.application), "submit", post) == {"application.sources"}


def test_a_budget_line_without_a_price_is_missing():
    project = make.make_project()
    project.application.budget_lines.create(kind="service", name="未定", unit_price=0, count=1)
    assert findings(project.application, "submit", make.Hands(project).applicant) == {"application.budget"}


def test_a_removed_paper_is_missing_again():
    post = make.make_post(Role.APPLICANT)
    project = make.make_project(post)
    remove_attachment(attachment=Attachment.objects.current_for(project.application).get(slot="proposal"), post=post)
    assert findings(project.application, "submit", post) == {"application.papers"}


# --- library and list (article 9) ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("offset", "ok"), [(-1, False), (0, True), (2, True), (3, False)])
def test_the_library_is_a_window_of_three_years(offset, ok):
    project = make.submit_application(make.make_project())
    year = timezone.localdate().year + offset
    if ok:
        assert make.admit(project, year).planned_year == year
    else:
        with pytest.raises(RuleViolation):
            make.admit(project, year)


def test_who_checked_does_not_decide():
    project = make.submit_application(make.make_project())
    clerk = make.Hands(project).clerk
    perform(make.again(project.application), "pass_check", post=clerk)
    own = Post.objects.create(user=clerk.user, role=Role.OFFICE_LEADER, organisation=clerk.organisation)
    planned = {"planned_year": timezone.localdate().year}
    with pytest.raises(Forbidden, match=r"两人分办.*第九条"):
        perform(make.again(project.application), "admit", post=own, data=planned)
    perform(make.again(project.application), "admit", post=make.Hands(project).leader, data=planned)


def test_an_empty_list_is_not_submitted():
    clerk, leader = make.make_post(Role.OFFICE_CLERK), make.make_post(Role.OFFICE_LEADER)
    annual_list = create_list(year=2027, ceiling=None, post=clerk)
    assert findings(annual_list, "submit", leader) == {"list.lines"}


@pytest.mark.parametrize(("ceiling", "ok"), [("1499999.99", False), ("1500000", True), (None, True)])
def test_the_list_keeps_under_its_ceiling(ceiling, ok):
    project = make.bring(make.make_project(budget=1_500_000), "library")
    annual_list = make.make_list(project)
    leader = make.make_post(Role.OFFICE_LEADER)
    set_ceiling(annual_list=annual_list, ceiling=Decimal(ceiling) if ceiling else None, post=leader)
    if ok:
        assert perform(annual_list, "submit", post=leader).state == "submitted"
    else:
        assert findings(annual_list, "submit", leader) == {"list.ceiling"}


def test_what_left_the_library_holds_the_list_up():
    project = make.bring(make.make_project(), "library")
    annual_list = make.make_list(project)
    perform(project, "withdraw", post=make.Hands(project).applicant, reason="不再需要")
    assert findings(annual_list, "submit", make.make_post(Role.OFFICE_LEADER)) == {"list.library"}


def test_a_list_that_is_submitted_is_frozen():
    project = make.bring(make.make_project(), "library")
    annual_list = make.make_list(project)
    leader = make.make_post(Role.OFFICE_LEADER)
    perform(annual_list, "submit", post=leader)
    with pytest.raises(Conflict):
        set_ceiling(annual_list=annual_list, ceiling=Decimal(1), post=leader)


def test_a_struck_line_stays_in_the_library_and_the_rest_is_numbered_anew():
    first, second = [make.bring(make.make_project(), "library") for _ in range(2)]
    annual_list = make.approve_list(make.make_list(first, second), struck=[first])
    assert make.again(first).stage == "library"
    assert make.again(second).stage == "listed"
    assert annual_list.lines.get(project=second).position == 1
    assert annual_list.number


# --- pre-review (article 10) -----------------------------------------------------------------------------------------


def test_without_a_list_no_pre_review():
    project = make.bring(make.make_project(), "library")
    pre_review = make.open_pre_review(project)
    assert findings(pre_review, "submit", make.Hands(project).applicant) == {"pre_review.list"}


def test_a_list_that_is_not_approved_is_no_list():
    project = make.bring(make.make_project(), "library")
    perform(make.make_list(project), "submit", post=make.make_post(Role.OFFICE_LEADER))
    pre_review = make.open_pre_review(project)
    assert findings(pre_review, "submit", make.Hands(project).applicant) == {"pre_review.list"}


def test_a_struck_project_is_on_no_list():
    first, second = [make.bring(make.make_project(), "library") for _ in range(2)]
    make.approve_list(make.make_list(first, second), struck=[first])
    pre_review = make.open_pre_review(make.again(first))
    assert findings(pre_review, "submit", make.Hands(first).applicant) == {"pre_review.list"}


def test_without_a_source_of_money_no_pre_review():
    project = make.bring(make.make_project(), "listed")
    project.application.sources.all().delete()
    pre_review = make.open_pre_review(project)
    assert findings(pre_review, "submit", make.Hands(project).applicant) == {"pre_review.sources"}


def test_every_condition_is_judged_before_the_leader_is_asked():
    project = make.bring(make.make_project(), "listed")
    pre_review = make.submit_pre_review(make.open_pre_review(project))
    clerk = make.Hands(project).clerk
    assert findings(pre_review, "pass_check", clerk) == {"pre_review.judged"}
    make.judge_all(pre_review, verdict="na", c1_1="yes")
    assert perform(pre_review, "pass_check", post=clerk).state == "checked"


def test_one_condition_that_is_not_met_refuses_the_approval():
    project = make.bring(make.make_project(), "listed")
    hands = make.Hands(project)
    pre_review = make.judge_all(make.submit_pre_review(make.open_pre_review(project)), c1_2="no")
    pre_review = perform(pre_review, "pass_check", post=hands.clerk)
    data = {"amount": Decimal(1_000_000), "valid_until": timezone.localdate() + datetime.timedelta(days=9)}
    assert findings(pre_review, "approve", hands.leader, **data) == {"pre_review.met"}
    refused = perform(pre_review, "refuse", post=hands.leader, reason="未利用共享平台")
    assert refused.number.startswith("广经信不予")
    assert make.open_pre_review(make.again(project)).attempt == 2


@pytest.mark.parametrize(("amount", "ok"), [("1500000", True), ("1500000.01", False)])
def test_the_pre_approval_keeps_within_the_list(amount, ok):
    project = make.bring(make.make_project(budget=1_500_000), "listed")
    if ok:
        assert make.pre_approve(project, amount=amount).reviewed_sum == Decimal(amount)
    else:
        with pytest.raises(RuleViolation) as refused:
            make.pre_approve(project, amount=amount)
        assert [verdict.rule.code for verdict in refused.value.verdicts] == ["pre_review.sum"]


# --- the gates (articles 10, 22) -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "step", "role"),
    [(Path.TENDER, "approve_project", Role.DRC), (Path.PROCUREMENT, "approve_procurement", Role.FINANCE)],
)
def test_no_approval_without_a_pre_approval(path, step, role):
    project = make.bring(make.make_project(path=path), "listed")
    if path != Path.TENDER:
        make.enter_budget_line(project)
    assert findings(project, step, make.make_post(role), **make.gate_data(1)) == {"approval.pre_approved"}


@pytest.mark.parametrize(("days", "ok"), [(0, True), (-1, False)])
def test_a_pre_approval_holds_to_the_end_of_its_last_day(days, ok):
    project = make.bring(make.make_project(), "pre_approved")
    until = timezone.localdate() + datetime.timedelta(days=days)
    Project.objects.filter(pk=project.pk).update(pre_approved_until=until)
    if ok:
        assert make.pass_gate(make.again(project)).stage == "approved"
    else:
        make.enter_budget_line(project)
        found = findings(make.again(project), "approve_procurement", make.make_post(Role.FINANCE), **make.gate_data(1))
        assert found == {"approval.pre_approved"}


@pytest.mark.parametrize(("amount", "ok"), [("1500000", True), ("1500000.01", False)])
def test_the_approval_keeps_within_the_pre_approval(amount, ok):
    project = make.bring(make.make_project(budget=1_500_000), "pre_approved")
    if ok:
        assert make.pass_gate(project, amount).budget_sum == Decimal(amount)
    else:
        make.enter_budget_line(project, 9_000_000)
        found = findings(project, "approve_procurement", make.make_post(Role.FINANCE), **make.gate_data(amount))
        assert found == {"approval.sum"}


def test_finance_has_no_power_over_a_tender_and_the_drc_none_over_a_procurement():
    tender = make.bring(make.make_project(path=Path.TENDER), "pre_approved")
    with pytest.raises(Forbidden, match="没有“记录采购核准”这一环节"):
        perform(tender, "approve_procurement", post=make.make_post(Role.FINANCE), data=make.gate_data(1))
    with pytest.raises(Forbidden, match="第十条"):
        perform(tender, "approve_project", post=make.make_post(Role.FINANCE), data=make.gate_data(1))


# --- building (articles 10, 11, 13, 14, 22) --------------------------------------------------------------------------


def start(project):
    return {
        verdict.rule.code
        for rule in rules.START_RULES
        if not (verdict := rule.judge(make.again(project), None, {})).ok
    }


def test_everything_that_a_start_needs():
    project = make.bring(make.make_project(path=Path.TENDER), "listed")
    assert start(project) == {
        "build.approved",
        "build.plan_passed",
        "build.tender_filed",
        "build.contract",
        "build.supervision",
    }


@pytest.mark.parametrize(("budget", "demanded"), [("1000000", False), ("1000000.01", True)])
def test_supervision_and_testing_above_one_million(budget, demanded):
    project = make.submit_application(make.make_project(budget=budget))
    assert ("build.supervision" in start(project)) is demanded


def test_supervisor_and_tester_are_both_needed():
    project = make.submit_application(make.make_project(budget=1_000_001))
    Project.objects.filter(pk=project.pk).update(supervisor="某监理公司")
    assert "系统测评单位" in rules.SUPERVISED.judge(make.again(project), None, {}).message
    Project.objects.filter(pk=project.pk).update(tester="某测评中心")
    assert rules.SUPERVISED.judge(make.again(project), None, {}).ok


def test_a_project_is_built_when_all_is_there():
    project = make.approve_plan(make.bring(make.make_project(budget=900_000), "approved"))
    hands = make.Hands(project)
    data = {"planned_end": timezone.localdate()}
    assert findings(project, "start_build", hands.applicant, **data) == {"build.contract"}
    with unit_of_work():
        record_contract_total(project=project, total=Decimal(900_000), post=hands.applicant)
    assert perform(project, "start_build", post=hands.applicant, data=data).stage == "building"


def test_each_missing_word_leads_to_its_field():
    project = make.make_draft()
    applicant = make.Hands(project).applicant
    page = make.signed_in(applicant).get(project.application.step_url("submit")).content.decode()
    edit = project.application.edit_url()
    assert f'<a href="{edit}#id_contact">联系人</a>、<a href="{edit}#id_phone">联系电话</a>' in page
    assert f'<a href="{edit}#papers">项目建议书' in page
    form = make.signed_in(applicant).get(edit).content.decode()
    assert all(f'id="{place}"' in form for place in set(re.findall(rf"{edit}#(\w+)", page)))


def test_no_use_without_acceptance():
    project = make.approve_plan(make.bring(make.make_project(budget=900_000), "approved"))
    hands = make.Hands(project)
    with unit_of_work():
        record_contract_total(project=project, total=Decimal(900_000), post=hands.applicant)
    project = perform(project, "start_build", post=hands.applicant, data={})
    with pytest.raises(RuleViolation) as refused:
        perform(project, "put_in_use", post=hands.applicant)
    # And what the security of its level asks (article 11) is not there either: all findings at once.
    assert {(verdict.rule.code, verdict.cite) for verdict in refused.value.verdicts} == {
        ("use.accepted", "第十二条"),
        ("security.running", "第十一条"),
    }
