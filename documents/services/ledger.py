"""Numbers outside of issuing: void ones, reserved ones, those that came from elsewhere."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from documents.models import NumberEntry
from documents.numbers import take_number
from documents.registry import SERIES
from documents.services.standing import void_document
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden


def void_number(*, entry: NumberEntry, reason: str, post: Post) -> NumberEntry:
    """Mark a number void, with its paper where it has one; it stays in the ledger and is never given again."""
    if post.role != Role.OFFICE_LEADER:
        raise Forbidden("文号由信息办负责人作废。")
    if not reason.strip():
        raise Forbidden("作废文号必须写明原因。")
    with unit_of_work():
        locked = NumberEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if locked.void:
            raise Conflict("该文号已作废。")
        if locked.document is not None:
            void_document(document=locked.document, reason=reason, post=post)
            locked.refresh_from_db()
            return locked
        locked.void, locked.reason = True, reason.strip()
        locked.save(update_fields=["void", "reason"])
        record(subject=locked, action="void", label="作废文号", post=post, reason=locked.reason)
    return locked


def reserve_number(*, series: str, holder: str, post: Post) -> NumberEntry:
    """Take the next number for a paper that is made outside of the system; it fills no gap and leaves none."""
    if post.role not in OFFICE_ROLES:
        raise Forbidden("文号由信息办预留。")
    if not holder.strip():
        raise ValidationError({"holder": "请写明预留的文号用于哪份文书。"})
    with unit_of_work():
        entry = take_number(series=series, on=timezone.localdate())
        entry.origin, entry.holder, entry.by = NumberEntry.Origin.RESERVED, holder.strip()[:200], post
        entry.save(update_fields=["origin", "holder", "by"])
        record(subject=entry, action="reserve", label="预留文号", post=post, changes={"number": entry.text})
    return entry


def record_outside_number(*, text: str, holder: str, post: Post) -> NumberEntry:
    """Enter a number that the city's own office system gave; it is kept as it is, in a run of its own."""
    if post.role not in OFFICE_ROLES:
        raise Forbidden("外来文号由信息办登记。")
    text, holder = text.strip(), holder.strip()
    errors = {}
    if not text or len(text) > 60:
        errors["text"] = "请填写文号，不超过 60 个字。"
    if any(text.startswith(f"{series.prefix}〔") for series in SERIES.values() if series.prefix):
        errors["text"] = "这是本系统的字号，请用“预留文号”取号。"
    if not holder:
        errors["holder"] = "请写明该文号是哪份文书的。"
    if NumberEntry.objects.filter(text=text).exists():
        errors["text"] = f"{text} 已经登记过。"
    if errors:
        raise ValidationError(errors)
    with unit_of_work():
        entry = take_number(series="outside", on=timezone.localdate(), text=text)
        entry.origin, entry.holder, entry.by = NumberEntry.Origin.MANUAL, holder[:200], post
        entry.save(update_fields=["origin", "holder", "by"])
        record(subject=entry, action="register", label="登记外来文号", post=post, changes={"number": entry.text})
    return entry
