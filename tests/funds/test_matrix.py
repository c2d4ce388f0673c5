"""The matrix of contract, request for payment and the buyer's acceptance."""

from decimal import Decimal

import pytest
from django.utils import timezone

from projects.paths import Path
from tests import factories as make
from tests.funds.money import group, supplier_asks
from tests.journey import Journey
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("funds.contract", "funds.contractacceptance", "funds.paymentrequest")
pytestmark = own_process("funds")


def walk(city):
    journey = Journey(city, Path.PROCUREMENT)
    for event in journey.walk():
        if event == "approved by the gate":
            break
    money = journey.indicator()
    journey.act(journey.project, "register_contract", "applicant", **journey.contract(Decimal(500_000)))
    first = journey.project.contracts.get()
    yield [first]
    for ending in ("refuse", "pay"):
        data = {"indicator": money, "kind": "progress", "amount": Decimal(1000)}
        journey.act(first, "request_payment", "applicant", **data)
        request = first.requests.order_by("-created_at").first()
        yield [request]
        if ending == "refuse":
            yield [journey.act(request, "refuse", "unit_leader", reason="进度未达到")]
            continue
        request = journey.act(request, "approve", "unit_leader")
        yield [request]
        request = journey.act(request, "hold", "finance", reason="缺少确认单")
        yield [request]
        request = journey.act(request, "release", "finance")
        request = journey.act(request, "pay", "applicant", paid_on=timezone.localdate(), voucher="")
        yield [request]
    yield from claims(journey, first, money)
    yield from buyer(journey, first)
    settled = {"settled_sum": Decimal(400_000), "settled_on": timezone.localdate()}
    yield [journey.act(first, "settle", "applicant", **settled)]
    second = {**journey.contract(Decimal(100_000)), "number": "HT-B"}
    journey.act(journey.project, "register_contract", "applicant", **second)
    last = journey.project.contracts.get(number="HT-B")
    yield [journey.act(last, "terminate", "unit_leader", settled_sum=Decimal(0), reason="违约")]


def claims(journey, contract, money):
    """Paid outside the system, then struck out; and a request that is taken back."""
    today = timezone.localdate()
    data = {"contract": contract, "indicator": money, "amount": Decimal(500), "paid_on": today}
    journey.act(journey.project, "register_payment", "applicant", **data)
    claim = contract.requests.get(state="claimed")
    yield [claim]
    claim = journey.act(claim, "confirm", "unit_leader")
    data = {"payment": claim.payment, "paid_on": today, "voucher": "", "note": "付错账户"}
    journey.act(contract, "reverse_payment", "applicant", **data)
    journey.act(contract.requests.get(state="claimed"), "confirm", "unit_leader")
    yield [contract.requests.get(state="reversed")]
    journey.act(contract, "request_payment", "applicant", indicator=money, kind="progress", amount=Decimal(1))
    request = contract.requests.get(state="requested")
    yield [journey.act(request, "withdraw", "applicant", reason="另行申请")]


def buyer(journey, contract):
    one = supplier_asks(contract, journey.city.applicant)
    yield [one]
    one = journey.act(one, "form_group", "applicant", **group())
    yield [one]
    found = {"findings": "已交付", "conclusion": "pass", "published_on": None, "medium": ""}
    one = journey.act(one, "examine", "applicant", **found)
    yield [one]
    for slot in ("supplier_request", "notice", "report"):
        make.attach(one, slot, journey.city.applicant)
    yield [perform(one, "issue", post=journey.city.unit_leader)]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [walk])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
