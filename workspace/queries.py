"""Reads of the first pages. All go through `visible_to(post)`; the number of queries does not grow with rows."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Post
from accounts.roles import UNIT_ROLES
from documents.models import Document
from funds import queries as funds
from projects.lateness import Standing, late_projects, standings
from projects.models import AnnualList, ListLine, Project
from projects.states import Stage
from results import queries as results
from workflow.machines import REGISTRY

FOLLOWED = 12
FOUND = 20
STARTED = 300
DONE_STAGES = (Stage.ACCEPTED, Stage.FILED)
# The one approved line of a project: where it was listed, or what a supplement made of it.
OWN_LINES = Q(decision="approved", kind__in=("new", "adjusted"))


# --- home --------------------------------------------------------------------------------------------------------


def started(post: Post | None) -> list[tuple[Any, Any, datetime.datetime]]:
    """What this post began, newest first, as (model, pk, moment): rows are fetched for one page only."""
    if post is None:
        return []
    found = []
    for machine in REGISTRY.values():
        model = machine.model
        if model._meta.label_lower == "projects.application":
            continue  # the project stands for it
        rows = model.objects.visible_to(post).filter(created_by=post).order_by("-created_at")
        found += [(model, pk, at) for pk, at in rows.values_list("pk", "created_at")[:STARTED]]
    return sorted(found, key=lambda row: row[2], reverse=True)


def fetch_started(rows: list[tuple[Any, Any, datetime.datetime]]) -> list[Any]:
    """The objects of one page, one query a model."""
    found: dict[Any, Any] = {}
    for model in {model for model, _pk, _at in rows}:
        related = model._default_manager.select_related(*model.inbox_related)
        found |= related.in_bulk([pk for one, pk, _at in rows if one is model])
    return [found[pk] for _model, pk, _at in rows if pk in found]


@dataclass(frozen=True)
class Followed:
    """One project of one's own unit: where it is, who has it, since when."""

    project: Project
    now: Standing | None
    late: bool


def followed_projects(post: Post | None) -> list[Followed]:
    """A unit's own projects that are under way, the latest change first."""
    if post is None or post.role not in UNIT_ROLES:
        return []
    own = Project.objects.visible_to(post).filter(unit_id=post.organisation_id, is_classified=False).live()
    # Filed and in use: nothing more to follow.
    own = own.exclude(stage=Stage.FILED, in_use_at__isnull=False)
    projects = list(own.select_related("unit").order_by("-state_since")[:FOLLOWED])
    open_, today = standings(projects), timezone.localdate()
    rows = []
    for project in projects:
        now = open_[project.pk][0] if open_[project.pk] else None
        rows.append(Followed(project, now, bool(now and now.days_late(today))))
    return rows


# --- search ------------------------------------------------------------------------------------------------------

BRACKETS = str.maketrans("[]【】()（）", "〔〕〔〕〔〕〔〕")


def exact(post: Post | None, words: str) -> Project | Document | None:
    """The one thing whose number this is, if this post may see it."""
    if not words:
        return None
    project = Project.objects.visible_to(post).filter(number__iexact=words).first()
    return project or Document.objects.visible_to(post).filter(number=words.translate(BRACKETS)).first()


def find_projects(post: Post | None, words: str) -> QuerySet[Project]:
    """Every word must stand in the number, the name, the unit, or the number of a paper about it."""
    found = Project.objects.visible_to(post).select_related("unit").order_by("-created_at")
    for word in words.split():
        numbers = Q()
        for name in (
            "pre_approval_number",
            "plan_opinion_number",
            "approval_number",
            "project_code",
            "tender_filing_number",
            "certificate_number",
            "filing_number",
        ):
            numbers |= Q(**{f"{name}__icontains": word.translate(BRACKETS)})
        unit = Q(unit__name__icontains=word) | Q(unit__short_name__icontains=word)
        found = found.filter(Q(number__icontains=word) | Q(name__icontains=word) | unit | numbers)
    return found if words.strip() else found.none()


def find_documents(post: Post | None, words: str) -> QuerySet[Document]:
    found = Document.objects.visible_to(post).order_by("-issued_at")
    for word in words.split():
        heading = Q(number__icontains=word.translate(BRACKETS)) | Q(title__icontains=word)
        found = found.filter(heading | Q(text__icontains=word))
    return found if words.strip() else found.none()


def find_lists(post: Post | None, words: str) -> QuerySet[AnnualList]:
    """Annual lists by their year or number."""
    seen = AnnualList.objects.visible_to(post)
    years = [int(year) for year in re.findall(r"\b(20\d\d)\b", words)]
    return seen.filter(Q(year__in=years) | Q(number=words.translate(BRACKETS)) & ~Q(number=""))


# --- dashboard ---------------------------------------------------------------------------------------------------


def listed_projects(post: Post | None, year: int) -> QuerySet[Project]:
    """The projects of the approved list of a year, as far as this post may see them; what `?listed=` shows."""
    lines = ListLine.objects.filter(OWN_LINES, annual_list__year=year)
    return Project.objects.visible_to(post).filter(pk__in=lines.values("project_id"))


def years_of_lists(post: Post | None) -> list[int]:
    return list(AnnualList.objects.visible_to(post).filter(state="approved", base=None).values_list("year", flat=True))


@dataclass(frozen=True)
class Figures:
    """One year on one line. Sums in yuan; `approved` and `contract` of what has a contract.

    `others`, `others_sum`: what the list carries besides, 续建 and 运维 of projects that were listed in another year.
    """

    count: int
    declared: Decimal
    approved: Decimal
    contract: Decimal
    late: int
    done: int
    ended: int
    others: int
    others_sum: Decimal

    @property
    def on_time(self) -> int:
        return self.count - self.late


def figures(post: Post | None, year: int) -> Figures:
    """Two queries: the year's own projects, and what its list carries besides."""
    signed = Q(contract_sum__gt=0)
    zero = Decimal(0)
    # Where no gate sets the sum (自行采购), the list does: Project.approved_sum in SQL.
    line = ListLine.objects.filter(OWN_LINES, project=OuterRef("pk")).values("total")[:1]
    own = listed_projects(post, year).annotate(approved_sum_=Coalesce("budget_sum", Subquery(line), "declared_sum"))
    row = own.aggregate(
        count=Count("pk"),
        declared=Sum("declared_sum", default=zero),
        approved=Sum("approved_sum_", filter=signed, default=zero),
        contract=Sum("contract_sum", filter=signed, default=zero),
        late=Count("pk", filter=late_projects()),
        done=Count("pk", filter=Q(stage__in=DONE_STAGES)),
        ended=Count("pk", filter=Q(stage__in=(Stage.TERMINATED, Stage.WITHDRAWN))),
    )
    carried = ListLine.objects.filter(annual_list__year=year, decision="approved", kind__in=("carried", "operation"))
    seen = carried.filter(project__in=Project.objects.visible_to(post).filter(is_classified=False))
    others = seen.aggregate(others=Count("pk"), others_sum=Sum("total", default=zero))
    return Figures(**row, **others)


@dataclass(frozen=True)
class Slice:
    """One bar: its key in the list's filter, how many, how much (yuan)."""

    key: str
    label: str
    count: int
    total: Decimal


def slices(post: Post | None, year: int, field: str, label: str = "") -> list[Slice]:
    """Count and declared sum by a field of the project; one query, the largest sum first."""
    names = (field, label) if label else (field,)
    rows = (
        listed_projects(post, year)
        .order_by()
        .values(*names)
        .annotate(count=Count("pk"), total=Sum("declared_sum"))
        .order_by("-total", field)
    )
    return [Slice(str(row[field] or ""), str(row[label or field] or ""), row["count"], row["total"]) for row in rows]


@dataclass(frozen=True)
class Late:
    project: Project
    standing: Standing
    days: int


def late_list(post: Post | None, year: int, limit: int = 50) -> list[Late]:
    """Late projects of a year, the longest first, with the one thing that is longest overdue and who has it."""
    today = timezone.localdate()
    projects = list(listed_projects(post, year).filter(late_projects(today)).select_related("unit"))
    open_ = standings(projects)
    rows = []
    for project in projects:
        overdue = [one for one in open_[project.pk] if one.days_late(today)]
        if overdue:
            rows.append(Late(project, overdue[0], overdue[0].days_late(today)))
    return sorted(rows, key=attrgetter("days"), reverse=True)[:limit]


# --- outsourcing (article 23) ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """Of so many contracts, or systems operated, so many are outsourced; sums in yuan."""

    count: int = 0
    services: int = 0
    total: Decimal = Decimal(0)
    money: Decimal = Decimal(0)

    @property
    def percent(self) -> int:
        return round(self.services * 100 / self.count) if self.count else 0


@dataclass(frozen=True)
class Outsourcing:
    year: int
    building: Share
    operation: Share


def outsourcing(post: Post | None) -> list[Outsourcing]:
    """Building and operation by year, the latest first; two queries, whatever the number."""
    sides = []
    for rows in (funds.outsourced_by_year(post), results.outsourced_by_year(post)):
        sides.append({row.pop("year"): Share(**row) for row in rows})
    building, operation = sides
    years = sorted({*building, *operation}, reverse=True)
    return [Outsourcing(year, building.get(year, Share()), operation.get(year, Share())) for year in years]
