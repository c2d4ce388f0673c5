"""By use, by source, by milestone, by year: what the chain of money as one sum does not see (articles 21, 22)."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from building.models import Milestone
from funds import queries
from funds.models import Indicator, Payment, PaymentRequest
from funds.reconciliation import differences
from funds.uses import by_use
from projects.models import Project
from projects.services import amend_project
from tests import factories as make
from tests.changes.hands import ask, carry
from tests.funds.money import Money, codes, of_two_sources
from workflow.audit import unit_of_work
from workflow.engine import perform
from workflow.errors import RuleViolation

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.localdate().year


@pytest.fixture
def money(db):
    return Money()


@pytest.fixture
def two(db):
    return of_two_sources(600_000, 400_000)


# --- settlement, final account and balance: use by use ---------------------------------------------------------------


def test_a_balance_goes_back_out_of_its_own_use_and_what_is_owed_can_still_be_paid(two):
    """Money of 监理, of a later year, that nobody needed goes back; that of the building pays what is still owed."""
    main = two.sign(600_000)
    management = two.give(300_000, use="management", number="1号", source="province", year=THIS_YEAR + 1)
    construction = two.give(600_000, number="2号")
    two.pay(main, construction, 100_000)
    two.accept()
    two.settle(main, 550_000)
    perform(two.project, "report_account", post=two.clerk)
    perform(two.again(), "return_balance", post=two.finance)
    management.refresh_from_db()
    construction.refresh_from_db()
    assert (management.left, construction.left) == (0, 450_000)
    two.pay(main, construction, 450_000)
    assert differences()[0] == []


def test_an_account_waits_where_one_use_lacks_money_although_another_has_it(two):
    main, watcher = two.sign(500_000), two.sign(100_000, number="JL-1", kind="supervision")
    two.give(600_000)
    two.accept()
    two.settle(main, 500_000)
    two.settle(watcher, 100_000)
    with pytest.raises(RuleViolation, match="监理、测评与代理结算") as refusal:
        perform(two.project, "report_account", post=two.clerk)
    assert codes(refusal) == {"account.uses"}
    two.give(100_000, use="management", source="province")
    perform(two.project, "report_account", post=two.clerk)
    assert two.again().final_account.balance == 100_000


def test_after_the_account_indicators_are_only_carried_over(two):
    main, indicator = two.sign(500_000), two.give(500_000)
    two.accept()
    two.settle(main, 400_000)
    perform(two.project, "report_account", post=two.clerk)
    two.again()
    for kind in ("reduce", "add"):
        with pytest.raises(RuleViolation) as refusal:
            two.change(indicator, kind, 1)
        assert codes(refusal) == {"indicator.account"}
    with pytest.raises(RuleViolation) as refusal:
        two.give(1, number="2号")
    assert codes(refusal) == {"account.once"}
    two.change(indicator, "carry", 500_000)
    perform(two.again(), "return_balance", post=two.finance)
    assert [one.left for one in Indicator.objects.order_by("year")] == [0, 400_000]


# --- one meaning of what was paid of a year --------------------------------------------------------------------------


def test_an_indicator_is_spent_in_its_year_and_carried_over_before_the_next(money, time_machine):
    contract, indicator = money.sign(600_000), money.give(400_000)
    later = money.give(100_000, number="2号", year=THIS_YEAR + 1)
    money.pay(contract, indicator, 100_000)
    with pytest.raises(RuleViolation, match=f"{THIS_YEAR + 1} 年的指标不能用于 {THIS_YEAR} 年的付款") as refusal:
        money.ask(contract, later, 1)
    assert codes(refusal) == {"payment.year"}
    time_machine.move_to(datetime.datetime(THIS_YEAR + 1, 5, 4, 10).astimezone())
    with pytest.raises(RuleViolation, match="须先由市财政局结转") as refusal:
        money.pay(contract, indicator, 200_000)
    assert codes(refusal) == {"payment.year"}
    money.change(indicator, "carry", 300_000)
    money.pay(contract, make.again(indicator).carried_to, 200_000)
    money.pay(contract, later, 50_000)
    assert [_paid(money, year) for year in (THIS_YEAR, THIS_YEAR + 1)] == [100_000, 250_000]
    with pytest.raises(IntegrityError, match="不在指标年度"), transaction.atomic():
        Payment.objects.create(
            contract=contract, indicator=later, amount=1, paid_on=timezone.localdate() - datetime.timedelta(days=366),
            registered_by=money.finance,
        )  # fmt: skip


def _paid(money, year) -> Decimal:
    """The page's head, its bars and its flow say the same."""
    answer = make.signed_in(money.finance).get(f"/funds/overview/?year={year}")
    head = answer.context["paid"]
    bars = sum(sum(unit.quarters) for unit in answer.context["units"])
    flow = sum(one.amount for one in answer.context["flows"] if one.target == "已支付")
    ledger = queries.paid_of(money.finance, year).aggregate(total=Sum("amount"))["total"]
    assert head == bars == flow == ledger
    return head


# --- by source -------------------------------------------------------------------------------------------------------


def test_each_source_stays_within_what_the_application_names(two):
    two.give(400_000, source="province")
    with pytest.raises(RuleViolation) as refusal:
        two.give("0.01", number="2号", source="province")
    assert codes(refusal) == {"indicator.within_source"}
    with pytest.raises(RuleViolation, match="申报的资金来源中没有中央专项补助"):
        two.give(1, number="3号", source="nation")
    city = two.give(500_000, number="4号")
    with pytest.raises(RuleViolation) as refusal:
        two.change(city, "add", 100_001)
    assert "indicator.within_source" in codes(refusal)
    two.change(city, "add", 100_000)
    assert [(row.label, row.given, row.ok) for row in queries.by_source(two.again())] == [
        ("市级财政预算", 600_000, True),
        ("省级专项补助", 400_000, True),
    ]


def test_the_database_refuses_a_source_beyond_its_line(two):
    fields = {"project": two.project, "year": THIS_YEAR, "use": "construction", "registered_by": two.finance}
    for source, amount in (("nation", 1), ("province", 400_001)):
        with pytest.raises(IntegrityError, match="超过申报的资金来源"), transaction.atomic():
            Indicator.objects.create(number="x", source=source, initial=amount, amount=amount, **fields)


# --- reductions ------------------------------------------------------------------------------------------------------


def test_a_change_of_the_sum_asks_that_indicators_come_down_first(money):
    indicator = money.give(950_000)
    change = ask(money.project, "sum", new_sum=Decimal(900_000))
    with pytest.raises(RuleViolation, match="低于已下达的预算指标") as refusal:
        carry(change)
    assert codes(refusal) == {"change.indicators"}
    money.change(indicator, "reduce", 50_000)
    carry(make.again(change))
    assert all(link.ok for link in queries.chain_of(money.again()))


@pytest.mark.parametrize("step", ["reduce_sum", "add_act"])
def test_a_cut_by_the_gate_asks_it_too(two, step):
    indicator = two.give(600_000)
    drc = make.Hands(two.project).of("drc")
    act = {"reduce_sum": "audit", "add_act": "design"}[step]
    data = {**make.gate_data(599_999, number="评审1号", act=act), "note": "核减设备"}
    with pytest.raises(RuleViolation) as refusal:
        perform(two.project, step, post=drc, data=data)
    assert codes(refusal) == {"approval.indicators"}
    two.change(indicator, "reduce", 1)
    perform(two.project, step, post=drc, data=data)
    assert two.again().budget_sum == 599_999


def test_the_database_refuses_an_approval_below_the_indicators(money):
    money.give(900_000)
    with pytest.raises(IntegrityError, match="低于已下达的预算指标"), unit_of_work():
        amend_project(project=money.project, fields={"budget_sum": Decimal(899_999)}, post=money.leader)
    with pytest.raises(IntegrityError, match="低于已下达的预算指标"), transaction.atomic():
        Project.objects.filter(pk=money.project.pk).update(budget_sum=1)


# --- payments follow the plan ----------------------------------------------------------------------------------------


def test_a_plan_that_stands_is_followed_line_by_line(money):
    contract, indicator = money.sign(500_000), money.give(500_000)
    first, trial, last = money.plan(contract, ("预付款", 100_000), ("初验", 100_000), ("终验", 50_000))
    assert [one.waits_for for one in (first, trial, last)] == ["", "trial", "accepted"]
    refused = (
        (None, 1, {"payment.stage"}),
        (first, "100000.01", {"payment.within_stage"}),
        (trial, 1, {"payment.stage_reached"}),
        (last, 250_000, {"payment.within_stage", "payment.stage_reached"}),
    )
    for stage, amount, found in refused:
        with pytest.raises(RuleViolation) as refusal:
            money.ask(contract, indicator, amount, stage)
        assert codes(refusal) == found
    money.ask(contract, indicator, 60_000, first)
    with pytest.raises(RuleViolation) as refusal:
        money.ask(contract, indicator, 40_001, first)
    assert codes(refusal) == {"payment.within_stage"}
    request = money.ask(contract, indicator, 40_000, first)
    perform(request, "refuse", post=money.leader, reason="发票不符")
    request = perform(money.ask(contract, indicator, 40_000, first), "approve", post=money.leader)
    perform(request, "pay", post=money.clerk, data={"paid_on": timezone.localdate(), "voucher": "V1"})
    money.accept()
    money.ask(contract, indicator, 100_000, trial)
    money.ask(contract, indicator, 50_000, last)


def test_what_comes_to_the_ledger_without_a_request_follows_the_plan_too(money):
    contract, indicator = money.sign(500_000), money.give(500_000)
    money.plan(contract, ("首付", 100_000), ("终验", 200_000))
    money.pay(contract, indicator, 100_000)
    with pytest.raises(RuleViolation, match="超过已到付款节点的计划合计") as refusal:
        money.pay(contract, indicator, 1)
    assert codes(refusal) == {"payment.within_stage"}
    money.accept()
    money.pay(contract, indicator, 200_000)


def test_a_line_waits_for_the_milestone_that_it_names(money):
    contract, indicator = money.sign(500_000), money.give(500_000)
    day = timezone.localdate()
    days = dict.fromkeys(("planned_on", "first_on", "due_on"), day)
    milestone = Milestone.objects.create(project=money.project, position=1, name="上线", **days)
    (stage,) = money.plan(contract, ("上线款", 100_000, f"milestone:{milestone.pk}"))
    with pytest.raises(RuleViolation, match="须待里程碑：上线完成后支付"):
        money.ask(contract, indicator, 1000, stage)
    page = make.signed_in(money.clerk).get(contract.get_absolute_url()).content.decode()
    assert "须待里程碑：上线完成后支付" in page
    milestone.done_on = day
    milestone.save()
    money.ask(contract, indicator, 1000, stage)
    milestone.delete()
    with pytest.raises(RuleViolation, match="所依据的里程碑已不在建设计划中"):
        money.ask(contract, indicator, 1000, stage)


def test_a_plan_keeps_the_lines_of_which_money_is_asked(money):
    contract, indicator = money.sign(500_000), money.give(500_000)
    first, _last = money.plan(contract, ("首付", 100_000), ("终验", 200_000))
    money.ask(contract, indicator, 60_000, first)
    for rows in ([("终验", 200_000)], [("首付", 59_999)], [("预付", 100_000)]):
        with pytest.raises(RuleViolation) as refusal:
            money.plan(contract, *rows)
        assert codes(refusal) == {"contract.plan_asked"}
    money.plan(contract, ("首付", 60_000))
    assert contract.stages.count() == 1


def test_the_form_names_the_condition_and_asks_for_a_line(money):
    contract, indicator = money.sign(500_000), money.give(500_000)
    client = make.signed_in(money.clerk)
    row = {"name_1": "终验款", "due_1": "2026-12-01", "amount_1": "1000", "waits_1": "trial"}
    answer = client.post(contract.step_url("plan_payments"), row)
    assert answer.status_code == 422
    assert "“终验款”的支付条件是项目验收（终验）" in answer.content.decode()
    assert client.post(contract.step_url("plan_payments"), {**row, "waits_1": ""}).status_code == 302
    assert contract.stages.get().waits_for == "accepted"
    data = {"indicator": indicator.pk, "kind": "progress", "amount": "1000"}
    assert client.post(contract.step_url("request_payment"), data).status_code == 422
    assert PaymentRequest.objects.count() == 0


# --- what stands under the next year already -------------------------------------------------------------------------


def test_a_carry_onto_an_indicator_that_stands_is_refused_in_words(money):
    indicator = money.give(200_000)
    money.give(100_000, year=THIS_YEAR + 1)
    data = {"indicator": indicator.pk, "kind": "carry", "amount": "1000", "basis": "广财预9号"}
    answer = make.signed_in(money.finance).post(money.project.step_url("change_indicator"), data)
    assert answer.status_code == 422
    assert f"{THIS_YEAR + 1} 年同一文号、用途的指标已登记" in answer.content.decode()
    with pytest.raises(RuleViolation, match="同一文号"):
        money.change(indicator, "carry", 1000)
    other = money.give(100_000, number="2号")
    money.change(other, "carry", 40_000)
    with pytest.raises(RuleViolation, match="已结转过一次"):
        money.change(other, "carry", 1000)


# --- the tab 资金 ----------------------------------------------------------------------------------------------------


def test_the_tab_shows_requests_account_uses_and_sources(two):
    main, indicator = two.sign(500_000), two.give(500_000)
    two.give(100_000, use="management", number="2号", source="province")
    two.ask(main, indicator, 1000)
    two.accept()
    two.settle(main, 400_000)
    perform(two.project, "report_account", post=two.clerk)
    page = make.signed_in(two.clerk).get(f"{two.project.get_absolute_url()}?tab=funds").content.decode()
    for mark in ('data-link="付款申请"', 'data-link="决算数"', 'data-use="management"', 'data-table="sources"'):
        assert mark in page
    links = {link.label: link.amount for link in queries.chain_of(two.again())}
    assert (links["付款申请"], links["决算数"]) == (1000, 400_000)
    assert [(line.use, line.given, line.settled) for line in by_use(two.project)] == [
        ("construction", 500_000, 400_000),
        ("management", 100_000, 0),
    ]
