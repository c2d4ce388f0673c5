"""Reads of the building: the board of a month, who is silent, the picture of the milestones."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from building.models import AgencyWaiver, Chase, DispatchReport, Milestone
from projects.models import Project
from projects.paths import Builder
from projects.queries import listable
from projects.states import Stage

WIDTH, LABEL, ROW = 760, 190, 30


def month_of(day: datetime.date | None = None) -> datetime.date:
    return (day or timezone.localdate()).replace(day=1)


def next_month(month: datetime.date) -> datetime.date:
    return month_of(month + datetime.timedelta(days=31))


def last_month(month: datetime.date) -> datetime.date:
    return month_of(month - datetime.timedelta(days=1))


def owes(month: datetime.date) -> Q:
    """Who must give word of a month: being built before its end, and not standing still. A county's own project owes
    nothing (article 16); a classified one reports on paper (article 24)."""
    built = Q(stage=Stage.BUILDING, build_started_at__date__lt=next_month(month), suspended_at__isnull=True)
    return built & Q(is_classified=False) & ~Q(builder=Builder.COUNTY)


def silent(month: datetime.date) -> QuerySet[Project]:
    """No word of a month that one owes it."""
    return Project.objects.filter(owes(month)).exclude(dispatch_reports__month=month).select_related("unit")


def to_chase(month: datetime.date, kind: str) -> QuerySet[Project]:
    """The silent that were not told yet; nobody is named 通报 who was not urged 催办 on a day before."""
    told = Chase.objects.of(month)
    rows = silent(month).exclude(pk__in=told.filter(kind=kind).values("project_id"))
    if kind == Chase.Kind.NAME:
        urged = told.filter(kind=Chase.Kind.URGE, at__date__lt=timezone.localdate())
        rows = rows.filter(pk__in=urged.values("project_id"))
    return rows


def open_months(project: Project) -> list[datetime.date]:
    """What may be filled in: this month, as often as one likes; the last one while it was not reported."""
    this = month_of()
    last = last_month(this)
    begun = project.build_started_at is not None and timezone.localdate(project.build_started_at) < this
    missed = begun and not project.dispatch_reports.filter(month=last).exists()
    return [last, this] if missed else [this]


@dataclass(frozen=True)
class BoardRow:
    project: Project
    report: DispatchReport | None
    chases: list[Chase]
    late: list[Milestone]

    @property
    def days_late(self) -> int:
        return max((one.days_late for one in self.late), default=0)


def board(post: Post | None, month: datetime.date) -> list[BoardRow]:
    """One line a project: five cells or silence. Four queries, whatever the number of projects."""
    today = timezone.localdate()
    gave = Q(pk__in=DispatchReport.objects.of(month).values("project_id"), is_classified=False)
    projects = listable(post).filter(owes(month) | gave).order_by("unit__name", "name")
    late = Milestone.objects.filter(done_on__isnull=True, planned_on__lt=today)
    rows = projects.prefetch_related(
        Prefetch("dispatch_reports", DispatchReport.objects.of(month), to_attr="of_month"),
        Prefetch("chases", Chase.objects.of(month), to_attr="chased"),
        Prefetch("milestones", late, to_attr="late_ones"),
    )
    return [BoardRow(one, one.of_month[0] if one.of_month else None, one.chased, one.late_ones) for one in rows]


@dataclass(frozen=True)
class Bar:
    """One line of the Gantt picture, in its own units; `y` of the line."""

    milestone: Milestone
    y: int
    plan_x: int
    plan_width: int
    fact_x: int
    fact_width: int

    @property
    def text_y(self) -> int:
        return self.y + 14

    @property
    def fact_y(self) -> int:
        return self.y + 12


@dataclass(frozen=True)
class Gantt:
    bars: list[Bar]
    today_x: int
    begin: datetime.date
    end: datetime.date

    width, label = WIDTH, LABEL

    @property
    def height(self) -> int:
        return len(self.bars) * ROW + 26

    @property
    def foot(self) -> int:
        return self.height - 8


def gantt(project: Any) -> Gantt | None:
    """Plan against fact: each milestone from the one before it to its day."""
    milestones = list(project.milestones.all())
    if not milestones:
        return None
    today = timezone.localdate()
    started = timezone.localdate(project.build_started_at) if project.build_started_at else milestones[0].planned_on
    days = [
        started,
        today,
        *(one.planned_on for one in milestones),
        *(one.done_on for one in milestones if one.done_on),
    ]
    begin, end = min(days), max(max(days), min(days) + datetime.timedelta(days=1))

    def at(day: datetime.date) -> int:
        return LABEL + (day - begin).days * (WIDTH - LABEL - 10) // (end - begin).days

    bars, planned, reached = [], started, started
    for place, one in enumerate(milestones):
        fact = one.done_on or (today if one.planned_on < today else None)
        plan_from, fact_from = min(planned, one.planned_on), min(reached, fact) if fact else None
        bars.append(
            Bar(
                one,
                place * ROW + 4,
                at(plan_from),
                max(4, at(one.planned_on) - at(plan_from)),
                at(fact_from) if fact_from else 0,
                max(4, at(fact) - at(fact_from)) if fact and fact_from else 0,
            )
        )
        planned, reached = one.planned_on, one.done_on or reached
    return Gantt(bars, at(today), begin, end)


def of_project(project: Any, post: Post | None) -> list[Any]:
    """Reasons against an agent wait for the leader; the rest of the tab is drawn by its tag."""
    return list(AgencyWaiver.objects.visible_to(post).filter(project=project).select_related("project__unit"))
