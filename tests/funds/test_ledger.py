"""Contract → requests → paid: nobody pays alone, nobody asks twice for one sum, nothing is struck out unseen."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Post
from funds import queries
from funds.forms import ReversalForm
from funds.imports import import_payments
from funds.models import Contract, FinalAccount, Payment, PaymentRequest
from funds.reconciliation import differences
from funds.states import CONTRACT, RequestState
from tests import factories as make
from tests.funds.money import Money, buyer_accepts, codes, sheet
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation

pytestmark = pytest.mark.django_db
REVERSE = CONTRACT.by_name["reverse_payment"]


@pytest.fixture
def money(db):
    return Money()


def refused_in_sql(match, sql, *values):
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


# --- nobody pays alone -----------------------------------------------------------------------------------------------


def test_finance_holds_what_the_leader_granted_and_nothing_before(money):
    request = money.ask(money.sign(500_000), money.give(400_000), 200_000)
    with pytest.raises(Conflict, match="单位审核"):
        perform(request, "hold", post=money.finance, reason="缺少进度确认")
    request = perform(request, "approve", post=money.leader)
    request = perform(request, "hold", post=money.finance, reason="缺少进度确认")
    with pytest.raises(Conflict):
        money.pay_request(request)
    assert perform(request, "release", post=money.finance).state == RequestState.APPROVED


def test_what_was_paid_outside_stands_in_the_ledger_once_the_leader_confirms_it(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    refused = perform(money.ask(contract, indicator, 200_000), "refuse", post=money.leader, reason="进度未达到")
    claim = money.claim(contract, indicator, 200_000, voucher="P1")
    assert (claim.state, Payment.objects.count()) == (RequestState.CLAIMED, 0)
    own = Post.objects.create(user=money.clerk.user, role="unit_leader", organisation=money.clerk.organisation)
    with pytest.raises(Forbidden, match="两人分办"):
        perform(claim, "confirm", post=own)
    perform(claim, "refuse", post=money.leader, reason="不予支付的款项")
    assert Payment.objects.count() == 0
    paid = money.pay(contract, indicator, 100_000, voucher="P1")
    assert (paid.payment.voucher, paid.payment.amount) == ("P1", 100_000)
    with pytest.raises(RuleViolation, match="凭证号 P1") as refusal:
        money.claim(contract, indicator, 1, voucher="P1")
    assert codes(refusal) == {"payment.voucher"}
    row = {"contract": contract, "indicator": indicator, "amount": 200_000, "paid_on": timezone.localdate()}
    for request in (None, refused):
        with pytest.raises(IntegrityError, match="申请"), transaction.atomic():
            Payment.objects.create(request=request, registered_by=money.clerk, **row)


# --- nobody asks twice for the same money ----------------------------------------------------------------------------


def test_requests_under_way_count_in_every_sum(money):
    contract, indicator = money.sign(100_000), money.give(90_000)
    money.pay(contract, indicator, 30_000)
    asked = money.ask(contract, indicator, 40_000)
    with pytest.raises(RuleViolation, match="验收前付款合计") as refusal:
        money.ask(contract, indicator, 1)
    assert codes(refusal) == {"payment.before_acceptance"}
    money.accept()
    contract = make.again(contract)
    with pytest.raises(RuleViolation) as refusal:
        money.ask(contract, indicator, "20000.01")
    assert codes(refusal) == {"payment.within_indicator"}
    with pytest.raises(RuleViolation, match="付款和申请合计") as refusal:
        money.claim(contract, indicator, "30000.01")
    assert codes(refusal) == {"payment.within_contract"}
    with pytest.raises(RuleViolation, match="先撤回"):
        money.settle(contract, 69_999)
    perform(asked, "withdraw", post=money.clerk, reason="另行申请")
    money.ask(contract, indicator, 60_000)
    links = {link.label: link for link in queries.chain_of(money.again())}
    assert (links["付款申请"].amount, links["已支付"].amount, links["已支付"].before) == (90_000, 30_000, 90_000)
    assert differences()[0] == []


def test_the_database_holds_requests_and_contracts_within_theirs(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    request = money.ask(contract, indicator, 100_000)
    fields = {"project": money.project, "contract": contract, "indicator": indicator}
    for amount, said in ((300_001, "超过预算指标"), (400_001, "article_22_paid_within_contract")):
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            PaymentRequest.objects.create(amount=amount, **fields)
    other = money.give(1000, use="services", number="2号")
    with pytest.raises(IntegrityError, match="挪作他用"), transaction.atomic():
        PaymentRequest.objects.create(amount=1, **{**fields, "indicator": other})
    refused_in_sql("不能更改", "UPDATE funds_paymentrequest SET amount = amount * 2")
    refused_in_sql("超过批准金额", "UPDATE funds_contract SET amount = amount * 10")
    refused_in_sql("article_22_paid_within", "UPDATE funds_contract SET amount = 99999")
    perform(request, "refuse", post=money.leader, reason="发票不符")
    refused_in_sql("不能恢复", "UPDATE funds_paymentrequest SET state = 'approved'")
    assert Contract.objects.get().asked_total == 0


# --- a project that was given up -------------------------------------------------------------------------------------


def test_a_terminated_project_is_settled_paid_and_its_rest_taken_back(money):
    contract, indicator = money.sign(500_000), money.give(600_000)
    money.pay(contract, indicator, 100_000)
    perform(contract, "terminate", post=money.leader, data={"settled_sum": Decimal(450_000)}, reason="项目终止")
    money.give_up()
    contract = make.again(contract)
    with pytest.raises(RuleViolation) as refusal:
        money.give(1, number="2号")
    assert codes(refusal) == {"indicator.settled"}
    money.change(indicator, "reduce", 50_000)
    # Beyond the share before acceptance: there will be none.
    money.pay_request(money.grant(contract, indicator, 300_000))
    perform(money.again(), "report_account", post=money.clerk)
    perform(money.again(), "return_balance", post=money.finance)
    account = FinalAccount.objects.get()
    assert (account.total, account.returned) == (450_000, 100_000)
    money.pay(contract, indicator, 50_000)
    assert make.again(indicator).left == 0
    assert differences()[0] == []


def test_a_project_given_up_before_a_contract_gives_all_back_(money):
    money.give(300_000)
    money.give_up()
    perform(money.project, "report_account", post=money.clerk)
    perform(money.again(), "return_balance", post=money.finance)
    assert FinalAccount.objects.get().returned == 300_000


# --- finance's sheet -------------------------------------------------------------------------------------------------


def row(amount=1000, voucher="P1", year=None, day=None):
    day = day or timezone.localdate()
    return ["HT-1", "广财预1号", year or day.year, day, amount, voucher, "进度款", ""]


def cells(money, *rows) -> list[str]:
    return [error.cell for error in import_payments(upload=sheet(*rows), post=money.finance).errors]


def test_odd_cells_are_named_and_never_a_failure(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    assert cells(money, row("1e30"), row("NaN"), row(10**12), row(voucher="凭" * 61)) == ["E2", "E3", "E4", "F5"]
    assert cells(money, row(year="²"), row(year="9" * 30)) == ["B2", "B3"]
    assert cells(money, row(day=datetime.date(1999, 1, 1), year=timezone.localdate().year)) == ["C2", "D2"]
    assert cells(money, row()) == []
    assert cells(money, row()) == []
    assert cells(money, row(1001)) == ["F2"]
    assert Payment.objects.get().amount == 1000
    data = {"contract": contract.pk, "indicator": indicator.pk, "kind": "progress", "amount": "1000"}
    data |= {"paid_on": timezone.localdate(), "voucher": "P1"}
    answer = make.signed_in(money.clerk).post(money.project.step_url("register_payment"), data)
    assert answer.status_code == 422


def test_a_row_pays_the_request_that_it_fits(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    request = money.ask(contract, indicator, 1000)
    assert cells(money, row()) == ["E2"]
    perform(request, "approve", post=money.leader)
    claim = money.claim(contract, indicator, 2000, voucher="P2")
    assert cells(money, row(), row(2000, "P2"), row(3000, "P3")) == []
    assert [make.again(one).state for one in (request, claim)] == [RequestState.PAID] * 2
    assert make.again(request).voucher == "P1"
    assert Payment.objects.get(voucher="P3").request is None
    with pytest.raises(Conflict):
        money.pay_request(request)
    contract = make.again(contract)
    assert (contract.paid_total, contract.asked_total) == (6000, 0)


# --- days, and what was booked by mistake ----------------------------------------------------------------------------


def test_a_payment_is_of_a_day_after_the_signature(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    with pytest.raises(RuleViolation) as refusal:
        money.claim(contract, indicator, 1, paid_on=datetime.date(1990, 1, 1))
    assert codes(refusal) == {"payment.day", "payment.year"}
    request = money.grant(contract, indicator, 1000)
    with pytest.raises(RuleViolation) as refusal:
        money.pay_request(request, day=contract.signed_on - datetime.timedelta(days=1))
    assert "payment.day" in codes(refusal)


def test_a_payment_is_struck_out_by_a_red_row_that_two_persons_make(money):
    contract, indicator = money.sign(100_000), money.give(70_000)
    request = money.pay_request(money.grant(contract, indicator, 70_000), "P1")
    claim = money.reverse(request.payment)
    with pytest.raises(Conflict, match="正在确认"):
        money.reverse(request.payment)
    assert make.again(contract).committed == 70_000
    perform(claim, "confirm", post=money.leader)
    red = Payment.objects.get(reverses=request.payment)
    assert (red.amount, red.use, make.again(request).state) == (-70_000, "construction", RequestState.REVERSED)
    assert red not in ReversalForm(obj=contract, post=money.clerk, step=REVERSE).fields["payment"].queryset
    assert (make.again(contract).committed, make.again(indicator).left) == (0, 70_000)
    money.pay_request(money.grant(contract, indicator, 70_000), "P2")
    assert differences()[0] == []
    client = make.signed_in(money.clerk)
    page = client.get(contract.get_absolute_url()).content.decode()
    assert "凭证 P1" in page
    assert "已红冲" in page
    assert "冲销的付款" in client.get(claim.get_absolute_url()).content.decode()
    assert "凭证 P1" in client.get(request.get_absolute_url()).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            contract=contract, indicator=indicator, amount=-1, paid_on=timezone.localdate(),
            reverses=contract.payments.get(voucher="P2"), registered_by=money.finance,
        )  # fmt: skip


# --- the law on small firms, and what a page says --------------------------------------------------------------------


def test_a_small_firm_that_delivered_waits_for_nothing_but_the_end_of_its_warranty(money):
    over = timezone.localdate() + datetime.timedelta(days=365)
    contract = money.sign(100_000, small_firm=True, retention_percent=Decimal(5), warranty_until=over)
    indicator = money.give(100_000)
    _first, last, kept = money.plan(contract, ("首付", 30_000), ("终验", 65_000), ("质保期满", 5_000))
    with pytest.raises(RuleViolation, match="终验"):
        money.ask(contract, indicator, 65_000, last)
    buyer_accepts(contract, money.clerk, money.leader)
    contract = make.again(contract)
    money.pay_request(money.grant(contract, indicator, 65_000, last))
    with pytest.raises(RuleViolation, match="质保期满") as refusal:
        money.ask(contract, indicator, 5_000, kept)
    assert codes(refusal) == {"payment.stage_reached"}


def test_each_step_names_its_request_and_the_page_says_why_it_was_held(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    requests = [money.grant(contract, indicator, amount) for amount in (1000, 2000)]
    perform(requests[0], "hold", post=money.finance, reason="缺少监理签认")
    client = make.signed_in(money.finance)
    page = client.get(money.project.get_absolute_url()).content.decode()
    assert "进度款 1000.00 元" in page
    assert "进度款 2000.00 元" in page
    assert "缺少监理签认" in client.get(requests[0].get_absolute_url()).content.decode()


@pytest.mark.parametrize("year", ["²", "٢٠٢٦", "9" * 5000, "-1", "2026.0"])
def test_an_odd_year_is_this_year(money, year):
    answer = make.signed_in(money.finance).get("/funds/overview/", {"year": year})
    assert answer.context["year"] == timezone.localdate().year
