"""Verbs of an allocation (article 7)."""

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document
from documents.sheets.columns import plain
from documents.sheets.reading import Unusable, read_rows
from infrastructure.documents import notice_context
from infrastructure.models import Allocation, AllocationLine, Pool, UsageFigure
from infrastructure.notices import tell_office, tell_unit
from infrastructure.rules import CAPACITY_IS_FREE
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.parameters import parameter
from workflow.rules import Verdict


def open_allocation(*, fields: Mapping[str, Any], quantities: Mapping[Pool, Decimal], post: Post) -> Allocation:
    """A draft of the post's own unit."""
    with unit_of_work():
        allocation = Allocation.objects.create(unit=post.organisation, created_by=post, **fields)
        AllocationLine.objects.bulk_create(
            AllocationLine(allocation=allocation, pool=pool, asked=asked)
            for pool, asked in quantities.items()
            if asked
        )
        record(
            subject=allocation, action="open", label="建立资源申请", post=post, changes={"system": allocation.system}
        )
    return allocation


def after_submitted(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.unit, f"资源申请《{obj}》待审核", obj=obj, leader_only=True)


def after_confirmed(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"{obj.unit.short_name}资源申请《{obj}》待审查", obj=obj, roles=(Role.OFFICE_CLERK,))


def after_returned(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.unit, f"资源申请《{obj}》退回：{data['reason']}", obj=obj)


def after_checked(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"{obj.unit.short_name}资源申请《{obj}》待决定", obj=obj, roles=(Role.OFFICE_LEADER,))


def after_refused(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.unit, f"资源申请《{obj}》不予分配：{data['reason']}", obj=obj)


def after_granted(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    _give(obj, {line.pool_id: line.asked for line in obj.lines.all()}, post)


def after_granted_partly(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    _give(obj, data["quantities"], post)


def _give(obj: Allocation, quantities: Mapping[int, Decimal], post: Post) -> None:
    """Under the locks of the pools, always in the same order: two grants can never both take the last free core.

    The rule was asked before the locks; what counts is what is free now.
    """
    pools = {pool.pk: pool for pool in Pool.objects.select_for_update().filter(pk__in=quantities).order_by("pk")}
    short = []
    for line in obj.lines.all():
        pool, wanted = pools[line.pool_id], quantities.get(line.pool_id) or Decimal(0)
        # This very allocation already stands as granted, with nothing in its lines yet.
        if wanted > pool.free():
            short.append(f"{pool}需 {wanted:g}，可用 {pool.free():g}")
        line.granted = wanted
        line.save(update_fields=["granted"])
    if short:
        raise RuleViolation([Verdict(CAPACITY_IS_FREE, f"容量不足：{'；'.join(short)}")])
    context = notice_context(obj)
    document = issue_document(
        kind="allocation_notice", subject=obj, thread_id=obj.thread_id, context=context, post=post
    )
    obj.number = document.number
    obj.save(update_fields=["number"])
    tell_unit(obj.unit, f"资源申请《{obj}》{obj.state_label}：{obj.number}", obj=obj)


def after_released(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    reason = f"：{data['reason']}" if data.get("reason") else ""
    text = f"{obj.unit.short_name}《{obj}》的资源{obj.state_label}{reason}"
    tell_unit(obj.unit, text, obj=obj)
    tell_office(text, obj=obj, roles=(Role.OFFICE_CLERK,))


def after_warned(*, obj: Allocation, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.unit, f"《{obj}》的资源长期闲置，请释放或说明情况，否则将收回", obj=obj)


def expire_allocations() -> int:
    """Give back what has run out; say so in time to who still uses it. May run at any time again."""
    today, count = timezone.localdate(), 0
    for allocation in Allocation.objects.holding().filter(ends_on__lt=today).select_related("unit"):
        try:
            ended = perform(allocation, "expire", post=None, system=True)
        except Conflict:
            continue
        tell_unit(ended.unit, f"《{ended}》的资源已到期退回资源池", obj=ended)
        count += 1
    soon = today + datetime.timedelta(days=int(parameter("allocation_notice_days")))
    for allocation in Allocation.objects.holding().filter(ends_on__lte=soon, expiry_warned_at__isnull=True):
        with unit_of_work():
            mine = Allocation.objects.select_for_update(of=("self",)).filter(pk=allocation.pk)
            if mine.filter(expiry_warned_at__isnull=True).exists():
                mine.update(expiry_warned_at=timezone.now())
                tell_unit(
                    allocation.unit, f"《{allocation}》的资源将于 {allocation.ends_on:%Y-%m-%d} 到期", obj=allocation
                )
    return count


class UsageError(Exception):
    """Everything that is wrong with a file of figures, by line; nothing of it was kept."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("；".join(errors))
        self.errors = errors


USAGE_HEAD = ("通知书文号", "资源", "日期", "使用率")
# A month of days of all that a city has allocated.
MOST_FIGURES = 100_000


def import_usage(*, upload: Any, post: Post) -> int:
    """Figures of use as the cloud exports them (CSV), all or none; a figure that comes again replaces the first."""
    try:
        rows = read_rows(upload, most=MOST_FIGURES)
    except Unusable as why:
        raise UsageError([str(why)]) from why
    head = [plain(cell) for cell in rows[0][1]] if rows else []
    if missing := [name for name in USAGE_HEAD if name not in head]:
        raise UsageError([f"表头缺少：{'、'.join(missing)}"])
    lines = {
        (line.allocation.number, line.pool.get_measure_display()): line
        for line in AllocationLine.objects.exclude(allocation__number="").select_related("allocation", "pool")
    }
    errors: list[str] = []
    figures = [
        _figure(place, {name: plain(cell) for name, cell in zip(head, row, strict=False)}, lines, errors)
        for place, row in rows[1:]
    ]
    if errors:
        raise UsageError(errors)
    with unit_of_work():
        kept = UsageFigure.objects.bulk_create(
            list({(f.line_id, f.day): f for f in figures if f}.values()),
            update_conflicts=True, unique_fields=["line", "day"], update_fields=["percent"],
        )  # fmt: skip
        for pool in Pool.objects.all()[:1]:
            record(subject=pool, action="usage", label="导入使用率", post=post, changes={"rows": len(kept)})
    return len(kept)


def _figure(place: int, row: Mapping[str, str], lines: Mapping, errors: list[str]) -> UsageFigure | None:
    number, measure, day, percent = (row.get(name, "") for name in USAGE_HEAD)
    line = lines.get((number, measure))
    if line is None:
        errors.append(f"第 {place} 行：没有文号为“{number}”、资源为“{measure}”的分配")
        return None
    try:
        value, date = Decimal(percent.removesuffix("%")), datetime.date.fromisoformat(day)
    except (InvalidOperation, ValueError):
        errors.append(f"第 {place} 行：日期“{day}”应为 2026-01-31 的样式，使用率“{percent}”应为数字")
        return None
    if not value.is_finite() or not 0 <= value <= 100:
        errors.append(f"第 {place} 行：使用率“{percent}”应在 0 至 100 之间")
        return None
    return UsageFigure(line=line, day=date, percent=value)
