"""What the worker does by itself in this room."""

from celery import shared_task

from projects.services import sweep_corrections, sweep_library


@shared_task
def keep_library() -> list[int]:
    """Once a day: stale entries are told, those told long enough ago leave; papers that are due are asked for."""
    sweep_corrections()
    return list(sweep_library())
