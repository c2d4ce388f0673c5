"""Who must not sit on a project's panel (回避), computed from what is known of both, each with its reasons.

Facts are gathered once for a project and all experts; each expert, who comes with employments and ties, is then judged
by the table CHECKS: a bounded number of queries. A finding may be lifted by two persons (Waiver), never by one; the
office may add one (AddedRecusal).
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Organisation
from experts.bodies import department_of, same_name
from experts.models import AddedRecusal, Expert, Panel, Seat, Tie, Waiver
from experts.models.pool import not_free_on
from experts.states import ACTIVE, SeatState
from projects.models import Project, ProjectUserGrant, TenderRound
from workflow.audit import read_once
from workflow.models import Submission
from workflow.parameters import parameter

# Findings that are no conflict but a fact of the day: nobody can lift them.
NOT_LIFTABLE = frozenset({"clearance", "calendar", "county", "added"})
# Findings that end a seat whenever they become known. The others say whom a draw passes over: who sits already is not
# too busy to sit.
LATE = frozenset({"unit", "past", "tie", "author", "clearance", "added"})


@dataclass(frozen=True)
class Finding:
    code: str
    reason: str

    @property
    def liftable(self) -> bool:
        return self.code not in NOT_LIFTABLE


@dataclass(frozen=True)
class Exclusion:
    expert: Expert
    findings: tuple[Finding, ...]

    @property
    def reason(self) -> str:
        return "；".join(one.reason for one in self.findings)

    @property
    def code(self) -> str:
        return self.findings[0].code


@dataclass
class Bodies:
    """Bodies of a project → what they are to it: organisations by id, the project's own as people write them, and the
    parents and subordinates of these by their whole names."""

    units: dict[Any, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    relatives: dict[str, str] = field(default_factory=dict)

    def why(self, organisation_id: Any, name: str) -> str:
        """What a body is to the project; "" when nothing."""
        if why := self.units.get(organisation_id, ""):
            return why
        if why := next((why for known, why in self.names.items() if same_name(known, name)), ""):
            return why
        if organisation_id is not None:
            # Known by its row: 市政府办 is another body than its parent 市政府, although named after it.
            return ""
        return next((why for known, why in self.relatives.items() if department_of(name, known)), "")


@dataclass
class Facts:
    """What is known round one project: bodies by id and name → what they are to it; of each expert, the past."""

    project: Project
    bodies: Bodies
    authors: dict[int, str] = field(default_factory=dict)
    since: datetime.date = datetime.date.min
    earlier: set[Any] = field(default_factory=set)
    recent: dict[Any, int] = field(default_factory=dict)
    recent_most: int = 0
    cleared: set[int] = field(default_factory=set)
    not_free: dict[Any, str] = field(default_factory=dict)
    added: dict[Any, str] = field(default_factory=dict)
    exclude_counties: bool = False


def bodies_around(project: Project, more: Iterable[str] = ()) -> Bodies:
    """Applicant, participants, builders, supervisor, tester, with the parents and subordinates of each."""
    parts = project.participations.of_the_project().select_related("unit")
    own: dict[Any, str] = {one.unit_id: "参与单位" for one in parts} | {project.unit_id: "项目申报单位"}
    named = [(name, own[unit.pk]) for unit in (project.unit, *(one.unit for one in parts)) for name in _names(unit)]
    winners = TenderRound.objects.filter(tender__project=project).exclude(winner="").values_list("winner", flat=True)
    named += [(project.supervisor, "监理单位"), (project.tester, "测评单位")]
    named += [(name, "承建单位") for name in (*winners, *more)]
    around = Bodies()
    for name, why in named:
        if name.strip():
            around.names.setdefault(name, why)
    known = Organisation.objects.filter(Q(pk__in=own) | Q(name__in=around.names)).prefetch_related("children")
    direct = [(body, own.get(body.pk) or around.names[body.name]) for body in known.select_related("parent")]
    around.units = {body.pk: why for body, why in direct}
    for body, why in direct:
        kin = [(body.parent, f"{why}的上级单位")] if body.parent else []
        for relative, what in (*kin, *((child, f"{why}的下属单位") for child in body.children.all())):
            around.units.setdefault(relative.pk, what)
            around.relatives.setdefault(relative.name, what)
    return around


def _names(unit: Organisation) -> tuple[str, str]:
    return unit.name, unit.short_name


def gather(
    project: Project,
    experts: Iterable[Expert],
    names: Iterable[str] = (),
    *,
    meeting_at: datetime.datetime | None = None,
    exclude_counties: bool = False,
    besides: Iterable[Any] = (),
) -> Facts:
    """`besides` are panels that count neither for the day nor for the workload: those of the same meeting."""
    ids, names, besides = [expert.pk for expert in experts], tuple(names), tuple(besides)
    bodies = read_once(f"bodies {project.pk} {names}", lambda: bodies_around(project, names))
    facts = Facts(project, bodies, exclude_counties=exclude_counties)
    facts.since = counted_since()
    facts.authors = _authors(project)
    if parameter("conflict.earlier_round"):
        sat = Seat.objects.filter(panel__project=project, state=SeatState.SUBMITTED, panel__closed_at__isnull=False)
        facts.earlier = set(sat.values_list("expert_id", flat=True))
    facts.recent_most = int(parameter("conflict.recent_most"))
    facts.recent = _recent(meeting_at or timezone.now(), besides)
    if project.is_classified:
        cleared = ProjectUserGrant.objects.filter(content_object=project, permission__codename="clear_project")
        facts.cleared = set(cleared.values_list("user_id", flat=True))
    facts.not_free = not_free_on(meeting_at, ids, besides=besides) if meeting_at else {}
    facts.added = dict(AddedRecusal.objects.filter(project=project).values_list("expert_id", "reason"))
    return facts


def counted_since() -> datetime.date:
    """What ended before this day is no conflict any more."""
    years = int(parameter("conflict.past_years"))
    return timezone.localdate() - datetime.timedelta(days=365 * years + years // 4)


def _authors(project: Project) -> dict[int, str]:
    """People who wrote or handed in the project's papers."""
    handed_in = Submission.objects.filter(thread_id=project.pk, opened_by__isnull=False)
    authors = dict.fromkeys(handed_in.values_list("opened_by__user_id", flat=True), "参与本项目申报")
    if project.created_by_id:
        authors[project.created_by.user_id] = "项目经办人本人"
    return authors


def _recent(moment: datetime.datetime, besides: tuple[Any, ...]) -> dict[Any, int]:
    days = int(parameter("conflict.recent_days"))
    near = Q(panel__meeting_at__range=(moment - datetime.timedelta(days=days), moment + datetime.timedelta(days=days)))
    rows = (
        Seat.objects.filter(near, state__in=ACTIVE).exclude(panel_id__in=besides).order_by().values_list("expert_id")
    )
    return dict(rows.annotate(number=Count("pk")))


# --- the table -------------------------------------------------------------------------------------------------------


def _present(expert: Expert, facts: Facts) -> str:
    why = facts.bodies.why(expert.organisation_id, expert.employer)
    return f"{why}人员" if why else ""


def _past(expert: Expert, facts: Facts) -> str:
    for one in expert.employments.all():
        ended = one.ended_on or timezone.localdate()
        if ended >= facts.since and (why := facts.bodies.why(one.organisation_id, one.employer)):
            until = f"{one.ended_on:%Y-%m}" if one.ended_on else "至今"
            return f"曾在{why}任职（{one.employer}，{one.began_on:%Y-%m}—{until}）"
    return ""


def _tied(expert: Expert, facts: Facts) -> str:
    for tie in expert.ties.all():
        if tie.until and tie.until < facts.since:
            continue
        if why := facts.bodies.why(tie.organisation_id, tie.name):
            return f"{tie.get_kind_display()}：{why}（{tie.name}）"
        if tie.kind == Tie.Kind.PROPOSAL and same_name(tie.name, facts.project.name):
            return f"{tie.get_kind_display()}：本项目"
    return ""


def _author(expert: Expert, facts: Facts) -> str:
    return facts.authors.get(expert.user_id, "")


def _earlier(expert: Expert, facts: Facts) -> str:
    return "已参加本项目前一轮评审" if expert.pk in facts.earlier else ""


def _often(expert: Expert, facts: Facts) -> str:
    number = facts.recent.get(expert.pk, 0)
    return f"近期已评审 {number} 次，达到上限 {facts.recent_most} 次" if number >= facts.recent_most else ""


def _cleared(expert: Expert, facts: Facts) -> str:
    return "未取得本涉密项目的知悉授权" if facts.project.is_classified and expert.user_id not in facts.cleared else ""


def _calendar(expert: Expert, facts: Facts) -> str:
    return facts.not_free.get(expert.pk, "")


def _county(expert: Expert, facts: Facts) -> str:
    return f"本次不抽县区专家（{expert.county}）" if facts.exclude_counties and expert.county else ""


def _added(expert: Expert, facts: Facts) -> str:
    reason = facts.added.get(expert.pk, "")
    return f"信息办增加的回避：{reason}" if reason else ""


CHECKS: dict[str, tuple[str, Callable[[Expert, Facts], str]]] = {
    "unit": ("现工作单位", _present),
    "past": ("曾任职单位", _past),
    "tie": ("亲属、利益关系", _tied),
    "author": ("参与申报", _author),
    "earlier": ("前一轮评审", _earlier),
    "often": ("近期评审过多", _often),
    "clearance": ("涉密知悉", _cleared),
    "county": ("县区专家", _county),
    "calendar": ("日程", _calendar),
    "added": ("信息办增加", _added),
}


def _findings(expert: Expert, facts: Facts, lifted: set[tuple[Any, str]]) -> Iterator[Finding]:
    for code, (_label, check) in CHECKS.items():
        reason = check(expert, facts)
        if reason and (expert.pk, code) not in lifted:
            yield Finding(code, reason)


def exclusions(
    project: Project,
    experts: Iterable[Expert],
    names: Iterable[str] = (),
    **when: Any,
) -> list[Exclusion]:
    """Those who must stand aside, each with all its reasons; `when` as gather() takes it."""
    experts = list(experts)
    facts = gather(project, experts, names, **when)
    lifted = set(Waiver.objects.in_force().filter(project=project).values_list("expert_id", "code"))
    judged = ((expert, tuple(_findings(expert, facts, lifted))) for expert in experts)
    return [Exclusion(expert, found) for expert, found in judged if found]


# --- after the list was frozen ---------------------------------------------------------------------------------------


def not_to_be_taken(panel: Panel) -> dict[Any, str]:
    """Those of a frozen list whom neither the draw nor a vacant place may take now, each with the reason.

    All that kept others off the list is asked again, of every project that the group is drawn for; one who was
    suspended meanwhile is not taken either.
    """
    listed = Expert.objects.filter(pk__in=[row["id"] for row in panel.candidates])
    besides = {panel.pk}
    if panel.meeting_id is not None:
        besides |= set(Panel.objects.filter(meeting_id=panel.meeting_id).values_list("pk", flat=True))
    when = {"meeting_at": panel.meeting_at, "exclude_counties": panel.exclude_counties, "besides": besides}
    experts = list(listed.select_related("user", "organisation").prefetch_related("employments", "ties"))
    found: dict[Any, str] = {}
    for project in panel.drawn_for():
        for aside in exclusions(project, experts, panel.conflicting_names, **when):
            found.setdefault(aside.expert.pk, aside.reason)
    drawable = set(listed.available().values_list("pk", flat=True))
    return {one.pk: "已暂停、退出或聘期已满" for one in experts if one.pk not in drawable} | found


def late_conflict(seat: Seat) -> str:
    """What must end a seat although its expert was drawn rightly: it became known, or came about, since."""
    aside = exclusions(seat.panel.project, [seat.expert], seat.panel.conflicting_names)
    return "；".join(found.reason for one in aside for found in one.findings if found.code in LATE)
