"""Handing a paper to the worker. The message carries an id only, and may be lost: the sweeper sends it again."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

_held: ContextVar[bool] = ContextVar("held", default=False)


@contextmanager
def held() -> Iterator[None]:
    """Papers issued inside wait for the sweeper: whoever loads years of them does not flood the broker."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


def send_rendering(document_id: uuid.UUID) -> bool:
    """Ask the worker for the file of a paper."""
    return _send("render_document", document_id)


def send_stamping(document_id: uuid.UUID) -> bool:
    """Ask for the copy of a void paper with 作废 on its pages."""
    return _send("stamp_document", document_id)


def send_preview(draft_id: uuid.UUID) -> bool:
    return _send("preview_draft", draft_id)


def send_batch(batch_id: uuid.UUID) -> bool:
    return _send("pack_batch", batch_id)


def _send(task: str, pk: uuid.UUID) -> bool:
    """A dead broker is logged and swallowed: the act itself has been committed, and the sweeper sends again."""
    if _held.get():
        return False
    try:
        current_app.send_task(f"documents.tasks.{task}", args=[str(pk)])
    except (OperationalError, RedisError, OSError):
        logger.exception("%s %s 暂未能送交后台，将由巡检补送", task, pk)
        return False
    return True
