"""The group's opinion: written by the chair, signed by all, in the site or on paper."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Post
from documents.services import issue_document, store_attachment
from experts.documents import group_opinion_context
from experts.models import GroupOpinion, Panel, Seat
from experts.notices import tell_clerks, tell_experts
from experts.states import AskedFor, SeatState
from workflow.audit import record


def ask_chair(panel: Panel) -> None:
    """After the opening the chair writes what the group says."""
    chair = panel.active_seats().filter(is_chair=True).select_related("expert").first()
    if chair is None:
        return
    chair.asked_for = AskedFor.WRITE
    chair.save(update_fields=["asked_for"])
    tell_experts(panel, [chair], f"《{panel.project.name}》专家意见已开启，请起草专家组意见")


def after_group_written(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    panel = obj.panel
    written = {"points": data["points"], "written_by": post, "written_at": timezone.now(), "paper": ""}
    GroupOpinion.objects.update_or_create(panel=panel, defaults=written)
    seats = list(panel.seats.impartial().filter(state=SeatState.SUBMITTED).select_related("expert"))
    for seat in seats:
        seat.asked_for, seat.signed_at, seat.signed_on_paper, seat.dissent = AskedFor.SIGN, None, False, ""
    Seat.objects.bulk_update(seats, ["asked_for", "signed_at", "signed_on_paper", "dissent"])
    tell_experts(panel, seats, f"《{panel.project.name}》专家组意见请您签署")
    tell_clerks(panel, f"《{panel.project.name}》组长已起草专家组意见，正在签署")


def after_group_signed(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    """The last signature makes the paper."""
    if not obj.panel.unsigned():
        _issue(obj.panel)


def _issue(panel: Panel) -> None:
    context = group_opinion_context(panel)
    issue_document(kind="group_opinion", subject=panel, thread_id=panel.pk, context=context, post=panel.drawn_by)
    tell_clerks(panel, f"《{panel.project.name}》专家组意见已全部签署")


def after_signed_on_paper(*, obj: Panel, post: Post, data: Mapping[str, Any]) -> None:
    """Those who stand on the paper; each hears of it, so that nobody signs without knowing."""
    scan = store_attachment(upload=data["scan"], thread_id=obj.pk, subject=obj, slot="signatures", post=post)
    obj.group.paper = data["paper"]
    obj.group.save(update_fields=["paper"])
    seats = list(obj.to_sign().filter(pk__in=data["signatures"]))
    for seat in seats:
        seat.signed_at, seat.signed_on_paper, seat.asked_for = timezone.now(), True, ""
        seat.dissent = data["signatures"][seat.pk]
    Seat.objects.bulk_update(seats, ["signed_at", "signed_on_paper", "asked_for", "dissent"])
    names = [f"{seat.expert.name}{'（有不同意见）' if seat.dissent else ''}" for seat in seats]
    changes = {"signed": [None, "、".join(names)], "scan": [None, scan.sha256]}
    record(subject=obj, action="signatures", label="登记纸质签署", post=post, changes=changes)
    tell_experts(obj, seats, f"《{obj.project.name}》信息办已登记您在纸质专家组意见上的签字；有误的请联系信息办")
    if not obj.unsigned():
        _issue(obj)


def ask_to_verify(panel: Panel, seats: list[Seat]) -> None:
    """The room that convened has answers to these experts' remarks."""
    for seat in seats:
        seat.asked_for = AskedFor.VERIFY
    Seat.objects.bulk_update(seats, ["asked_for"])
    tell_experts(panel, seats, f"《{panel.project.name}》申报单位已答复意见，请核对修改情况")


def pass_on(panel: Panel, asked: str) -> None:
    """What was wanted of a member who must do nothing more: the chair writes and verifies, and if nobody else's
    signature is waited for, the group has signed."""
    if asked == AskedFor.WRITE:
        ask_chair(panel)
    elif asked == AskedFor.VERIFY:
        ask_to_verify(panel, list(panel.active_seats().filter(is_chair=True).select_related("expert")))
    elif asked == AskedFor.SIGN and not panel.unsigned():
        _issue(panel)
