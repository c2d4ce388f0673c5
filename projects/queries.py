"""Reads of chapter 3. Everything through `visible_to(post)`; a constant number of queries whatever the rows."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from accounts.models import Post
from projects.lateness import standings
from projects.models import AnnualList, Filing, ListLine, PreReview, Project
from projects.paths import Way
from projects.rooms import all_rooms
from projects.states import ENDED, Stage
from workflow.panel import PanelStep, build_panel


def project_rows(post: Post | None) -> QuerySet[Project]:
    """The project list: classified register entries have a page of their own."""
    return Project.objects.visible_to(post).filter(is_classified=False).select_related("unit")


def totals(rows: QuerySet[Project]) -> dict[str, Any]:
    """Count and declared sum of what is filtered, in one query."""
    zero = Decimal(0)
    return rows.order_by().aggregate(
        count=Count("pk", distinct=True),
        declared=Sum("declared_sum", default=zero),
        budget=Sum("budget_sum", default=zero),
    )


def library_rows(post: Post | None) -> QuerySet[Project]:
    return project_rows(post).filter(stage=Stage.LIBRARY).order_by("planned_year", "-declared_sum")


def prereviews(post: Post | None) -> QuerySet[PreReview]:
    return PreReview.objects.visible_to(post).select_related("project__unit").order_by("-created_at")


def filings(post: Post | None) -> QuerySet[Filing]:
    return Filing.objects.visible_to(post).select_related("project__unit").order_by("-created_at")


def annual_lists(post: Post | None) -> QuerySet[AnnualList]:
    return AnnualList.objects.visible_to(post).annotate(lines_count=Count("lines"), lines_total=Sum("lines__total"))


@dataclass(frozen=True)
class Stop:
    label: str
    state: str
    date: Any = None
    note: str = ""


# Which fact says that a step of the way is done.
FACTS: dict[str, tuple[str, str]] = {
    Way.APPLY: ("submitted_at", ""),
    Way.LIBRARY: ("admitted_at", ""),
    Way.LIST: ("listed_at", ""),
    Way.PRE_REVIEW: ("pre_approved_at", "pre_approval_number"),
    Way.PLAN_REVIEW: ("plan_approved_at", "plan_opinion_number"),
    Way.APPROVAL_DRC: ("approved_at", "approval_number"),
    Way.APPROVAL_FINANCE: ("approved_at", "approval_number"),
    Way.TENDER_FILING: ("tender_filed_at", "tender_filing_number"),
    Way.BUILD: ("completed_at", ""),
    Way.CONTRACT_ACCEPTANCE: ("accepted_at", ""),
    Way.ACCEPTANCE: ("accepted_at", "certificate_number"),
    Way.FILING: ("filed_at", "filing_number"),
}


def stops(project: Project) -> list[Stop]:
    """The whole way with dates; the first step without its fact is the current one (an ended project has none)."""
    found, ended = [], project.stage in ENDED
    current = False
    for step in project.way:
        moment, number = (getattr(project, name) if name else "" for name in FACTS[step])
        if moment:
            state = "done"
        elif ended:
            state = "skipped"
        else:
            state, current = ("todo" if current else "current"), True
        found.append(Stop(str(step.label), state, moment or None, number))
    if ended:
        found.append(Stop(project.get_stage_display(), "ended", project.ended_at))
    return found


def live_objects(project: Project, post: Post | None) -> list[Any]:
    """The project and every sub-process of it that has open steps, in all rooms."""
    application = getattr(project, "application", None)
    parts = [project, *([application] if application else [])]
    parts += [*project.prereviews.open_().select_related("checked_by"), *project.filings.open_()]
    for room in all_rooms():
        parts += list(room.attempts(project, post))
    return parts


def merged_panel(project: Project, post: Post | None) -> list[PanelStep]:
    """为什么能办 / 不能办 of the project with all that is under way on it; mine first."""
    steps = [step for part in live_objects(project, post) for step in build_panel(part, post)]
    return sorted(steps, key=lambda item: not item.mine)


def standing(project: Project):
    """Who has it now and since when, or None."""
    found = standings([project])[project.pk]
    return found[0] if found else None


@dataclass(frozen=True)
class Sums:
    label: str
    count: int
    total: Decimal
    this_year: Decimal


def list_lines(annual_list: AnnualList) -> list[ListLine]:
    lines = annual_list.lines.select_related("project__unit", "project__application")
    return list(lines.prefetch_related("project__application__sources"))


def sums_by_unit(lines: list[ListLine]) -> list[Sums]:
    return _sums(lines, lambda line: [(line.project.unit.short_name, line.total, line.this_year)])


def sums_by_source(lines: list[ListLine]) -> list[Sums]:
    """Money by source over all years; `this_year` is what stands in the list's own year."""
    return _sums(
        lines,
        lambda line: [
            (s.get_kind_display(), s.amount, s.amount if s.year == line.annual_list.year else Decimal(0))
            for s in line.project.application.sources.all()
        ],
    )


def _sums(lines: list[ListLine], parts) -> list[Sums]:
    found: dict[str, list] = {}
    for line in lines:
        for label, total, this_year in parts(line):
            row = found.setdefault(label, [0, Decimal(0), Decimal(0)])
            row[0], row[1], row[2] = row[0] + 1, row[1] + total, row[2] + this_year
    return [Sums(label, *row) for label, row in sorted(found.items(), key=lambda item: -item[1][1])]
