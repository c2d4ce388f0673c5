"""Who must not sit on a project's panel (回避), computed from what is known of both, each with its reasons.

Facts are gathered once for a project and all experts, each when a check first asks for it; every expert, who comes
with employments and ties, is then judged by the table CHECKS: a bounded number of queries. A finding may be lifted by
two persons (Waiver), never by one; the office may add one (AddedRecusal).
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils import timezone

from experts.around import Bodies, bodies_around
from experts.bodies import same_name
from experts.models import AddedRecusal, Expert, Panel, Seat, Tie, Waiver
from experts.models.pool import not_free_on
from experts.states import SeatState
from projects.models import Project, ProjectUserGrant
from workflow.audit import read_once
from workflow.models import Submission
from workflow.parameters import parameter, parameters

# Findings that are no conflict but a fact of the day: nobody can lift them.
NOT_LIFTABLE = frozenset({"clearance", "calendar", "county", "added"})
# Findings that end a seat whenever they become known. The others say whom a draw passes over: who sits already is not
# too busy to sit, and what the settings let pass at the draw does not exclude afterwards.
LATE = frozenset({"unit", "past", "tie", "author", "clearance", "added"})


# As long as a waiver keeps it.
FINDING = Waiver._meta.get_field("finding").max_length


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


class Facts:
    """What is known round one project; of each of the experts `ids`, the past. Each fact is asked for once.

    `besides` are panels that count neither for the day nor for the workload: those of the same meeting.
    """

    def __init__(
        self,
        project: Project,
        ids: Collection[Any],
        names: tuple[str, ...] = (),
        *,
        meeting_at: datetime.datetime | None = None,
        exclude_counties: bool = False,
        besides: Iterable[Any] = (),
    ) -> None:
        self.project, self.ids, self.names = project, ids, names
        self.meeting_at, self.exclude_counties, self.besides = meeting_at, exclude_counties, tuple(besides)
        self.parameter = parameters()

    @cached_property
    def bodies(self) -> Bodies:
        key = f"bodies {self.project.pk} {self.names}"
        return read_once(key, lambda: bodies_around(self.project, self.names))

    @cached_property
    def since(self) -> datetime.date:
        return years_back(int(self.parameter("conflict.past_years", None)))

    @cached_property
    def authors(self) -> dict[int, str]:
        return read_once(f"authors {self.project.pk}", lambda: _authors_of(self.project))

    @cached_property
    def earlier(self) -> set[Any]:
        if not self.parameter("conflict.earlier_round", None):
            return set()
        over = {"state": SeatState.SUBMITTED, "panel__closed_at__isnull": False}
        return set(Seat.objects.filter(panel__project=self.project, **over).values_list("expert_id", flat=True))

    @cached_property
    def recused(self) -> dict[Any, str]:
        """Who stood aside of themselves on any panel of the project, and why: it holds for the next one as well."""
        own = Seat.objects.filter(panel__project=self.project, left_as=SeatState.RECUSED, left_by_self=True)
        return dict(own.values_list("expert_id", "left_reason"))

    @cached_property
    def recent_most(self) -> int:
        return int(self.parameter("conflict.recent_most", None))

    @cached_property
    def recent(self) -> dict[Any, int]:
        """How many panels each sits on in the days before and after."""
        days = datetime.timedelta(days=int(self.parameter("conflict.recent_days", None)))
        moment = self.meeting_at or timezone.now()
        near = Seat.objects.active().filter(panel__meeting_at__range=(moment - days, moment + days))
        rows = near.exclude(panel_id__in=self.besides).order_by().values_list("expert_id")
        return dict(rows.annotate(number=Count("pk")))

    @cached_property
    def cleared(self) -> set[int]:
        cleared = ProjectUserGrant.objects.filter(content_object=self.project, permission__codename="clear_project")
        return set(cleared.values_list("user_id", flat=True))

    @cached_property
    def not_free(self) -> dict[Any, str]:
        return not_free_on(self.meeting_at, self.ids, besides=self.besides) if self.meeting_at else {}

    @cached_property
    def added(self) -> dict[Any, str]:
        return dict(AddedRecusal.objects.filter(project=self.project).values_list("expert_id", "reason"))

    @cached_property
    def lifted(self) -> set[tuple[Any, str, str]]:
        """What two persons lifted is that very finding; another of its kind has not been looked at."""
        waivers = Waiver.objects.in_force().filter(project=self.project)
        return set(waivers.values_list("expert_id", "code", "finding"))


def _authors_of(project: Project) -> dict[int, str]:
    """People who wrote or handed in the project's papers."""
    handed_in = Submission.objects.filter(thread_id=project.pk, opened_by__isnull=False)
    authors = dict.fromkeys(handed_in.values_list("opened_by__user_id", flat=True), "参与本项目申报")
    if project.created_by is not None:
        authors[project.created_by.user_id] = "项目经办人本人"
    return authors


def counted_since() -> datetime.date:
    """What ended before this day is no conflict any more."""
    return years_back(int(parameter("conflict.past_years")))


def years_back(years: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=365 * years + years // 4)


# --- the table -------------------------------------------------------------------------------------------------------


def _present(expert: Expert, facts: Facts) -> str:
    why = facts.bodies.why(expert.organisation_id, expert.employer)
    return f"{why}人员" if why else ""


def _past(expert: Expert, facts: Facts) -> list[str]:
    found = []
    for one in expert.employments.all():
        ended = one.ended_on or timezone.localdate()
        if ended >= facts.since and (why := facts.bodies.why(one.organisation_id, one.employer)):
            until = f"{one.ended_on:%Y-%m}" if one.ended_on else "至今"
            found.append(f"曾在{why}任职（{one.employer}，{one.began_on:%Y-%m}—{until}）")
    return found


def _tied(expert: Expert, facts: Facts) -> list[str]:
    found = []
    for tie in expert.ties.all():
        if tie.until and tie.until < facts.since:
            continue
        if why := facts.bodies.why(tie.organisation_id, tie.name):
            found.append(f"{tie.get_kind_display()}：{why}（{tie.name}）")
        elif tie.kind == Tie.Kind.PROPOSAL and same_name(tie.name, facts.project.name):
            found.append(f"{tie.get_kind_display()}：本项目")
    return found


def _author(expert: Expert, facts: Facts) -> str:
    return facts.authors.get(expert.user_id, "")


def _earlier(expert: Expert, facts: Facts) -> str:
    return "已参加本项目前一轮评审" if expert.pk in facts.earlier else ""


def _recused(expert: Expert, facts: Facts) -> str:
    reason = facts.recused.get(expert.pk)
    return f"本人已申请回避本项目（{reason}）" if reason is not None else ""


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


# Each gives its reason, or all of them where there may be several; what was lifted is one of them, not the kind.
CHECKS: dict[str, tuple[str, Callable[[Expert, Facts], str | list[str]]]] = {
    "unit": ("现工作单位", _present),
    "past": ("曾任职单位", _past),
    "tie": ("亲属、利益关系", _tied),
    "author": ("参与申报", _author),
    "earlier": ("前一轮评审", _earlier),
    "recused": ("本人申请回避", _recused),
    "often": ("近期评审过多", _often),
    "clearance": ("涉密知悉", _cleared),
    "county": ("县区专家", _county),
    "calendar": ("日程", _calendar),
    "added": ("信息办增加", _added),
}


def _findings(expert: Expert, facts: Facts, codes: Collection[str]) -> Iterator[Finding]:
    for code, (_label, check) in CHECKS.items():
        found = check(expert, facts) if code in codes else []
        for reason in [found] if isinstance(found, str) else found:
            if reason and (expert.pk, code, reason[:FINDING]) not in facts.lifted:
                yield Finding(code, reason)


def exclusions(
    project: Project,
    experts: Iterable[Expert],
    names: Iterable[str] = (),
    *,
    codes: Collection[str] | None = None,
    **when: Any,
) -> list[Exclusion]:
    """Those who must stand aside, each with all its reasons, or with those of `codes`; `when` as Facts takes it."""
    experts = list(experts)
    facts = Facts(project, [expert.pk for expert in experts], tuple(names), **when)
    judged = ((expert, tuple(_findings(expert, facts, codes or CHECKS))) for expert in experts)
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
    # Who they are is read once a unit of work; what keeps them off is asked anew, after the lock as well.
    related = listed.select_related("user", "organisation").prefetch_related("employments", "ties")
    experts = read_once(f"listed {panel.candidates_hash}", lambda: list(related))
    found: dict[Any, str] = {}
    for project in panel.drawn_for():
        for aside in exclusions(project, experts, panel.conflicting_names, **when):
            found.setdefault(aside.expert.pk, aside.reason)
    drawable = set(listed.available().values_list("pk", flat=True))
    return {one.pk: "已暂停、退出或聘期已满" for one in experts if one.pk not in drawable} | found


def late_conflicts(panel: Panel, experts: Iterable[Expert]) -> dict[Any, str]:
    """Expert's id → what must end the seat of one who was drawn rightly: it became known, or came about, since."""
    aside = exclusions(panel.project, experts, panel.conflicting_names, codes=LATE)
    return {one.expert.pk: one.reason for one in aside}


def late_conflict(seat: Seat) -> str:
    """Asked once a unit of work: what an expert does asks it in the rule and in the effect."""
    found = read_once(f"late {seat.pk}", lambda: late_conflicts(seat.panel, [seat.expert]))
    return found.get(seat.expert_id, "")
