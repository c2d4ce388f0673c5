"""待办 is derived, never stored: states × permits, one query per machine; and what a day has made due, a query a kind.

已办 comes from the audit trail.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import count, islice
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from workflow.audit import reading
from workflow.clocks import Clock, clocks_of
from workflow.machines import REGISTRY, Machine, Step
from workflow.models import AuditEvent
from workflow.workdays import working_days_between

PER_KIND = 200


@dataclass(frozen=True)
class Task:
    """One line of the inbox: what to do, on what, since when (working days), until when."""

    obj: Any
    steps: list[Step]
    since: datetime.datetime
    waited: int
    due: datetime.date | None
    # Why the clock stands still, where it does.
    stopped: str = ""

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < timezone.localdate()

    @property
    def url(self) -> str:
        return self.obj.get_absolute_url()


@dataclass(frozen=True)
class Overdue:
    """A row that waits because its day is over, not because of a state; `steps` are those that settle it."""

    obj: Any
    steps: list[Step]
    due: datetime.date


_overdue: dict[str, Callable[[Post], Iterable[Overdue]]] = {}


def register_overdue(name: str, kind: Callable[[Post], Iterable[Overdue]]) -> None:
    """`kind(post)` names what of a room is late and this post's to settle, the longest late first; `name` is its
    model's label in lower case. Called in the room's `ready()`."""
    _overdue[name] = kind


class Inbox(list[Task]):
    """The tasks, and of which models there are more than these."""

    def __init__(self) -> None:
        super().__init__()
        self.cut: set[str] = set()

    def first(self, key: str, found: Iterable[Any]) -> list[Any]:
        """As many of a kind as are listed; one more tells that there are more."""
        rows = list(islice(found, PER_KIND + 1))
        if len(rows) > PER_KIND:
            self.cut.add(key)
        return rows[:PER_KIND]


def _waiting(machine: Machine, post: Post) -> Q | None:
    """Which objects of a machine wait for this post; None when nothing ever does."""
    parts = [
        Q(**{f"{machine.field}__in": step.waiting_states}) & step.permit.scope(post) & (step.waits or Q)()
        for step in machine.steps
        if step.waiting_states and post.role in step.permit.roles
    ]
    return reduce(or_, parts) if parts else None


def _waiting_steps(machine: Machine, post: Post) -> Iterator[tuple[Any, list[Step]]]:
    """What waits longest comes first.

    A way and a permit may still refuse what the query found: it is read on, a piece at a time, until enough was taken.
    """
    q = _waiting(machine, post)
    if q is None:
        return
    model = machine.model
    rows = machine.marked(model.objects.visible_to(post).filter(q)).select_related(*model.inbox_related)
    rows = rows.order_by("state_since", "pk")
    for first in count(0, PER_KIND):
        piece = list(rows[first : first + PER_KIND])
        for obj in piece:
            steps = [
                step
                for step in machine.public_steps()
                if obj.state_value in step.waiting_states and step.permit(obj, post) and step.awaited(obj)
            ]
            if steps:
                yield obj, steps
        if len(piece) < PER_KIND:
            return


def inbox(post: Post | None) -> Inbox:
    """What this post can do now, oldest first."""
    tasks = Inbox()
    if post is None:
        return tasks
    with reading():
        waiting = [
            pair for machine in REGISTRY.values() for pair in tasks.first(machine.key, _waiting_steps(machine, post))
        ]
        clocks = clocks_of(obj for obj, _steps in waiting)
        tasks += [_task(obj, steps, clocks.get(obj.pk)) for obj, steps in waiting]
    today = timezone.localdate()
    for name, kind in _overdue.items():
        for row in tasks.first(name, kind(post)):
            since = timezone.make_aware(datetime.datetime.combine(row.due, datetime.time()))
            tasks.append(Task(row.obj, row.steps, since, working_days_between(row.due, today), row.due))
    tasks.sort(key=lambda task: task.since)
    return tasks


def _task(obj: Any, steps: list[Step], clock: Clock | None) -> Task:
    since = min(step.waited_since(obj) for step in steps)
    waited = working_days_between(timezone.localdate(since), timezone.localdate())
    dues = [clock.due() if clock else None, *(step.due_of(obj) for step in steps)]
    due = min((day for day in dues if day), default=None)
    return Task(obj, steps, since, waited, due, clock.standing.reason if clock and clock.standing else "")


def of_request(request: Any) -> Inbox:
    """The inbox of the request's post, asked once a request (the frame counts it, the home page lists it)."""
    if not hasattr(request, "inbox"):
        request.inbox = inbox(request.post)
    return request.inbox


def done(post: Post | None) -> QuerySet[AuditEvent]:
    """What this person did through this post, newest first."""
    if post is None:
        return AuditEvent.objects.none()
    return AuditEvent.objects.filter(post=post).select_related("content").order_by("-pk")
