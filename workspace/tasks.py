"""Work of the whole house."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT = "heartbeat"


@shared_task
def heartbeat() -> None:
    """Sent by the scheduler, done by the worker: while this is fresh, both live (manage.py doctor)."""
    cache.set(HEARTBEAT, timezone.now().isoformat(), timeout=300)
