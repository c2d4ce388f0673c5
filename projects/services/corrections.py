"""Returning with everything that is missing at once (一次性告知); the unit ticks it off; the office's clock stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document
from projects.documents import correction_context
from projects.models import CorrectionItem, CorrectionNotice
from projects.models.corrections import OTHER
from projects.notices import tell_role, tell_unit
from projects.permits import PROJECT_CLERK
from projects.states import ENDED
from workflow.audit import record, unit_of_work
from workflow.clocks import resume_clock, stop_clock
from workflow.errors import Conflict, Forbidden
from workflow.parameters import parameter
from workflow.workdays import add_working_days

WAITING = "等待申报单位补正"


def give_notice(*, obj: Any, post: Post, items: Sequence[Mapping[str, Any]], matter: str, reason: str) -> Any:
    """Inside the effect of a return: items kept, 一次性告知书 issued with its number, the office's clock stopped.

    `items` hold kind, code, label, reason, article; where none were itemised, the reason is the one item.
    Returns the CorrectionNotice.
    """
    today = timezone.localdate()
    received = timezone.localdate(obj.left_state[1]) if obj.left_state else today
    rows = list(items) or [{"kind": OTHER, "code": "", "label": "申报材料", "reason": reason, "article": "10"}]
    CorrectionNotice.objects.about(obj).filter(answered_at__isnull=True).update(answered_at=timezone.now())
    notice = CorrectionNotice.objects.create(
        project=obj.project,
        subject_type=obj._meta.label_lower,
        subject_id=obj.pk,
        matter=matter,
        received_on=received,
        due_on=add_working_days(today, int(parameter("clock.papers_awaited"))),
        issued_by=post,
    )
    CorrectionItem.objects.bulk_create(
        CorrectionItem(notice=notice, position=place, **{**row, "reason": row["reason"][:500]})
        for place, row in enumerate(rows, start=1)
    )
    notice.document = issue_document(
        kind="notice_missing",
        subject=obj,
        thread_id=obj.project_id,
        context=correction_context(notice),
        post=post,
    )
    notice.save(update_fields=["document"])
    stop_clock(obj=obj, reason=WAITING, post=post)
    return notice


def close_notice(*, obj: Any) -> None:
    """It came back to the office: the notice is answered, the clock goes on."""
    CorrectionNotice.objects.about(obj).filter(answered_at__isnull=True).update(answered_at=timezone.now())
    resume_clock(obj=obj)


def tick_item(*, item: CorrectionItem, post: Post, done: bool, answer: str = "") -> CorrectionItem:
    """The unit says of one item that it is mended, and how. Raises Forbidden, Conflict (already handed in)."""
    with unit_of_work():
        notice = CorrectionNotice.objects.select_for_update(of=("self",)).get(pk=item.notice_id)
        if not PROJECT_CLERK(notice, post):
            raise Forbidden("补正事项由申报单位经办人逐项办理。")
        if notice.answered_at is not None:
            raise Conflict("补正材料已重新提交，不能再改补正说明。")
        locked = CorrectionItem.objects.get(pk=item.pk)
        locked.ticked_at = timezone.now() if done else None
        locked.ticked_by = post if done else None
        locked.answer = answer.strip()[:300]
        locked.save(update_fields=["ticked_at", "ticked_by", "answer"])
        label = "补正事项已办" if done else "补正事项未办"
        record(subject=notice, action="tick", label=label, post=post, changes={"item": locked.label})
    return locked


def sweep_corrections() -> tuple[int, int]:
    """Once a day: whoever has not brought his papers in time is reminded; later the office may return them.

    Returns (reminded, told to the office). Each is said once.
    """
    today, reminded, told = timezone.localdate(), 0, 0
    days = int(parameter("clock.papers_returned")) - int(parameter("clock.papers_awaited"))
    for notice in CorrectionNotice.objects.filter(answered_at__isnull=True, due_on__lt=today).select_related(
        "project"
    ):
        if notice.project.stage in ENDED:
            continue
        last = add_working_days(notice.due_on, days)
        if notice.reminded == 0:
            _remind(notice, f"请在 {last} 前补正，逾期将退件")
            reminded += 1
        elif notice.reminded == 1 and last < today:
            _remind(notice, "补正期限已过，信息办可以退件")
            tell_role(
                notice.project, f"《{notice.project.name}》{notice.matter}补正超过期限，可以退件", Role.OFFICE_CLERK
            )
            told += 1
    return reminded, told


def _remind(notice: CorrectionNotice, text: str) -> None:
    with unit_of_work():
        notice.reminded += 1
        notice.save(update_fields=["reminded"])
        tell_unit(notice.project, f"《{notice.project.name}》{notice.matter}尚未补正（期限 {notice.due_on}）：{text}")
