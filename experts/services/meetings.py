"""A sitting: moved, held with its minutes, over with its last panel."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Post
from documents.services import issue_document
from experts.documents import minutes_context
from experts.models import Meeting, Panel
from experts.notices import tell_clerks, tell_experts
from experts.states import MeetingState
from projects.notices import tell_unit
from workflow.audit import record
from workflow.engine import perform


def after_held(*, obj: Meeting, post: Post, data: Mapping[str, Any]) -> None:
    issue_document(kind="minutes", subject=obj, thread_id=obj.pk, context=minutes_context(obj), post=post)


def after_moved(*, obj: Meeting, post: Post, data: Mapping[str, Any]) -> None:
    """The panels keep the day for the calendar; experts and units hear of it."""
    obj.panels.filter(closed_at=None).update(meeting_at=obj.starts_at, place=obj.place)
    when = f"{timezone.localtime(obj.starts_at):%Y-%m-%d %H:%M}，{obj.room}"
    if why := data.get("urgent_reason"):
        record(subject=obj, action="urgent", label="会前送达时间不足", post=post, reason=why)
    clash = obj.clash_words
    for panel in obj.agenda():
        if clash:
            tell_clerks(panel, f"《{panel.project.name}》评审改为 {when}：{clash}")
        tell_experts(panel, panel.active_seats().select_related("expert"), f"《{panel.project.name}》评审改为 {when}")
        tell_unit(panel.project, f"《{panel.project.name}》评审改为 {when}", url=panel.origin_url)


def close_meeting(meeting_id: Any, post: Post) -> None:
    """Nothing is left to sit for."""
    if meeting_id is None or Panel.objects.filter(meeting_id=meeting_id, closed_at=None).exists():
        return
    meeting = Meeting._base_manager.get(pk=meeting_id)
    if meeting.state == MeetingState.PLANNED:
        perform(meeting, "close", post=post, system=True)
