"""The annual list 年度项目清单."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Sum, Value, When

from accounts.models import Post
from accounts.roles import UNIT_ROLES
from projects.choices import SourceKind
from projects.models import AnnualList, ListLine, ListVersion, Placement, Project, SourceLine
from projects.queries.library import library
from projects.queries.lists import ZERO, listable
from projects.rules.wording import wan
from projects.states import Stage

CITY = "市本级"
# Struck by the city government, or replaced by a supplement.
GONE = (ListLine.Decision.STRUCK, ListLine.Decision.REPLACED)


def annual_lists(post: Post | None) -> QuerySet[AnnualList]:
    # What was classified after it was listed is in no sum (article 24).
    kept = Q(lines__placement=Placement.IN, lines__project__is_classified=False) & ~Q(lines__decision__in=GONE)
    if post is not None and post.role in UNIT_ROLES:
        # A unit counts what is its own.
        kept &= Q(lines__project__in=Project.objects.visible_to(post))
    lists = AnnualList.objects.visible_to(post).annotate(
        line_count=Count("lines", filter=kept),
        line_total=Sum("lines__total", filter=kept, default=ZERO),
        line_this_year=Sum("lines__this_year", filter=kept, default=ZERO),
    )
    # Sums by group drop the order of the model.
    return lists.order_by("-year", "serial")


@dataclass(frozen=True)
class Line:
    """A line with what stands before it added up, so that one sees where the ceiling is crossed."""

    line: ListLine
    running: Decimal
    over: bool
    may_open: bool
    sources: list[tuple[str, Decimal]]
    # The line that stands above it in its column.
    up: int | None = None


@dataclass
class SumRow:
    label: str
    count: int = 0
    total: Decimal = ZERO
    this_year: Decimal = ZERO
    ceiling: Decimal | None = None

    @property
    def over(self) -> Decimal | None:
        over = self.ceiling is not None and self.this_year > self.ceiling
        return self.this_year - self.ceiling if over and self.ceiling is not None else None


@dataclass
class ListSums:
    """A list as it stands: its lines, its sums by unit, category, source and county.

    The ceiling limits the money of the year; `before` is what was approved of it beside a supplement.
    """

    ceiling: Decimal | None = None
    before: Decimal = ZERO
    lines: list[Line] = field(default_factory=list)
    reserve: list[Line] = field(default_factory=list)
    out: list[Line] = field(default_factory=list)
    units: list[SumRow] = field(default_factory=list)
    sources: list[SumRow] = field(default_factory=list)
    categories: list[SumRow] = field(default_factory=list)
    counties: list[SumRow] = field(default_factory=list)
    count: int = 0
    total: Decimal = ZERO
    this_year: Decimal = ZERO
    struck: int = 0

    @property
    def of_the_year(self) -> Decimal:
        return self.before + self.this_year

    @property
    def left(self) -> Decimal | None:
        return None if self.ceiling is None else self.ceiling - self.of_the_year

    @property
    def over(self) -> Decimal | None:
        """By how much the ceiling is exceeded; None where it is not."""
        return -self.left if self.left is not None and self.left < 0 else None

    def column(self, placement: str) -> list[Line]:
        return {Placement.IN: self.lines, Placement.RESERVE: self.reserve}.get(Placement(placement), self.out)

    @property
    def placed(self) -> list[tuple[str, str, list[Line]]]:
        """The three columns of the workbench."""
        return [(place.value, str(place.label), self.column(place)) for place in Placement]

    @property
    def beside(self) -> list[tuple[str, str, int, Decimal]]:
        """What does not count: placement, label, how many, and what they would come to."""
        return [
            (place, label, len(rows), sum((row.line.this_year for row in rows), ZERO))
            for place, label, rows in self.placed
            if place != Placement.IN
        ]

    @property
    def groups(self) -> list[tuple[str, str, list[SumRow]]]:
        return [
            ("by_unit", "单位", self.units),
            ("by_source", "资金来源", self.sources),
            ("by_category", "类别", self.categories),
            ("by_county", "区域", self.counties),
        ]


def list_sums(annual_list: AnnualList, post: Post | None) -> ListSums:
    """Three queries, whatever the length of the list. A unit sees its own lines, and no sums of others."""
    seen = set(_seen(annual_list, post))
    ceiling, by_source = annual_list.ceilings()
    sums = ListSums(ceiling=ceiling)
    if annual_list.base_id:
        sums.before = annual_list.beside().aggregate(sum=Sum("this_year", default=ZERO))["sum"]
    groups: dict[str, dict[str, SumRow]] = {name: {} for name in ("units", "sources", "categories", "counties")}
    for line in _lines(annual_list, post, seen):
        by_kind = [(str(SourceKind(kind).label), amount) for kind, amount in line.by_source().items()]
        counts = line.decision not in GONE and line.placement == Placement.IN
        sums.struck += line.decision == ListLine.Decision.STRUCK
        if counts:
            _add_line(sums, line, groups, by_kind)
        column = sums.column(line.placement)
        up = column[-1].line.pk if column else None
        over = counts and sums.over is not None
        column.append(Line(line, sums.of_the_year, over, line.project_id in seen, by_kind, up))
    for kind, text in by_source.items():
        label = str(SourceKind(kind).label)
        groups["sources"].setdefault(label, SumRow(label)).ceiling = Decimal(text)
    for name, rows in groups.items():
        setattr(sums, name, sorted(rows.values(), key=lambda row: (row.total, row.this_year), reverse=True))
    return sums


def _seen(annual_list: AnnualList, post: Post | None) -> Iterable[Any]:
    own = Project.objects.visible_to(post).filter(list_lines__annual_list=annual_list)
    return own.values_list("pk", flat=True)


def _lines(annual_list: AnnualList, post: Post | None, seen: set) -> list[ListLine]:
    lines = annual_list.lines.select_related("project__unit", "project__application", "previous__annual_list")
    lines = lines.prefetch_related(
        Prefetch("project__application__sources", SourceLine.objects.order_by("position", "pk"))
    )
    of_unit = post is not None and post.role in UNIT_ROLES
    if of_unit:
        lines = lines.filter(placement=Placement.IN)
    # What was classified after it was listed stands on no list (article 24).
    lines = lines.filter(project__is_classified=False)
    return [line for line in lines if line.project_id in seen or not of_unit]


def _add_line(
    sums: ListSums, line: ListLine, groups: dict[str, dict[str, SumRow]], by_kind: list[tuple[str, Decimal]]
) -> None:
    sums.count += 1
    sums.total += line.total
    sums.this_year += line.this_year
    project = line.project
    _add(groups["units"], project.unit.short_name, line.total, line.this_year)
    _add(groups["categories"], str(project.get_category_display()), line.total, line.this_year)
    _add(groups["counties"], project.unit.county or CITY, line.total, line.this_year)
    for kind, amount in by_kind:
        _add(groups["sources"], kind, ZERO, amount)


def _add(rows: dict[str, SumRow], label: str, total: Decimal, this_year: Decimal) -> None:
    row = rows.setdefault(label, SumRow(label))
    row.count += 1
    row.total += total
    row.this_year += this_year


@dataclass(frozen=True)
class Compared:
    """One line across what-if versions: where each puts it, and whether they disagree."""

    line: ListLine
    places: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.places)) > 1


def compare_versions(annual_list: AnnualList, versions: list[ListVersion]) -> list[Compared]:
    """Every line × (each version, then as it stands now): where it stands, and what it gets where that differs."""
    rows = []
    for line in _open_lines(annual_list):
        stands = [version.lines.get(str(line.pk)) for version in versions]
        stands.append([line.placement, str(line.this_year)])
        same_money = len({Decimal(kept[1]) for kept in stands if kept}) == 1
        rows.append(Compared(line, [_in_words(kept, same_money) for kept in stands]))
    return sorted(rows, key=lambda row: (not row.differs, row.line.position))


def _in_words(kept: list[str] | None, same_money: bool) -> str:
    if kept is None:
        return "—"
    label = str(Placement(kept[0]).label)
    return label if same_money else f"{label} {wan(Decimal(kept[1]))}"


def _open_lines(annual_list: AnnualList) -> QuerySet[ListLine]:
    return annual_list.lines.filter(project__is_classified=False).select_related("project__unit")


@dataclass(frozen=True)
class WhatIf:
    """A named version, and what it would propose of what may be shown today."""

    version: ListVersion
    count: int
    total: Decimal
    this_year: Decimal


def what_ifs(annual_list: AnnualList) -> list[WhatIf]:
    totals = dict(_open_lines(annual_list).values_list("pk", "total"))
    found = []
    for version in annual_list.versions.select_related("created_by__user"):
        proposed = {int(pk): Decimal(kept[1]) for pk, kept in version.lines.items() if kept[0] == Placement.IN}
        counted = [pk for pk in proposed if pk in totals]
        sums = sum((totals[pk] for pk in counted), ZERO), sum((proposed[pk] for pk in counted), ZERO)
        found.append(WhatIf(version, len(counted), *sums))
    return found


def candidates(annual_list: AnnualList, post: Post | None) -> QuerySet[Project]:
    """What stands in the library and not yet on this list; the list's own year first."""
    there = annual_list.lines.values("project_id")
    of_year = Case(When(planned_year=annual_list.year, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = library(post).filter(is_classified=False).exclude(pk__in=there).annotate(of_year=of_year)
    return found.order_by("of_year", "planned_year", "admitted_at")


def operable(annual_list: AnnualList, post: Post | None) -> QuerySet[Project]:
    """Built projects whose operation may stand on this list."""
    found = listable(post).filter(is_classified=False, stage__in=(Stage.ACCEPTED, Stage.FILED))
    # A county's project has no application here, and its operation is the county's own (article 16).
    found = found.filter(application__isnull=False).order_by("number")
    return found.exclude(list_lines__annual_list=annual_list)


def changeable(annual_list: AnnualList, post: Post | None) -> QuerySet[ListLine]:
    """Lines of the year's approved lists that a supplement may change and does not yet."""
    lines = ListLine.objects.filter(
        annual_list__year=annual_list.year,
        decision=ListLine.Decision.APPROVED,
        kind__in=(ListLine.Kind.NEW, ListLine.Kind.ADJUSTED),
        project__in=listable(post).filter(is_classified=False),
    )
    there = annual_list.lines.values("project_id")
    return lines.exclude(project__in=there).select_related("project", "annual_list").order_by("position")
