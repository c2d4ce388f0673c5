"""Work outside the request. A task takes an id, may run twice, may be lost, and may be killed in the middle."""

import errno
import hashlib
import logging
from datetime import datetime, timedelta

from celery import shared_task
from celery.signals import worker_process_init
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from documents import files, packing, rendering, services
from documents.models import Batch, Document, Draft, lease
from documents.sending import send_batch, send_preview, send_rendering, send_stamping
from workflow.audit import record, unit_of_work

logger = logging.getLogger(__name__)

# After so many workers died over one paper the next one is not risked; a person reads why and decides.
MAX_ATTEMPTS = 5
# A round of the sweeper, the newest first: a backlog of years never stands before the paper that somebody waits for.
SWEEP = 40
PACK_AGAIN = 3
TOO_OFTEN = "生成时后台程序多次中断，请联系系统管理员查看日志后重试。"
UNEXPECTED = "生成时发生意外错误，请重试；仍不成功时请联系系统管理员，并告知文号。"


@shared_task(soft_time_limit=60, time_limit=90)
def render_document(document_id: str) -> None:
    """Make the file of one paper, once. Whoever comes second finds it claimed or done, and leaves."""
    document = claim(document_id)
    if document is None:
        return
    try:
        made = rendering.render(document.kind, document.context)
        signed = _signing().sign(made.pdf)
        path = files.write(folder="documents", suffix=".pdf", chunks=[signed.pdf])
    except Exception as problem:  # whatever it is, a person must see that the paper is not there
        logger.exception("文书 %s（%s）未能生成", document.number, document.pk)
        words = words_for(problem)
        _settle(document, lambda row: row.fail(error=words), action="render_failed", label="文书未能生成")
        return
    if not _keep(document, made, signed, path):
        files.remove(path)


def _keep(document: Document, made: rendering.Made, signed, path: str) -> bool:
    sha256 = hashlib.sha256(signed.pdf).hexdigest()

    def finish(row: Document) -> None:
        row.finish(
            file=path,
            sha256=sha256,
            size=len(signed.pdf),
            pages=made.pages,
            signed_by=signed.by,
            text=rendering.text_of(made.pdf),
        )

    def deliver(row: Document) -> None:
        services.deliver(document=row)

    return _settle(document, finish, action="render", label="生成文书文件", changes={"sha256": sha256}, then=deliver)


def words_for(problem: Exception) -> str:
    """What a person reads who waits for the paper."""
    if isinstance(problem, rendering.RenderingError | _signing().SigningError):
        return str(problem)
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return "服务器存储空间已满，文书未能保存。请系统管理员清理空间后重新生成。"
    return UNEXPECTED


def claim(document_id: str) -> Document | None:
    """Take a paper that waits, or whose worker has died; None where another has it or it is done."""
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=document_id).first()
        if document is None or not document.is_free():
            return None
        document.claim()
        document.save()
    return document


def _settle(
    document: Document, act, *, action: str, label: str, changes: dict | None = None, then=lambda row: None
) -> bool:
    """Write the outcome, unless the lease has passed to another worker meanwhile."""
    with unit_of_work():
        row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if row.lease != document.lease:
            logger.warning("文书 %s 已由另一后台进程接手", document.pk)
            return False
        act(row)
        row.save()
        then(row)
        record(subject=row, action=action, label=label, post=None, changes=changes)
    return True


@shared_task(soft_time_limit=60, time_limit=90)
def stamp_document(document_id: str) -> None:
    """The copy of a void paper with 作废 across its pages. The file that was issued is not touched."""
    # Counted before the work: a worker that dies over it has tried, too.
    waiting = Document.objects.filter(pk=document_id, voided_at__isnull=False, stamped="", stamp_error="")
    if not waiting.update(stamp_attempts=F("stamp_attempts") + 1):
        return
    document = Document.objects.get(pk=document_id)
    try:
        made = rendering.render(document.kind, document.context, mark="作废")
        path = files.write(folder="documents", suffix=".pdf", chunks=[made.pdf])
    except Exception as problem:
        logger.exception("文书 %s（%s）未能加盖作废字样", document.number, document.pk)
        _unstamped(document, words_for(problem))
        return
    if not waiting.update(stamped=path):
        files.remove(path)


def _unstamped(document: Document, error: str) -> None:
    """A person reads why, and may ask again."""
    with unit_of_work():
        if Document.objects.filter(pk=document.pk, stamped="", stamp_error="").update(stamp_error=error):
            record(subject=document, action="stamp_failed", label="作废版面未能生成", post=None)


@shared_task(soft_time_limit=60, time_limit=90)
def preview_draft(draft_id: str) -> None:
    """The layout of a draft as it stands now, with 草稿 across its pages. An older one never overwrites a newer."""
    draft = Draft.objects.get(pk=draft_id)
    if not draft.is_open or draft.previewed >= draft.version:
        Draft.objects.filter(pk=draft.pk, state=Draft.State.PENDING).update(state=Draft.State.READY)
        return
    newest = Draft.objects.filter(pk=draft.pk, version=draft.version)
    try:
        made = rendering.render(draft.kind, draft.whole, mark="草稿")
        path = files.write(folder="drafts", suffix=".pdf", chunks=[made.pdf])
    except Exception as problem:
        logger.exception("拟稿 %s 未能排版", draft.pk)
        newest.update(state=Draft.State.FAILED, error=words_for(problem))
        return
    kept = newest.update(preview=path, previewed=draft.version, state=Draft.State.READY, error="")
    stale = draft.preview.name if kept else path
    if stale:
        files.remove(stale)


@shared_task(soft_time_limit=600, time_limit=660)
def pack_batch(batch_id: str) -> None:
    """Bundle when every paper has its file; until then look again every few seconds."""
    if not packing.pack(batch_id):
        pack_batch.apply_async(args=[batch_id], countdown=PACK_AGAIN)


@shared_task(ignore_result=True)
def sweep_documents() -> int:
    """Send again what waits too long or whose worker was not heard of; nothing depends on one message arriving."""
    now = timezone.now()
    patience = timedelta(seconds=getattr(settings, "DOCUMENT_SWEEP_SECONDS", 20))
    waiting = Q(state=Document.State.PENDING, queued_at__lt=now - patience)
    lapsed = Q(state=Document.State.RENDERING, started_at__lt=now - lease())
    sent = 0
    for document in Document.objects.filter(waiting | lapsed).order_by("-queued_at")[:SWEEP]:
        if document.attempts >= MAX_ATTEMPTS and document.state == Document.State.RENDERING:
            _settle(document, lambda row: row.fail(error=TOO_OFTEN), action="render_failed", label="文书未能生成")
        elif send_rendering(document.pk):
            sent += 1
        else:
            break  # the broker is away; the next round will try
    return sent + _sweep_the_desk(now - patience)


def _sweep_the_desk(before: datetime) -> int:
    """Previews, stamped copies and bundles whose message was lost."""
    drafts = Draft.objects.filter(state=Draft.State.PENDING, document__isnull=True, updated_at__lt=before)
    void = Document.objects.filter(state=Document.State.READY, voided_at__lt=before, stamped="", stamp_error="")
    for document in void.filter(stamp_attempts__gte=MAX_ATTEMPTS)[:SWEEP]:
        _unstamped(document, TOO_OFTEN)
    bundles = Batch.objects.filter(state=Batch.State.RUNNING, touched_at__lt=before)
    return (
        sum(send_preview(draft.pk) for draft in drafts[:SWEEP])
        + sum(send_stamping(document.pk) for document in void[:SWEEP])
        + sum(send_batch(batch.pk) for batch in bundles[:SWEEP])
    )


@worker_process_init.connect
def warm_up(**_kwargs) -> None:
    """The import of WeasyPrint and the first look at the fonts cost seconds: before the first paper, not during it."""
    rendering.warm_up()
    _signing()


def _signing():
    # Like the press: pyHanko costs 0.6 s, and the web process sees this module only to know the names of its tasks.
    from documents import signing

    return signing
