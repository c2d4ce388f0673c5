"""Void and replaced papers. File, number and content stay; the standing changes, once."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.models import Document, NumberEntry
from documents.sending import send_stamping
from documents.succession import FOLLOWERS, repeating
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden


def void_document(*, document: Document, reason: str, post: Post) -> Document:
    """Mark a paper and its number void. Raises Conflict where that is done, or where something stands on the paper."""
    if post.role != Role.OFFICE_LEADER:
        raise Forbidden("文书由信息办负责人作废。")
    if why := standing_on(document):
        raise Conflict(f"{document.number} 不能直接作废：{why}")
    return _void(document, reason, post)


def standing_on(document: Document) -> str:
    """What would lose its ground with this paper, in words; empty where nothing would."""
    return next((why for follower in FOLLOWERS if (why := follower.stands_on(document))), "")


def withdraw_document(*, number: str, reason: str, post: Post) -> Document | None:
    """The act falls (revoked, overtaken by a change, corrected) and its paper with it; inside that act, by its permit.

    None where there is no such paper, or it is void already.
    """
    document = Document.objects.filter(number=number, voided_at__isnull=True).first()
    return _void(document, reason, post) if document is not None else None


def replace_number(*, old: Document, new: Document, subject: Any, post: Post) -> None:
    """The records that repeat the number of the wrong paper go over to that of the right one; inside the reissue."""
    if fields := repeating(subject, old.number):
        for name in fields:
            setattr(subject, name, new.number)
        subject.save(update_fields=fields)
        changes = {name: [old.number, new.number] for name in fields}
        record(subject=subject, action="renumber", label="文号更正", post=post, changes=changes)
    for follower in FOLLOWERS:
        follower.renumber(old, new, post)


def _void(document: Document, reason: str, post: Post) -> Document:
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
