"""Issuing a paper: number, frozen content, one message on commit."""

import datetime
import json
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Post
from documents.models import Document, Draft, new_code
from documents.numbers import take_number
from documents.registry import SPECS, DocumentSpec
from documents.sending import send_rendering, send_stamping
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict

# Letters. A list of some thousand lines fits; what is longer is a mistake or an attack.
MAX_CONTEXT = 4_000_000


def issue_document(
    *,
    kind: str,
    subject: Any,
    thread_id: uuid.UUID,
    context: Mapping[str, Any],
    post: Post,
    on: datetime.date | None = None,
    replaces: Document | None = None,
) -> Document:
    """Issue a paper: take its number, freeze its content, ask for its file on commit.

    Passages that somebody worded in an open draft stand instead of those of `context`.
    Only inside the transaction of the act. Raises ValueError where the context is not what the spec asks for.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a paper is issued inside the transaction of its act")
    spec, day = SPECS[kind], on or timezone.localdate()
    draft = _open_draft(kind, subject, replaces)
    whole = spec.complete({**_contact(post), **context, **(draft.passages if draft else {})})
    document = Document(kind=kind, replaces=replaces)
    # The ledger names its paper before the paper is there: PostgreSQL asks at the end of the transaction.
    entry = take_number(series=spec.series, on=day, document=document)
    title = spec.title.format(**whole)
    code = "" if _is_classified(subject) else new_code()
    frozen = freeze(spec, whole, number=entry.text, title=title, on=day, code=code, replaces=replaces)
    document.title, document.number, document.code = title[:300], entry.text, code
    document.thread_id, document.context, document.issued_on = thread_id, frozen, day
    document.subject_type, document.subject_id = subject._meta.label_lower, str(subject.pk)
    document.issued_by = post
    document.save(force_insert=True)
    if draft:
        draft.document = document
        draft.save(update_fields=["document"])
    record(subject=document, action="issue", label=f"出具{spec.label}", post=post, changes={"number": entry.text})
    transaction.on_commit(partial(send_rendering, document.pk))
    return document


def _open_draft(kind: str, subject: Any, replaces: Document | None) -> Draft | None:
    """A correction that somebody began is for the correcting paper only."""
    place = {"subject_type": subject._meta.label_lower, "subject_id": str(subject.pk)}
    drafts = Draft.objects.select_for_update(of=("self",)).filter(kind=kind, replaces=replaces, **place)
    return drafts.filter(document__isnull=True).first()


def _is_classified(subject: Any) -> bool:
    """Nothing about a classified project is open to the public (article 24)."""
    return bool(getattr(getattr(subject, "project", subject), "is_classified", False))


def _contact(post: Post) -> dict[str, str]:
    """Every paper names somebody to ask; where the app names nobody, the office that issues."""
    office = post.organisation
    return {"contact": office.contact, "phone": office.phone}


def freeze(
    spec: DocumentSpec,
    whole: Mapping[str, Any],
    *,
    number: str,
    title: str,
    on: datetime.date,
    code: str = "",
    replaces: Document | None = None,
) -> dict:
    """The context as JSON, with what every paper bears; a paper can be made again from it alone."""
    heading = {
        "number": number,
        "title": title,
        "issued_on": on,
        "head": spec.head,
        "verify_url": f"{settings.PUBLIC_URL}/v/{code}/" if code else "",
        "replaces": replaces.number if replaces else "",
    }
    text = json.dumps(
        {"project_name": "", "project_number": "", **whole, **heading}, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    if len(text) > MAX_CONTEXT:
        raise ValidationError("文书内容过长，无法排版。请精简内容，或者把长表改为附件。")
    return json.loads(text)


def retry_document(*, document: Document, post: Post) -> Document:
    """Ask again for a file, or its copy with 作废, that could not be made. Raises Conflict where somebody has."""
    with unit_of_work():
        locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        failed, unstamped = locked.state == Document.State.FAILED, bool(locked.stamp_error)
        if not (failed or unstamped):
            raise Conflict(f"文书当前为“{locked.get_state_display()}”，不需要重新生成。")
        before = locked.error or locked.stamp_error
        if failed:
            locked.retry()
            transaction.on_commit(partial(send_rendering, locked.pk))
        if unstamped:
            locked.stamp_error, locked.stamp_attempts = "", 0
            transaction.on_commit(partial(send_stamping, locked.pk))
        locked.save()
        record(subject=locked, action="retry", label="重新生成文书", post=post, changes={"error": [before, ""]})
    return locked


def record_download(*, subject: Any, post: Post, preview: bool = False) -> None:
    """Who looked at which paper or file, and when."""
    action, label = ("preview", "预览文件") if preview else ("download", "下载文件")
    record(subject=subject, action=action, label=label, post=post)
