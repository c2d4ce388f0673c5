"""Who hears of what in this room. An expert's words never stand in a notice."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from experts.models import Panel, Seat
from workflow.notices import notify


def invite(seats: Iterable[Seat]) -> None:
    for seat in seats:
        when = timezone.localtime(seat.panel.meeting_at)
        text = (
            f"邀请您参加《{seat.panel.project.name}》{seat.panel.get_purpose_display()}，"
            f"{when:%Y-%m-%d %H:%M}，{seat.panel.place}；请先作出回避声明"
        )
        tell_expert(seat, text)


def tell_expert(seat: Seat, text: str) -> None:
    posts = Post.objects.current().filter(role=Role.EXPERT, user_id=seat.expert.user_id)
    notify(posts=posts, text=text, url=seat.get_absolute_url(), thread_id=seat.panel_id)


def tell_clerks(panel: Panel, text: str) -> None:
    notify(posts=holders(Role.OFFICE_CLERK), text=text, url=panel.get_absolute_url(), thread_id=panel.pk)
