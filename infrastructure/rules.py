"""What must hold before capacity is given or taken back, systems are moved, findings are closed (articles 5, 7, 8)."""

import datetime
from typing import Any

from django.utils import timezone

from workflow.parameters import parameter
from workflow.rules import Rule


def _asks(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.lines.exists() else "没有填写申请的资源数量"


def shortages(lines: Any, quantities: Any = None) -> list[str]:
    """Lines that do not fit into what is free, in words."""
    short = []
    for line in lines:
        wanted = line.asked if quantities is None else quantities.get(line.pool_id, 0)
        free = line.pool.free()
        if wanted > free:
            short.append(f"{line.pool}需 {wanted:g}，可用 {free:g}")
    return short


def _free(obj: Any, post: Any, data: Any) -> str:
    short = shortages(obj.lines.select_related("pool"))
    return f"容量不足：{'；'.join(short)}" if short else ""


def _part(obj: Any, post: Any, data: Any) -> str:
    quantities = data.get("quantities")
    if quantities is None:
        return ""
    if not any(quantities.values()):
        return "没有填写分配数量；一项都不分配的，办理“不予分配”"
    short = shortages(obj.lines.select_related("pool"), quantities)
    return f"容量不足：{'；'.join(short)}" if short else ""


def idle_lines(allocation: Any) -> list[str]:
    """Resources whose mean use over the watched days lies below the threshold."""
    days, least = int(parameter("idle_days")), parameter("idle_percent")
    since = timezone.localdate() - datetime.timedelta(days=days)
    idle = []
    for line in allocation.lines.filter(granted__gt=0).select_related("pool"):
        figures = [row.percent for row in line.usage.all() if row.day >= since]
        if figures and sum(figures) / len(figures) < least:
            idle.append(f"{line.pool}近 {days} 天平均使用率 {sum(figures) / len(figures):.1f}%")
    return idle


def _idle(obj: Any, post: Any, data: Any) -> str:
    return "" if idle_lines(obj) else "按导入的使用率，没有闲置的资源"


def _may_reclaim(obj: Any, post: Any, data: Any) -> str:
    if obj.ends_on < timezone.localdate():
        return ""
    if obj.warned_at is None:
        return "未到期的，须先作闲置提醒"
    return "" if idle_lines(obj) else "提醒后使用率已回升，不再闲置"


ASKS_SOMETHING = Rule("allocation.asks", "7", "列明申请的资源和数量", _asks)
CAPACITY_IS_FREE = Rule("allocation.capacity", "7", "不超过资源池可分配容量", _free)
PART_IS_SAID = Rule("allocation.part", "7", "分配数量不超过申请和可分配容量", _part)
LIES_IDLE = Rule("allocation.idle", "7", "按使用率属于闲置", _idle)
MAY_RECLAIM = Rule("allocation.reclaim", "7", "已到期，或提醒后仍闲置", _may_reclaim)


def _stay_has_end(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.way == "stays" and obj.stay_until else "方案不是“暂不迁移”，或没有写明期限"


def _resources_stand(obj: Any, post: Any, data: Any) -> str:
    if obj.way == "stays":
        return "方案为暂不迁移"
    return "" if obj.system.has_allocation() else "云上还没有分配给本系统的资源，请先申请资源"


def _dependencies_first(obj: Any, post: Any, data: Any) -> str:
    """A system moves after those that it leans on: those still on the way are named."""
    waiting = obj.waiting_for()
    return f"依赖的系统尚未完成切换：{'、'.join(waiting)}" if waiting else ""


def _findings_closed(obj: Any, post: Any, data: Any) -> str:
    count = obj.findings.exclude(state="verified").count()
    return f"还有 {count} 个问题没有核实整改" if count else ""


STAY_HAS_END = Rule("migration.stay", "8", "暂不迁移有理由和期限", _stay_has_end)
RESOURCES_STAND = Rule(
    "migration.resources", "8", "云上资源已分配", _resources_stand, mend=lambda obj: "/infrastructure/allocations/new/"
)
DEPENDENCIES_FIRST = Rule("migration.order", "8", "所依赖的系统先行迁移", _dependencies_first)
FINDINGS_CLOSED = Rule("cii.findings", "5", "问题全部核实整改", _findings_closed)


def _by_year(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.years.exists() else "没有分年度列明建设内容"


def _restored_after(obj: Any, post: Any, data: Any) -> str:
    at = data.get("restored_at")
    return "恢复时间早于发生时间" if at and at < obj.happened_at else ""


PLAN_BY_YEAR = Rule(
    "plan.years", "7", "规划分年度列明", _by_year, mend=lambda obj: f"/infrastructure/plan/{obj.pk}/edit/"
)
RESTORED_AFTER = Rule("incident.restored", "7", "恢复时间不早于发生时间", _restored_after)
