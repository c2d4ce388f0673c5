"""Who hears of what in this room. An expert's words never stand in a notice."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.queries import holders
from accounts.roles import OFFICE_ROLES, Role
from experts.models import Panel, Seat, Waiver
from projects.notices import who_may_know
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
    clerks = who_may_know(panel.project, holders(Role.OFFICE_CLERK))
    notify(posts=clerks, text=text, url=panel.get_absolute_url(), thread_id=panel.pk)


def ask_witness(panel: Panel) -> None:
    """The draw waits for a second person of the office."""
    others = who_may_know(panel.project, holders(*OFFICE_ROLES)).exclude(user_id=panel.drawn_by.user_id)
    text = f"《{panel.project.name}》候选名单已冻结，请一人监督抽取"
    notify(posts=others, text=text, url=panel.get_absolute_url(), thread_id=panel.pk)


def ask_second_person(waiver: Waiver) -> None:
    others = who_may_know(waiver.project, holders(*OFFICE_ROLES)).exclude(user_id=waiver.asked_by.user_id)
    text = f"《{waiver.project.name}》申请解除一名专家的回避，待另一人批准"
    notify(posts=others, text=text, url=waiver.get_absolute_url(), thread_id=waiver.pk)


def tell_asker(waiver: Waiver, text: str) -> None:
    notify_each({waiver.asked_by.user_id: waiver.get_absolute_url()}, text=text, thread_id=waiver.pk)
