"""What runs and was not accepted is found by itself (article 12)."""

from celery import shared_task

from oversight.services import find_unaccepted_use


@shared_task(ignore_result=True)
def sweep_unaccepted_use() -> int:
    return find_unaccepted_use()
