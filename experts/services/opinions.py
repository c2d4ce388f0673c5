"""Drafts of an opinion; its sealing is a step of the seat."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from experts.access import why_closed
from experts.aspects import AspectVerdict, OpinionConclusion
from experts.models import Opinion, Seat
from experts.states import SeatState
from workflow.audit import unit_of_work
from workflow.errors import Conflict, Forbidden


def save_opinion(*, seat: Seat, post: Post, version: int, content: Mapping[str, Any]) -> Opinion:
    """Keep a draft. `content` = {"aspects": {code: {verdict, score, text}}, "overall", "conclusion"}.

    Raises Forbidden (not this person's), Conflict (saved elsewhere since `version`, or sealed). An opinion is no
    legal act before it is submitted, and sealed after it: it never leaves words in the audit trail.
    """
    if seat.expert.user_id != post.user_id or post.role != Role.EXPERT:
        raise Forbidden("评审意见由专家本人填写。")
    with unit_of_work():
        # A panel that was closed while we waited has closed its seats.
        locked = Seat.objects.select_for_update(of=("self",)).select_related("panel").get(pk=seat.pk)
        if locked.state != SeatState.DECLARED or locked.panel.closed_at is not None:
            raise Conflict(f"席位当前为“{locked.state_label}”，不能填写意见。")
        if why := why_closed(locked):
            raise Conflict(why)
        opinion = Opinion.objects.get(seat=locked)
        if opinion.version != version:
            raise Conflict("另一窗口已保存了新的内容。")
        opinion.aspects = {
            aspect.code: _judged(content.get("aspects", {}).get(aspect.code, {})) for aspect in locked.panel.aspects
        }
        opinion.checks = {str(code): str(answer)[:10] for code, answer in content.get("checks", {}).items() if answer}
        opinion.budget = {
            str(key): {"verdict": str(judged["verdict"])[:10], "cut": str(judged.get("cut") or "")[:20]}
            for key, judged in content.get("budget", {}).items()
        }
        opinion.overall = str(content.get("overall", ""))[:5000]
        conclusion = content.get("conclusion", "")
        opinion.conclusion = conclusion if conclusion in OpinionConclusion.values else ""
        opinion.version += 1
        opinion.saved_at = timezone.now()
        opinion.save()
    return opinion


def _judged(given: Mapping[str, Any]) -> dict[str, Any]:
    score, verdict = given.get("score"), given.get("verdict", "")
    return {
        "verdict": verdict if verdict in AspectVerdict.values else "",
        "score": score if isinstance(score, int) and 0 <= score <= 100 else None,
        "text": str(given.get("text") or "")[:2000],
    }
