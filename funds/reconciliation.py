"""Stored totals against the ledger."""

from decimal import Decimal

from django.db.models import Case, F, Q, Sum, When

from funds.models import Contract, Indicator
from funds.states import OPEN_REQUESTS
from projects.models import Project

ZERO = Decimal(0)


def differences() -> tuple[list[str], int]:
    """(findings in Chinese, number of totals compared)."""
    found: list[str] = []
    checked = 0
    for contract in Contract.objects.annotate(ledger=Sum("payments__amount", default=ZERO)).iterator(2000):
        checked += 1
        found += _line(f"合同 {contract.number} 已付", contract.paid_total, contract.ledger)
    opened = Q(requests__state__in=OPEN_REQUESTS, requests__reverses=None)
    for contract in Contract.objects.annotate(ledger=Sum("requests__amount", filter=opened, default=ZERO)).iterator(
        2000
    ):
        checked += 1
        found += _line(f"合同 {contract.number} 申请中", contract.asked_total, contract.ledger)
    paid = dict(Indicator.objects.annotate(ledger=Sum("payments__amount", default=ZERO)).values_list("pk", "ledger"))
    for indicator in Indicator.objects.annotate(moved=Sum("changes__delta", default=ZERO)).iterator(2000):
        checked += 2
        found += _line(f"指标 {indicator} 已付", indicator.paid_total, paid[indicator.pk])
        found += _line(f"指标 {indicator} 金额", indicator.amount, indicator.initial + indicator.moved)
    counted = Case(
        When(contracts__state="terminated", then=F("contracts__settled_sum")), default=F("contracts__amount")
    )
    for project in Project.objects.annotate(ledger=Sum(counted, default=ZERO)).iterator(2000):
        checked += 1
        found += _line(f"项目 {project.number} 合同数", project.contract_sum, project.ledger)
    return found, checked


def _line(what: str, stored: Decimal, ledger: Decimal) -> list[str]:
    return [] if stored == ledger else [f"{what}：记载 {stored} 元，明细合计 {ledger} 元"]
