"""Verbs of the papers. Each is one transaction with its audit event inside."""

import datetime
import json
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.models import Document, NumberEntry
from documents.numbers import take_number
from documents.registry import SPECS, DocumentSpec
from documents.sending import send_rendering
from documents.uploads import remove_attachment, store_attachment
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden

__all__ = [
    "issue_document",
    "record_download",
    "remove_attachment",
    "retry_document",
    "store_attachment",
    "take_number",
    "void_number",
]


def issue_document(
    *,
    kind: str,
    subject: Any,
    thread_id: uuid.UUID,
    context: Mapping[str, Any],
    post: Post,
    on: datetime.date | None = None,
) -> Document:
    """Issue a paper: take its number, freeze its content, ask for its file on commit.

    Only inside the transaction of the act. Raises ValueError where the context is not what the spec asks for.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a paper is issued inside the transaction of its act")
    spec, day = SPECS[kind], on or timezone.localdate()
    whole = spec.complete({**_contact(post), **context})
    entry = take_number(series=spec.series, on=day)
    title = spec.title.format(**whole)
    frozen = freeze(spec, whole, number=entry.text, title=title, on=day)
    document = Document.objects.create(
        kind=kind,
        title=title[:300],
        number=entry.text,
        thread_id=thread_id,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        context=frozen,
        issued_on=day,
        issued_by=post,
    )
    entry.document = document
    entry.save(update_fields=["document"])
    record(subject=document, action="issue", label=f"出具{spec.label}", post=post, changes={"number": entry.text})
    transaction.on_commit(partial(send_rendering, document.pk))
    return document


def _contact(post: Post) -> dict[str, str]:
    """Every paper names somebody to ask; where the app names nobody, the office that issues."""
    office = post.organisation
    return {"contact": office.contact, "phone": office.phone}


def freeze(spec: DocumentSpec, whole: Mapping[str, Any], *, number: str, title: str, on: datetime.date) -> dict:
    """The context as JSON, with what every paper bears; a paper can be made again from it alone."""
    heading = {"number": number, "title": title, "issued_on": on, "head": spec.head}
    return json.loads(
        json.dumps(
            {"project_name": "", "project_number": "", **whole, **heading}, cls=DjangoJSONEncoder, ensure_ascii=False
        )
    )


def retry_document(*, document: Document, post: Post) -> Document:
    """Ask again for a file that could not be made. Raises Conflict where somebody has asked already."""
    with unit_of_work():
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if locked.state != Document.State.FAILED:
            raise Conflict(f"文书当前为“{locked.get_state_display()}”，不需要重新生成。")
        before = locked.error
        locked.retry()
        locked.save()
        record(subject=locked, action="retry", label="重新生成文书", post=post, changes={"error": [before, ""]})
        transaction.on_commit(partial(send_rendering, locked.pk))
    return locked


def void_number(*, entry: NumberEntry, reason: str, post: Post) -> NumberEntry:
    """Mark a number void; it stays in the ledger and is never given again."""
    if post.role != Role.OFFICE_LEADER:
        raise Forbidden("文号由信息办负责人作废。")
    if not reason.strip():
        raise Forbidden("作废文号必须写明原因。")
    with unit_of_work():
        locked = NumberEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if locked.void:
            raise Conflict("该文号已作废。")
        locked.void, locked.reason = True, reason.strip()
        locked.save(update_fields=["void", "reason"])
        record(subject=locked, action="void", label="作废文号", post=post, reason=locked.reason)
    return locked


def record_download(*, subject: Any, post: Post, preview: bool = False) -> None:
    """Who looked at which paper or file, and when."""
    action, label = ("preview", "预览文件") if preview else ("download", "下载文件")
    record(subject=subject, action=action, label=label, post=post)
