"""Figures of how shared infrastructure runs: availability by service, and where the pools are heading."""

import calendar
import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from infrastructure.models import AllocationLine, Incident, Platform, ServiceChange

HISTORY_DAYS = 180
AHEAD = (3, 6, 12)


@dataclass(frozen=True)
class Month:
    """A month up to now: how many minutes of it there were."""

    begin: datetime.datetime
    end: datetime.datetime

    @property
    def name(self) -> str:
        return f"{self.begin:%Y-%m}"

    @property
    def minutes(self) -> float:
        return (self.end - self.begin).total_seconds() / 60


@dataclass(frozen=True)
class Availability:
    platform: Platform
    # Per cent of each month, None before the platform was there.
    percents: list[Decimal]
    lost: list[int]
    minutes_down: int
    incidents: int
    promised: Decimal | None

    @property
    def below(self) -> bool:
        return self.promised is not None and bool(self.percents) and min(self.percents) < self.promised


def last_months(count: int = 6) -> list[Month]:
    now, months = timezone.localtime(), []
    year, month = now.year, now.month
    for _ in range(count):
        begin = now.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
        end = begin + datetime.timedelta(days=calendar.monthrange(year, month)[1])
        months.append(Month(begin, min(end, now)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return months[::-1]


def availability(platforms: Any) -> list[Availability]:
    """Down time is what incidents lasted and what changes really took; three queries, whatever the number."""
    months, now = last_months(), timezone.now()
    down: dict[Any, list[float]] = defaultdict(lambda: [0.0] * len(months))
    counts: dict[Any, int] = defaultdict(int)
    for one in Incident.objects.filter(happened_at__lt=now):
        ends, touched = one.restored_at or now, False
        for place, month in enumerate(months):
            overlap = (min(ends, month.end) - max(one.happened_at, month.begin)).total_seconds() / 60
            down[one.platform_id][place] += max(overlap, 0)
            touched = touched or overlap > 0
        counts[one.platform_id] += touched
    for change in ServiceChange.objects.filter(down_minutes__gt=0):
        for place, month in enumerate(months):
            if month.begin <= change.window_from < month.end:
                down[change.platform_id][place] += change.down_minutes
    today, found = timezone.localdate(), []
    for platform in platforms.prefetch_related("contracts"):
        promised = [row.promised for row in platform.contracts.all() if row.starts_on <= today <= row.ends_on]
        lost = down[platform.pk]
        percents = [
            Decimal(100 * (1 - min(minutes / month.minutes, 1))).quantize(Decimal("0.01"))
            for minutes, month in zip(lost, months, strict=True)
        ]
        found.append(
            Availability(
                platform,
                percents,
                [round(one) for one in lost],
                round(sum(lost)),
                counts[platform.pk],
                max(promised, default=None),
            )
        )
    return found


@dataclass(frozen=True)
class Forecast:
    """Where a pool is heading: what stands, what grew a month over the last half year, what is asked, what ends."""

    line: Any
    growth: Decimal
    asked: Decimal
    ahead: list[Decimal]
    full_in: int | None

    @property
    def tight(self) -> bool:
        return self.full_in is not None and self.full_in <= 12


def forecasts(lines: list[Any]) -> list[Forecast]:
    """A straight line: growth of the last half year goes on; what is asked comes on top, what ends goes off."""
    since, today = timezone.now() - datetime.timedelta(days=HISTORY_DAYS), timezone.localdate()
    held = AllocationLine.objects.filter(allocation__state__in=["granted", "partly"])
    grown = _sums(held.filter(allocation__state_since__gte=since), "granted")
    asked = _sums(AllocationLine.objects.filter(allocation__state__in=["checking", "deciding"]), "asked")
    ends: dict[int, list[tuple[datetime.date, Decimal]]] = defaultdict(list)
    for pool, day, sum_ in held.values_list("pool", "allocation__ends_on", "granted"):
        ends[pool].append((day, sum_))
    found = []
    for line in lines:
        growth = (grown.get(line.pool.pk, Decimal(0)) / 6).quantize(Decimal("0.01"))
        wanted = asked.get(line.pool.pk, Decimal(0))

        def at(month: int, line: Any = line, growth: Decimal = growth, wanted: Decimal = wanted) -> Decimal:
            until = today + datetime.timedelta(days=30 * month)
            gone = sum((size for day, size in ends[line.pool.pk] if day < until), Decimal(0))
            return max(line.held + wanted + growth * month - gone, Decimal(0))

        full = next((month for month in range(1, 37) if at(month) > line.ceiling), None)
        found.append(Forecast(line, growth, wanted, [at(month) for month in AHEAD], full))
    return found


def _sums(rows: Any, field: str) -> dict[int, Decimal]:
    return {row["pool"]: row["sum"] for row in rows.order_by().values("pool").annotate(sum=Sum(field))}
