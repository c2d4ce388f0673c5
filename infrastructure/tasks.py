"""Work by the clock of this room; each may run at any time again."""

from celery import shared_task

from infrastructure.services import expire_allocations, register_accepted


@shared_task(ignore_result=True)
def keep_clocks() -> int:
    return expire_allocations() + register_accepted()
