"""Changes after the approval (article 10): the thresholds, the whole way, and gates that close again."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from changes.models import ChangeRequest
from changes.routes import route_of_content, route_of_sum
from changes.services import save_change
from changes.states import ChangeState
from documents.models import Document
from funds.codes import check_letter
from projects.lateness import late_projects, standings
from projects.services import change_line, create_supplement
from tests.factories import (
    Hands,
    again,
    approve_list,
    approve_plan,
    bring,
    gate_data,
    make_org,
    make_post,
    make_project,
    pre_approve,
    signed_in,
)
from workflow.clocks import clock_of
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.models import AuditEvent

pytestmark = pytest.mark.django_db
OLD = Decimal("1000000.00")


@pytest.mark.parametrize(
    ("new", "pre_review"),
    [("1100000.00", False), ("1100000.01", True), ("900000.00", False), ("899999.99", True), ("1000000.00", False)],
)
def test_ten_per_cent_is_the_offices_and_a_cent_more_is_a_pre_review(new, pre_review):
    route = route_of_sum(OLD, Decimal(new), None, gated=True, on=timezone.localdate())
    assert route.pre_review is pre_review
    assert not route_of_sum(OLD, Decimal(new), None, gated=False, on=timezone.localdate()).pre_review


@pytest.mark.parametrize(("new", "supplement"), [("1050000.00", False), ("1050000.01", True)])
def test_over_the_lists_line_the_supplement_comes_first(new, supplement):
    route = route_of_sum(OLD, Decimal(new), Decimal("1050000.00"), gated=True, on=timezone.localdate())
    assert route.supplement is supplement
    assert ("先追加年度清单" in route.label) is supplement


def test_any_change_of_goals_is_a_pre_review_and_of_content_alone_is_not():
    today = timezone.localdate()
    assert route_of_content(goals_change=True, gated=True, on=today).pre_review
    assert not route_of_content(goals_change=False, gated=True, on=today).pre_review


def ask(project, kind, **fields):
    """A filled draft."""
    hands = Hands(project)
    perform(project, "apply_change", post=hands.applicant, data={"kind": kind, "why": "需求调整"})
    change = project.change_requests.get(kind=kind, state=ChangeState.DRAFT)
    return save_change(change=change, post=hands.applicant, fields={"why": change.why, **fields})


def carry(change):
    hands = Hands(change.project)
    for step, post, data in (
        ("submit", hands.applicant, {}),
        ("confirm", hands.unit_leader, {}),
        ("pass_check", hands.clerk, {"note": "属实"}),
    ):
        change = perform(change, step, post=post, data=data)
    return perform(change, "approve", post=hands.leader)


@pytest.fixture
def approved():
    return bring(make_project(budget=1_000_000), "approved")


def test_a_small_cut_is_the_offices_and_stands_in_the_trail(approved):
    change = carry(ask(approved, "sum", new_sum=Decimal("950000.00")))
    project = again(approved)
    assert change.number.startswith("广经信变")
    assert (project.reviewed_sum, project.budget_sum) == (Decimal("950000.00"), Decimal("950000.00"))
    assert project.pre_approved_at
    assert project.approved_at
    event = AuditEvent.objects.filter(thread_id=project.pk, content__action="amend").get()
    assert [Decimal(x) for x in event.content.changes["reviewed_sum"]] == [OLD, Decimal("950000.00")]
    assert change.differences()[0].moved == "-5.00%"


def test_the_office_cannot_raise_the_money_of_the_gate(approved):
    line = approved.current_line()
    line.total = Decimal("1080000.00")
    line.save()
    carry(ask(approved, "sum", new_sum=Decimal("1080000.00")))
    project = again(approved)
    assert (project.reviewed_sum, project.budget_sum) == (Decimal("1080000.00"), OLD)


def test_over_the_list_is_refused_until_the_supplement(approved):
    with pytest.raises(RuleViolation) as refusal:
        carry(ask(approved, "sum", new_sum=Decimal("1000000.01")))
    assert [verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks] == ["change.list"]


def test_changed_goals_close_the_gates_until_a_new_pre_review_stands(approved):
    old_number = approved.pre_approval_number
    goals = "平均办理时间由5个工作日降到半个工作日。"
    change = carry(ask(approved, "content", new_goals=goals, new_content=approved.application.content))
    project = again(approved)
    assert change.pre_review
    assert (project.pre_approved_at, project.approved_at, project.stage) == (None, None, "approved")
    assert again(project.application).goals == goals
    finance = make_post(Role.FINANCE)
    with pytest.raises(RuleViolation):
        perform(project, "approve_procurement", post=finance, data=gate_data(OLD))
    project = pre_approve(project)
    assert project.pre_approval_number
    assert project.pre_approval_number != old_number
    project = perform(project, "approve_procurement", post=finance, data=gate_data(OLD, "广财采〔2026〕2号"))
    assert project.approved_at


def test_only_the_second_person_decides_and_a_refusal_leaves_all_as_it_was(approved):
    change = ask(approved, "period", new_end=timezone.localdate())
    hands = Hands(approved)
    with pytest.raises(Forbidden):
        perform(change, "submit", post=make_post(Role.APPLICANT, make_org("广元市教育局")))
    checker = Post.objects.create(
        user=hands.clerk.user, role=Role.OFFICE_LEADER, organisation=hands.clerk.organisation
    )
    change = perform(change, "submit", post=hands.applicant)
    change = perform(change, "confirm", post=hands.unit_leader)
    change = perform(change, "pass_check", post=hands.clerk, data={"note": ""})
    with pytest.raises(Forbidden, match="两人分办"):
        perform(change, "approve", post=checker)
    planned = approved.planned_end
    change = perform(change, "refuse", post=hands.leader, reason="理由不充分")
    assert change.state == ChangeState.REFUSED
    assert again(approved).planned_end == planned
    with pytest.raises(Forbidden):
        save_change(change=change, post=hands.applicant, fields={})


def test_nothing_different_is_no_request(approved):
    with pytest.raises(RuleViolation) as refusal:
        carry(ask(approved, "period", new_end=approved.planned_end))
    assert "change.differs" in [verdict.rule.code for verdict in refusal.value.verdicts]


def test_the_pages_say_the_way_in_advance(approved):
    change = ask(approved, "sum", new_sum=Decimal("850000.00"))
    client = signed_in(Hands(approved).applicant)
    page = client.get(change.get_absolute_url()).content.decode()
    assert 'data-route="pre_review"' in page
    assert "-15.00%" in page
    assert client.get(f"{change.get_absolute_url()}edit/").status_code == 200
    answer = client.post(f"{change.get_absolute_url()}edit/", {"new_sum": "950000.00", "why": "节约"})
    assert answer.status_code == 302
    assert again(change).new_sum == Decimal("950000.00")
    stranger = signed_in(make_post(Role.SYSTEM_ADMIN))
    assert stranger.get(change.get_absolute_url()).status_code == 403
    for kind in ("content", "period", "supplier", "unit", "clerk"):
        perform(approved, "apply_change", post=Hands(approved).applicant, data={"kind": kind, "why": "调整"})
    for other in ChangeRequest.objects.all():
        assert client.get(other.get_absolute_url()).status_code == 200, other.kind
        assert client.get(f"{other.get_absolute_url()}edit/").status_code == 200, other.kind


def test_the_list_asks_as_much_for_three_as_for_one(approved):
    client = signed_in(Hands(approved).applicant)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/changes/").status_code == 200
        return len(queries)

    ask(approved, "sum", new_sum=Decimal("950000.00"))
    count()
    one = count()
    ask(approved, "period", new_end=timezone.localdate())
    ask(approved, "clerk", new_contact="李接手", new_phone="0839-3260002")
    assert count() == one


def test_an_ended_project_closes_what_was_asked(approved):
    change = ask(approved, "period", new_end=timezone.localdate())
    perform(approved, "terminate", post=Hands(approved).leader, reason="规划调整")
    assert again(change).state == ChangeState.CLOSED


# --- what each kind moves when it is agreed to


def test_a_hand_over_moves_the_contact_and_the_trail_keeps_both(approved):
    carry(ask(approved, "clerk", new_contact="李接手", new_phone="0839-3269999"))
    application = again(approved).application
    assert (application.contact, application.phone) == ("李接手", "0839-3269999")
    event = AuditEvent.objects.filter(thread_id=approved.pk, content__action="amend").latest("pk")
    assert event.content.changes["contact"][1] == "李接手"


def test_a_period_moves_the_planned_end(approved):
    end = timezone.localdate().replace(month=12, day=31)
    carry(ask(approved, "period", new_end=end))
    assert again(approved).planned_end == end


def test_another_unit_takes_the_project_over_and_the_old_one_sees_it_no_more(approved):
    old = Hands(approved).applicant
    unit = make_org("广元市数据局")
    new = make_post(Role.APPLICANT, unit)
    carry(ask(approved, "unit", new_unit=unit))
    project = again(approved)
    assert project.unit == unit
    manager = type(project).objects
    assert manager.visible_to(new).filter(pk=project.pk).exists()
    assert not manager.visible_to(old).filter(pk=project.pk).exists()


# --- another path, a standstill, the supplement first


def test_another_path_runs_its_own_gate_again(approved):
    old_pre_approval = approved.pre_approval_number
    change = ask(approved, "path", new_path="tender")
    assert "重新办理立项审批" in change.route().label
    change = carry(change)
    project = again(approved)
    assert (project.path, project.approved_at, project.approval_number) == ("tender", None, "")
    assert (project.pre_approval_number, project.stage) == (old_pre_approval, "approved")
    hands = Hands(project)
    with pytest.raises(Forbidden, match="没有"):
        perform(project, "approve_procurement", post=make_post(Role.FINANCE), data=gate_data(OLD))
    with pytest.raises(RuleViolation):
        perform(project, "apply_tender", post=hands.applicant)
    data = gate_data(OLD, "广发改审〔2026〕9号", act="feasibility")
    project = perform(project, "approve_project", post=make_post(Role.DRC), data=data)
    perform(project, "apply_tender", post=hands.applicant)
    # And back: the tender ends, and is opened anew when the path returns once more.
    carry(ask(again(project), "path", new_path="procurement"))
    project = again(project)
    assert (project.tender.state, project.approved_at) == ("closed", None)
    data = gate_data(OLD, "广财采〔2026〕9号")
    project = perform(project, "approve_procurement", post=make_post(Role.FINANCE), data=data)
    carry(ask(again(project), "path", new_path="tender"))
    data = gate_data(OLD, "广发改审〔2026〕10号", act="feasibility")
    project = perform(again(project), "approve_project", post=make_post(Role.DRC), data=data)
    perform(project, "apply_tender", post=hands.applicant)
    assert again(project).tender.state == "preparing"
    assert [one.outcome for one in again(project).tender.rounds.all()] == ["ended", "open"]


def test_above_the_limit_nobody_buys_without_a_gate_and_a_running_contract_keeps_its_path(approved):
    with pytest.raises(RuleViolation) as refusal:
        carry(ask(approved, "path", new_path="self"))
    assert [verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks] == ["change.path"]


def test_below_the_limit_the_gate_is_gone(db):
    project = bring(make_project(budget=900_000), "approved")
    carry(ask(project, "path", new_path="self"))
    project = again(project)
    assert (project.path, project.approved_at) == ("self", None)
    carry(ask(project, "path", new_path="procurement"))
    project = again(project)
    assert project.pre_approved_at


def test_a_suspended_project_stands_still_and_its_clocks_too(approved, time_machine):
    hands = Hands(approved)
    carry(ask(approved, "suspend", resume_by=timezone.localdate() + datetime.timedelta(days=60)))
    project = again(approved)
    assert project.suspended_at
    with pytest.raises(RuleViolation) as refusal:
        perform(project, "name_bodies", post=hands.applicant, data={"supervisor": "甲", "tester": "乙"})
    assert "project.goes_on" in [verdict.rule.code for verdict in refusal.value.verdicts]
    change = ask(project, "clerk", new_contact="李接手", new_phone="0839-3260002")
    change = perform(change, "submit", post=hands.applicant)
    clock = clock_of(change)
    assert (clock.due(), clock.standing.reason) == (None, "项目暂停：需求调整")
    until, planned = project.pre_approved_until, project.planned_end
    time_machine.move_to(timezone.now() + datetime.timedelta(days=30))
    assert not type(project).objects.filter(late_projects(), pk=project.pk).exists()
    assert "已暂停" in [one.what for one in standings([again(project)])[project.pk]]
    carry(ask(again(project), "resume", new_end=planned))
    project = again(project)
    assert project.suspended_at is None
    assert (project.pre_approved_until - until).days == 30
    clock = clock_of(again(change))
    assert clock.due() is not None
    assert sum(day.stopped for day in clock.calendar()) == 30


def test_the_leader_suspends_and_resumes_without_a_request(approved):
    leader = Hands(approved).leader
    client = signed_in(leader)
    page = client.get(approved.step_url("suspend")).content.decode()
    assert "预计恢复日期" in page
    assert client.post(approved.step_url("suspend"), {"reason": "规划调整，待市政府研究"}).status_code == 302
    assert "已暂停" in client.get(approved.get_absolute_url()).content.decode()
    assert client.get(approved.step_url("suspend")).status_code == 404
    assert client.post(approved.step_url("resume"), {}).status_code == 302
    assert again(approved).suspended_at is None
    with pytest.raises(RuleViolation):
        perform(approved, "apply_change", post=Hands(approved).applicant, data={"kind": "resume", "why": "恢复"})


def test_over_the_list_the_supplement_comes_first_and_then_the_change(approved):
    change = ask(approved, "sum", new_sum=Decimal("1080000.00"))
    with pytest.raises(RuleViolation):
        carry(change)
    clerk = Hands(approved).clerk
    supplement = create_supplement(base=approved.current_line().annual_list, post=clerk)
    terms = {"total": Decimal("1080000.00"), "note": "增加点位"}
    change_line(supplement=supplement, line=approved.current_line(), post=clerk, **terms)
    approve_list(supplement)
    change = perform(again(change), "approve", post=Hands(approved).leader)
    assert change.state == ChangeState.APPROVED
    assert again(approved).reviewed_sum == Decimal("1080000.00")


def test_an_end_waits_for_the_contracts_and_its_paper_says_what_became_of_all(approved):
    contract = sign(approved)
    hands = Hands(approved)
    change = ask(approved, "period", new_end=timezone.localdate())
    with pytest.raises(RuleViolation) as refusal:
        perform(approved, "terminate", post=hands.leader, reason="职能划转")
    assert "HT-1" in refusal.value.verdicts[0].message
    page = signed_in(hands.leader).get(approved.step_url("terminate")).content.decode()
    assert "须先结算或解除" in page
    assert "变更申请" in page
    perform(contract, "terminate", post=hands.unit_leader, data={"settled_sum": Decimal(0)}, reason="项目终止")
    perform(approved, "terminate", post=hands.leader, reason="职能划转")
    paper = Document.objects.get(kind="termination")
    assert paper.context["closed"] == ["变更申请（草稿）"]
    assert paper.context["contracts"][0]["state"] == "已解除"
    assert any("预审" in line for line in paper.context["papers"])
    assert again(change).state == ChangeState.CLOSED


# --- the supplier; a project under construction whose approval falls


def test_another_supplier_takes_over_the_contract(approved):
    contract = sign(approved)
    head = "91510800MA6200002"
    carry(
        ask(
            approved,
            "supplier",
            contract=contract,
            new_supplier="广元某数据公司",
            new_supplier_code=head + check_letter(head),
        )
    )
    contract = again(contract)
    assert (contract.contractor, contract.state) == ("广元某数据公司", "active")
    event = AuditEvent.objects.filter(thread_id=approved.pk, content__action="change_supplier").get()
    assert event.content.changes["contractor"] == ["四川某信息技术有限公司", "广元某数据公司"]


def test_a_project_under_construction_is_approved_anew_and_goes_on(approved):
    approve_plan(approved)
    sign(approved)
    hands = Hands(approved)
    project = perform(again(approved), "name_bodies", post=hands.applicant, data={"supervisor": "甲", "tester": "乙"})
    project = perform(project, "start_build", post=hands.applicant, data={"planned_end": None})
    carry(ask(project, "content", new_goals="平均办理时间降到半日。", new_content=project.application.content))
    project = again(project)
    assert (project.stage, project.pre_approved_at, project.approved_at) == ("building", None, None)
    with pytest.raises(RuleViolation):
        perform(project, "reapprove_procurement", post=make_post(Role.FINANCE), data=gate_data(OLD))
    project = pre_approve(project)
    assert project.stage == "building"
    project = perform(
        project, "reapprove_procurement", post=make_post(Role.FINANCE), data=gate_data(OLD, "广财采〔2026〕3号")
    )
    assert (project.stage, project.approval_number) == ("building", "广财采〔2026〕3号")


def sign(project):
    """The main contract, signed within the approval."""
    day, head = timezone.localdate(), "91510800MA6200001"
    data = {
        "kind": "main",
        "number": "HT-1",
        "name": "平台建设合同",
        "contractor": "四川某信息技术有限公司",
        "contractor_code": head + check_letter(head),
        "amount": Decimal(900_000),
        "signed_on": day,
        "starts_on": day,
        "ends_on": day + datetime.timedelta(days=200),
        "outsourced": False,
    }
    perform(again(project), "register_contract", post=Hands(project).applicant, data=data)
    return again(project).contracts.get()
