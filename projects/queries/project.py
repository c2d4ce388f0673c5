"""The page of a project."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Post
from documents.models import Attachment
from projects import rooms
from projects.models import Project, Tender
from workflow.machines import REGISTRY, Kind
from workflow.models import AuditEvent, Submission
from workflow.panel import PanelStep, build_panel, open_steps


@dataclass(frozen=True)
class RoomTab:
    room: rooms.Room
    attempts: list[Any]


def room_tabs(project: Project, post: Post | None) -> list[RoomTab]:
    return [RoomTab(room, list(room.attempts(project, post))) for room in rooms.all_rooms()]


def advices(project: Project, post: Post | None) -> list[tuple[str, Any]]:
    """(template, advice) of each room that has something to lay before this post."""
    found = ((adviser.template, adviser.advice(project, post)) for adviser in rooms.all_advisers())
    return [(template, advice) for template, advice in found if advice is not None]


def own_attempts(project: Project) -> list[Any]:
    """The application, pre-reviews and filings of a project: each a small lifecycle."""
    application = getattr(project, "application", None)
    found: list[Any] = [application] if application else []
    found += list(project.prereviews.select_related("checked_by__user"))
    found += list(project.consultations.select_related("body"))
    found += list(project.extensions.all())
    found += list(Tender.objects.filter(project=project))
    found += list(project.filings.all())
    found += list(project.participations.select_related("unit"))
    for attempt in found:
        attempt.project = project
    return found


def merged_panel(objects: Iterable[Any], post: Post | None) -> list[PanelStep]:
    """What can be done on a project and on everything under way on it: mine, then endings, then what is aside."""
    steps = [step for obj in objects if is_live(obj) for step in build_panel(obj, post)]
    return sorted(steps, key=_order)


def _order(item: PanelStep) -> tuple[bool, bool, bool, bool, int]:
    step = item.step
    return (step.aside, not item.mine, step.kind is Kind.END, not item.allowed, step.order)


def is_live(attempt: Any) -> bool:
    return attempt._meta.label_lower in REGISTRY and bool(open_steps(attempt))


def timeline(thread: Any) -> QuerySet[AuditEvent]:
    """Newest first. Who merely looked at a paper is the audit administrator's to see."""
    events = AuditEvent.objects.filter(thread_id=thread.pk).select_related("content")
    return events.exclude(content__action__in=("download", "preview")).order_by("-pk")


def events_of(obj: Any, post: Post) -> QuerySet[AuditEvent]:
    """What happened to one process of a project, newest first."""
    return AuditEvent.objects.visible_to(post).about(obj).select_related("content").order_by("-pk")


def attachments(project: Project) -> QuerySet[Attachment]:
    return Attachment.objects.current().filter(thread_id=project.pk)


def submissions(thread: Any) -> list[Submission]:
    """Every attempt of every kind, newest first, each with the name of what was handed in."""
    rows = Submission.objects.filter(thread_id=thread.pk).select_related("opened_by__user", "closed_by__user")
    return list(rows.order_by("-opened_at"))


def submissions_of(obj: Any) -> QuerySet[Submission]:
    rows = Submission.objects.about(obj).select_related("opened_by__user", "closed_by__user")
    return rows.order_by("-number")
