"""Working-day arithmetic with 调休. Counting begins on the next working day (practice.md).

The calendar library knows the years until its edition; what an administrator enters of a later notice, or of one that
the library got wrong, comes before it. For a year that neither knows, weekends and the fixed holidays count.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import chinese_calendar
from chinese_calendar.constants import holidays as library_days
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from workflow.models import HolidayNotice

FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
LIBRARY_YEARS = range(min(library_days).year, max(library_days).year + 1)
CACHE_KEY = "workflow.notices"
A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Notices:
    """The entered notices: of each day that they name whether it works, and the holiday; and whose years they are."""

    works: dict[datetime.date, bool] = field(default_factory=dict)
    names: dict[datetime.date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


NO_NOTICES = Notices()


def day_start(day: datetime.date) -> datetime.datetime:
    """The first moment of a day here: what is known by its day only, kept as a moment."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def notices() -> Notices:
    """What was entered, as the cache knows it; whoever enters a notice renews it."""
    found = cache.get(CACHE_KEY)
    if found is None:
        found = entered()
        # Added, not set: what was renewed since we read stands.
        cache.add(CACHE_KEY, found, A_DAY)
    return found


def renew_notices() -> None:
    """A notice was entered: everyone counts by it as soon as it is committed."""
    transaction.on_commit(lambda: cache.set(CACHE_KEY, entered(), A_DAY))


def entered() -> Notices:
    """What stands in the database."""
    works, names, years = {}, {}, set()
    for notice in HolidayNotice.objects.order_by("year"):
        years.add(notice.year)
        for holiday in notice.holidays:
            first, last = (datetime.date.fromisoformat(holiday[end]) for end in ("first", "last"))
            for day in (first + datetime.timedelta(days=place) for place in range((last - first).days + 1)):
                works[day], names[day] = False, holiday["name"]
            for day in map(datetime.date.fromisoformat, holiday["worked"]):
                works[day], names[day] = True, holiday["name"]
    return Notices(works, names, frozenset(years))


def is_known(year: int) -> bool:
    """Whether the year's holidays are known; days counted in another year are counted for the time being."""
    return year in LIBRARY_YEARS or year in notices().years


def unknown_years(days: Iterable[datetime.date]) -> list[int]:
    """Those of the days' years whose holidays nobody has announced yet."""
    return sorted(year for year in {day.year for day in days} if not is_known(year))


@lru_cache(maxsize=20_000)
def _ordinary(day: datetime.date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # The State Council's notice for that year is not in the library yet.
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


def is_workday(day: datetime.date, known: Notices | None = None) -> bool:
    """Whether the office works on that day. `known` saves a long count from asking for the notices each day."""
    known = notices() if known is None else known
    if (stated := known.works.get(day)) is not None:
        return stated
    # A notice names every day of its year that is not as its weekday says.
    return day.weekday() < 5 if day.year in known.years else _ordinary(day)


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
    known = notices()
    if is_workday(day, known):
        return "调休上班" if day.weekday() >= 5 else "工作日"
    if day in known.names:
        return f"{known.names[day]}放假"
    if day.year in known.years:
        return "周末"
    try:
        name = HOLIDAYS.get(chinese_calendar.get_holiday_detail(day)[1] or "")
    except NotImplementedError:
        name = "法定节假日" if day.weekday() < 5 else None
    return f"{name}放假" if name else "周末"


def add_working_days(day: datetime.date, count: int, known: Notices | None = None) -> datetime.date:
    """The count-th working day after `day`; `day` itself is not counted."""
    known = notices() if known is None else known
    while count > 0:
        day += datetime.timedelta(days=1)
        count -= is_workday(day, known)
    return day


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Working days after `start` up to and with `end`; 0 when end is not later."""
    known = notices()
    span = (end - start).days
    return sum(is_workday(start + datetime.timedelta(days=i), known) for i in range(1, span + 1))
