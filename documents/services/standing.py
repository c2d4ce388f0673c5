"""Void and replaced papers. File, number and content stay; the standing changes, once."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.models import Document, NumberEntry
from documents.sending import send_stamping
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden


def void_document(*, document: Document, reason: str, post: Post) -> Document:
    """Mark a paper and its number void. Raises Conflict where that is done, Forbidden in words otherwise."""
    if post.role != Role.OFFICE_LEADER:
        raise Forbidden("文书由信息办负责人作废。")
    if not reason.strip():
        raise Forbidden("作废文书必须写明原因。")
    with unit_of_work():
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if locked.voided_at is not None:
            raise Conflict(f"{locked.number} 已作废。")
        locked.voided_at, locked.voided_by, locked.void_reason = timezone.now(), post, reason.strip()[:300]
        locked.save(update_fields=["voided_at", "voided_by", "void_reason"])
        NumberEntry.objects.filter(document=locked).update(void=True, reason=locked.void_reason)
        record(subject=locked, action="void", label="作废文书", post=post, reason=locked.void_reason)
        transaction.on_commit(partial(send_stamping, locked.pk))
    return locked
