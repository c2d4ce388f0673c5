"""The picture of the milestones: plan against fact, in percent of the width, so that a phone shows all of it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from building.models import Milestone

# So many months bear their name; the others are a line only, so that names never run into each other on a phone.
NAMED = 6
LEAST = 1.0


@dataclass(frozen=True)
class Bar:
    """One line of the picture: from the milestone before it to its own day, as planned and as it was."""

    milestone: Milestone
    first_x: float
    first_width: float
    plan_x: float
    plan_width: float
    fact_x: float
    fact_width: float


@dataclass(frozen=True)
class Tick:
    """The first of a month."""

    day: datetime.date
    x: float
    named: bool


@dataclass(frozen=True)
class Gantt:
    bars: list[Bar]
    ticks: list[Tick]
    today: datetime.date
    today_x: float
    begin: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Scale:
    begin: datetime.date
    end: datetime.date

    def at(self, day: datetime.date) -> float:
        return round((day - self.begin).days * 100 / (self.end - self.begin).days, 2)

    def span(self, first: datetime.date, last: datetime.date) -> tuple[float, float]:
        """Where it begins and how wide it is; what lasts a day is still seen, within the picture."""
        x, width = self.at(first), max(LEAST, round(self.at(last) - self.at(first), 2))
        return min(x, 100 - width), width

    def ticks(self) -> list[Tick]:
        months, day = [], self.begin.replace(day=1)
        while (day := (day + datetime.timedelta(days=31)).replace(day=1)) <= self.end:
            months.append(day)
        step = -(-len(months) // NAMED) or 1
        # A name that began at the very edge would run out of the picture.
        return [Tick(one, self.at(one), place % step == 0 and self.at(one) < 90) for place, one in enumerate(months)]


def gantt(project: Any) -> Gantt | None:
    milestones = list(project.milestones.all())
    if not milestones:
        return None
    today = timezone.localdate()
    started = timezone.localdate(project.build_started_at) if project.build_started_at else milestones[0].planned_on
    days = [
        started,
        today,
        *(day for one in milestones for day in (one.first_on, one.planned_on)),
        *(one.done_on for one in milestones if one.done_on),
    ]
    scale = Scale(min(days), max(*days, min(days) + datetime.timedelta(days=1)))
    return Gantt(_bars(milestones, started, scale), scale.ticks(), today, scale.at(today), scale.begin, scale.end)


def _bars(milestones: list[Milestone], started: datetime.date, scale: Scale) -> list[Bar]:
    today, bars, first, planned, reached = timezone.localdate(), [], started, started, started
    for one in milestones:
        # What is late reaches until today; what is not due has no fact yet.
        fact = one.done_on or (today if one.due_on < today else None)
        lasted = scale.span(min(reached, fact), fact) if fact else (0.0, 0.0)
        # The first plan is drawn where it is not the plan any more.
        was = scale.span(min(first, one.first_on), one.first_on) if one.replanned else (0.0, 0.0)
        bars.append(Bar(one, *was, *scale.span(min(planned, one.planned_on), one.planned_on), *lasted))
        first, planned, reached = one.first_on, one.planned_on, one.done_on or reached
    return bars
