"""Work by the clock of this room; each may run at any time again."""

from celery import shared_task

from sharing.services import escalate_orders, escalate_requests, expire_grants


@shared_task(ignore_result=True)
def keep_clocks() -> int:
    return expire_grants() + escalate_requests() + escalate_orders()
