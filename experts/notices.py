"""Who hears of what in this room. An expert's words never stand in a notice."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.queries import holders
from accounts.roles import Role
from experts.models import Panel, Seat
from workflow.notices import notify, notify_each


def invite(panel: Panel, seats: Iterable[Seat]) -> None:
    when = timezone.localtime(panel.meeting_at)
    text = (
        f"邀请您参加《{panel.project.name}》{panel.get_purpose_display()}，"
        f"{when:%Y-%m-%d %H:%M}，{panel.place}；请先作出回避声明"
    )
    tell_experts(panel, seats, text)


def tell_experts(panel: Panel, seats: Iterable[Seat], text: str) -> None:
    """The same words to each, with the way to their own seat."""
    urls = {seat.expert.user_id: seat.get_absolute_url() for seat in seats}
    notify_each(urls, text=text, thread_id=panel.pk)


def tell_clerks(panel: Panel, text: str) -> None:
    notify(posts=holders(Role.OFFICE_CLERK), text=text, url=panel.get_absolute_url(), thread_id=panel.pk)
