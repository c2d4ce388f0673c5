"""Silence is chased by itself: 催办 from a day of the month on, 通报 early in the next (dated parameters)."""

import datetime

from celery import shared_task
from django.utils import timezone

from building.models import Chase
from building.queries import month_of
from building.services import chase
from workflow.parameters import parameter


@shared_task(ignore_result=True)
def chase_dispatch() -> int:
    today = timezone.localdate()
    told = 0
    if today.day >= parameter("dispatch.urge_day"):
        told += chase(month=month_of(today), kind=Chase.Kind.URGE)
    if today.day >= parameter("dispatch.name_day"):
        last = month_of(month_of(today) - datetime.timedelta(days=1))
        told += chase(month=last, kind=Chase.Kind.NAME)
    return told
