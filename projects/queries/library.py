"""The rolling library 滚动库."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from accounts.models import Post
from projects.models import AnnualList, ListLine, Project
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


def library_rows(projects: Iterable[Project]) -> list[LibraryRow]:
    """Each with the list in the making on which it stands already; one query."""
    listed = list(projects)
    lines = ListLine.objects.filter(project__in=listed, decision=ListLine.Decision.PROPOSED)
    there = {line.project_id: line.annual_list for line in lines.select_related("annual_list")}
    return [LibraryRow(project, there.get(project.pk)) for project in listed]
