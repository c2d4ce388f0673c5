"""Silence is chased by itself: 催办 from a day of the month on, 通报 early in the next (dated parameters).

Who began to build in the last days is urged when the month is over: nobody is named without having been urged.
"""

from celery import shared_task
from django.utils import timezone

from building.models import Chase
from building.queries import last_month, month_of
from building.services import chase
from workflow.parameters import parameter


@shared_task(ignore_result=True)
def chase_dispatch() -> int:
    today = timezone.localdate()
    this = month_of(today)
    last = last_month(this)
    told = chase(month=last, kind=Chase.Kind.URGE)
    if today.day >= parameter("dispatch.urge_day"):
        told += chase(month=this, kind=Chase.Kind.URGE)
    if today.day >= parameter("dispatch.name_day"):
        told += chase(month=last, kind=Chase.Kind.NAME)
    return told
