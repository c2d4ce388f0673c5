"""Changes after the approval (article 10): the thresholds, the whole way, and gates that close again."""

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
from tests.changes.hands import ask, carry
from tests.factories import (
    Hands,
    again,
    bring,
    formset_data,
    gate_data,
    make_org,
    make_post,
    make_project,
    pre_approve,
    signed_in,
)
from tests.funds.money import Money
from tests.journey import paper as scan
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
    typed = {"new_sum": "950000.00", "why": "节约", "edition": change.edition}
    answer = client.post(f"{change.get_absolute_url()}edit/", typed)
    assert answer.status_code == 302
    # A colleague who had opened the page before it is told, and keeps what he typed.
    late = client.post(f"{change.get_absolute_url()}edit/", typed | {"why": "另有理由"})
    assert (late.status_code, again(change).why) == (409, "节约")
    assert "另有理由" in late.content.decode()
    assert f'name="edition" value="{again(change).edition}"' in late.content.decode()
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


def test_small_steps_are_one_great_step_away_from_the_pre_approval(approved):
    """Each below ten per cent of the one before; together against the sum of the 批复 in force (article 10)."""
    for new in ("960000.00", "912000.00"):
        assert not carry(ask(approved, "sum", new_sum=Decimal(new))).pre_review
    approved = again(approved)
    change = ask(approved, "sum", new_sum=Decimal("899999.99"))
    assert change.route().pre_review
    assert "1,000,000.00" in change.route().reasons[0]
    change = carry(change)
    assert (change.pre_review, again(approved).approved_at) == (True, None)
    # What the new 批复 says is measured from now on.
    project = pre_approve(again(approved))
    assert ask(project, "sum", new_sum=Decimal("810000.00")).pre_approved_sum() == Decimal("899999.99")


def test_with_the_approval_fallen_nothing_is_paid_and_nothing_accepted(approved):
    money = Money(project=approved)
    contract, given = money.sign(900_000), money.give(900_000)
    hands = Hands(approved)
    data = {"planned_end": timezone.localdate()}
    project = perform(money.again(), "start_build", post=hands.applicant, data=data)
    perform(project, "apply_acceptance", post=hands.applicant)
    [indicator] = project.application.rows_of("indicators")
    goals = {
        "new_goals": "平均办理时间降到半天。",
        "new_content": project.application.content,
        "new_indicators": [indicator | {"target": "0.5"}],
    }
    carry(ask(project, "content", **goals))
    project = again(project)
    paid = {"contract": contract, "indicator": given, "amount": Decimal(1000), "kind": "progress"}
    asked = {"amount": Decimal(1000), "kind": "progress", "indicator": given, "why": "进度"}
    for obj, step, typed, code in (
        (project, "register_payment", paid, "payment.approved"),
        (contract, "request_payment", asked, "payment.approved"),
        (project, "apply_acceptance", {}, "build.approved"),
        (project, "begin_trial", {}, "build.approved"),
    ):
        with pytest.raises(RuleViolation) as refusal:
            perform(obj, step, post=hands.applicant, data=typed)
        assert code in {verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks}, step
    # Approved anew, it goes on.
    project = pre_approve(project)
    data = gate_data(OLD, "广财采〔2026〕2号")
    project = perform(project, "reapprove_procurement", post=make_post(Role.FINANCE), data=data)
    trial = dict.fromkeys(("examined_on", "begun_on"), timezone.localdate())
    trial |= {"opinion": "合格", "members": "王建国", "verdict": "met", "problems": "", "paper": scan("初验报告.pdf")}
    perform(project, "begin_trial", post=hands.applicant, data=trial)
    # And what is to be measured is what was changed to.
    [result] = project.acceptances.get().results.all()
    assert result.promised == "平均办理时间：由 5工作日 达到 0.5工作日"


def test_indicators_and_modules_are_changed_with_the_content(approved):
    """What the acceptance measures is the goal: other indicators are other goals (article 10)."""
    applicant = Hands(approved).applicant
    perform(approved, "apply_change", post=applicant, data={"kind": "content", "why": "需求调整"})
    change = ChangeRequest.objects.get(project=approved)
    client, url = signed_in(applicant), f"{change.get_absolute_url()}edit/"
    page = client.get(url).content.decode()
    assert all(f'data-formset="{name}"' in page for name in ("indicators", "modules"))
    indicators, modules = (approved.application.rows_of(name) for name in ("indicators", "modules"))
    texts = {"new_goals": change.new_goals, "new_content": change.new_content, "why": change.why}

    def save(**lists):
        edition = {"edition": again(change).edition}
        answer = client.post(
            url, texts | edition | formset_data(**{"indicators": indicators, "modules": modules} | lists)
        )
        assert answer.status_code == 302
        return again(change)

    assert not any(row.changed for row in save().differences())
    more = [*modules, {"name": "移动端", "content": "掌上办。"}]
    assert not save(modules=more).route().pre_review
    with pytest.raises(RuleViolation) as refusal:
        perform(save(indicators=[]), "submit", post=applicant)
    assert "change.whole" in {verdict.rule.code for verdict in refusal.value.verdicts}
    weaker = [indicators[0] | {"target": "3"}]
    change = save(indicators=weaker, modules=more)
    assert change.route().pre_review
    assert change.differences()[2].new == "平均办理时间：5 → 3 工作日（系统日志统计）"
    change = carry(change)
    application = again(approved).application
    assert (application.rows_of("indicators"), application.rows_of("modules")) == (weaker, more)
    assert again(approved).approved_at is None
