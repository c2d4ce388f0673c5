"""Working-day arithmetic with 调休. Counting begins on the next working day (practice.md)."""

import datetime
from functools import lru_cache

import chinese_calendar
from django.core.cache import cache

from workflow.models import OddDay

FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
CACHE_KEY = "workflow.odd_days"


def odd_days() -> dict[datetime.date, bool]:
    """Days that an administrator entered, cached for a minute."""
    days = cache.get(CACHE_KEY)
    if days is None:
        days = dict(OddDay.objects.values_list("day", "is_workday"))
        cache.set(CACHE_KEY, days, 60)
    return days


@lru_cache(maxsize=20_000)
def _ordinary(day: datetime.date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # The State Council's notice for that year is not in the library yet.
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


def is_workday(day: datetime.date, odd: dict[datetime.date, bool] | None = None) -> bool:
    known = odd_days() if odd is None else odd
    return known.get(day, _ordinary(day))


HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


def day_name(day: datetime.date) -> str:
    """Why a day counts or does not: 工作日, 周末, 国庆节放假, 调休上班."""
    odd = odd_days()
    works = is_workday(day, odd)
    if day in odd:
        return "上班（国务院办公厅通知）" if works else "放假（国务院办公厅通知）"
    if works:
        return "调休上班" if day.weekday() >= 5 else "工作日"
    try:
        name = HOLIDAYS.get(chinese_calendar.get_holiday_detail(day)[1] or "")
    except NotImplementedError:
        name = "法定节假日" if day.weekday() < 5 else None
    return f"{name}放假" if name else "周末"


def add_working_days(day: datetime.date, count: int) -> datetime.date:
    """The count-th working day after `day`; `day` itself is not counted."""
    odd = odd_days()
    while count > 0:
        day += datetime.timedelta(days=1)
        count -= is_workday(day, odd)
    return day


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Working days after `start` up to and with `end`; 0 when end is not later."""
    odd = odd_days()
    span = (end - start).days
    return sum(is_workday(start + datetime.timedelta(days=i), odd) for i in range(1, span + 1))
