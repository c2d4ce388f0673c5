"""Wording the free passages before a paper is issued, and issuing a corrected one in place of a wrong one."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from documents.models import Document, Draft
from documents.registry import SPECS, DocumentSpec
from documents.sending import send_preview
from documents.services.issuing import freeze, issue_document
from documents.services.standing import replace_number, withdraw_document
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden

NO_NUMBER = "（草稿，未编号）"
MAX_PASSAGE = 8000


def open_draft(
    *,
    kind: str,
    subject: Any,
    thread_id: Any,
    context: Mapping[str, Any],
    post: Post,
    replaces: Document | None = None,
) -> Draft:
    """The open draft of this paper about this subject; a new one where there is none. Its facts are taken anew."""
    if post.role not in OFFICE_ROLES:
        raise Forbidden("文书由信息办拟稿。")
    spec = SPECS[kind]
    whole = spec.complete(context)
    frozen = freeze(spec, whole, number=NO_NUMBER, title=spec.title.format(**whole), on=timezone.localdate())
    place = {"kind": kind, "subject_type": subject._meta.label_lower, "subject_id": str(subject.pk)}
    with unit_of_work():
        drafts = Draft.objects.select_for_update(of=("self",))
        draft = drafts.filter(**place, document__isnull=True).first()
        if draft is None:
            draft = Draft(**place, thread_id=thread_id, replaces=replaces, context=frozen)
        if draft.context != frozen:
            # Other facts are another layout, and not what a colleague has before them.
            draft.context, draft.version = frozen, draft.version + 1
        draft.updated_by = post
        draft.state = Draft.State.PENDING
        draft.save()
        record(subject=draft, action="draft", label=f"拟稿{spec.label}", post=post)
        transaction.on_commit(partial(send_preview, draft.pk))
    return draft


def open_correction(*, document: Document, post: Post) -> Draft:
    """A draft with the words of a paper that stands, to issue a corrected one in its place."""
    context = {key: value for key, value in document.context.items() if _is_of_spec(SPECS[document.kind], key)}
    return open_draft(
        kind=document.kind,
        subject=subject_of(document),
        thread_id=document.thread_id,
        context=context,
        post=post,
        replaces=document,
    )


def subject_of(row: Document | Draft) -> Any:
    """What the paper is about."""
    return apps.get_model(row.subject_type)._default_manager.get(pk=row.subject_id)


def save_draft(*, draft: Draft, passages: Mapping[str, Any], version: int, post: Post) -> Draft:
    """Keep the words and ask for the layout. Raises Conflict where a colleague has saved meanwhile."""
    with unit_of_work():
        locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if not locked.is_open:
            raise Conflict("文书已出具，不能再修改；需要更正的，请重新出具。")
        if locked.version != version:
            raise Conflict("这份拟稿刚由他人修改，您的内容尚未保存：请对照他人保存的内容核对后再保存。")
        too_long = [key for key, value in passages.items() if len(str(value)) > MAX_PASSAGE]
        if too_long:
            raise ValidationError(dict.fromkeys(too_long, f"不超过 {MAX_PASSAGE} 个字。"))
        locked.passages = {key: value for key, value in passages.items() if key in locked.spec.passages}
        locked.version += 1
        locked.updated_by, locked.updated_at = post, timezone.now()
        locked.state, locked.error = Draft.State.PENDING, ""
        locked.save()
        transaction.on_commit(partial(send_preview, locked.pk))
    return locked


def reissue(*, draft: Draft, version: int, reason: str, post: Post) -> Document:
    """Issue the corrected paper; the wrong one becomes void and is named in the new one.

    Raises Conflict where the draft is not the `version` any more that the leader has read.
    """
    if post.role != Role.OFFICE_LEADER:
        raise Forbidden("更正的文书由信息办负责人出具。")
    with unit_of_work():
        locked = Draft.objects.select_for_update(of=("self",)).select_related("replaces").get(pk=draft.pk)
        if not locked.is_open or locked.replaces is None:
            raise Conflict("这份拟稿已出具。")
        if locked.version != version:
            raise Conflict("这份拟稿刚由他人修改，尚未出具；请核对最新内容后再出具。")
        wrong = withdraw_document(number=locked.replaces.number, reason=reason, post=post)
        if wrong is None:
            raise Conflict(f"{locked.replaces.number} 已作废，不能再更正。")
        subject = _lock_subject(locked)
        context = {key: value for key, value in locked.whole.items() if _is_of_spec(locked.spec, key)}
        right = issue_document(
            kind=locked.kind,
            subject=subject,
            thread_id=locked.thread_id,
            context=context,
            post=post,
            replaces=wrong,
        )
        replace_number(old=wrong, new=right, subject=subject, post=post)
    return right


def _lock_subject(row: Draft) -> Any:
    """Its number changes with the paper, so nobody else may be at it."""
    manager = apps.get_model(row.subject_type)._default_manager
    return manager.select_for_update(of=("self",)).get(pk=row.subject_id)


def _is_of_spec(spec: DocumentSpec, key: str) -> bool:
    return key in spec.keys or key in spec.optional
