"""Figures of how shared infrastructure runs: availability by service, and where the pools are heading."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from infrastructure.models import AllocationLine, Incident, Platform, ServiceChange
from workflow.numbers import half_up

HISTORY_DAYS = 180
AHEAD = (3, 6, 12)


Stretch = tuple[datetime.datetime, datetime.datetime]
# Months in one span, and how many spans are shown.
PERIODS = {"month": ("按月", 1, 6), "quarter": ("按季度", 3, 4), "year": ("按年", 12, 3)}


@dataclass(frozen=True)
class Span:
    """A month, a quarter or a year, up to now."""

    name: str
    begin: datetime.datetime
    end: datetime.datetime

    def lived(self, platform: Platform) -> Stretch | None:
        """The part of it in which the platform ran; None where there is none."""
        begin, end = self.begin, self.end
        if platform.running_since:
            begin = max(begin, _midnight(platform.running_since))
        if platform.stopped_on:
            end = min(end, _midnight(platform.stopped_on))
        return (begin, end) if begin < end else None


@dataclass(frozen=True)
class Availability:
    platform: Platform
    # Per cent of each span; None where the platform did not run in it.
    percents: list[Decimal | None]
    lost: list[int]
    incidents: int
    promised: Decimal | None

    @property
    def minutes_down(self) -> int:
        return sum(self.lost)

    @property
    def below(self) -> bool:
        return self.promised is not None and any(one is not None and one < self.promised for one in self.percents)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def spans(period: str = "month") -> list[Span]:
    """The last ones of a period, the running one among them, oldest first."""
    _label, size, count = PERIODS[period]
    now = timezone.localtime()
    months = 12 * now.year + now.month - 1
    first = months - months % size - size * (count - 1)
    found = []
    for start in range(first, months + 1, size):
        begin, end = (_midnight(datetime.date(month // 12, month % 12 + 1, 1)) for month in (start, start + size))
        found.append(Span(_span_name(size, begin), begin, min(end, now)))
    return found


def _span_name(size: int, begin: datetime.datetime) -> str:
    begin = timezone.localtime(begin)
    return {1: f"{begin:%Y-%m}", 3: f"{begin.year} 年 {(begin.month + 2) // 3} 季度", 12: f"{begin.year} 年"}[size]


def availability(platforms: Any, period: str = "month") -> list[Availability]:
    """Down time is what incidents lasted and what changes really took; four queries, whatever the number.

    A span counts only as far as the platform ran in it; a platform that ran in none of them is left out.
    """
    now, asked = timezone.now(), spans(period)
    failed: dict[Any, list[Stretch]] = defaultdict(list)
    changed: dict[Any, list[tuple[datetime.datetime, int]]] = defaultdict(list)
    for one in Incident.objects.filter(happened_at__lt=now):
        failed[one.platform_id].append((one.happened_at, one.restored_at or now))
    for change in ServiceChange.objects.filter(down_minutes__gt=0):
        changed[change.platform_id].append((change.window_from, change.down_minutes))
    found = (_figure(one, asked, failed[one.pk], changed[one.pk]) for one in platforms.prefetch_related("contracts"))
    return [one for one in found if any(percent is not None for percent in one.percents)]


def _figure(
    platform: Platform, asked: list[Span], failed: list[Stretch], changed: list[tuple[datetime.datetime, int]]
) -> Availability:
    today = timezone.localdate()
    promised = [row.promised for row in platform.contracts.all() if row.starts_on <= today <= row.ends_on]
    percents: list[Decimal | None] = []
    lost, touched = [], set()
    for span in asked:
        lived = span.lived(platform)
        if lived is None:
            percents.append(None)
            lost.append(0)
            continue
        down = sum(_overlap(lived, one) for one in failed)
        down += sum(minutes for at, minutes in changed if lived[0] <= at < lived[1])
        percents.append(half_up(Decimal(100 * (1 - min(down / _overlap(lived, lived), 1)))))
        lost.append(round(down))
        touched |= {place for place, one in enumerate(failed) if _overlap(lived, one)}
    return Availability(platform, percents, lost, len(touched), max(promised, default=None))


def _overlap(lived: Stretch, other: Stretch) -> float:
    """Minutes that two stretches have in common."""
    return max((min(lived[1], other[1]) - max(lived[0], other[0])).total_seconds() / 60, 0)


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
        growth = half_up(grown.get(line.pool.pk, Decimal(0)) / 6)
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
