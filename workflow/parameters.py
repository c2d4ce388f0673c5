"""Effective-dated data: thresholds, clocks, quorums (practice.md). Seeds come after migrate, never overwritten."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Post
from accounts.permits import Permit
from accounts.queries import holders
from accounts.roles import ADMIN_ROLES, Role
from workflow.audit import read_once, record, unit_of_work
from workflow.errors import Conflict, Forbidden
from workflow.models import Parameter
from workflow.notices import notify
from workflow.seeds import SEED_DAY, SEEDS

KEEPER = Permit(Role.SYSTEM_ADMIN)
# Whoever enters a value does not hear of it alone: these may take it back before its day.
WITHDRAWERS = Permit(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.OFFICE_LEADER)


def load_seeds(**kwargs: object) -> None:
    """After migrate (and after a test's flush): rows that are missing, nothing else."""
    Parameter.objects.bulk_create(
        [
            Parameter(key=key, value=Decimal(seed.value), unit=seed.unit, source=seed.source, valid_from=SEED_DAY)
            for key, seed in SEEDS.items()
        ],
        ignore_conflicts=True,
    )


def parameter(key: str, on: datetime.date | None = None) -> Decimal:
    """The value in force on a day (default today), before the first one the first. LookupError of an unknown key."""
    return _on(read_once("parameters", _rows), key, on)


def least(key: str) -> Decimal:
    """The smallest value that was ever in force, or will be: the bound for a query over rows of many days."""
    return min(value for _begins, value in read_once("parameters", _rows)[key])


def parameters() -> Callable[[str, datetime.date | None], Decimal]:
    """`parameter` over values that were read once: for a list that asks of the day of every row."""
    return partial(_on, read_once("parameters", _rows))


def _on(rows: dict[str, list[tuple[datetime.date, Decimal]]], key: str, on: datetime.date | None) -> Decimal:
    """What is older than the regulation (a project of 2012, a day that was mistyped) goes by the first value: a page
    that asks of the day of a row must not fall over what stands in it. Bounds on days are the rules' matter."""
    values = rows.get(key)
    if not values:
        raise LookupError(f"没有参数 {key}")
    day = on or timezone.localdate()
    return next((value for begins, value in values if begins <= day), values[-1][1])


def _rows() -> dict[str, list[tuple[datetime.date, Decimal]]]:
    """All values by key, the latest first."""
    rows: dict[str, list[tuple[datetime.date, Decimal]]] = {}
    for name, begins, value in Parameter.objects.order_by("-valid_from").values_list("key", "valid_from", "value"):
        rows.setdefault(name, []).append((begins, value))
    return rows


def clocks_in_force() -> dict[str, int]:
    """All clocks of today in one query: {"clock.panel": 10, …} in working days."""
    rows = Parameter.objects.filter(key__startswith="clock.", valid_from__lte=timezone.localdate())
    return {row.key: int(row.value) for row in rows.order_by("valid_from")}


def enter_value(*, key: str, value: Decimal, valid_from: datetime.date, source: str, post: Post) -> Parameter:
    """A later value, in force from a day to come. What was is never touched: it judges what happened in its time.

    Raises Forbidden, ValidationError (unknown, not of its unit, not in the future, that day taken).
    """
    row = Parameter(key=key, value=value, valid_from=valid_from, source=source, entered_by=post)
    if refusal := KEEPER.refusal(row, post):
        raise Forbidden(f"不能调整参数：{refusal}。")
    if key not in SEEDS:
        raise ValidationError("没有这个参数。")
    row.unit = SEEDS[key].unit
    check_value(key, value)
    if valid_from <= timezone.localdate():
        raise ValidationError({"valid_from": "生效日须在今日之后；已办的事项按办理当日的标准判断，不追溯。"})
    with unit_of_work():
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise ValidationError({"valid_from": "该日已有一个新值，请先撤回再录入。"}) from error
        _tell(row, "调整参数", f"{row.title}自 {valid_from} 起为 {row.shown}（{source}）", post)
    return row


def withdraw_value(*, row: Parameter, post: Post) -> None:
    """Before its day a value can be taken back. Raises Forbidden, Conflict (in force already, or gone)."""
    if refusal := WITHDRAWERS.refusal(row, post):
        raise Forbidden(f"不能撤回：{refusal}。")
    with unit_of_work():
        row = Parameter.objects.select_for_update().filter(pk=row.pk).first() or _gone()
        if row.valid_from <= timezone.localdate() or row.entered_by_id is None:
            raise Conflict("此值已生效，不能撤回；请录入新值。")
        _tell(row, "撤回参数调整", f"{row.title}自 {row.valid_from} 起为 {row.shown} 的调整已撤回", post)
        row.delete()


def _gone() -> NoReturn:
    raise Conflict("此值已由他人撤回。")


def check_value(key: str, value: Decimal) -> None:
    """Of its unit: a share is a part of one, a number of days is whole, a panel is odd and of five at least."""
    unit, whole = SEEDS[key].unit, value == value.to_integral_value()
    if value < 0:
        fault = "不能为负数。"
    elif unit == "是/否" and value not in (0, 1):
        fault = "填 1（是）或 0（否）。"
    elif unit == "比例" and value > 1:
        fault = "填 0 至 1 之间的数，如 0.70 即百分之七十。"
    elif unit == "%" and value > 100:
        fault = "填 0 至 100 之间的数。"
    elif unit not in ("元", "比例", "%", "分") and not whole:
        fault = f"须为整数（{unit}）。"
    elif key == "panel_size" and (value < 5 or value % 2 == 0):
        fault = "专家组须为五人以上单数（《办法》第六条、第十一条）。"
    elif key.startswith("clock.") and value == 0:
        fault = "时限至少一个工作日。"
    else:
        return
    raise ValidationError({"value": fault})


def _tell(row: Parameter, label: str, text: str, post: Post) -> None:
    changes = {"key": row.key, "value": row.value, "valid_from": row.valid_from, "source": row.source}
    record(subject=row, action="parameter", label=label, post=post, changes=changes)
    notify(
        posts=holders(*ADMIN_ROLES, Role.OFFICE_CLERK, Role.OFFICE_LEADER),
        text=text,
        url=row.get_absolute_url(),
    )
