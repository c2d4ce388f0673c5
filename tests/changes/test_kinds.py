"""What each kind of change moves once it is agreed to: period, unit, path, standstill, supplier (article 10)."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import Role
from changes.choices import AMENDED
from changes.models import ChangeRequest
from changes.services import save_change
from changes.states import ChangeState
from documents.models import Document
from funds.codes import check_letter
from projects.lateness import LAPSED, late_projects, standings
from projects.services import change_line, create_supplement
from tests.changes.hands import ask, carry
from tests.factories import (
    Hands,
    again,
    approve_list,
    approve_plan,
    attach,
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
from workflow.inbox import inbox
from workflow.models import AuditEvent

pytestmark = pytest.mark.django_db
OLD = Decimal("1000000.00")


@pytest.fixture
def approved():
    return bring(make_project(budget=1_000_000), "approved")


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


def test_no_unit_gives_a_project_away_without_a_paper_and_the_word_of_the_other(approved):
    hands, unit = Hands(approved), make_org("广元市数据局")
    taker, outsider = make_post(Role.UNIT_LEADER, unit), make_post(Role.UNIT_LEADER, make_org("广元市教育局"))
    perform(approved, "apply_change", post=hands.applicant, data={"kind": "unit", "why": "职能划转"})
    change = ChangeRequest.objects.get(kind="unit")
    change = save_change(change=change, post=hands.applicant, fields={"why": change.why, "new_unit": unit})
    with pytest.raises(RuleViolation) as refusal:
        perform(change, "submit", post=hands.applicant)
    assert [verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks] == ["change.basis"]
    attach(change, "basis", hands.applicant)
    change = perform(change, "submit", post=hands.applicant)
    with pytest.raises(Forbidden, match="没有“同意报出”"):
        perform(change, "confirm", post=hands.unit_leader)
    seen = type(approved).objects
    assert not seen.visible_to(taker).exists()
    change = perform(change, "hand_on", post=hands.unit_leader)
    # The other unit reads what it would take over, and is asked; nobody else speaks for it.
    assert [task.obj for task in inbox(taker)] == [change]
    assert signed_in(taker).get(change.get_absolute_url()).status_code == 200
    for post in (hands.unit_leader, outsider, hands.leader):
        with pytest.raises(Forbidden):
            perform(change, "take_over", post=post)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE changes_changerequest SET state = 'checking' WHERE id = %s", [change.pk])
    change = perform(change, "decline", post=taker, reason="没有相应职能")
    assert (change.state, seen.visible_to(taker).exists()) == ("draft", False)
    change = perform(change, "submit", post=hands.applicant)
    change = perform(change, "hand_on", post=hands.unit_leader)
    change = perform(change, "take_over", post=taker)
    change = perform(change, "pass_check", post=hands.clerk, data={"note": "属实"})
    change = perform(change, "approve", post=hands.leader)
    project = again(approved)
    assert (project.unit, project.offered_to) == (unit, None)
    assert "同意接收" in change.decided[0]["new"]


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


def test_below_the_limit_the_gate_is_gone(db, time_machine):
    project = bring(make_project(budget=900_000), "approved")
    carry(ask(project, "path", new_path="self"))
    project = again(project)
    assert (project.path, project.approved_at) == ("self", None)
    # Nobody waits for that gate any more, however long ago the pre-approval ran out.
    now = timezone.now()
    time_machine.move_to(now + datetime.timedelta(days=400))
    assert not type(project).objects.filter(late_projects()).exists()
    assert LAPSED not in {one.what for one in standings([project])[project.pk]}
    time_machine.move_to(now)
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
    event = AuditEvent.objects.filter(thread_id=approved.pk, content__label="承建单位变更").get()
    assert event.content.changes["contractor"] == ["四川某信息技术有限公司", "广元某数据公司"]


def test_a_contract_is_amended_within_the_approval_the_law_and_what_is_paid(approved):
    contract, day = sign(approved), timezone.localdate()
    assert approved.approved_sum == Decimal(1_000_000)
    blank = dict.fromkeys(AMENDED)
    change = ask(approved, "contract", contract=contract, **blank | {"new_amount": Decimal("990000.01")})
    with pytest.raises(RuleViolation) as refusal:
        carry(change)
    assert [one.rule.code for one in refusal.value.verdicts if one.blocks] == ["change.supplement"]
    later = day + datetime.timedelta(days=400)
    fields = {"new_amount": Decimal(990_000), "new_warranty_until": later, "new_retention": Decimal(5)}
    ChangeRequest.objects.filter(pk=change.pk).update(**fields)
    carry(again(change))
    contract = again(contract)
    assert (contract.amount, contract.signed_amount) == (Decimal(990_000), Decimal(900_000))
    assert (contract.warranty_until, contract.retention_percent) == (later, 5)
    assert again(approved).contract_sum == Decimal(990_000)
    rows = {row.label.partition("（")[0]: (row.old, row.new) for row in again(change).differences()}
    assert rows["合同金额"] == ("900,000.00", "990,000.00")
    assert rows["质保期至"] == ("未约定", str(later))

    # A second one is measured by what was signed too; less than planned waits for the plan; never over the approval.
    again_more = ask(approved, "contract", contract=contract, **blank | {"new_amount": Decimal(995_000)})
    with pytest.raises(RuleViolation):
        carry(again_more)
    contract.stages.create(position=1, name="终验", amount=Decimal(800_000), due_on=day)
    ChangeRequest.objects.filter(pk=again_more.pk).update(new_amount=Decimal(700_000))
    with pytest.raises(RuleViolation, match="付款计划合计"):
        carry(again(again_more))
    ChangeRequest.objects.filter(pk=again_more.pk).update(new_amount=Decimal("1000000.01"))
    with pytest.raises(RuleViolation, match="超过批准金额"):
        carry(again(again_more))
    perform(contract, "terminate", post=Hands(approved).unit_leader, data={"settled_sum": Decimal(0)}, reason="违约")
    ChangeRequest.objects.filter(pk=again_more.pk).update(new_amount=Decimal(800_000))
    with pytest.raises(RuleViolation, match="不能再变更"):
        carry(again(again_more))


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
