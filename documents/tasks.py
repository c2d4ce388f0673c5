"""Work outside the request. A task takes an id, may run twice, may be lost, and may be killed in the middle."""

import hashlib
import logging
from datetime import timedelta

from celery import shared_task
from celery.signals import worker_process_init
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from documents import files, rendering
from documents.models import Document, lease
from documents.sending import send_rendering
from workflow.audit import record, unit_of_work

logger = logging.getLogger(__name__)

# After so many workers died over one paper the next one is not risked; a person reads why and decides.
MAX_ATTEMPTS = 5
# A round of the sweeper, the newest first: a backlog of years never stands before the paper that somebody waits for.
SWEEP = 40
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
        path = files.write(folder="documents", suffix=".pdf", chunks=[made.pdf])
    except Exception as problem:  # whatever it is, a person must see that the paper is not there
        logger.exception("文书 %s（%s）未能生成", document.number, document.pk)
        words = str(problem) if isinstance(problem, rendering.RenderingError) else UNEXPECTED
        _settle(document, lambda row: row.fail(error=words), action="render_failed", label="文书未能生成")
        return
    sha256 = hashlib.sha256(made.pdf).hexdigest()
    kept = _settle(
        document,
        lambda row: row.finish(file=path, sha256=sha256, size=len(made.pdf), pages=made.pages),
        action="render",
        label="生成文书文件",
        changes={"sha256": sha256},
    )
    if not kept:
        files.remove(path)


def claim(document_id: str) -> Document | None:
    """Take a paper that waits, or whose worker has died; None where another has it or it is done."""
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=document_id).first()
        if document is None or not document.is_free():
            return None
        document.claim()
        document.save()
    return document


def _settle(document: Document, act, *, action: str, label: str, changes: dict | None = None) -> bool:
    """Write the outcome, unless the lease has passed to another worker meanwhile."""
    with unit_of_work():
        row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if row.lease != document.lease:
            logger.warning("文书 %s 已由另一后台进程接手", document.pk)
            return False
        act(row)
        row.save()
        record(subject=row, action=action, label=label, post=None, changes=changes)
    return True


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
    return sent


@worker_process_init.connect
def warm_up(**_kwargs) -> None:
    """The import of WeasyPrint and the first look at the fonts cost seconds: before the first paper, not during it."""
    rendering.warm_up()
