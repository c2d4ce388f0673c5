"""Returning with everything that is missing at once (一次性告知); the unit ticks it off; the office's clock stands."""

import datetime
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
from projects.services.consultations import close_consultations
from projects.states import ENDED
from workflow.articles import cite
from workflow.audit import record, unit_of_work
from workflow.clocks import resume_clock, stop_clock, thread_clock
from workflow.engine import perform
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
    CorrectionNotice.objects.about(obj).open_().update(answered_at=timezone.now())
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
    CorrectionNotice.objects.about(obj).open_().update(answered_at=timezone.now())
    resume_clock(obj=obj)


def tick_item(*, item: CorrectionItem, post: Post, done: bool, answer: str = "") -> CorrectionItem:
    """The unit says of one item that it is mended, and how. Raises Forbidden, Conflict (already handed in)."""
    with unit_of_work():
        notice = CorrectionNotice.objects.select_for_update(of=("self",)).get(pk=item.notice_id)
        if not PROJECT_CLERK(notice, post):
            raise Forbidden("补正事项由申报单位经办人逐项办理。")
        if notice.answered_at or notice.lapsed_at:
            raise Conflict("补正材料已重新提交，或逾期已退件，不能再改补正说明。")
        locked = CorrectionItem.objects.get(pk=item.pk)
        locked.ticked_at = timezone.now() if done else None
        locked.ticked_by = post if done else None
        locked.answer = answer.strip()[:300]
        locked.save(update_fields=["ticked_at", "ticked_by", "answer"])
        label = "补正事项已办" if done else "补正事项未办"
        record(subject=notice, action="tick", label=label, post=post, changes={"item": locked.label})
    return locked


def sweep_corrections() -> tuple[int, int]:
    """Who has not brought his papers in time is reminded once; whoever was, and lets the last day pass, gets it back.

    Returns (reminded, 退件). May run at any time again. Whatever stands still with its project waits.
    """
    today, reminded, lapsed = timezone.localdate(), 0, 0
    open_ = CorrectionNotice.objects.open_().filter(due_on__lt=today).exclude(project__stage__in=ENDED)
    for notice in open_.select_related("project__unit"):
        last = _last_day(notice)
        if last is None:
            continue
        if notice.reminded == 0:
            _remind(notice, last)
            reminded += 1
        elif last < today:
            lapsed += _lapse(notice, last)
    return reminded, lapsed


def _last_day(notice: CorrectionNotice) -> datetime.date | None:
    """None while the project stands still: its clocks do, too."""
    issued = timezone.localdate(notice.issued_at)
    return thread_clock(notice.thread_id, issued, int(parameter("clock.papers_returned", on=issued))).due()


def _remind(notice: CorrectionNotice, last: datetime.date) -> None:
    with unit_of_work():
        notice.reminded += 1
        notice.save(update_fields=["reminded"])
        text = (
            f"《{notice.project.name}》{notice.matter}尚未补正（期限 {notice.due_on}）：请在 {last} 前补正，逾期将退件"
        )
        tell_unit(notice.project, text)


def _lapse(notice: CorrectionNotice, last: datetime.date) -> bool:
    try:
        perform(notice.subject, "lapse", post=None, reason=f"{last} 前未补正", system=True)
    except Conflict:
        # It came back in this very moment.
        return False
    return True


def after_application_lapsed(*, obj: Any, post: Post | None, data: Mapping[str, Any]) -> None:
    """The application was the project's only thread, so the project ends with it."""
    perform(obj.project, "lapse", post=post, reason=data["reason"], system=True)
    _give_back(obj, "入库申报", "9", "仍需建设的请重新申报", data["reason"])


def after_pre_review_lapsed(*, obj: Any, post: Post | None, data: Mapping[str, Any]) -> None:
    close_consultations(obj, post)
    _give_back(obj, "预审申请", "10", "备齐材料后可重新申请预审", data["reason"])


def _give_back(obj: Any, matter: str, number: str, further: str, reason: str) -> None:
    CorrectionNotice.objects.about(obj).open_().update(lapsed_at=timezone.now())
    # Nothing runs any more that could go on; the stop ends with the case.
    resume_clock(obj=obj)
    text = f"《{obj.project.name}》{matter}{reason}，已退件（《办法》{cite(number)}）：{further}"
    tell_unit(obj.project, text)
    tell_role(obj.project, text, Role.OFFICE_CLERK)
