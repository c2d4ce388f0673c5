"""Payments from finance's export (.xlsx): matched to contract, indicator and request, all or nothing, errors by cell.

A row that pays what a unit has asked for settles that request; what 财政局 paid without one is its own record.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from accounts.models import Post
from documents.sheets.columns import plain
from documents.sheets.reading import Unusable, read_rows
from funds.choices import PaymentKind
from funds.models import Contract, Indicator, Payment, PaymentRequest
from funds.services import book_payment
from funds.states import RequestState
from projects.models import Project
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import RuleViolation
from workflow.numbers import asked_number

HEAD = ("合同编号", "指标文号", "指标年度", "付款日期", "金额（元）", "凭证号", "款项", "说明")
MOST_ROWS = 5000
MOST = Decimal(10) ** 12
VOUCHER = 60
# Where a rule that refuses a row is mended; the rest concerns its sum.
CELLS = {"payment.day": 3, "payment.year": 2, "payment.use": 1}
KINDS = {str(kind.label): kind.value for kind in PaymentKind}


@dataclass(frozen=True)
class CellError:
    """`cell` is the place in the sheet, such as E3."""

    cell: str
    text: str


@dataclass
class Outcome:
    booked: int = 0
    known: int = 0
    total: Decimal = Decimal(0)
    errors: list[CellError] = field(default_factory=list)


class _Refused(Exception):
    """Roll everything back: a sheet is taken whole or not at all."""


def import_payments(*, upload: Any, post: Post) -> Outcome:
    """Book every row that is not in the ledger yet (by contract and voucher). With one error nothing is booked."""
    outcome = Outcome()
    rows = _rows(upload, outcome)
    try:
        with unit_of_work():
            _lock_projects(rows, post)
            for number, row in rows:
                _book(number, row, post, outcome)
            if outcome.errors:
                raise _Refused
    except _Refused:
        outcome.booked, outcome.total = 0, Decimal(0)
    return outcome


def _lock_projects(rows: list[tuple[int, list[Any]]], post: Post) -> None:
    """All of the sheet, in one order: two sheets at once cannot wait for each other."""
    numbers = {str(row[0] or "").strip() for _number, row in rows if row}
    named = Contract.objects.visible_to(post).filter(number__in=numbers).values("project_id")
    list(Project.objects.filter(pk__in=named).order_by("pk").select_for_update(of=("self",), no_key=True))


def _rows(upload: Any, outcome: Outcome) -> list[tuple[int, list[Any]]]:
    try:
        rows = read_rows(upload, most=MOST_ROWS)
    except Unusable as why:
        outcome.errors.append(CellError("—", str(why)))
        return []
    line, head = rows[0] if rows else (1, [])
    for place, wanted in enumerate(HEAD):
        if place >= len(head) or plain(head[place]) != wanted:
            outcome.errors.append(CellError(_cell(place, line), f"表头应为“{wanted}”。"))
    return [] if outcome.errors else [(number, row[: len(HEAD)]) for number, row in rows[1:]]


def _cell(place: int, row: int) -> str:
    return f"{'ABCDEFGH'[place]}{row}"


def _book(number: int, row: list[Any], post: Post, outcome: Outcome) -> None:
    row += [None] * (len(HEAD) - len(row))
    before = len(outcome.errors)

    def wrong(place: int, text: str) -> None:
        outcome.errors.append(CellError(_cell(place, number), text))

    contract = _contract(str(row[0] or "").strip(), post, wrong)
    indicator = _indicator(contract, row, wrong)
    paid_on, amount = _day(row[3], wrong), _amount(row[4], wrong)
    voucher = str(row[5] or "").strip()
    if not voucher:
        wrong(5, "没有凭证号；凭证号用来防止重复登记。")
    elif len(voucher) > VOUCHER:
        wrong(5, f"凭证号最多 {VOUCHER} 个字。")
    kind = KINDS.get(str(row[6] or "进度款").strip())
    if kind is None:
        wrong(6, f"款项应为：{'、'.join(KINDS)}。")
    if len(outcome.errors) > before or contract is None:
        return
    if known := contract.payments.filter(voucher=voucher).first():
        if (known.amount, known.paid_on) == (amount, paid_on):
            outcome.known += 1
        else:
            wrong(5, f"凭证号 {voucher} 已登记为 {known.paid_on} 的 {known.amount} 元，与本行不符。")
        return
    data = {"contract": contract, "indicator": indicator, "amount": amount, "paid_on": paid_on, "voucher": voucher}
    request = _request(data)
    if request is not None and request.state == RequestState.REQUESTED:
        wrong(4, "同一合同、指标和金额的付款申请还在单位审核，请先由单位负责人办结。")
        return
    try:
        payment = _pay(request, post, {**data, "kind": kind, "note": str(row[7] or "")[:200]})
    except RuleViolation as violation:
        for verdict in violation.verdicts:
            wrong(CELLS.get(verdict.rule.code, 4), verdict.message)
        return
    record(
        subject=payment, action="import_payment", label="导入付款", post=post, thread_id=contract.project_id,
        changes={"amount": str(amount), "voucher": voucher},
    )  # fmt: skip
    outcome.booked += 1
    outcome.total += payment.amount


def _request(data: dict[str, Any]) -> PaymentRequest | None:
    """What the row pays: of the same money and sum; what was granted first, the oldest of several."""
    same = {name: data[name] for name in ("contract", "indicator", "amount")}
    # A claim that names another voucher is another payment; what is held is refused by the rule of all payments.
    rows = PaymentRequest.objects.open_().filter(voucher__in=("", data["voucher"]), **same)
    rows = rows.exclude(state=RequestState.HELD).order_by("created_at")
    return rows.exclude(state=RequestState.REQUESTED).first() or rows.first()


def _pay(request: PaymentRequest | None, post: Post, data: dict[str, Any]) -> Payment:
    if request is None:
        return book_payment(subject=data["contract"].project, post=post, data=data)
    perform(request, "book", post=post, data=data, system=True)
    return Payment.objects.get(request=request)


def _contract(number: str, post: Post, wrong: Any) -> Contract | None:
    found = list(Contract.objects.visible_to(post).filter(number=number, project__is_classified=False)[:2])
    if len(found) == 1:
        return found[0]
    wrong(0, f"有两份合同编号为“{number}”，请在系统内单独登记。" if found else f"没有编号为“{number}”的合同。")
    return None


def _indicator(contract: Contract | None, row: list[Any], wrong: Any) -> Indicator | None:
    if contract is None:
        return None
    number, year = str(row[1] or "").strip(), str(row[2] or "").strip().removesuffix(".0")
    found = contract.project.indicators.filter(number=number, year=asked_number(year, 0, most=9999))
    indicator = found.filter(use=contract.use).first() or found.first()
    if indicator is None:
        wrong(1, f"本项目没有 {year or '（缺年度）'} 年的指标“{number}”。")
    return indicator


def _day(value: Any, wrong: Any) -> datetime.date | None:
    try:
        day = value.date() if isinstance(value, datetime.datetime) else datetime.date.fromisoformat(str(value).strip())
    except ValueError:
        wrong(3, "日期应为 2026-11-23 的形式。")
        return None
    if day > timezone.localdate():
        wrong(3, "付款日期不能晚于今天。")
    return day


def _amount(value: Any, wrong: Any) -> Decimal | None:
    try:
        amount = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        wrong(4, "金额应为数字。")
        return None
    # The bounds first: of a number beyond them the two decimals cannot be asked.
    if not amount.is_finite() or not 0 < amount < MOST or amount != amount.quantize(Decimal("0.01")):
        wrong(4, "金额应大于零、小于一万亿，最多两位小数。")
        return None
    return amount
