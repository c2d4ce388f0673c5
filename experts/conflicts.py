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
from experts.models import AddedRecusal, Expert, Seat, Tie, Waiver
from experts.models.pool import not_free_on
from experts.states import ACTIVE, SeatState
from projects.models import Project, ProjectUserGrant, TenderRound
from workflow.models import Submission
from workflow.parameters import parameter

# A shorter name would be found inside too many others.
SHORTEST = 4
# Findings that are no conflict but a fact of the day: nobody can lift them.
NOT_LIFTABLE = frozenset({"clearance", "calendar", "county", "added"})


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


def plain(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")")


def same_name(one: str, other: str) -> bool:
    """The same, or one is a department of the other: 市交通局 信息科 inside 市交通局."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    return a == b or (len(short) >= SHORTEST and short in long)


@dataclass
class Facts:
    """What is known round one project: bodies by id and name → what they are to it; of each expert, the past."""

    project: Project
    units: dict[Any, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    authors: dict[int, str] = field(default_factory=dict)
    since: datetime.date = datetime.date.min
    earlier: set[Any] = field(default_factory=set)
    recent: dict[Any, int] = field(default_factory=dict)
    recent_most: int = 0
    cleared: set[int] = field(default_factory=set)
    not_free: dict[Any, str] = field(default_factory=dict)
    added: dict[Any, str] = field(default_factory=dict)
    exclude_counties: bool = False

    def of_body(self, organisation_id: Any, name: str) -> str:
        """What a body is to the project; "" when nothing."""
        return self.units.get(organisation_id, "") or next(
            (why for known, why in self.names.items() if same_name(known, name)), ""
        )


def units_around(project: Project) -> dict[Any, str]:
    """Organisation id → what it is: the unit, its parent, its subordinates."""
    unit = project.unit
    around: dict[Any, str] = {unit.pk: "项目申报单位"}
    if unit.parent_id:
        around[unit.parent_id] = "项目申报单位的上级单位"
    for pk in Organisation.objects.filter(parent_id=unit.pk).values_list("pk", flat=True):
        around[pk] = "项目申报单位的下属单位"
    return around


def names_around(project: Project, more: Iterable[str] = ()) -> dict[str, str]:
    """Names as people write them → what they are."""
    names = {project.unit.name: "项目申报单位", project.unit.short_name: "项目申报单位"}
    names |= {project.supervisor: "监理单位", project.tester: "测评单位"}
    winners = TenderRound.objects.filter(tender__project=project).exclude(winner="").values_list("winner", flat=True)
    names |= {name: "承建单位" for name in (*winners, *more) if name not in names}
    return {name: why for name, why in names.items() if name.strip()}


def relatives_of(names: dict[str, str]) -> dict[Any, str]:
    """Parents and subordinates, among the city's organisations, of bodies known by name."""
    found: dict[Any, str] = {}
    named = Organisation.objects.filter(name__in=names).select_related("parent").prefetch_related("children")
    for body in named:
        why = names[body.name]
        found[body.pk] = why
        if body.parent_id:
            found.setdefault(body.parent_id, f"{why}的上级单位")
        for child in body.children.all():
            found.setdefault(child.pk, f"{why}的下属单位")
    return found


def gather(
    project: Project,
    experts: Iterable[Expert],
    names: Iterable[str] = (),
    *,
    meeting_at: datetime.datetime | None = None,
    exclude_counties: bool = False,
) -> Facts:
    ids = [expert.pk for expert in experts]
    today = timezone.localdate()
    known = names_around(project, names)
    facts = Facts(project, names=known, exclude_counties=exclude_counties)
    facts.units = relatives_of(known) | units_around(project)
    facts.since = _years_before(today, int(parameter("conflict.past_years")))
    facts.authors = _authors(project)
    if parameter("conflict.earlier_round"):
        sat = Seat.objects.filter(panel__project=project, state=SeatState.SUBMITTED, panel__closed_at__isnull=False)
        facts.earlier = set(sat.values_list("expert_id", flat=True))
    facts.recent_most = int(parameter("conflict.recent_most"))
    facts.recent = _recent(meeting_at or timezone.now())
    if project.is_classified:
        cleared = ProjectUserGrant.objects.filter(content_object=project, permission__codename="clear_project")
        facts.cleared = set(cleared.values_list("user_id", flat=True))
    facts.not_free = not_free_on(meeting_at, ids) if meeting_at else {}
    facts.added = dict(AddedRecusal.objects.filter(project=project).values_list("expert_id", "reason"))
    return facts


def _years_before(day: datetime.date, years: int) -> datetime.date:
    return day - datetime.timedelta(days=365 * years + years // 4)


def _authors(project: Project) -> dict[int, str]:
    """People who wrote or handed in the project's papers."""
    handed_in = Submission.objects.filter(thread_id=project.pk, opened_by__isnull=False)
    authors = dict.fromkeys(handed_in.values_list("opened_by__user_id", flat=True), "参与本项目申报")
    if project.created_by_id:
        authors[project.created_by.user_id] = "项目经办人本人"
    return authors


def _recent(moment: datetime.datetime) -> dict[Any, int]:
    days = int(parameter("conflict.recent_days"))
    near = Q(panel__meeting_at__range=(moment - datetime.timedelta(days=days), moment + datetime.timedelta(days=days)))
    rows = Seat.objects.filter(near, state__in=ACTIVE).order_by().values_list("expert_id")
    return dict(rows.annotate(number=Count("pk")))


# --- the table -------------------------------------------------------------------------------------------------------


def _present(expert: Expert, facts: Facts) -> str:
    why = facts.of_body(expert.organisation_id, expert.employer)
    return f"{why}人员" if why else ""


def _past(expert: Expert, facts: Facts) -> str:
    for one in expert.employments.all():
        ended = one.ended_on or timezone.localdate()
        if ended >= facts.since and (why := facts.of_body(one.organisation_id, one.employer)):
            until = f"{one.ended_on:%Y-%m}" if one.ended_on else "至今"
            return f"曾在{why}任职（{one.employer}，{one.began_on:%Y-%m}—{until}）"
    return ""


def _tied(expert: Expert, facts: Facts) -> str:
    for tie in expert.ties.all():
        if tie.until and tie.until < facts.since:
            continue
        if why := facts.of_body(tie.organisation_id, tie.name):
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
    *,
    meeting_at: datetime.datetime | None = None,
    exclude_counties: bool = False,
) -> list[Exclusion]:
    """Those who must stand aside, each with all its reasons."""
    experts = list(experts)
    facts = gather(project, experts, names, meeting_at=meeting_at, exclude_counties=exclude_counties)
    lifted = set(Waiver.objects.in_force().filter(project=project).values_list("expert_id", "code"))
    judged = ((expert, tuple(_findings(expert, facts, lifted))) for expert in experts)
    return [Exclusion(expert, found) for expert, found in judged if found]
