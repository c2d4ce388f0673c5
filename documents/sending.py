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
    """Ask the worker for the file. A dead broker is logged and swallowed, for the act itself has been committed."""
    if _held.get():
        return False
    try:
        current_app.send_task("documents.tasks.render_document", args=[str(document_id)])
    except (OperationalError, RedisError, OSError):
        logger.exception("文书 %s 暂未能送交后台，将由巡检补送", document_id)
        return False
    return True
