"""No sequence of actions exceeds or mixes money: Hypothesis plays the unit and 财政局 against a plain model."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, precondition, rule

from funds.choices import USES
from funds.imports import import_payments
from funds.models import Contract, FinalAccount, Indicator, Payment, PaymentRequest
from funds.reconciliation import differences
from funds.uses import by_use
from tests import factories as make
from tests.funds.money import of_two_sources, sheet
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.models import AuditEvent

pytestmark = pytest.mark.slow
BUDGET = 1000
SOURCES = {"city": 700, "province": 300}
SUMS = st.integers(1, 700).map(Decimal)
KINDS = st.sampled_from(list(USES))
PLACE = {"money": None}
STEPS = (
    ("approve", "leader"),
    ("refuse", "leader"),
    ("confirm", "leader"),
    ("hold", "finance"),
    ("release", "finance"),
    ("pay", "clerk"),
    ("withdraw", "clerk"),
)


class Chain(RuleBasedStateMachine):
    contracts = Bundle("contracts")
    indicators = Bundle("indicators")
    requests = Bundle("requests")

    @initialize()
    def begin(self):
        self.money, self.number, self.closed = PLACE["money"], 0, False

    def tried(self, act):
        """What the rules allow is done, what they refuse leaves nothing behind."""
        self.number += 1
        try:
            with transaction.atomic():
                return act()
        except (RuleViolation, Conflict, Forbidden):
            return None

    @rule(target=contracts, amount=SUMS, kind=KINDS)
    def sign(self, amount, kind):
        made = self.tried(lambda: self.money.sign(amount, f"HT-{self.number}", kind))
        self.money.again()
        return made or multiple()

    @rule(target=indicators, amount=SUMS, kind=KINDS, source=st.sampled_from(list(SOURCES)), later=st.booleans())
    def give(self, amount, kind, source, later):
        data = (amount, USES[kind], f"{self.number}号", timezone.localdate().year + later, source)
        return self.tried(lambda: self.money.give(*data)) or multiple()

    @rule(target=requests, contract=contracts, indicator=indicators, amount=SUMS, outside=st.booleans())
    def ask(self, contract, indicator, amount, outside):
        """A request, or the claim of what was paid outside the system."""
        act = self.money.claim if outside else self.money.ask
        return self.tried(lambda: act(contract, make.again(indicator), amount)) or multiple()

    @rule(contract=contracts, indicator=indicators, amount=SUMS)
    def pay(self, contract, indicator, amount):
        self.tried(lambda: self.money.pay(contract, make.again(indicator), amount))

    @rule(request=requests, step=st.sampled_from(STEPS))
    def move(self, request, step):
        name, hand = step
        data = {"paid_on": timezone.localdate(), "voucher": ""}
        act = {"post": getattr(self.money, hand), "data": data, "reason": "测试"}
        before = make.again(request).state
        done = self.tried(lambda: perform(request, name, **act))
        if done is not None and done.state == "paid":
            # No payment but what the leader granted or confirmed.
            assert name == "confirm" or before == "approved"
            granted = AuditEvent.objects.about(done).filter(content__action__in=("approve", "confirm"))
            assert granted.filter(post=self.money.leader).exists()

    @rule(request=requests)
    def strike_out(self, request):
        payment = Payment.objects.filter(request=request).first()
        if payment is not None:
            claim = self.tried(lambda: self.money.reverse(payment))
            self.tried(lambda: claim and perform(claim, "confirm", post=self.money.leader))

    @rule(contract=contracts, indicator=indicators, amount=SUMS)
    def book(self, contract, indicator, amount):
        """财政局's sheet, with or without a request that fits."""
        indicator = make.again(indicator)
        row = [contract.number, indicator.number, indicator.year, timezone.localdate(), amount, f"P{self.number}"]
        self.number += 1
        import_payments(upload=sheet([*row, "进度款", ""]), post=self.money.finance)

    @rule(indicator=indicators, amount=SUMS, kind=st.sampled_from(["reduce", "add", "carry"]))
    def change(self, indicator, amount, kind):
        self.tried(lambda: self.money.change(indicator, kind, amount))

    @rule(contract=contracts, amount=SUMS)
    def settle(self, contract, amount):
        self.tried(lambda: self.money.settle(contract, amount))

    @precondition(lambda self: not self.closed)
    @rule(share=st.integers(0, 100))
    def close(self, share):
        """Accepted, what still runs is settled, the final account is reported; it waits where a use lacks money."""
        self.money.accept()
        self.closed = True
        for contract in Contract.objects.filter(state="active"):
            left = ((contract.amount - contract.paid_total) * share / 100).quantize(Decimal(1))
            self.tried(lambda contract=contract, left=left: self.money.settle(contract, contract.paid_total + left))
        self.account()

    @precondition(lambda self: self.closed)
    @rule()
    def account(self):
        self.tried(lambda: perform(self.money.project, "report_account", post=self.money.clerk))
        self.money.again()
        self.tried(lambda: perform(self.money.project, "return_balance", post=self.money.finance))
        self.money.again()

    @rule(contract=contracts, amount=SUMS)
    def end(self, contract, amount):
        step = {"post": self.money.leader, "data": {"settled_sum": amount}, "reason": "违约"}
        self.tried(lambda: perform(contract, "terminate", **step))
        self.money.again()

    @invariant()
    def nothing_exceeds_and_nothing_mixes(self):
        payments = list(Payment.objects.select_related("contract", "indicator"))
        for payment in payments:
            assert payment.use == payment.indicator.use == USES[payment.contract.kind]
        for row in (*Contract.objects.all(), *Indicator.objects.all()):
            field = "contract_id" if isinstance(row, Contract) else "indicator_id"
            paid = sum(p.amount for p in payments if getattr(p, field) == row.pk)
            assert paid == row.paid_total <= (row.ceiling if isinstance(row, Contract) else row.amount)
        for contract in Contract.objects.prefetch_related("requests"):
            asked = sum(one.amount for one in contract.requests.all() if one.is_open and one.counts)
            assert asked == contract.asked_total <= contract.ceiling - contract.paid_total
        for request in PaymentRequest.objects.filter(state="held"):
            assert AuditEvent.objects.about(request).filter(content__action="approve").exists()
        for source, limit in SOURCES.items():
            assert sum(row.amount for row in Indicator.objects.filter(source=source)) <= limit
        if hasattr(self.money.project, "final_account"):
            self.what_is_owed_can_still_be_paid()
        given = sum(row.amount for row in Indicator.objects.all())
        assert sum(p.amount for p in payments) <= given <= BUDGET
        assert sum(c.settled_sum if c.state == "terminated" else c.amount for c in Contract.objects.all()) <= BUDGET
        assert differences()[0] == []

    def what_is_owed_can_still_be_paid(self):
        """After the account and the return, each use holds at least what its settled contracts are owed."""
        account = FinalAccount.objects.get()
        for line in by_use(self.money.project):
            assert line.left >= line.settled - line.paid
            assert account.returned_on is None or line.left == line.settled - line.paid
        assert account.returned == (account.balance if account.returned_on else 0)


@pytest.mark.django_db
def test_no_sequence_of_actions_exceeds_or_mixes():
    PLACE["money"] = of_two_sources(*SOURCES.values())

    class Fresh(Chain):
        """Each example begins on the same approved project and is rolled back."""

        def __init__(self):
            super().__init__()
            self.point = transaction.atomic()
            self.point.__enter__()
            PLACE["money"].again()

        def teardown(self):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    Fresh.TestCase.settings = settings(
        max_examples=16, stateful_step_count=18, deadline=None, suppress_health_check=quiet, database=None
    )
    Fresh.TestCase().runTest()
