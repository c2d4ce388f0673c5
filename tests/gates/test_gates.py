"""The gates of 发改委 and 财政局: budget lines, kinds of acts, refusal, cuts, supervision (articles 5, 10, 22)."""

import datetime
import re
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from projects.paths import Path
from projects.queries import stops, waiting_at_gate
from projects.queries.supervision import overdue
from projects.services import supersede_approval
from projects.states import PROJECT
from tests import factories as make
from workflow.audit import unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import AuditContent, AuditEvent
from workflow.panel import panel_step
from workflow.parameters import parameter

pytestmark = pytest.mark.django_db

APPROVING = PROJECT.by_name["approve_procurement"]
APPROVE = {Path.TENDER: ("approve_project", Role.DRC), Path.PROCUREMENT: ("approve_procurement", Role.FINANCE)}


@pytest.fixture
def procurement():
    return make.bring(make.make_project(), "pre_approved")


@pytest.fixture
def tender():
    return make.bring(make.make_project(path=Path.TENDER, budget=5_000_000), "pre_approved")


def codes(caught):
    return {verdict.rule.code for verdict in caught.value.verdicts if verdict.blocks}


# --- the line in the budget (article 22) -----------------------------------------------------------------------------


def test_without_a_line_in_its_budget_nothing_is_approved(procurement):
    finance = make.make_post(Role.FINANCE)
    with pytest.raises(RuleViolation) as caught:
        perform(procurement, "approve_procurement", post=finance, data=make.gate_data(1_000_000))
    assert codes(caught) == {"approval.budget_line"}
    assert "未列入政府采购预算" in caught.value.verdicts[0].message


@pytest.mark.parametrize(("amount", "ok"), [("1200000", True), ("1200000.01", False)])
def test_an_approval_keeps_within_its_line(procurement, amount, ok):
    make.enter_budget_line(procurement, 1_200_000)
    finance = make.make_post(Role.FINANCE)
    if ok:
        done = perform(procurement, "approve_procurement", post=finance, data=make.gate_data(amount))
        assert done.budget_sum == Decimal(amount)
    else:
        with pytest.raises(RuleViolation) as caught:
            perform(procurement, "approve_procurement", post=finance, data=make.gate_data(amount))
        assert codes(caught) == {"approval.budget_line"}


def test_purchase_of_services_stands_in_its_own_budget():
    service = make.bring(make.make_project(path=Path.SERVICE), "pre_approved")
    finance = make.Hands(service).of(Role.FINANCE)
    line = {"book": "procurement", "year": 2026, "number": "1", "amount": 2_000_000, "note": ""}
    perform(service, "enter_budget_line", post=finance, data=line)
    with pytest.raises(RuleViolation) as caught:
        perform(service, "approve_procurement", post=finance, data=make.gate_data(1_000_000))
    assert "未列入政府购买服务预算" in caught.value.verdicts[0].message


def test_the_gate_does_not_wait_for_the_plan_review(procurement):
    assert procurement.plan_approved_at is None
    assert make.pass_gate(procurement).stage == "approved"


# --- tried from outside ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [Path.TENDER, Path.PROCUREMENT])
def test_the_forced_address_is_refused_with_article_10(path):
    project = make.bring(make.make_project(path=path, budget=5_000_000), "listed")
    step, role = APPROVE[path]
    act = "feasibility" if path == Path.TENDER else "procurement"
    data = make.gate_data(1_000_000, act=act)
    answer = make.signed_in(make.make_post(role)).post(project.step_url(step), data)
    assert answer.status_code == 422
    assert "第十条" in answer.content.decode()
    assert "未取得信息办预审批复" in answer.content.decode()
    # The other body does not have this act at all; whoever else may see the project, has not this power.
    other = Role.FINANCE if role == Role.DRC else Role.DRC
    assert make.signed_in(make.make_post(other)).post(project.step_url(step), data).status_code in (403, 404)
    for role in (Role.OFFICE_LEADER, Role.OFFICE_CLERK, Role.CITY_GOVERNMENT):
        answer = make.signed_in(make.make_post(role)).post(project.step_url(step), data)
        assert answer.status_code == 403
    assert make.again(project).approved_at is None


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


APPROVE_ROW = (
    "UPDATE projects_project SET approved_at = now(), approval_number = '1', stage = 'approved' WHERE id = %s"
)
APPROVE_YESTERDAY = APPROVE_ROW.replace("now()", "now() - interval '1 day'")
INSERT_ACT = """
    INSERT INTO projects_approval (project_id, act, outcome, number, project_code, approved_on, amount, note,
        recorded_by_id, recorded_at)
    VALUES (%s, 'feasibility', 'approved', 'X1', '', (now() AT TIME ZONE 'Asia/Shanghai')::date, 1, '', %s, now())
"""


@pytest.mark.parametrize("path", [Path.TENDER, Path.PROCUREMENT])
def test_the_database_refuses_an_approval_without_a_pre_approval(path):
    project = make.bring(make.make_project(path=path), "library")
    with pytest.raises(IntegrityError, match="第十条"):
        raw(APPROVE_ROW, project.pk)


def test_the_database_refuses_an_act_without_a_pre_approval(tender):
    other = make.make_project(path=Path.TENDER)
    drc = make.make_post(Role.DRC)
    raw(INSERT_ACT, tender.pk, drc.pk)
    with pytest.raises(IntegrityError, match="第十条"):
        raw(INSERT_ACT, other.pk, drc.pk)


def test_the_database_refuses_an_act_on_a_lapsed_pre_approval(tender):
    raw("UPDATE projects_project SET pre_approved_until = now()::date - 2 WHERE id = %s", tender.pk)
    with pytest.raises(IntegrityError, match="失效"):
        raw(APPROVE_ROW, tender.pk)


def test_an_act_before_the_pre_approval_is_a_breach_and_no_approval(procurement):
    make.enter_budget_line(procurement)
    finance = make.Hands(procurement).of(Role.FINANCE)
    before = timezone.localdate() - datetime.timedelta(days=1)
    data = make.gate_data(1_000_000) | {"approved_on": before}
    with pytest.raises(RuleViolation) as caught:
        perform(procurement, "approve_procurement", post=finance, data=data)
    assert codes(caught) == {"approval.after_pre_approval"}
    [verdict] = caught.value.verdicts
    assert verdict.mend_url == procurement.step_url("record_breach")
    with pytest.raises(IntegrityError, match="早于预审批复"):
        raw(APPROVE_YESTERDAY, procurement.pk)


def test_the_act_counts_from_its_own_day_however_late_it_is_recorded(procurement):
    """The clocks, the stepper and the validity of the 批复: the day on the paper."""
    make.enter_budget_line(procurement)
    finance = make.Hands(procurement).of(Role.FINANCE)
    day = procurement.pre_approved_until
    with time_machine.travel(timezone.now() + datetime.timedelta(days=400)):
        data = make.gate_data(1_000_000) | {"approved_on": day + datetime.timedelta(days=1)}
        with pytest.raises(RuleViolation) as caught:
            perform(procurement, "approve_procurement", post=finance, data=data)
        assert codes(caught) == {"approval.pre_approved"}
        project = perform(procurement, "approve_procurement", post=finance, data=data | {"approved_on": day})
        assert timezone.localdate(project.approved_at) == day
        [stop] = [one for one in stops(project) if one.label == "采购核准"]
        assert timezone.localdate(stop.date) == day


def test_the_database_refuses_an_approval_outside_of_the_budget(procurement):
    with pytest.raises(IntegrityError, match="第二十二条"):
        raw(APPROVE_ROW, procurement.pk)


# --- kinds of acts, refusal ------------------------------------------------------------------------------------------


def test_the_drc_records_its_acts_one_by_one_with_the_project_code(tender):
    drc = make.Hands(tender).of(Role.DRC)
    client = make.signed_in(drc)
    data = make.gate_data(5_000_000, "广发改〔2026〕1号", act="proposal")
    perform(tender, "approve_project", post=drc, data=data)
    form = client.get(tender.step_url("add_act")).content.decode()
    assert "可行性研究报告批复" in form
    assert "项目建议书批复" not in form
    for number, act in enumerate(("feasibility", "tender"), start=2):
        perform(tender, "add_act", post=drc, data=make.gate_data(5_000_000, f"广发改〔2026〕{number}号", act=act))
    project = make.again(tender)
    assert list(project.approvals.values_list("act", flat=True)) == ["proposal", "feasibility", "tender"]
    assert project.project_code == "2026-510800-00-01"
    assert project.budget_sum == 5_000_000


def test_the_estimate_of_the_design_becomes_the_budget(tender):
    project = make.pass_gate(tender, 5_000_000)
    drc = make.Hands(project).of(Role.DRC)
    perform(project, "add_act", post=drc, data=make.gate_data(4_500_000, "广发改〔2026〕9号", act="design"))
    project = make.again(project)
    assert (project.budget_sum, project.approvals.last().outcome) == (4_500_000, "reduced")
    assert project.revise_by is not None


def test_a_refusal_is_kept_and_the_project_stays_where_it_is(procurement):
    finance = make.Hands(procurement).of(Role.FINANCE)
    client = make.signed_in(finance)
    data = {"act": "procurement", "number": "广财函〔2026〕3号", "approved_on": str(timezone.localdate())}
    assert client.post(procurement.step_url("refuse_procurement"), data).status_code == 422
    assert client.post(procurement.step_url("refuse_procurement"), data | {"reason": "超标准"}).status_code == 302
    project = make.again(procurement)
    refusal = project.approvals.get()
    assert (project.stage, refusal.outcome, refusal.note, refusal.amount) == (
        "pre_approved",
        "refused",
        "超标准",
        None,
    )
    assert make.pass_gate(project).stage == "approved"


# --- a cut -----------------------------------------------------------------------------------------------------------


def test_a_cut_flows_back_and_asks_the_unit_to_revise_the_content(procurement):
    hands = make.Hands(procurement)
    project = make.pass_gate(procurement, 1_200_000)
    assert (project.reviewed_sum, project.budget_sum) == (1_500_000, 1_200_000)
    assert project.approvals.get().outcome == "reduced"
    assert "revise_content" in {step.name for task in inbox(hands.applicant) for step in task.steps}
    project = make.approve_plan(project)
    with pytest.raises(RuleViolation) as caught:
        perform(project, "start_build", post=hands.applicant, data={})
    assert "build.revised" in codes(caught)
    before = project.application.content
    client = make.signed_in(hands.applicant)
    url = project.step_url("revise_content")
    drawn = client.get(url).content.decode()
    assert all(f'data-formset="{name}"' in drawn for name in ("modules", "budget", "sources"))
    # The money as it was is not the money that was approved (article 21).
    old = {"content": before + "终端利旧。", "explanation": "利旧"}
    uncut = make.cut_lines(make.again(project))
    for row, name in ((uncut["budget_lines"][0], "unit_price"), (uncut["sources"][0], "amount")):
        row[name] = Decimal(1_500_000)
    modules = [{"name": "统一受理平台", "content": "一窗受理，终端利旧。"}]
    lists = {"modules": modules, "budget": uncut["budget_lines"], "sources": uncut["sources"]}
    answer = client.post(url, old | make.formset_data(**lists))
    assert answer.status_code == 422
    assert "应当都等于核减后的 1,200,000.00 元" in answer.content.decode()
    cut = make.cut_lines(make.again(project))
    lists |= {"budget": cut["budget_lines"], "sources": cut["sources"]}
    assert client.post(url, {"content": before, "explanation": "利旧"} | make.formset_data(**lists)).status_code == 422
    assert client.post(url, old | make.formset_data(**lists)).status_code == 302
    project = make.again(project)
    application = project.application
    assert (application.budget_total(), application.source_total()) == (1_200_000, 1_200_000)
    assert application.rows_of("modules") == modules
    event = AuditEvent.objects.filter(thread_id=project.pk, content__action="amend").latest("pk")
    assert event.content.changes["sources"][0][0]["amount"] == "1500000.00"
    # The list as it was decided is no other for it.
    assert project.current_line().by_source() == {"city": 1_500_000}
    revision = project.revisions.get()
    assert (revision.before, revision.after) == (before, before + "终端利旧。")
    assert project.application.content == before + "终端利旧。"
    assert project.revise_by is None
    # Only while one is asked for.
    assert client.get(url).status_code == 404


def test_a_participant_agrees_anew_to_what_a_cut_leaves_it(procurement):
    other = make.make_org("广元市教育局")
    leader = make.make_post(Role.UNIT_LEADER, other)
    part = procurement.participations.create(
        unit=other, task="接入", state="confirmed", confirmed_sum=500_000, confirmed_by=leader
    )
    project = make.pass_gate(procurement, 1_200_000)
    applicant = make.Hands(project).applicant
    lines = make.cut_lines(project)
    [lead] = lines["sources"]
    for held, ok in ((600_000, False), (400_000, True)):
        lines["sources"] = [
            lead | {"amount": Decimal(1_200_000 - held)},
            lead | {"amount": Decimal(held), "holder_id": other.pk},
        ]
        data = {"content": "终端利旧。", "explanation": "利旧", **lines}
        if ok:
            perform(project, "revise_content", post=applicant, data=data)
        else:
            with pytest.raises(RuleViolation) as caught:
                perform(project, "revise_content", post=applicant, data=data)
            assert codes(caught) == {"revision.participants"}
    part = make.again(part)
    assert (part.state, part.confirmed_sum) == ("invited", None)
    part = perform(part, "confirm", post=leader)
    assert part.confirmed_sum == 400_000


def test_a_revision_keeps_the_sources_out_of_which_money_was_given(procurement):
    project = make.pass_gate(procurement, 1_200_000)
    given = {"number": "广财预1号", "source": "city", "year": 2026, "use": "construction", "amount": Decimal(900_000)}
    perform(project, "register_indicator", post=make.Hands(project).of(Role.FINANCE), data=given)
    lines = make.cut_lines(project)
    [city] = lines["sources"]
    lines["sources"] = [city | {"amount": Decimal(800_000)}, city | {"kind": "own", "amount": Decimal(400_000)}]
    data = {"content": "终端利旧。", "explanation": "利旧", **lines}
    with pytest.raises(RuleViolation) as caught:
        perform(project, "revise_content", post=make.Hands(project).applicant, data=data)
    assert codes(caught) == {"revision.indicators"}


def test_an_audit_cuts_later_but_not_below_the_contract(procurement):
    project = make.pass_gate(procurement)
    finance = make.Hands(project).of(Role.FINANCE)
    cut = make.gate_data(1_400_000, "广财评审〔2026〕2号", act="audit")
    perform(project, "reduce_sum", post=finance, data=cut)
    assert make.again(project).budget_sum == 1_400_000
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET contract_sum = 1300000 WHERE id = %s", [project.pk])
    below = make.gate_data("1299999.99", "广财评审〔2026〕3号", act="audit")
    with pytest.raises(RuleViolation) as caught:
        perform(make.again(project), "reduce_sum", post=finance, data=below)
    assert codes(caught) == {"cut.contract"}


def test_less_than_asked_needs_a_reason(procurement):
    make.enter_budget_line(procurement)
    client = make.signed_in(make.Hands(procurement).of(Role.FINANCE))
    data = make.gate_data(1_200_000) | {"approved_on": str(timezone.localdate())}
    answer = client.post(procurement.step_url("approve_procurement"), data)
    assert answer.status_code == 422
    assert "请写明核减理由" in answer.content.decode()
    assert client.post(procurement.step_url("approve_procurement"), data | {"note": "压减终端"}).status_code == 302


# --- supervision -----------------------------------------------------------------------------------------------------


def test_a_body_supervises_on_its_own_path_and_what_it_demands_is_followed(procurement):
    hands = make.Hands(procurement)
    finance, drc = hands.of(Role.FINANCE), hands.of(Role.DRC)
    due = timezone.localdate() + datetime.timedelta(days=5)
    data = {"kind": "procurement", "finding": "采购公告期不足", "demand": "说明情况", "due_on": due}
    assert make.signed_in(drc).get(procurement.step_url("note_supervision")).status_code == 404
    with pytest.raises(Forbidden):
        perform(procurement, "note_supervision", post=hands.clerk, data=data)
    perform(procurement, "note_supervision", post=finance, data=data)
    note = procurement.supervision_notes.get()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=6)):
        assert note.is_late
        page = make.signed_in(finance).get("/projects/supervision/").content.decode()
        assert "采购公告期不足" in page
    perform(procurement, "answer_supervision", post=hands.applicant, data={"note": note, "answer": "已更正"})
    perform(procurement, "close_supervision", post=finance, data={"note": note})
    note.refresh_from_db()
    assert (note.answer, note.answered_by, note.is_late) == ("已更正", hands.applicant, False)


def test_an_answer_that_is_put_anew_stays_in_the_trail_and_a_closed_matter_stays_closed(procurement):
    hands = make.Hands(procurement)
    finance = hands.of(Role.FINANCE)
    data = {"kind": "procurement", "finding": "采购公告期不足", "demand": "说明情况", "due_on": timezone.localdate()}
    perform(procurement, "note_supervision", post=finance, data=data)
    # As the form of a colleague read it, before anybody answered.
    stale = procurement.supervision_notes.get()
    for answer in ("已更正", "已重新公告"):
        perform(procurement, "answer_supervision", post=hands.applicant, data={"note": stale, "answer": answer})
    [kept] = AuditContent.objects.filter(action="replace_answer")
    assert kept.changes["answer"] == ["已更正", "已重新公告"]
    perform(procurement, "close_supervision", post=finance, data={"note": stale})
    note = procurement.supervision_notes.get()
    for step, post in (("close_supervision", finance), ("answer_supervision", hands.applicant)):
        with pytest.raises(Conflict):
            perform(procurement, step, post=post, data={"note": stale, "answer": "再改"})
    again = procurement.supervision_notes.get()
    assert (again.answer, again.closed_at) == ("已重新公告", note.closed_at)


@pytest.mark.parametrize(("later", "late"), [(0, False), (1, True)])
@pytest.mark.parametrize(
    ("clock", "words"), [("gate.contract_days", "仍未签订合同"), ("gate.tender_days", "仍未招标备案")]
)
def test_nothing_is_late_on_its_last_day(tender, clock, words, later, late):
    """Due on a day means until its end: in its last minutes it is not late, and never by 0 days."""
    tender = make.pass_gate(tender)
    last = timezone.localtime() + datetime.timedelta(days=int(parameter(clock)) + later)
    with time_machine.travel(last.replace(hour=23, minute=50)):
        rows = [row for row in overdue(make.Hands(tender).of(Role.DRC)) if words in row.what]
        assert [row.days for row in rows] == ([1] if late else [])


def test_nothing_of_a_classified_project_stands_in_the_lists_of_a_body(procurement):
    finance = make.Hands(procurement).of(Role.FINANCE)
    data = {"kind": "funds", "finding": "挪用嫌疑", "demand": "", "due_on": None}
    perform(procurement, "note_supervision", post=finance, data=data)
    client = make.signed_in(finance)
    paths = ("/projects/supervision/", "/projects/gate/", f"/projects/gate/?q={procurement.number}")
    assert all(procurement.name in client.get(path).content.decode() for path in paths)
    raw("UPDATE projects_project SET is_classified = true WHERE id = %s", procurement.pk)
    assert not any(procurement.name in client.get(path).content.decode() for path in paths)


# --- the page --------------------------------------------------------------------------------------------------------


def test_one_glance_says_yes_or_no_and_why(procurement):
    finance = make.Hands(procurement).of(Role.FINANCE)
    client = make.signed_in(finance)
    page = client.get("/projects/gate/", {"q": procurement.number}).content.decode()
    assert 'data-glance="no"' in page
    assert "未列入政府采购预算" in page
    assert "第二十二条" in page
    make.enter_budget_line(procurement)
    page = client.get("/projects/gate/", {"q": procurement.pre_approval_number}).content.decode()
    assert 'data-glance="yes"' in page
    early = make.bring(make.make_project(name="未列清单的平台"), "library")
    page = client.get("/projects/gate/", {"q": early.name}).content.decode()
    assert 'data-glance="no"' in page
    assert "第十条" in page


def test_what_a_change_reopened_is_approved_or_refused_at_the_same_gate(procurement):
    """The goals were changed while it was being built: the stage stays, the gate answers as before."""
    project = make.pass_gate(procurement)
    raw(
        "UPDATE projects_project SET stage = 'building', build_started_at = now(), plan_approved_at = now() "
        "WHERE id = %s",
        project.pk,
    )
    hands = make.Hands(project)
    with unit_of_work():
        supersede_approval(project=make.again(project), number="广经信变〔2026〕1号", post=hands.leader)
    finance = hands.of(Role.FINANCE)
    client = make.signed_in(finance)
    again = project.step_url("reapprove_procurement")

    def glance():
        page = client.get("/projects/gate/", {"q": project.number}).content.decode()
        return ('data-glance="yes"' in page, "未取得信息办预审批复" in page, again in page)

    assert glance() == (False, True, False)
    assert client.get(project.step_url("refuse_procurement")).status_code == 404
    project = make.pre_approve(make.again(project))
    assert glance() == (True, False, True)
    assert list(waiting_at_gate(finance)) == [project]
    refusal = make.gate_data(1, "广财函〔2026〕8号") | {"amount": None}
    perform(project, "refuse_procurement", post=finance, data=refusal, reason="超标准")
    data = make.gate_data(1_000_000, "广财采〔2026〕9号")
    perform(project, "reapprove_procurement", post=finance, data=data)
    assert list(waiting_at_gate(finance)) == []
    assert "已审批" in client.get("/projects/gate/", {"q": project.number}).content.decode()
    assert client.get(project.step_url("refuse_procurement")).status_code == 404


def test_a_refusal_leads_to_where_it_is_mended(procurement):
    """In the row and in the glance, for the body that keeps the budget; nobody else is sent to its form."""
    finance = make.Hands(procurement).of(Role.FINANCE)
    form = procurement.step_url("enter_budget_line")
    page = make.signed_in(finance).get("/projects/gate/").content.decode()
    assert f'<a class="btn btn-sm" href="{form}" data-mend>登记采购预算</a>' in page
    [verdict] = [one for one in panel_step(procurement, APPROVING, finance).verdicts if not one.ok]
    assert verdict.mends == (("登记采购预算", form),)
    applicant = make.Hands(procurement).applicant
    [verdict] = [one for one in panel_step(procurement, APPROVING, applicant).verdicts if not one.ok]
    assert verdict.mends == ()
    with time_machine.travel(procurement.pre_approved_at + datetime.timedelta(days=800)):
        lapsed = panel_step(procurement, APPROVING, finance).verdicts[1]
        assert lapsed.mend_url == procurement.prereviews.get().get_absolute_url()


def test_beside_a_decision_stands_what_limits_it(procurement):
    make.enter_budget_line(procurement)
    client = make.signed_in(make.Hands(procurement).of(Role.FINANCE))
    html = client.get(procurement.step_url("approve_procurement")).content.decode()
    line = procurement.current_line()
    for words in (
        "data-limits",
        procurement.pre_approval_number,
        f"{line.annual_list}第 {line.position} 项",
        "政府采购预算",
    ):
        assert words in html
    assert len(set(re.findall(r'data-sum="(\w+)"', html))) == 4


def test_the_pages_of_a_body_ask_a_constant_number_of_queries(procurement):
    finance = make.Hands(procurement).of(Role.FINANCE)
    client = make.signed_in(finance)
    counts = []
    for _round in range(2):
        for path in ("/projects/gate/", "/projects/supervision/"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
        for other in (make.bring(make.make_project(), "submitted") for _ in range(2)):
            # Two more that wait, without walking their way.
            fields = "pre_approved_at = now(), pre_approval_number = number, pre_approved_until = now()::date + 9"
            raw(f"UPDATE projects_project SET stage = 'pre_approved', {fields} WHERE id = %s", other.pk)
    assert counts[:2] == counts[2:]


@pytest.mark.django_db(transaction=True)
def test_two_who_record_an_approval_at_once_record_one(transactional_db):
    """Real threads: one wins, the other is told that it was done; one act, one number, one budget."""
    project = make.bring(make.make_project(), "pre_approved")
    make.enter_budget_line(project)
    posts, told = [make.make_post(Role.FINANCE), make.make_post(Role.FINANCE)], []
    together = threading.Barrier(2)

    def record(place):
        together.wait()
        data = make.gate_data(1_500_000, f"广财采〔2026〕{place}号")
        try:
            perform(project, "approve_procurement", post=posts[place], data=data)
            told.append("done")
        except (Conflict, RuleViolation, Forbidden):
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "refused"]
    assert project.approvals.count() == 1
    assert make.again(project).approval_number == project.approvals.get().number
