"""Many at once on one sum: nothing is exceeded, nothing booked twice, nobody waits for ever (21, 22)."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.utils import timezone

from funds.imports import import_payments
from funds.models import Contract, Indicator, Payment
from funds.reconciliation import differences
from tests import factories as make
from tests.funds.money import Money, sheet
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_fifty_payments_at_once_never_exceed():
    """Each asks for a tenth of what the indicator still holds: ten fit, forty are refused; the ten are paid."""
    money = Money()
    contract, indicator = money.sign(1_000_000), money.give(500_000)
    done, start = [], threading.Barrier(25)

    def pay() -> None:
        start.wait()
        for _ in range(2):
            try:
                claim = money.claim(contract, indicator, 50_000)
                done.append("done" if claim else "lost")
            except RuleViolation:
                done.append("refused")
        connections.close_all()

    threads = [threading.Thread(target=pay) for _ in range(25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (done.count("done"), done.count("refused")) == (10, 40)
    assert Contract.objects.get().asked_total == 500_000
    confirm_at_once(money, list(contract.requests.all()))
    assert Indicator.objects.get().paid_total == Contract.objects.get().paid_total == 500_000
    assert differences()[0] == []
    connection.close()


def confirm_at_once(money, claims) -> None:
    def confirm(claim) -> None:
        perform(claim, "confirm", post=money.leader)
        connections.close_all()

    threads = [threading.Thread(target=confirm, args=(claim,)) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_ending_a_contract_and_paying_it_at_once_wait_for_each_other():
    """One order of locks (project, request, contract, indicator): whoever comes second is answered, nobody dies."""
    money = Money()
    indicator = money.give(900_000)
    contracts = [money.sign(50_000, f"HT-{number}") for number in range(6)]
    answers, start = [], threading.Barrier(12)

    def try_(act) -> None:
        start.wait()
        try:
            act()
            answers.append("done")
        except (RuleViolation, Conflict):
            answers.append("refused")
        except Exception as problem:
            answers.append(repr(problem))
        connections.close_all()

    def end(contract):
        step = {"post": money.leader, "data": {"settled_sum": Decimal(20_000)}, "reason": "违约"}
        return lambda: perform(contract, "terminate", **step)

    acts = [end(contract) for contract in contracts]
    acts += [lambda contract=contract: money.pay(contract, indicator, 15_000) for contract in contracts]
    threads = [threading.Thread(target=try_, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["done"] * 12
    assert differences()[0] == []
    connection.close()


def test_two_sheets_at_once_neither_book_twice_nor_wait_for_each_other():
    """The same vouchers in opposite orders, over two projects: each is in the ledger once, and nobody dies."""
    projects = [make.bring(make.make_project(name=name), "library") for name in ("平台甲", "平台乙")]
    make.approve_list(make.make_list(*projects))
    approved = [make.pass_gate(make.pre_approve(make.again(project))) for project in projects]
    sides = {number: Money(project=project) for number, project in zip(("HT-A", "HT-B"), approved, strict=True)}
    for number, money in sides.items():
        money.sign(500_000, number)
        money.give(400_000)
    day, rounds, outcomes = timezone.localdate(), 6, []
    start = threading.Barrier(2)

    def row(number: str, voucher: str) -> list:
        return [number, "广财预1号", day.year, day, 1000, voucher, "进度款", ""]

    def book(order, post) -> None:
        for place in range(rounds):
            # Now this project first, now that.
            named = [(number, one) for one in order for number in sorted(sides, reverse=bool(one % 2))]
            rows = [row(number, f"凭{place}-{one}") for number, one in named]
            upload = sheet(*rows)
            start.wait()
            try:
                outcome = import_payments(upload=upload, post=post)
                outcomes.append((outcome.booked, outcome.known, outcome.errors))
            except Exception as problem:
                outcomes.append(repr(problem))
        connections.close_all()

    orders = (range(1, 5), range(6, 0, -1))
    posts = [money.finance for money in sides.values()]
    threads = [threading.Thread(target=book, args=pair) for pair in zip(orders, posts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Four vouchers of one sheet stand in the other, too: of 20 rows a round 12 are payments.
    assert [one for one in outcomes if isinstance(one, str) or one[2]] == []
    assert sum(booked for booked, _known, _errors in outcomes) == Payment.objects.count() == 12 * rounds
    assert sum(known for _booked, known, _errors in outcomes) == 8 * rounds
    assert Payment.objects.values("contract", "voucher").distinct().count() == 12 * rounds
    assert set(Contract.objects.values_list("paid_total", flat=True)) == {Decimal(6000 * rounds)}
    assert differences()[0] == []
    connection.close()
