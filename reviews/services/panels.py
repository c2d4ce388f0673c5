"""Seating a group of experts, for whatever this room convenes it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Post
from experts.models import Panel
from experts.services import convene, follow, seed_of
from reviews.models import Argument, ReviewRound
from reviews.notices import tell_applicant
from reviews.rules import DRAWABLE
from workflow.audit import record
from workflow.errors import RuleViolation
from workflow.rules import Verdict


def seat_panel(*, obj: ReviewRound | Argument, purpose: str, data: Mapping[str, Any], post: Post) -> None:
    """Draw the panel and tell the unit the day. The names stand on the panel, not on the project's timeline."""
    try:
        obj.panel = _panel_of(obj, purpose, data, post)
    except ValidationError as error:
        # The pool changed between the page and the act.
        raise RuleViolation([Verdict(DRAWABLE, "；".join(error.messages))]) from error
    obj.save(update_fields=["panel"])
    if why := data.get("urgent_reason"):
        record(subject=obj.panel, action="urgent", label="会前送达时间不足", post=post, reason=why)
    when, what = timezone.localtime(data["meeting_at"]), obj.panel.get_purpose_display()
    tell_applicant(obj, f"《{obj.project.name}》{what}定于 {when:%Y-%m-%d %H:%M}，地点：{data['place']}")


def _panel_of(obj: ReviewRound | Argument, purpose: str, data: Mapping[str, Any], post: Post) -> Panel:
    url = obj.get_absolute_url()
    if lead := data.get("lead"):
        return follow(lead=lead, project=obj.project, position=data["position"], post=post, origin_url=url)
    return convene(
        project=obj.project,
        purpose=purpose,
        meeting_at=data["meeting_at"],
        place=data["place"],
        size=data["size"],
        quotas=data.get("quotas", {}),
        witness=data.get("witness", ""),
        post=post,
        origin_url=url,
        **seed_of(data),
    )
