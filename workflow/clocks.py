"""Clocks that stop and go on: how long an office has, which days count, and why a day does not (practice.md).

The clock of a state begins when the state is entered. It stands still while papers are awaited or another body is
asked; each such time is a `Suspension` with its reason, and the days before it stay used.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Post
from workflow.models import Suspension
from workflow.parameters import clocks_in_force
from workflow.workdays import day_name, is_workday, notices, unknown_years

# Nobody waits longer; it keeps a count from running away.
LONGEST = 2_000
# A stop under this name is the whole thread's (a suspended project): its subject is the thread, and it stops them all.
WHOLE = "*"


@dataclass(frozen=True)
class Stop:
    """Not counted are the days after `since`, up to and with `until` (None: still standing)."""

    since: datetime.date
    until: datetime.date | None
    reason: str

    def covers(self, day: datetime.date) -> bool:
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Day:
    """One day of a clock: the how-manieth counted day it is (None where it does not count), and why."""

    day: datetime.date
    number: int | None
    why: str
    stopped: bool = False


@dataclass(frozen=True)
class Clock:
    """A number of working days from a day on, less the times in which it stood still."""

    began: datetime.date
    days: int
    stops: tuple[Stop, ...] = ()

    @property
    def standing(self) -> Stop | None:
        """The stop that has not ended yet."""
        return next((stop for stop in self.stops if stop.until is None), None)

    def due(self) -> datetime.date | None:
        """The last day; None while the clock stands and had days left."""
        day, left, known = self.began, self.days, notices()
        for _ in range(LONGEST):
            if left <= 0:
                return day
            day += datetime.timedelta(days=1)
            if self.standing and self.standing.covers(day):
                return None
            left -= is_workday(day, known) and not any(stop.covers(day) for stop in self.stops)
        return day

    @property
    def provisional_years(self) -> list[int]:
        """Years on its way whose holidays are not announced yet: the last day is computed again when they are."""
        return unknown_years(filter(None, (self.began, self.due())))

    def used(self, today: datetime.date) -> int:
        return sum(day.number is not None for day in self.calendar(today))

    def calendar(self, until: datetime.date | None = None) -> list[Day]:
        """Every day from the beginning to the end (or `until`): counted with its number, or why not."""
        last = until or self.due() or timezone.localdate()
        known, number, found = notices(), 0, [Day(self.began, None, "收到当日不计")]
        for place in range(1, min((last - self.began).days, LONGEST) + 1):
            day = self.began + datetime.timedelta(days=place)
            stop = next((stop for stop in self.stops if stop.covers(day)), None)
            if stop:
                found.append(Day(day, None, f"停表：{stop.reason}", stopped=True))
            elif is_workday(day, known):
                number += 1
                found.append(Day(day, number, day_name(day)))
            else:
                found.append(Day(day, None, day_name(day)))
        return found


def clocks_of(objects: Iterable[Any]) -> dict[Any, Clock]:
    """The running clock of each object whose state has one; one query, whatever the number."""
    objects, in_force = list(objects), clocks_in_force()
    by_subject: dict[Any, list[Suspension]] = defaultdict(list)
    timed = [obj for obj in objects if in_force.get(_key(obj, obj.state_value))]
    if timed:
        ids = {pk for obj in timed for pk in (obj.pk, obj.thread_id)}
        for row in Suspension.objects.filter(subject_id__in=ids).order_by("stopped_at", "pk"):
            by_subject[row.subject_id].append(row)
    found = {}
    for obj in timed:
        key = _key(obj, obj.state_value)
        began, rows = _run(by_subject[obj.pk], key, obj.state_since)
        rows += [row for row in by_subject[obj.thread_id] if row.clock == WHOLE]
        found[obj.pk] = Clock(timezone.localdate(began), in_force[key], tuple(_stop(row) for row in rows))
    return found


def thread_clock(thread_id: Any, began: datetime.date, days: int) -> Clock:
    """Of what no state has: what a unit owes. It stands still only while the whole thread does."""
    rows = Suspension.objects.filter(subject_id=thread_id, clock=WHOLE).order_by("stopped_at", "pk")
    return Clock(began, days, tuple(_stop(row) for row in rows))


def clock_of(obj: Any) -> Clock | None:
    return clocks_of([obj]).get(obj.pk)


def _key(obj: Any, state: str) -> str:
    return obj.machine.clocks.get(state, "")


def _run(rows: list[Suspension], key: str, since: datetime.datetime) -> tuple[datetime.datetime, list[Suspension]]:
    """When the clock that runs now began, and its stops.

    A state entered anew by a resubmission goes on with the old clock: its last stop ended with the entry. Entered in
    any other way (sent back by the leader) it begins afresh.
    """
    rows = [row for row in rows if row.clock == key]
    if not rows or not (rows[-1].resumed_at is None or rows[-1].resumed_at >= since):
        return since, []
    return rows[-1].began, [row for row in rows if row.began == rows[-1].began]


def _stop(row: Suspension) -> Stop:
    until = timezone.localdate(row.resumed_at) if row.resumed_at else None
    return Stop(timezone.localdate(row.stopped_at), until, row.reason)


def stop_clock(*, obj: Any, reason: str, post: Post | None) -> Suspension | None:
    """Let the office's clock stand still, inside the act that makes it wait.

    In the effect of a step that left a state with a clock it is that state's clock; otherwise the present one's.
    None where there is no clock, or it stands already.
    """
    state, since = getattr(obj, "left_state", None) or (obj.state_value, obj.state_since)
    key, rows = _key(obj, state), list(Suspension.objects.filter(subject_id=obj.pk).order_by("stopped_at", "pk"))
    if not key or any(row.resumed_at is None for row in rows):
        return None
    began, _rows = _run(rows, key, since)
    return Suspension.objects.create(
        subject_type=obj._meta.label_lower,
        subject_id=obj.pk,
        thread_id=obj.thread_id,
        clock=key,
        began=began,
        reason=reason,
        stopped_by=post,
    )


def stop_thread(*, obj: Any, reason: str, post: Post | None) -> None:
    """Every clock of the thread `obj` stands still until `resume_clock(obj=obj)`, whatever begins meanwhile."""
    Suspension.objects.create(
        subject_type=obj._meta.label_lower,
        subject_id=obj.pk,
        thread_id=obj.pk,
        clock=WHOLE,
        began=timezone.now(),
        reason=reason[:200],
        stopped_by=post,
    )


def resume_clock(*, obj: Any) -> None:
    """Let it go on; nothing to do where none stands."""
    Suspension.objects.filter(subject_id=obj.pk, resumed_at__isnull=True).update(resumed_at=timezone.now())
