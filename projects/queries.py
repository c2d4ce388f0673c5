"""Reads of chapter 3. All begin at `visible_to(post)`; the number of queries does not grow with the rows."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import UNIT_KINDS, UNIT_ROLES, Role
from documents.models import Attachment, Document
from projects import rooms
from projects.choices import PreReviewCondition, SourceKind
from projects.lateness import Standing, standings
from projects.models import AnnualList, Application, Filing, ListLine, PreReview, Project, SourceLine
from projects.paths import ACTS, OPEN_WAYS, WAYS, Builder, Lane, Path, Way, way_of
from projects.states import BEFORE_BUILD, ENDED, ListState, Stage
from workflow.machines import REGISTRY, Kind
from workflow.models import AuditEvent, Submission
from workflow.panel import PanelStep, build_panel, open_steps, panel_step
from workflow.parameters import parameter
from workflow.rules import Verdict

ZERO = Decimal(0)


# --- lists -------------------------------------------------------------------------------------------------------


def listable(post: Post | None) -> QuerySet[Project]:
    """Projects for a list. In register mode a classified project stands in its register and nowhere else (art. 24)."""
    found = Project.objects.visible_to(post)
    if settings.CLASSIFIED_MODE == "register":
        found = found.filter(is_classified=False)
    return found.select_related("unit")


@dataclass(frozen=True)
class Totals:
    count: int
    declared: Decimal
    budget: Decimal
    contract: Decimal


def totals(projects: QuerySet[Project]) -> Totals:
    """One query; the sums of what is filtered."""
    row = projects.order_by().aggregate(
        count=Count("pk"),
        declared=Sum("declared_sum", default=ZERO),
        budget=Sum("budget_sum", default=ZERO),
        contract=Sum("contract_sum", default=ZERO),
    )
    return Totals(**row)


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


# --- the table of ways -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WayStep:
    """One step in the picture; `acts` in the order of the lanes, "" where a lane does nothing."""

    label: str
    article: str
    paper: str
    acts: list[str]


@dataclass(frozen=True)
class WayPicture:
    builder: str
    path: str
    open: bool
    steps: list[WayStep]


def ways() -> list[WayPicture]:
    """The table of projects/paths.py, as it is."""
    pictures = []
    for (builder, path), steps in WAYS.items():
        drawn = []
        for step in steps:
            article, paper, acts = ACTS[step]
            drawn.append(WayStep(str(step.label), article, paper, [acts.get(lane, "") for lane in Lane]))
        is_open = (builder, path) in OPEN_WAYS
        pictures.append(WayPicture(str(Builder(builder).label), str(Path(path).label), is_open, drawn))
    return pictures


# --- the rolling library -----------------------------------------------------------------------------------------


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


# --- the annual list ---------------------------------------------------------------------------------------------


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


# --- the way of a project ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stop:
    label: str
    state: str
    date: datetime.datetime | None = None
    note: str = ""


# The fact by which a step of the way is over, and the number that came with it.
FACTS: dict[Way, tuple[str, str]] = {
    Way.APPLY: ("submitted_at", ""),
    Way.LIBRARY: ("admitted_at", ""),
    Way.LIST: ("listed_at", ""),
    Way.PRE_REVIEW: ("pre_approved_at", "pre_approval_number"),
    Way.PLAN_REVIEW: ("plan_approved_at", "plan_opinion_number"),
    Way.APPROVAL_DRC: ("approved_at", "approval_number"),
    Way.APPROVAL_FINANCE: ("approved_at", "approval_number"),
    Way.TENDER_FILING: ("tender_filed_at", "tender_filing_number"),
    Way.BUILD: ("completed_at", ""),
    Way.CONTRACT_ACCEPTANCE: ("completed_at", ""),
    Way.ACCEPTANCE: ("accepted_at", "certificate_number"),
    Way.FILING: ("filed_at", "filing_number"),
}
# In either order or at once (mission.md).
PARALLEL = frozenset({Way.PLAN_REVIEW, Way.APPROVAL_DRC, Way.APPROVAL_FINANCE})
TOGETHER = "可同时办理"


def stops(project: Project) -> list[Stop]:
    """The whole way with its dates; where a project ended, the stop at which it did."""
    way = way_of(project)
    left = [step for step in way if not getattr(project, FACTS[step][0])]
    if project.stage in ENDED:
        return [_ended_stop(project, step, left) for step in way]
    now = {left[0]} if left else set()
    if now & PARALLEL:
        now = {step for step in left if step in PARALLEL}
    return [_stop(project, step, now) for step in way]


def _done(project: Project, step: Way) -> Stop | None:
    fact, number = FACTS[step]
    moment = getattr(project, fact)
    return Stop(str(step.label), "done", moment, getattr(project, number) if number else "") if moment else None


def _stop(project: Project, step: Way, now: set[Way]) -> Stop:
    if done := _done(project, step):
        return done
    if step in now:
        begun = project.build_started_at if step == Way.BUILD else None
        note = "已开工" if begun else (TOGETHER if len(now) > 1 else "")
        return Stop(str(step.label), "current", begun, note)
    return Stop(str(step.label), "todo")


def _ended_stop(project: Project, step: Way, left: list[Way]) -> Stop:
    if done := _done(project, step):
        return done
    if step == left[0]:
        return Stop(str(step.label), "ended", project.ended_at, project.state_label)
    return Stop(str(step.label), "skipped")


# --- the page of a project ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoomTab:
    room: rooms.Room
    attempts: list[Any]


def room_tabs(project: Project, post: Post | None) -> list[RoomTab]:
    return [RoomTab(room, list(room.attempts(project, post))) for room in rooms.all_rooms()]


def own_attempts(project: Project) -> list[Any]:
    """The application, pre-reviews and filings of a project: each a small lifecycle."""
    application = getattr(project, "application", None)
    found: list[Any] = [application] if application else []
    found += list(project.prereviews.select_related("checked_by__user"))
    found += list(project.filings.all())
    for attempt in found:
        attempt.project = project
    return found


def merged_panel(objects: Iterable[Any], post: Post | None) -> list[PanelStep]:
    """What can be done on a project and on everything under way on it: mine first, endings last."""
    steps = [step for obj in objects if is_live(obj) for step in build_panel(obj, post)]
    return sorted(steps, key=_order)


def _order(item: PanelStep) -> tuple[bool, bool, bool, int]:
    return (not item.mine, item.step.kind is Kind.END, not item.allowed, item.step.order)


def is_live(attempt: Any) -> bool:
    return attempt._meta.label_lower in REGISTRY and bool(open_steps(attempt))


def timeline(thread: Any) -> QuerySet[AuditEvent]:
    """Newest first. Who merely looked at a paper is the audit administrator's to see."""
    events = AuditEvent.objects.filter(thread_id=thread.pk).select_related("content")
    return events.exclude(content__action__in=("download", "preview")).order_by("-pk")


def attachments(project: Project) -> QuerySet[Attachment]:
    return Attachment.objects.current().filter(thread_id=project.pk)


def submissions(thread: Any) -> list[Submission]:
    """Every attempt of every kind, newest first, each with the name of what was handed in."""
    rows = Submission.objects.filter(thread_id=thread.pk).select_related("opened_by__user", "closed_by__user")
    return list(rows.order_by("-opened_at"))


def submissions_of(obj: Any) -> QuerySet[Submission]:
    rows = Submission.objects.about(obj).select_related("opened_by__user", "closed_by__user")
    return rows.order_by("-number")


# --- pre-review and filing ---------------------------------------------------------------------------------------


def pre_reviews(post: Post | None) -> QuerySet[PreReview]:
    return PreReview.objects.visible_to(post).filter(project__is_classified=False).select_related("project__unit")


def filings(post: Post | None) -> QuerySet[Filing]:
    return Filing.objects.visible_to(post).filter(project__is_classified=False).select_related("project__unit")


@dataclass
class Check:
    """One condition with what the system knows of it, beside the officer's verdict."""

    code: str
    label: str
    item: Any
    facts: list[tuple[str, str]]
    papers: list[Attachment]
    verdict: str = ""
    remark: str = ""
    error: str = ""


# Which papers of the application speak to which condition.
SHOWN_PAPERS = {"1.4": ("implementation_plan",), "1.5": ("feasibility",), "2.3": ("proposal", "implementation_plan")}


def checks(pre_review: PreReview) -> list[Check]:
    """The eleven rows of the checklist; the papers and sums come from the application."""
    application = pre_review.project.application
    papers: dict[str, list[Attachment]] = {}
    for paper in Attachment.objects.current_for(application):
        papers.setdefault(paper.slot, []).append(paper)
    supplements = list(Attachment.objects.current_for(pre_review))
    facts = _known(pre_review.project, application)
    items = {item.code: item for item in pre_review.items.select_related("judged_by__user")}
    rows = []
    for code, label in PreReviewCondition.choices:
        found = [paper for slot in SHOWN_PAPERS.get(code, ()) for paper in papers.get(slot, [])]
        item = items.get(code)
        row = Check(code, str(label), item, facts.get(code, []), found + (supplements if code == "2.3" else []))
        if item is not None:
            row.verdict, row.remark = item.verdict, item.remark
        rows.append(row)
    return rows


def _known(project: Project, application: Application) -> dict[str, list[tuple[str, str]]]:
    budget = application.budget_total()
    money = [
        (f"{source.year} 年{source.get_kind_display()}", f"{source.amount / 10000:,.2f} 万元")
        for source in application.sources.all()
    ]
    return {
        "1.1": [("政策法规依据", application.legal_basis or "申报书未写明")],
        "1.2": [
            ("利用的共享平台", "、".join(application.platform_labels) or "未声明"),
            ("拟互联的系统", application.systems_connected or "未写明"),
            *([("独立建设理由", application.standalone_reason)] if application.standalone_reason else []),
            ("拟采集的数据项", application.data_items or "未写明"),
        ],
        "1.3": money or [("资金来源", "未写明")],
        "1.4": [
            ("建设目标", application.goals),
            ("起止日期", f"{application.starts_on or '—'} 至 {application.ends_on or '—'}"),
            ("预算合计", f"{budget / 10000:,.2f} 万元"),
        ],
        "1.6": [("拟定安全等级", application.get_security_level_display() or "未填写")],
        "2.1": _standing_in_lists(project, project.current_line()),
        "2.2": money or [("资金来源", "未写明")],
    }


def _standing_in_lists(project: Project, line: ListLine | None) -> list[tuple[str, str]]:
    admitted = f"{timezone.localdate(project.admitted_at)} 入库" if project.admitted_at else "尚未入库"
    listed = "未列入市政府审定的年度清单"
    if line is not None:
        listed = f"{line.annual_list.year} 年度清单第 {line.position} 项（{line.annual_list.number or '文号待编'}）"
    return [("滚动库", admitted), ("年度清单", listed)]


# --- the gates ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GateRow:
    """One project before the gate: may it be approved, and why not."""

    project: Project
    allowed: bool
    passed: bool
    verdicts: list[Verdict]
    note: str
    step: PanelStep
    paper: Document | None


# role: (paths that lead to this gate, step)
GATES: dict[str, tuple[tuple[str, ...], str]] = {
    Role.DRC: ((Path.TENDER,), "approve_project"),
    Role.FINANCE: ((Path.PROCUREMENT, Path.SERVICE), "approve_procurement"),
}


def at_gate(post: Post) -> QuerySet[Project]:
    """All that is to pass this gate or has passed it."""
    return listable(post).filter(path__in=GATES[post.role][0])


def waiting_at_gate(post: Post) -> QuerySet[Project]:
    """The stage never goes back: an approval that a change made void waits again at its later stage."""
    due = at_gate(post).filter(pre_approved_at__isnull=False, approved_at__isnull=True)
    return due.filter(stage__in=(Stage.PRE_APPROVED, Stage.APPROVED)).order_by("pre_approved_at")


def found_at_gate(post: Post, words: str) -> QuerySet[Project]:
    """By number, name, unit or the number of the 预审批复."""
    found = at_gate(post).order_by("-created_at")
    for word in words.replace("\0", "").split()[:8]:
        found = found.filter(
            Q(number__icontains=word)
            | Q(name__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(unit__short_name__icontains=word)
            | Q(pre_approval_number__icontains=word)
        )
    return found


def gate_rows(projects: Iterable[Project], post: Post) -> list[GateRow]:
    """The rules of the act itself say yes or no; one query for the papers."""
    listed = list(projects)
    numbers = [project.pre_approval_number for project in listed if project.pre_approval_number]
    papers = {paper.number: paper for paper in Document.objects.visible_to(post).filter(number__in=numbers)}
    return [_gate_row(project, post, papers.get(project.pre_approval_number)) for project in listed]


def _gate_row(project: Project, post: Post, paper: Document | None) -> GateRow:
    step = project.machine.by_name[GATES[post.role][1]]
    item = panel_step(project, step, post)
    open_ = project.stage in BEFORE_BUILD and project.stage != Stage.APPROVED
    note = ""
    if project.approved_at:
        note = f"已于 {timezone.localdate(project.approved_at)} 审批，文号 {project.approval_number}"
    elif not open_:
        note = f"项目处于“{project.state_label}”，不在可以审批的阶段"
    passed = project.approved_at is not None
    return GateRow(project, item.allowed and open_, passed, item.verdicts if open_ else [], note, item, paper)


# --- the register of classified projects -------------------------------------------------------------------------


def classified(post: Post | None) -> QuerySet[Project]:
    return Project.objects.visible_to(post).filter(is_classified=True).select_related("unit").order_by("-created_at")


def registrable_units(post: Post) -> QuerySet[Organisation]:
    """For which units a post may register: the secrecy bureau for all that build, a unit for itself."""
    if post.role in UNIT_ROLES:
        return Organisation.objects.filter(pk=post.organisation_id)
    return Organisation.objects.filter(kind__in=sorted(UNIT_KINDS)).order_by("kind", "name")
