"""Reads of the building: the board of a month, who is silent, what is late and whose it is."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from building.models import AgencyWaiver, Chase, DispatchReport, Milestone, Problem, SupervisionReport
from projects.models import Project
from projects.paths import Builder
from projects.queries import Overdue, listable, supervised
from projects.queries.supervision import PIECE, SUPERVISED_PATHS
from projects.states import PROJECT, Stage
from workflow import inbox
from workflow.parameters import parameter


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


def begun_before(project: Project, day: datetime.date) -> bool:
    return project.build_started_at is not None and timezone.localdate(project.build_started_at) < day


def open_months(project: Project) -> list[datetime.date]:
    """What may be filled in: this month, as often as one likes; the last one while it was not reported."""
    this = month_of()
    last = last_month(this)
    missed = begun_before(project, this) and not project.dispatch_reports.filter(month=last).exists()
    return [last, this] if missed else [this]


# --- what is late ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Behind:
    """One thing of a building that is late: what, whose, since when, by which article."""

    what: str
    who: str
    due: datetime.date
    article: str

    @property
    def days(self) -> int:
        return (timezone.localdate() - self.due).days


def with_late(rows: QuerySet[Project]) -> QuerySet[Project]:
    """What `behind` looks at, fetched at once; whether last month's word of the supervisor is missing, too."""
    today = timezone.localdate()
    last = last_month(month_of(today))
    wrote = SupervisionReport.objects.filter(project=OuterRef("pk"), month=last)
    return rows.annotate(supervision_wrote=Exists(wrote)).prefetch_related(
        Prefetch("milestones", Milestone.objects.late(), to_attr="late_milestones"),
        Prefetch("problems", Problem.objects.filter(solved_on=None, due_on__lt=today), to_attr="late_problems"),
    )


def behind(project: Any, due: datetime.date) -> list[Behind]:
    """Of a row out of `with_late`, `due` out of `supervision_due`; the longest late first."""
    unit = project.unit.short_name
    rows = [
        Behind(f"里程碑“{one.name}”", one.responsible or unit, one.due_on, "12") for one in project.late_milestones
    ]
    rows += [Behind(f"问题“{one.text}”", one.measure, one.due_on, "12") for one in project.late_problems]
    if _owes_supervision(project) and not project.supervision_wrote and due < timezone.localdate():
        rows.append(Behind(f"{last_month(month_of()):%Y年%m月}监理月报", project.supervisor, due, "14"))
    return sorted(rows, key=lambda row: row.due)


def supervision_due() -> datetime.date:
    """The day of this month by which last month's report of the supervisor is here."""
    return month_of() + datetime.timedelta(days=int(parameter("supervision.report_day")) - 1)


def _owes_supervision(project: Any) -> bool:
    return bool(project.supervisor) and begun_before(project, month_of())


def late_building(post: Post) -> Iterator[Overdue]:
    """For whoever supervises: milestones, problems and months of the supervisor that are late."""
    seen = supervised(post) if post.role in SUPERVISED_PATHS else listable(post)
    rows = with_late(seen.filter(owes(month_of())).select_related("unit"))
    due = supervision_due()
    for project in rows.iterator(PIECE):
        for row in behind(project, due):
            page = f"{project.get_absolute_url()}?tab=building"
            yield Overdue(project, f"{row.what}（{row.who}）", row.article, row.due, page=page)


def milestones_to_settle(post: Post) -> Iterator[inbox.Overdue]:
    """For the unit's clerk: a late milestone is reported as reached, or planned anew; the longest late first."""
    steps = [PROJECT.by_name[name] for name in ("reach_milestone", "plan_milestones")]
    if post.role not in steps[0].permit.roles:
        return
    projects = Project.objects.visible_to(post).filter(owes(month_of()), steps[0].permit.scope(post))
    late = Milestone.objects.unsettled().filter(project__in=projects.values("pk")).select_related("project__unit")
    for one in late.order_by("planned_on", "pk")[: inbox.PER_KIND + 1]:
        yield inbox.Overdue(one, steps, one.planned_on)


# --- the board ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoardRow:
    project: Project
    report: DispatchReport | None
    chases: list[Chase]
    late: list[Behind]

    @property
    def owes(self) -> bool:
        """Does it owe word still? Who gave it and was completed since, or stands still, is shown all the same."""
        return _goes_on(self.project)

    @property
    def days_late(self) -> int:
        return max((one.days for one in self.late), default=0)


def board(post: Post | None, month: datetime.date) -> list[BoardRow]:
    """One line a project: five cells or silence, and what is late. Six queries, whatever the number of projects."""
    gave = Q(pk__in=DispatchReport.objects.of(month).values("project_id"), is_classified=False)
    projects = listable(post).filter(owes(month) | gave).select_related("unit").order_by("unit__name", "name")
    rows = with_late(projects).prefetch_related(
        Prefetch("dispatch_reports", DispatchReport.objects.of(month), to_attr="of_month"),
        Prefetch("chases", Chase.objects.of(month), to_attr="chased"),
    )
    due = supervision_due()
    return [BoardRow(one, one.of_month[0] if one.of_month else None, one.chased, _open(one, due)) for one in rows]


def _open(project: Any, due: datetime.date) -> list[Behind]:
    """What is over, stands still or is the county's own is not late any more."""
    return behind(project, due) if _goes_on(project) else []


def _goes_on(project: Any) -> bool:
    return project.stage == Stage.BUILDING and not project.suspended_at and project.builder != Builder.COUNTY


def of_project(project: Any, post: Post | None) -> list[Any]:
    """Reasons against an agent wait for the leader; the rest of the tab is drawn by its tag."""
    return list(AgencyWaiver.objects.visible_to(post).filter(project=project).select_related("project__unit"))
