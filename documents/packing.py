"""Many files in one: what a bundle is made of, in the order of its numbers."""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from django.db import connection
from django.utils import timezone

from documents import files
from documents.models import Batch, Document
from documents.sending import send_rendering

CHUNK = 1024 * 1024
LOOK = 10


class Cancelled(Exception):
    """A person has stopped the bundle."""


def pack(batch_id: str) -> bool:
    """True where there is nothing more to do. A second worker finds the lock taken and leaves it to the first."""
    with _only_one(batch_id) as mine:
        if not mine:
            return True
        batch = Batch.objects.filter(pk=batch_id, state=Batch.State.RUNNING).first()
        if batch is None:
            return True
        Batch.objects.filter(pk=batch.pk).update(touched_at=timezone.now())
        papers = batch.documents.order_by("entry__year", "entry__number")
        if failed := list(papers.filter(state=Document.State.FAILED)[:5]):
            _end(batch, Batch.State.FAILED, f"{'、'.join(one.number for one in failed)} 未能生成，请先重新生成。")
            return True
        waiting = list(papers.exclude(state=Document.State.READY).values_list("pk", flat=True))
        if waiting:
            for pk in waiting[:LOOK]:
                send_rendering(pk)
            return False
        try:
            with tempfile.TemporaryFile() as target:
                _write(batch, list(papers), target)
                _finish(batch, target)
        except Cancelled:
            return True
        except (OSError, pypdfium2.PdfiumError):
            _end(batch, Batch.State.FAILED, "汇集时不能读写文件，请系统管理员检查存储空间后重新发起。")
        return True


@contextmanager
def _only_one(batch_id: str) -> Iterator[bool]:
    """A lock of the database session: it falls with the worker that held it, however it died."""
    key = hash_of(batch_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        mine = cursor.fetchone()[0]
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def hash_of(batch_id: str) -> int:
    return int(str(batch_id).replace("-", "")[:15], 16)


def _write(batch: Batch, papers: list[Document], target) -> None:
    if batch.form == Batch.Form.ZIP:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
            for paper, content in _contents(batch, papers):
                bundle.writestr(paper.file_name.replace("/", "_"), content)
        return
    with pypdfium2.PdfDocument.new() as whole:
        for _paper, content in _contents(batch, papers):
            with pypdfium2.PdfDocument(content) as one:
                whole.import_pages(one)
        whole.save(target)


def _contents(batch: Batch, papers: list[Document]) -> Iterator[tuple[Document, bytes]]:
    for done, paper in enumerate(papers, start=1):
        with paper.file.open("rb") as file:
            yield paper, io.BytesIO(file.read()).getvalue()
        if done % LOOK == 0 or done == len(papers):
            running = Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING)
            if not running.update(packed=done, touched_at=timezone.now()):
                raise Cancelled


def _finish(batch: Batch, target) -> None:
    size = target.tell()
    target.seek(0)
    suffix = ".zip" if batch.form == Batch.Form.ZIP else ".pdf"
    path = files.write(folder="batches", suffix=suffix, chunks=iter(lambda: target.read(CHUNK), b""))
    running = Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING)
    if not running.update(state=Batch.State.READY, file=path, size=size, touched_at=timezone.now()):
        files.remove(path)


def _end(batch: Batch, state: str, error: str) -> None:
    Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING).update(
        state=state, error=error, touched_at=timezone.now()
    )
