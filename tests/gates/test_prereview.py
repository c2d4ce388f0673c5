"""会签, refusal by condition, revocation and extension (article 10)."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OrgKind, Role
from documents.models import Document
from projects.models import Consultation
from projects.queries import consultations, waiting_at_gate
from projects.services import judge_conditions
from tests import factories as make
from workflow.clocks import clock_of
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.inbox import inbox

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def examined():
    """A pre-review that the office examines."""
    project = make.bring(make.make_project(), "listed")
    return make.submit_pre_review(make.open_pre_review(project))


def ask(pre_review, *posts, due=None):
    clerk = make.Hands(pre_review.project).clerk
    bodies = [post.organisation for post in posts]
    perform(
        pre_review, "consult", post=clerk, data={"bodies": bodies, "question": "请提意见", "due_on": due or days(7)}
    )
    return list(Consultation.objects.filter(pre_review=pre_review).order_by("created_at"))


def answer(consultation, post, opinion="agree", reasons=""):
    data = {"opinion": opinion, "reasons": reasons, "signer": "李局长", "signed_on": days(0)}
    return perform(consultation, "answer", post=post, data=data)


def verdicts_of(pre_review, step):
    rules = pre_review.machine.by_name[step].rules
    return {rule.code: rule.check(make.again(pre_review), None, {}) for rule in rules}


# --- 会签 ------------------------------------------------------------------------------------------------------------


def test_bodies_are_asked_at_once_each_by_its_own_letter(examined):
    finance, secrecy = make.make_post(Role.FINANCE), make.make_post(Role.SECRECY)
    rows = ask(examined, finance, secrecy)
    assert [row.body for row in rows] == [finance.organisation, secrecy.organisation]
    letters = Document.objects.filter(kind="consultation_letter")
    assert sorted(letters.values_list("number", flat=True)) == sorted(row.number for row in rows)
    assert [task.obj for task in inbox(secrecy)] == [rows[1]]
    # It sees what it is asked about, and nothing else.
    assert list(type(examined.project).objects.visible_to(secrecy)) == [examined.project]
    assert list(consultations(finance)) == [rows[0]]


def test_a_department_may_be_asked_and_its_leader_answers(examined):
    other = make.make_org("广元市教育局")
    leader, clerk = make.make_post(Role.UNIT_LEADER, other), make.make_post(Role.APPLICANT, other)
    row = ask(examined, leader)[0]
    with pytest.raises(Forbidden):
        answer(row, clerk)
    assert answer(row, leader).state == "answered"
    assert make.signed_in(leader).get(row.get_absolute_url()).status_code == 200


def test_nobody_answers_for_another_body(examined):
    row = ask(examined, make.make_post(Role.FINANCE))[0]
    for role in (Role.DRC, Role.SECRECY, Role.OFFICE_CLERK, Role.UNIT_LEADER):
        with pytest.raises(Forbidden):
            answer(row, make.make_post(role))


def test_silence_is_shown_as_silence_and_warns_the_leader(examined):
    finance = make.make_post(Role.FINANCE)
    row = ask(examined, finance)[0]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
        page = make.signed_in(make.Hands(examined.project).clerk).get(examined.get_absolute_url()).content.decode()
        assert 'data-opinion="silent"' in page
        assert "逾期未答复" in page
        assert "不视为同意" in page
        said = verdicts_of(examined, "approve")["pre_review.answered"]
    assert said == "尚未答复会签：市财政局；其中 市财政局 已逾期。未答复不视为同意"
    answer(row, finance)
    assert verdicts_of(examined, "approve")["pre_review.answered"] == ""


def test_the_database_knows_no_consent_without_an_answer(examined):
    row = ask(examined, make.make_post(Role.FINANCE))[0]
    with (
        pytest.raises(IntegrityError, match="silence_is_no_opinion"),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE projects_consultation SET opinion = 'agree' WHERE id = %s", [row.pk])


def test_the_clock_of_the_office_stands_while_a_body_is_asked(examined):
    finance, secrecy = make.make_post(Role.FINANCE), make.make_post(Role.SECRECY)
    rows = ask(examined, finance, secrecy)
    assert clock_of(make.again(examined)).standing.reason == "征求会签意见"
    answer(rows[0], finance)
    assert clock_of(make.again(examined)).standing
    perform(rows[1], "withdraw", post=make.Hands(examined.project).clerk, reason="不涉及")
    assert clock_of(make.again(examined)).standing is None


def test_a_disagreement_stands_before_the_leader_with_its_reasons(examined):
    finance = make.make_post(Role.FINANCE)
    row = ask(examined, finance)[0]
    client = make.signed_in(finance)
    data = {"opinion": "disagree", "signer": "李局长", "signed_on": str(days(0))}
    assert client.post(row.step_url("answer"), data).status_code == 422
    assert client.post(row.step_url("answer"), data | {"reasons": "资金来源不明"}).status_code == 302
    assert verdicts_of(examined, "approve")["pre_review.agreed"] == "会签不同意：市财政局，请在批复前协调"
    assert client.post(row.step_url("answer"), data).status_code == 409


def test_asked_twice_is_a_conflict_and_a_reminder_counts(examined):
    finance = make.make_post(Role.FINANCE)
    row = ask(examined, finance)[0]
    with pytest.raises(Conflict):
        ask(examined, finance)
    assert perform(row, "remind", post=make.Hands(examined.project).clerk).reminders == 1


def test_a_decision_ends_the_waiting_and_silence_stays_silence(examined):
    finance = make.make_post(Role.FINANCE)
    row = ask(examined, finance)[0]
    hands = make.Hands(examined.project)
    checked = perform(make.judge_all(examined), "pass_check", post=hands.clerk, data={"note": ""})
    perform(checked, "approve", post=hands.leader, data={"amount": 1_500_000, "valid_until": days(365), "demands": ""})
    row = make.again(row)
    assert (row.state, row.opinion) == ("withdrawn", "")


def test_no_question_about_a_classified_project(examined):
    type(examined.project).objects.filter(pk=examined.project_id).update(is_classified=True)
    with pytest.raises(RuleViolation):
        ask(make.again(examined), make.make_post(Role.FINANCE))
    assert list(consultations(make.make_post(Role.OFFICE_CLERK))) == []


def test_the_list_asks_a_constant_number_of_queries(examined):
    bodies = [make.make_org(f"广元市第{number}测试局", OrgKind.DEPARTMENT) for number in range(3)]
    posts = [make.make_post(Role.UNIT_LEADER, body) for body in bodies]
    client = make.signed_in(make.Hands(examined.project).clerk)
    counts = []
    for asked in (posts[:1], posts[1:]):
        ask(examined, *asked)
        client.get("/projects/consultations/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/projects/consultations/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- the decision ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["approve", "refuse"])
def test_beside_the_decision_stand_its_sums_and_what_failed(examined, step):
    pre_review = make.judge_all(examined, c1_2="no")
    pre_review = perform(
        pre_review, "pass_check", post=make.Hands(pre_review.project).clerk, data={"note": "拟不予批复"}
    )
    leader = make.Hands(pre_review.project).leader
    html = make.signed_in(leader).get(pre_review.step_url(step)).content.decode()
    assert all(words in html for words in ("data-limits", "data-list-line", "拟不予批复", 'data-failed="1.2"'))


def test_a_refusal_names_the_condition(examined):
    hands = make.Hands(examined.project)
    checked = perform(make.judge_all(examined), "pass_check", post=hands.clerk, data={"note": ""})
    with pytest.raises(RuleViolation) as caught:
        perform(checked, "refuse", post=hands.leader, reason="不宜建设")
    assert [verdict.rule.code for verdict in caught.value.verdicts] == ["pre_review.failed"]
    back = perform(checked, "send_back", post=hands.leader, reason="请指明条件")
    checked = perform(make.judge_all(back, c1_5="no"), "pass_check", post=hands.clerk, data={"note": ""})
    refused = perform(checked, "refuse", post=hands.leader, reason="论证不足")
    paper = Document.objects.get(kind="refusal")
    assert paper.number == refused.number
    assert [item["remark"] for item in paper.context["failed"]] == ["不符合"]


def test_who_applied_neither_examines_nor_decides(examined):
    """One person with posts on both sides (the office builds systems, too)."""
    hands = make.Hands(examined.project)
    both = [
        Post.objects.create(user=hands.applicant.user, role=role, organisation=hands.clerk.organisation)
        for role in (Role.OFFICE_CLERK, Role.OFFICE_LEADER)
    ]
    with pytest.raises(Forbidden, match="两人分办"):
        judge_conditions(pre_review=examined, verdicts={"1.1": ("yes", "")}, post=both[0])
    checked = perform(make.judge_all(examined), "pass_check", post=hands.clerk, data={"note": ""})
    with pytest.raises(Forbidden, match="两人分办"):
        perform(checked, "approve", post=both[1], data={})


# --- validity --------------------------------------------------------------------------------------------------------


@pytest.fixture
def pre_approved():
    return make.bring(make.make_project(), "pre_approved")


def gate(project):
    if not project.procurement_lines.exists():
        make.enter_budget_line(project)
    return perform(project, "approve_procurement", post=make.make_post(Role.FINANCE), data=make.gate_data(1_000_000))


def test_a_revoked_approval_closes_the_gate_again(pre_approved):
    hands, finance = make.Hands(pre_approved), make.make_post(Role.FINANCE)
    pre_review = pre_approved.prereviews.get()
    number = pre_review.number
    perform(pre_review, "revoke", post=hands.leader, reason="资金来源落空")
    paper = Document.objects.get(kind="pre_approval", thread_id=pre_review.project_id)
    assert (paper.voided_at is not None, "撤销" in paper.void_reason) == (True, True)
    project = make.again(pre_approved)
    assert (project.pre_approved_at, project.pre_approval_number) == (None, "")
    assert list(waiting_at_gate(finance)) == []
    with pytest.raises(RuleViolation) as caught:
        gate(project)
    assert "未取得信息办预审批复" in caught.value.verdicts[0].message
    # Its unit reads on the page that it fell, and why.
    page = make.signed_in(hands.applicant).get(pre_review.get_absolute_url()).content.decode()
    assert page.count("资金来源落空") == 2, "on the paper, in the timeline"
    assert "data-fallen" in page
    # The number and the reason stay; a new attempt is open to the unit.
    assert (make.again(pre_review).number, make.again(pre_review).state) == (number, "revoked")
    assert make.open_pre_review(project).attempt == 2


def test_an_approved_but_unbuilt_project_falls_with_its_pre_approval(pre_approved):
    project = make.pass_gate(pre_approved)
    perform(project.prereviews.get(), "revoke", post=make.Hands(project).leader, reason="资金来源落空")
    project = make.again(project)
    assert (project.approved_at, project.approval_number) == (None, "")
    assert project.approvals.count() == 1


def test_the_last_day_is_valid_and_the_next_is_not(pre_approved):
    until = pre_approved.pre_approved_until
    noon = timezone.make_aware(datetime.datetime.combine(until, datetime.time(12)))
    with time_machine.travel(noon + datetime.timedelta(days=1)), pytest.raises(RuleViolation) as caught:
        gate(pre_approved)
    assert f"已于 {until} 失效" in caught.value.verdicts[0].message
    with time_machine.travel(noon):
        assert gate(make.again(pre_approved)).stage == "approved"


def apply_extension(project, until=None):
    data = {"why": "预算调整", "until": until or project.pre_approved_until + datetime.timedelta(days=90)}
    perform(project, "apply_extension", post=make.Hands(project).applicant, data=data)
    return project.extensions.open_().get()


def test_an_extension_is_checked_and_granted_by_two_and_given_once(pre_approved):
    hands = make.Hands(pre_approved)
    old = pre_approved.pre_approved_until
    extension = perform(apply_extension(pre_approved), "pass_check", post=hands.clerk, data={"note": "属实"})
    perform(extension, "grant", post=hands.leader, data={"until": old + datetime.timedelta(days=60)})
    project = make.again(pre_approved)
    assert project.pre_approved_until == old + datetime.timedelta(days=60)
    assert project.prereviews.get().valid_until == project.pre_approved_until
    with pytest.raises(RuleViolation) as caught:
        apply_extension(project)
    assert "至多延期 1 次" in caught.value.verdicts[0].message


def test_why_no_more_time_is_given_stands_on_its_page(pre_approved):
    hands = make.Hands(pre_approved)
    extension = perform(apply_extension(pre_approved), "pass_check", post=hands.clerk, data={"note": "属实"})
    perform(extension, "refuse", post=hands.leader, reason="资金已收回")
    page = make.signed_in(hands.applicant).get(extension.get_absolute_url()).content.decode()
    assert ("资金已收回" in page, "申请延期至" in page) == (True, True)


def test_after_its_day_an_approval_is_not_extended(pre_approved):
    until = pre_approved.pre_approved_until
    moment = timezone.make_aware(datetime.datetime.combine(until, datetime.time(12))) + datetime.timedelta(days=1)
    with time_machine.travel(moment), pytest.raises(RuleViolation):
        apply_extension(pre_approved)
    assert pre_approved.extensions.count() == 0
