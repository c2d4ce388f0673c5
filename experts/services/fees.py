"""Fees of a session by the norm of its day, and their payment."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document
from experts.documents import fee_list_context
from experts.models import Fee, Meeting, Panel, Seat
from experts.notices import tell_experts
from experts.rules import SESSION_BEGUN
from experts.states import SeatState
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden
from workflow.numbers import cents
from workflow.parameters import parameter

SENIOR = ("教授", "正高", "研究员", "一级律师", "一级公证员", "主任医师")


def is_senior(title: str) -> bool:
    """正高级: a professor and their like; 副教授, 助理研究员 and who passed an examination (一级建造师) are not."""
    return any(word in title for word in SENIOR) and not any(word in title for word in ("副", "助理"))


def tax_on(amount: Decimal, day: datetime.date) -> Decimal:
    """Advance tax on remuneration of labour: up to a limit a fixed sum is free, above it a share of the whole."""
    if amount <= parameter("fee.tax_free_limit", day):
        free = parameter("fee.tax_free", day)
    else:
        free = amount * parameter("fee.tax_free_share", day)
    return cents(max(amount - free, Decimal(0)) * parameter("fee.tax_rate", day))


def note_fees(*, panel: Panel, length: str, post: Post) -> list[Fee]:
    """One line for each who sat through to the end; once a panel."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("评审费由信息办经办人登记。")
    if panel.opened_at is None:
        raise Conflict("专家意见尚未全部提交，不能登记评审费。")
    if why := SESSION_BEGUN.judge(panel, post, {}).message:
        raise Conflict(f"{why}，不能登记评审费。")
    day = timezone.localdate(panel.meeting_at)
    with unit_of_work():
        if panel.meeting_id is not None:
            # Panels of the same sitting stand in a queue.
            Meeting.objects.select_for_update(of=("self",)).get(pk=panel.meeting_id)
        seats = list(without_fee(panel))
        if not seats:
            raise Conflict("评审费已登记；同一场评审会每名专家只登记一次。")
        fees = []
        for seat in seats:
            senior = is_senior(seat.expert.title)
            amount = parameter(f"fee.{'senior' if senior else 'other'}_{length}", day)
            fees.append(
                Fee(seat=seat, length=length, is_senior=senior, amount=amount, tax=tax_on(amount, day), noted_by=post)
            )
        Fee.objects.bulk_create(fees)
        total = sum((fee.amount for fee in fees), Decimal(0))
        changes = {"length": length, "number": len(fees), "total": total}
        record(subject=panel, action="note_fees", label="登记评审费", post=post, changes=changes)
        context = fee_list_context(panel, fees)
        issue_document(kind="fee_list", subject=panel, thread_id=panel.pk, context=context, post=post)
        tell_experts(panel, seats, f"感谢您参加《{panel.project.name}》评审，评审费已登记，可在“我的评审”查看")
    return fees


def without_fee(panel: Panel) -> QuerySet[Seat]:
    """One sitting is one fee, however many projects it had: who has it for this meeting gets no second one."""
    seats = panel.seats.filter(state=SeatState.SUBMITTED, fee=None).select_related("expert__user")
    if panel.meeting_id is None:
        return seats
    there = Fee.objects.filter(seat__panel__meeting_id=panel.meeting_id)
    return seats.exclude(expert_id__in=there.values("seat__expert_id"))


def pay_fee(*, fee: Fee, paid_on: datetime.date, receipt: str, post: Post) -> Fee:
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("评审费发放由信息办经办人登记。")
    with unit_of_work():
        locked = Fee.objects.select_for_update(of=("self",)).select_related("seat__panel").get(pk=fee.pk)
        if locked.paid_on is not None:
            raise Conflict("该笔评审费已登记发放。")
        if not timezone.localdate(locked.seat.panel.meeting_at) <= paid_on <= timezone.localdate():
            raise ValidationError("发放日期应在评审会之后、今日之前。")
        locked.paid_on, locked.receipt = paid_on, receipt
        locked.save(update_fields=["paid_on", "receipt"])
        record(
            subject=locked.seat.panel,
            action="pay_fee",
            label="登记评审费发放",
            post=post,
            changes={"receipt": receipt},
        )
    return locked
