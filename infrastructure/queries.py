"""Reads of this room."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, Q, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from infrastructure.models import (
    Allocation,
    AllocationLine,
    Finding,
    Migration,
    OverCommit,
    Plan,
    PlanYear,
    Pool,
    RunningSystem,
    Visit,
)
from infrastructure.rules import idle_lines
from infrastructure.states import MigrationState
from workflow.numbers import half_up


@dataclass(frozen=True)
class PoolLine:
    """One pool: what may be given out, what is, what is free; and what of it ends within the quarter."""

    pool: Pool
    ceiling: Decimal
    held: Decimal
    ending: Decimal

    @property
    def free(self) -> Decimal:
        return self.ceiling - self.held

    @property
    def percent(self) -> int:
        return int(100 * self.held / self.ceiling) if self.ceiling else 0


def pool_lines(post: Post | None) -> list[PoolLine]:
    """Two queries, whatever the number of pools."""
    soon = timezone.localdate() + datetime.timedelta(days=90)
    standing = Q(lines__allocation__state__in=["granted", "partly"])
    pools = Pool.objects.visible_to(post).annotate(
        held_sum=Sum("lines__granted", filter=standing),
        ending_sum=Sum("lines__granted", filter=standing & Q(lines__allocation__ends_on__lte=soon)),
    )
    ratios: dict[int, Decimal] = {}
    for row in OverCommit.objects.filter(valid_from__lte=timezone.localdate()).order_by("valid_from"):
        ratios[row.pool_id] = row.ratio
    return [
        PoolLine(
            pool,
            half_up(pool.capacity * ratios.get(pool.pk, Decimal(1))),
            pool.held_sum or Decimal(0),
            pool.ending_sum or Decimal(0),
        )
        for pool in pools
    ]


def pool_chart(lines: list[PoolLine]) -> dict[str, Any]:
    """Per cent of what may be given out: pools of different measures stand in one picture."""
    return {
        "kind": "bar",
        "horizontal": True,
        "unit": "%",
        "axis": "资源池",
        "categories": [str(line.pool) for line in lines],
        "series": [
            {
                "name": "已分配占可分配",
                "data": [
                    {"value": line.percent, "url": f"{reverse('infrastructure:allocation_list')}?pool={line.pool.pk}"}
                    for line in lines
                ],
            }
        ],
    }


def allocations(post: Post | None, pool: Pool | None = None) -> Any:
    """Of a pool: what holds something of it now."""
    rows = Allocation.objects.visible_to(post).select_related("unit", "project")
    if pool is not None:
        rows = rows.holding().filter(pk__in=pool.lines.filter(granted__gt=0).values("allocation"))
    return rows


def idle_allocations(post: Post | None) -> list[tuple[Allocation, list[str]]]:
    lines = Prefetch("lines", AllocationLine.objects.select_related("pool").prefetch_related("usage"))
    held = allocations(post).holding().filter(lines__usage__isnull=False).distinct().prefetch_related(lines)
    found = ((one, idle_lines(one)) for one in held)
    return [(one, lines) for one, lines in found if lines]


def systems(post: Post | None) -> Any:
    return RunningSystem.objects.visible_to(post).select_related("unit", "project", "migration")


@dataclass(frozen=True)
class Node:
    name: str
    url: str
    x: int
    y: int
    mine: bool


@dataclass(frozen=True)
class Edge:
    x1: int
    y1: int
    x2: int
    y2: int
    what: str


def neighbourhood(system: RunningSystem, post: Post | None) -> tuple[list[Node], list[Edge], int]:
    """What the system leans on (right) and what leans on it (left), for a picture; its height comes last."""
    seen = set(RunningSystem.objects.visible_to(post).values_list("pk", flat=True))
    right = [(link.target, link.what) for link in system.leans_on.select_related("target")]
    left = [(link.source, link.what) for link in system.carries.select_related("source")]
    height = 60 * max(len(right), len(left), 1) + 20
    middle = Node(system.name[:14], "", 300, height // 2, True)
    nodes, edges = [middle], []
    for x, side in ((60, left), (540, right)):
        for place, (other, what) in enumerate(side):
            y = (height * (2 * place + 1)) // (2 * len(side))
            nodes.append(Node(other.name[:14], other.get_absolute_url() if other.pk in seen else "", x, y, False))
            start, end = (x, 300) if x < 300 else (300, x)
            edges.append(Edge(start, y if x < 300 else middle.y, end, middle.y if x < 300 else y, what))
    return nodes, edges, height


@dataclass(frozen=True)
class Wave:
    number: int
    rows: list[Migration]

    @property
    def done(self) -> int:
        return sum(row.state == MigrationState.DONE for row in self.rows)


def cockpit(post: Post | None) -> dict[str, Any]:
    """By wave and unit; late ones, who waits for whom, money saved."""
    today = timezone.localdate()
    links = Prefetch("system__leans_on")
    alive = Migration.objects.visible_to(post).filter(system__retired_on__isnull=True)
    moves = list(alive.select_related("system__unit").prefetch_related(links))
    state_of = {move.system_id: move for move in moves}
    waves: dict[int, list[Migration]] = defaultdict(list)
    over = (MigrationState.DONE, MigrationState.STAYS)
    for move in moves:
        move.is_late = bool(move.due_on and move.due_on < today and move.state not in over)
        before = (state_of.get(link.target_id) for link in move.system.leans_on.all())
        gone = ("switched", "verified", "done", "stays")
        move.waits = [one.system.name for one in before if one and one.state not in gone]
        waves[move.wave].append(move)
    units = alive.values("system__unit__short_name").annotate(
        all=Count("pk"), done=Count("pk", filter=Q(state="done")), saved=Sum("saved")
    )  # fmt: skip
    found = [Wave(number, rows) for number, rows in sorted(waves.items())]
    return {
        "waves": found,
        "chart": wave_chart(found),
        "units": units.order_by("-all", "system__unit__short_name"),
        "late": sum(move.is_late for move in moves),
        "done": sum(move.state == MigrationState.DONE for move in moves),
        "total": len(moves),
        "saved": sum((move.saved for move in moves), Decimal(0)),
        "unplanned": RunningSystem.objects.visible_to(post).running().filter(migration__isnull=True, cloud="").count(),
    }


def wave_chart(waves: list[Wave]) -> dict[str, Any]:
    """Each wave by how far its systems have come; a bar leads to the wave's table."""
    over = (MigrationState.DONE, MigrationState.STAYS)
    kinds = (
        ("已完成", "done", lambda row: row.state == MigrationState.DONE),
        ("迁移中", "wait", lambda row: row.state not in over and not row.is_late),
        ("逾期", "late", lambda row: row.is_late),
        ("暂不迁移", "", lambda row: row.state == MigrationState.STAYS),
    )
    return {
        "kind": "stacked",
        "horizontal": True,
        "unit": "个",
        "axis": "批次",
        "categories": [f"第 {wave.number} 批" for wave in waves],
        "series": [
            {
                "name": name,
                "tone": tone,
                "data": [{"value": sum(map(test, wave.rows)), "url": f"#wave-{wave.number}"} for wave in waves],
            }
            for name, tone, test in kinds
        ],
    }


def overdue_findings(post: Post | None) -> Any:
    late = Finding.objects.visible_to(post).exclude(state="verified").filter(due_on__lt=timezone.localdate())
    return late.select_related("visit__system__unit")


def visits(post: Post | None) -> Any:
    return Visit.objects.visible_to(post).order_by("-planned_on", "pk").select_related("system__unit").annotate(
        open_count=Count("findings", filter=~Q(findings__state="verified"))
    )  # fmt: skip


def free_capacity_for(lines: Any) -> str:
    """Where a budget buys hardware although the cloud has room: in words, else "" (articles 4, 8, 21)."""
    bought = [line for line in lines if line.kind == "hardware"]
    if not bought:
        return ""
    free = [line for line in pool_lines_of("gov_cloud") if line.free > 0]
    if not free:
        return ""
    room = "、".join(f"{line.pool.get_measure_display()}余 {line.free:g}" for line in free[:4])
    return f"预算购置硬件 {len(bought)} 项（{bought[0].name}），而政务云尚有可分配资源：{room}"


def pool_lines_of(cloud: str) -> list[PoolLine]:
    return [PoolLine(pool, pool.ceiling(), pool.held(), Decimal(0)) for pool in Pool.objects.filter(cloud=cloud)]


def plans(post: Post | None) -> Any:
    rows = Plan.objects.visible_to(post).select_related("unit").order_by("-created_at", "pk")
    return rows.annotate(
        first=Min("years__year"), last=Max("years__year"), project_count=Count("projects", distinct=True)
    )


def plan_years(post: Post | None) -> list[dict[str, Any]]:
    """What plans mean to do by year: the city's and the departments', count and sum."""
    lines = PlanYear.objects.filter(plan__in=Plan.objects.visible_to(post).exclude(state="replaced"))
    rows: Any = lines.values("year").annotate(
        city=Sum("amount", filter=Q(plan__kind="city")), departments=Sum("amount", filter=Q(plan__kind="department")),
        lines=Count("pk"),
    )  # fmt: skip
    return list(rows.order_by("year"))
