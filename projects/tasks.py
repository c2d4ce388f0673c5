"""What the worker does by itself in this room; each may run at any time again."""

from celery import shared_task

from projects.services import sweep_corrections, sweep_library


@shared_task
def keep_library() -> list[int]:
    """Stale entries are told, those told long enough ago leave."""
    return list(sweep_library())


@shared_task
def keep_corrections() -> list[int]:
    """Papers that are due are asked for; what was not brought until the last day is given back (退件)."""
    return list(sweep_corrections())
