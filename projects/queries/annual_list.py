"""The annual list 年度项目清单."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Sum, Value, When

from accounts.models import Post
from projects.choices import SourceKind
from projects.models import AnnualList, ListLine, Project, SourceLine
from projects.queries.library import library
from projects.queries.lists import ZERO


def annual_lists(post: Post | None) -> QuerySet[AnnualList]:
    kept = ~Q(lines__decision=ListLine.Decision.STRUCK)
    return AnnualList.objects.visible_to(post).annotate(
        line_count=Count("lines", filter=kept),
        line_total=Sum("lines__total", filter=kept, default=ZERO),
        line_this_year=Sum("lines__this_year", filter=kept, default=ZERO),
    )


@dataclass(frozen=True)
class Line:
    """A line with what stands before it added up, so that one sees where the ceiling is crossed."""

    line: ListLine
    running: Decimal
    over: bool
    may_open: bool
    sources: list[tuple[str, Decimal]]


@dataclass
class SumRow:
    label: str
    count: int = 0
    total: Decimal = ZERO
    this_year: Decimal = ZERO


@dataclass
class ListSums:
    """A list as it stands: its lines, its sums by unit and by source."""

    ceiling: Decimal | None = None
    lines: list[Line] = field(default_factory=list)
    units: list[SumRow] = field(default_factory=list)
    sources: list[SumRow] = field(default_factory=list)
    count: int = 0
    total: Decimal = ZERO
    this_year: Decimal = ZERO
    struck: int = 0

    @property
    def left(self) -> Decimal | None:
        return None if self.ceiling is None else self.ceiling - self.total

    @property
    def over(self) -> Decimal | None:
        """By how much the ceiling is exceeded; None where it is not."""
        return -self.left if self.left is not None and self.left < 0 else None


def list_sums(annual_list: AnnualList, post: Post | None) -> ListSums:
    """Three queries, whatever the length of the list."""
    lines = annual_list.lines.select_related("project__unit", "project__application").prefetch_related(
        Prefetch("project__application__sources", SourceLine.objects.order_by("position", "pk"))
    )
    own = Project.objects.visible_to(post).filter(list_lines__annual_list=annual_list)
    seen = set(own.values_list("pk", flat=True))
    sums = ListSums(ceiling=annual_list.ceiling)
    units: dict[str, SumRow] = {}
    sources: dict[str, SumRow] = {}
    for line in lines:
        by_kind = _by_kind(line.project)
        if line.decision == ListLine.Decision.STRUCK:
            sums.struck += 1
        else:
            _add_line(sums, line, units, sources, by_kind)
        over = sums.over is not None and line.decision != ListLine.Decision.STRUCK
        sums.lines.append(Line(line, sums.total, over, line.project_id in seen, by_kind))
    sums.units = sorted(units.values(), key=lambda row: row.total, reverse=True)
    sums.sources = sorted(sources.values(), key=lambda row: row.total, reverse=True)
    return sums


def _add_line(
    sums: ListSums,
    line: ListLine,
    units: dict[str, SumRow],
    sources: dict[str, SumRow],
    by_kind: list[tuple[str, Decimal]],
) -> None:
    sums.count += 1
    sums.total += line.total
    sums.this_year += line.this_year
    _add(units, line.project.unit.short_name, line.total, line.this_year)
    for kind, amount in by_kind:
        _add(sources, kind, amount, ZERO)


def _by_kind(project: Project) -> list[tuple[str, Decimal]]:
    found: dict[str, Decimal] = {}
    for source in project.application.sources.all():
        found[source.kind] = found.get(source.kind, ZERO) + source.amount
    return [(str(SourceKind(kind).label), amount) for kind, amount in found.items()]


def _add(rows: dict[str, SumRow], label: str, total: Decimal, this_year: Decimal) -> None:
    row = rows.setdefault(label, SumRow(label))
    row.count += 1
    row.total += total
    row.this_year += this_year


def candidates(annual_list: AnnualList, post: Post | None) -> QuerySet[Project]:
    """What stands in the library and not yet on this list; the list's own year first."""
    there = annual_list.lines.values("project_id")
    of_year = Case(When(planned_year=annual_list.year, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = library(post).exclude(pk__in=there).annotate(of_year=of_year)
    return found.order_by("of_year", "planned_year", "admitted_at")
