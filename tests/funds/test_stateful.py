"""No sequence of actions exceeds or mixes money: Hypothesis plays the unit and 财政局 against a plain model."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from funds.choices import USES
from funds.models import Contract, Indicator, Payment
from funds.reconciliation import differences
from tests.funds.money import Money
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation

pytestmark = pytest.mark.slow
BUDGET = 1000
SUMS = st.integers(1, 700).map(Decimal)
KINDS = st.sampled_from(list(USES))
PLACE = {"money": None}


class Chain(RuleBasedStateMachine):
    contracts = Bundle("contracts")
    indicators = Bundle("indicators")

    @initialize()
    def begin(self):
        self.money, self.number = PLACE["money"], 0

    def tried(self, act):
        """What the rules allow is done, what they refuse leaves nothing behind."""
        self.number += 1
        try:
            with transaction.atomic():
                return act()
        except (RuleViolation, Conflict):
            return None

    @rule(target=contracts, amount=SUMS, kind=KINDS)
    def sign(self, amount, kind):
        made = self.tried(lambda: self.money.sign(amount, f"HT-{self.number}", kind))
        self.money.again()
        return made or multiple()

    @rule(target=indicators, amount=SUMS, kind=KINDS)
    def give(self, amount, kind):
        return self.tried(lambda: self.money.give(amount, USES[kind], f"{self.number}号")) or multiple()

    @rule(contract=contracts, indicator=indicators, amount=SUMS)
    def pay(self, contract, indicator, amount):
        self.tried(lambda: self.money.pay(contract, indicator, amount))

    @rule(indicator=indicators, amount=SUMS, kind=st.sampled_from(["reduce", "add"]))
    def change(self, indicator, amount, kind):
        data = {"indicator": indicator, "kind": kind, "amount": amount, "basis": "调整"}
        self.tried(lambda: perform(self.money.project, "change_indicator", post=self.money.finance, data=data))

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
        given = sum(row.amount for row in Indicator.objects.all())
        assert sum(p.amount for p in payments) <= given <= BUDGET
        assert sum(c.settled_sum if c.state == "terminated" else c.amount for c in Contract.objects.all()) <= BUDGET
        assert differences()[0] == []


@pytest.mark.django_db
def test_no_sequence_of_actions_exceeds_or_mixes():
    PLACE["money"] = Money(BUDGET)

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
        max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=quiet, database=None
    )
    Fresh.TestCase().runTest()
