"""Invitations, reminders and thanks: a notice for each, a numbered letter where the office asks for one."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Post
from documents.services import issue_document
from experts.documents import invitation_context, thanks_context
from experts.models import Panel, Seat
from experts.notices import tell_experts
from experts.states import SeatState
from workflow.audit import unit_of_work
from workflow.workdays import add_working_days

TO_DO = {SeatState.INVITED: "请作出回避声明并查阅材料", SeatState.DECLARED: "请提交评审意见"}


def after_invitations_sent(*, obj: Panel, post: Post, data: Mapping[str, Any]) -> None:
    for seat in obj.without_letter("expert_invitation"):
        context = invitation_context(obj, seat)
        issue_document(kind="expert_invitation", subject=seat, thread_id=seat.pk, context=context, post=post)


def after_thanks_sent(*, obj: Panel, post: Post, data: Mapping[str, Any]) -> None:
    seats = obj.without_letter("expert_thanks")
    for seat in seats:
        context = thanks_context(obj, seat)
        issue_document(kind="expert_thanks", subject=seat, thread_id=seat.pk, context=context, post=post)
    tell_experts(obj, seats, f"感谢您参加《{obj.project.name}》评审，感谢信已送达")


def after_reminded(*, obj: Panel, post: Post, data: Mapping[str, Any]) -> None:
    _remind(obj, obj.seats.filter(state__in=TO_DO).select_related("expert"))


def _remind(panel: Panel, seats: Iterable[Seat]) -> None:
    when = timezone.localtime(panel.meeting_at)
    for seat in seats:
        text = (
            f"提醒：《{panel.project.name}》评审 {when:%Y-%m-%d %H:%M}，{panel.place}；{TO_DO[SeatState(seat.state)]}"
        )
        tell_experts(panel, [seat], text)
        seat.reminded_at = timezone.now()
        seat.save(update_fields=["reminded_at"])


def due_reminders() -> "list[Seat]":
    """On the working day before the meeting: who has something to do still and heard nothing since the invitation."""
    now = timezone.now()
    until = add_working_days(timezone.localdate(now), 1) + datetime.timedelta(days=1)
    waiting = Seat.objects.filter(state__in=TO_DO, reminded_at=None, panel__closed_at=None, panel__opened_at=None)
    soon = waiting.filter(panel__meeting_at__gt=now, panel__meeting_at__date__lt=until)
    return list(soon.select_related("expert", "panel__project"))


def remind_seat(*, seat: Seat) -> None:
    """By itself, once; a second worker finds it done."""
    with unit_of_work():
        locked = (
            Seat.objects.select_for_update(of=("self",)).select_related("expert", "panel__project").get(pk=seat.pk)
        )
        if locked.reminded_at is None and locked.state in TO_DO:
            _remind(locked.panel, [locked])
