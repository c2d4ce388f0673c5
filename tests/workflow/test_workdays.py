import datetime

import pytest

from workflow.workdays import CACHE_KEY, add_working_days, is_workday, working_days_between

D = datetime.date
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    from django.core.cache import cache

    cache.delete(CACHE_KEY)
    yield
    cache.delete(CACHE_KEY)


def test_counting_begins_on_the_next_working_day():
    assert add_working_days(D(2026, 3, 6), 1) == D(2026, 3, 9)  # Friday → Monday


def test_national_day_with_its_moved_days():
    """2025: off 10-01 to 10-08; Sunday 09-28 and Saturday 10-11 are worked."""
    assert is_workday(D(2025, 9, 28))
    assert is_workday(D(2025, 10, 11))
    assert not is_workday(D(2025, 10, 8))
    assert add_working_days(D(2025, 9, 30), 1) == D(2025, 10, 9)
    assert working_days_between(D(2025, 9, 30), D(2025, 10, 11)) == 3


def test_a_year_without_a_notice_counts_weekends_and_fixed_holidays():
    assert not is_workday(D(2031, 10, 1))
    assert is_workday(D(2031, 10, 7))


def test_backwards_is_zero():
    assert working_days_between(D(2026, 3, 9), D(2026, 3, 6)) == 0
