"""The rolling library 滚动库."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from projects.choices import UPPER_SOURCES
from projects.models import (
    AnnualList,
    Application,
    BulkAct,
    LibraryEntry,
    Lineage,
    ListLine,
    Project,
    SourceLine,
)
from projects.queries.lists import ZERO, listable
from projects.states import ListState, Stage
from workflow.parameters import parameter


@dataclass(frozen=True)
class LibraryYear:
    year: int
    count: int
    total: Decimal


def library(post: Post | None) -> QuerySet[Project]:
    return listable(post).filter(stage=Stage.LIBRARY)


def library_years(projects: QuerySet[Project]) -> list[LibraryYear]:
    """The window of the library, and what stands outside of it; one query."""
    first = timezone.localdate().year
    rows = projects.order_by().values("planned_year").annotate(count=Count("pk"), total=Sum("declared_sum"))
    found = {row["planned_year"]: row for row in rows if row["planned_year"]}
    years = sorted({*found, *range(first, first + int(parameter("library_years")))})
    nothing: dict[str, Any] = {"count": 0, "total": ZERO}
    rows_by_year = [(year, found.get(year, nothing)) for year in years]
    return [LibraryYear(year, row["count"], row["total"]) for year, row in rows_by_year]


def draft_lists(post: Post | None) -> QuerySet[AnnualList]:
    return AnnualList.objects.visible_to(post).filter(state=ListState.DRAFT)


@dataclass(frozen=True)
class LibraryRow:
    project: Project
    on_list: AnnualList | None
    entry: LibraryEntry
    score: int
    stale: bool
    leaves_on: datetime.date | None


def library_rows(projects: Iterable[Project]) -> list[LibraryRow]:
    """Each with the list in the making on which it stands already, its score and its yearly word; four queries."""
    listed = list(projects)
    lines = ListLine.objects.filter(project__in=listed, decision=ListLine.Decision.PROPOSED)
    there = {line.project_id: line.annual_list for line in lines.select_related("annual_list")}
    found = {entry.pk: entry for entry in LibraryEntry.objects.filter(project__in=listed)}
    scored = _scores(listed, found)
    stale = stale_before()
    days = datetime.timedelta(days=int(parameter("library.leave_days")))
    rows = []
    for project in listed:
        entry = found.get(project.pk) or _default(project)
        # On a list in the making it waits for the decision, and does not leave.
        leaves = entry.told_on + days if entry.told_on and project.pk not in there else None
        rows.append(
            LibraryRow(project, there.get(project.pk), entry, scored[project.pk], entry.confirmed_on <= stale, leaves)
        )
    return rows


def _default(project: Project) -> LibraryEntry:
    since = timezone.localdate(project.admitted_at) if project.admitted_at else timezone.localdate()
    return LibraryEntry(project=project, confirmed_on=since)


def stale_before() -> datetime.date:
    """What was last confirmed on this day or earlier is stale."""
    return timezone.localdate() - relativedelta(months=int(parameter("library.confirm_months")))


def score_scheme() -> dict[str, int]:
    """The weights in force; they are data with a day of effect."""
    return {name: int(parameter(f"library.score_{name}")) for name in ("priority", "maturity", "sharing", "money")}


PRIORITY_SHARE = {1: Decimal("1"), 2: Decimal("0.6"), 3: Decimal("0.3")}
MATURITY_SHARE = {1: Decimal("0.2"), 2: Decimal("0.6"), 3: Decimal("1")}


def _scores(projects: list[Project], entries: dict[Any, LibraryEntry]) -> dict[Any, int]:
    """Priority, maturity, shared platforms used (two or more: whole), money from above; each times its weight."""
    weights = score_scheme()
    applications = Application.objects.filter(project__in=projects).values_list("project_id", "platforms")
    platforms = {pk: len(codes) for pk, codes in applications}
    above = SourceLine.objects.filter(application__project__in=projects, kind__in=UPPER_SOURCES)
    granted = set(above.values_list("application__project_id", flat=True))
    scores = {}
    for project in projects:
        entry = entries.get(project.pk) or LibraryEntry()
        parts = {
            "priority": PRIORITY_SHARE[entry.priority],
            "maturity": MATURITY_SHARE[entry.maturity],
            "sharing": Decimal(min(platforms.get(project.pk, 0), 2)) / 2,
            "money": Decimal(project.pk in granted),
        }
        scores[project.pk] = round(sum(weights[name] * share for name, share in parts.items()))
    return scores


def by_score(projects: QuerySet[Project], *, descending: bool) -> list[Project]:
    """The score follows from data of several tables and from parameters: it is ordered here, not by the database."""
    listed = list(projects.order_by("planned_year", "admitted_at", "pk"))
    entries = {entry.pk: entry for entry in LibraryEntry.objects.filter(project__in=listed)}
    scores = _scores(listed, entries)
    return sorted(listed, key=lambda project: scores[project.pk], reverse=descending)


@dataclass(frozen=True)
class Relative:
    """A project in a family: how it is tied, and how far above (negative) or below it stands."""

    project: Project
    kind: str
    depth: int


def family(project: Project, post: Post | None) -> list[Relative]:
    """Ancestors, itself, descendants, as far as this post may see them; generations are few."""
    above = _generations([project], "child", "parent", -1)
    below = _generations([project], "parent", "child", 1)
    if not above and not below:
        return []
    seen = set(listable(post).filter(pk__in=[one.project.pk for one in (*above, *below)]).values_list("pk", flat=True))
    rows = [*reversed(above), Relative(project, "", 0), *below]
    return [row for row in rows if row.depth == 0 or row.project.pk in seen]


def _generations(start: list[Project], here: str, there: str, step: int) -> list[Relative]:
    found, now, depth, known = [], start, step, {start[0].pk}
    while now:
        ties = Lineage.objects.filter(**{f"{here}__in": now}).select_related(f"{there}__unit")
        now = []
        for tie in ties:
            relative = getattr(tie, there)
            if relative.pk not in known:
                known.add(relative.pk)
                now.append(relative)
                found.append(Relative(relative, str(tie.get_kind_display()), depth))
        depth += step
    return found


def compared(post: Post | None, keys: Iterable[Any]) -> list[LibraryRow]:
    """Two to four entries for the page that sets them side by side."""
    found = library(post).filter(pk__in=list(keys)).select_related("application")
    return library_rows(found.prefetch_related("application__sources").order_by("number"))


def last_bulk(post: Post | None) -> BulkAct | None:
    """The newest act on many, while it can be taken back."""
    if post is None or post.role not in OFFICE_ROLES:
        return None
    act = BulkAct.objects.select_related("post__user").first()
    return act if act and act.may_be_undone else None
