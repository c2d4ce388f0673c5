"""Where a project stands, who has it, and whether it is late: from clocks of states, never stored.

Every sub-process with a `project` is asked through its machine, so rooms above this one are counted too, unnamed.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from projects.models import PreReview, Project
from projects.paths import GATED_PATHS
from projects.rooms import late_kinds
from projects.states import ENDED, PRE_REVIEW, PROJECT, SUPERSEDABLE, PreReviewState, Stage, lapsed
from workflow.audit import reading
from workflow.clocks import WHOLE, Clock, clocks_of
from workflow.machines import REGISTRY, Machine
from workflow.models import Suspension
from workflow.parameters import clocks_in_force
from workflow.workdays import is_workday, notices

UNIT = "申报单位经办人"
# A new pre-review after a lapsed one: from here on it is the office's turn.
EXAMINED = (PreReviewState.SUBMITTED, PreReviewState.CHECKED)
LATE_BUILD, LAPSED = "超过计划完工日期", "预审批复已失效"


@dataclass(frozen=True)
class Standing:
    """One thing that is open on a project: what, who has it, since when, until when."""

    project_id: Any
    what: str
    holder: str
    since: datetime.date
    due: datetime.date | None

    def days_late(self, today: datetime.date) -> int:
        return max(0, (today - self.due).days) if self.due else 0


def of_projects() -> list[Machine]:
    """Machines of sub-processes that hang on a project."""
    return [machine for machine in REGISTRY.values() if any(f.name == "project" for f in machine.model._meta.fields)]


def latest_start(days: int, today: datetime.date) -> datetime.date:
    """The latest day from which so many working days are over before today."""
    known, day = notices(), today
    while days > 0:
        day -= datetime.timedelta(days=1)
        days -= is_workday(day, known)
    return day - datetime.timedelta(days=1)


def lapsed_projects(today: datetime.date | None = None) -> Q:
    """A Q over Project: the 预审批复 ran out before the gate approved (projects.states.lapsed of one of them)."""
    today = today or timezone.localdate()
    waits = Q(stage__in=SUPERSEDABLE, path__in=GATED_PATHS, approved_at__isnull=True)
    return waits & Q(pre_approved_until__lt=today)


def late_projects(today: datetime.date | None = None) -> Q:
    """A Q over Project: building beyond its date, an approval that lapsed, or a clock that ran out."""
    today = today or timezone.localdate()
    late = Q(stage=Stage.BUILDING, planned_end__lt=today)
    examined = PreReview.objects.filter(state__in=EXAMINED)
    late |= lapsed_projects(today) & ~Q(pk__in=examined.values("project_id"))
    clocks = clocks_in_force()
    stopped = Suspension.objects.values("subject_id")
    stood_still = Suspension.objects.filter(clock=WHOLE).values("subject_id")
    for machine in of_projects():
        over = Q(pk__in=[])
        for state, key in machine.clocks.items():
            if days := clocks.get(key):
                over |= Q(**{machine.field: state, "state_since__date__lte": latest_start(days, today)})
        rows = machine.model._base_manager.filter(over).exclude(pk__in=stopped).exclude(project_id__in=stood_still)
        late |= Q(pk__in=rows.values("project_id"))
    late |= Q(pk__in=_late_in_spite_of_stops(today))
    for of_room in late_kinds():
        late |= of_room(today)
    # While it stands still nothing of it is late.
    return late & ~Q(stage__in=ENDED) & Q(suspended_at__isnull=True)


def _late_in_spite_of_stops(today: datetime.date) -> list[Any]:
    """Whoever's clock ever stood still is counted day by day: few, and only those in a state with a clock."""
    found: list[Any] = []
    kinds = set(Suspension.objects.order_by().values_list("subject_type", flat=True).distinct())
    whole = Q(project_id__in=Suspension.objects.filter(clock=WHOLE).values("subject_id"))
    for machine in of_projects():
        if machine.clocks and (machine.key in kinds or PROJECT.key in kinds):
            ids = Suspension.objects.filter(subject_type=machine.key).values("subject_id")
            timed = Q(**{f"{machine.field}__in": list(machine.clocks)})
            found += machine.model._base_manager.filter(timed & (Q(pk__in=ids) | whole))
    running = clocks_of(found)
    dues = {obj: running[obj.pk].due() for obj in found if obj.pk in running}
    return [obj.project_id for obj, due in dues.items() if due and due < today]


def standings(projects: Iterable[Project]) -> dict[Any, list[Standing]]:
    """What is open on each project, the most pressing first. One query a machine, whatever the number of projects."""
    by_pk = {project.pk: project for project in projects}
    found: dict[Any, list[Standing]] = {pk: _dated(project) for pk, project in by_pk.items()}
    open_rows: list[tuple[Machine, Any]] = []
    for machine in of_projects():
        waiting = {state for step in machine.steps for state in step.waiting_states} | set(machine.clocks)
        rows = machine.model._base_manager.filter(**{"project__in": by_pk, f"{machine.field}__in": waiting})
        for obj in machine.marked(rows):
            obj.project = by_pk[obj.project_id]
            open_rows.append((machine, obj))
    clocks = clocks_of(obj for _machine, obj in open_rows)
    for machine, obj in open_rows:
        found[obj.project_id].append(_standing(machine, obj, clocks.get(obj.pk)))
        if machine is PRE_REVIEW and obj.state in EXAMINED:
            found[obj.project_id] = [one for one in found[obj.project_id] if one.what != LAPSED]
    idle = [pk for pk, open_ in found.items() if not open_]
    with reading():
        for project in PROJECT.marked(Project._base_manager.filter(pk__in=idle)):
            found[project.pk] = _waiting(project)
    far = datetime.date.max
    return {pk: sorted(open_, key=lambda one: (one.due or far, one.since)) for pk, open_ in found.items()}


def _standing(machine: Machine, obj: Any, clock: Clock | None) -> Standing:
    since, due = timezone.localdate(obj.state_since), clock.due() if clock else None
    what = f"{obj._meta.verbose_name}：{obj.state_label}"
    if clock and clock.standing:
        what += f"（停表：{clock.standing.reason}）"
    return Standing(obj.project_id, what, _holder(machine, obj), since, due)


def _holder(machine: Machine, obj: Any) -> str:
    here = obj.state_value
    steps = [step for step in machine.public_steps() if here in step.waiting_states and step.awaited(obj)]
    return steps[0].permit.holder if steps else machine.elsewhere.get(here, "—")


def _dated(project: Project) -> list[Standing]:
    """What runs on the project itself until a day."""
    since = timezone.localdate(project.state_since)
    if project.suspended_at:
        return [Standing(project.pk, "已暂停", "信息办负责人", timezone.localdate(project.suspended_at), None)]
    rows = []
    if project.stage in SUPERSEDABLE and lapsed(project):
        # The unit applies anew; the body may not approve any more.
        rows.append(Standing(project.pk, LAPSED, UNIT, since, project.pre_approved_until))
    elif project.stage == Stage.PRE_APPROVED and project.pre_approved_until:
        rows.append(Standing(project.pk, "待审批", _gate(project), since, project.pre_approved_until))
    if project.stage == Stage.BUILDING:
        what = _if_late(project.planned_end, LATE_BUILD, "建设中")
        rows.append(Standing(project.pk, what, UNIT, since, project.planned_end))
    return rows


def _waiting(project: Project) -> list[Standing]:
    """What waits for somebody to begin, where no attempt is open."""
    if project.stage == Stage.LIBRARY:
        since = timezone.localdate(project.state_since)
        return [Standing(project.pk, "待列入年度清单", "信息办经办人", since, None)]
    steps = [step for step in PROJECT.public_steps() if project.stage in step.waiting_states]
    for step in steps:
        if step.awaited(project):
            since = timezone.localdate(step.waited_since(project))
            return [Standing(project.pk, f"待{step.label}", step.permit.holder, since, step.due_of(project))]
    return []


def _gate(project: Project) -> str:
    gates = [PROJECT.by_name[name] for name in ("approve_project", "approve_procurement")]
    return next((step.permit.holder for step in gates if step.on_the_way(project)), UNIT)


def _if_late(due: datetime.date | None, late: str, otherwise: str) -> str:
    return late if due and due < timezone.localdate() else otherwise
