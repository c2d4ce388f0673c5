"""Lists of projects and their totals."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When
from django.utils import timezone

from accounts.models import Organisation, Post
from projects.lateness import Standing, standings
from projects.models import Project
from projects.states import Stage

ZERO = Decimal(0)


def listable(post: Post | None) -> QuerySet[Project]:
    """Projects for a list. In register mode a classified project stands in its register and nowhere else (art. 24)."""
    found = Project.objects.visible_to(post)
    if settings.CLASSIFIED_MODE == "register":
        found = found.filter(is_classified=False)
    return found.select_related("unit")


@dataclass(frozen=True)
class Totals:
    """The four sums of many projects, by the names that one project has them under (components/sums.html)."""

    count: int
    declared_sum: Decimal
    reviewed_sum: Decimal
    budget_sum: Decimal
    contract_sum: Decimal


def totals(projects: QuerySet[Project]) -> Totals:
    """One query; the sums of what is filtered."""
    sums = {name: Sum(name, default=ZERO) for name in ("declared_sum", "reviewed_sum", "budget_sum", "contract_sum")}
    # Named otherwise than the fields while they are added up.
    row = projects.order_by().aggregate(count=Count("pk"), **{f"all_{name}": one for name, one in sums.items()})
    return Totals(row["count"], *(row[f"all_{name}"] for name in sums))


@dataclass(frozen=True)
class ProjectRow:
    """A line of a list: the project, and the most pressing thing that is open on it."""

    project: Project
    now: Standing | None
    late: bool


def project_rows(projects: Iterable[Project]) -> list[ProjectRow]:
    """What is open on each, in one query a machine."""
    listed, today = list(projects), timezone.localdate()
    open_ = standings(listed)
    rows = []
    for project in listed:
        now = open_[project.pk][0] if open_[project.pk] else None
        rows.append(ProjectRow(project, now, bool(now and now.days_late(today))))
    return rows


def units_of(projects: QuerySet[Project]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=projects.order_by().values("unit_id")).order_by("kind", "name")


def by_stage_order(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Stages in the order of the way, not of the alphabet."""
    order = [When(stage=stage, then=Value(place)) for place, stage in enumerate(Stage.values)]
    return projects.annotate(stage_order=Case(*order, default=Value(99), output_field=IntegerField()))
