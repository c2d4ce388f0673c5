"""The end of a project: what was under way ends with it, and the paper says what became of everything."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Post
from projects.lateness import of_projects
from projects.models import Project
from projects.notices import tell_unit
from projects.rooms import all_rooms
from projects.services.consultations import close_consultations
from projects.services.tenders import close_tender
from workflow.engine import perform


def ends_with(project: Project) -> list[Any]:
    """Attempts that are under way and close by themselves when the project ends."""
    found: list[Any] = []
    for machine in of_projects():
        close = machine.by_name.get("close")
        if close is not None:
            rows = machine.model._base_manager.filter(project=project, **{f"{machine.field}__in": close.source})
            found += rows
    return found


def in_words(attempts: list[Any]) -> list[str]:
    return [f"{one._meta.verbose_name}（{one.state_label}）" for one in attempts]


def end_open_attempts(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """In this room and in those above; then the rooms write what they have to say of the end."""
    closed = in_words(ends_with(obj))
    application = getattr(obj, "application", None)
    if application is not None and application.state in application.machine.by_name["close"].source:
        perform(application, "close", post=post, system=True)
    for pre_review in obj.prereviews.open_():
        perform(pre_review, "close", post=post, system=True)
        close_consultations(pre_review, post)
    for extension in obj.extensions.open_():
        perform(extension, "close", post=post, system=True)
    close_tender(obj, post)
    for room in all_rooms():
        if room.ended is not None:
            room.ended(project=obj, post=post)
    for room in all_rooms():
        if room.concluded is not None:
            room.concluded(project=obj, post=post, reason=data["reason"], closed=closed)
    tell_unit(obj, f"《{obj.name}》已结束：{data['reason']}")
