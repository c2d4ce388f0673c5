"""By what is counted: the administrator enters the next value and the holidays of a year; everybody reads them."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.browser.conftest import look
from workflow.models import HolidayNotice, Parameter
from workflow.workdays import CACHE_KEY, is_known

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def fresh_cache():
    yield
    cache.delete(CACHE_KEY)


def test_the_next_value_is_entered_and_taken_back(desks, browser_city):
    day = timezone.localdate() + datetime.timedelta(days=30)
    with desks("system_admin") as desk:
        page = desk.open("/workflow/parameters/")
        page.locator("a", has_text="终验前付款占合同金额的上限").click()
        page.wait_for_selector("main[data-page='workflow.parameter']")
        for name, value in {"value": "80", "valid_from": day, "source": "市财政局通知"}.items():
            desk.fill(page, name, value)
        page.locator("[data-save]").click()
        page.wait_for_selector("[data-error-summary]")
        assert "0 至 1" in desk.text()
        desk.fill(page, "value", "0.80")
        page.locator("[data-save]").click()
        page.wait_for_selector("[data-withdraw]")
        look(desk, "/workflow/parameters/prepay_cap/", "parameter")
    with desks("office_leader") as desk:
        look(desk, "/workflow/parameters/", "parameters")
        assert "起 80%" in desk.text()
        page = desk.open("/workflow/parameters/prepay_cap/")
        assert page.locator("[name=value]").count() == 0
        page.locator("[data-withdraw]").click()
        page.locator("dialog[open] button[value='yes'], dialog[open] [data-confirm-yes]").first.click()
        page.wait_for_selector("text=已撤回")
    assert not Parameter.objects.exclude(entered_by=None).exists()


def test_the_holidays_of_the_next_year_are_entered(desks, browser_city):
    year = timezone.localdate().year + 1
    if is_known(year):
        year += 1
    off = {0: (1, 1), 1: (2, 6), 2: (4, 5), 3: (5, 1), 4: (6, 9), 6: (10, 1)}
    with desks("system_admin") as desk:
        desk.open(f"/workflow/workdays/?year={year}")
        assert "暂按周末和固定节日计算" in desk.text()
        page = desk.open(f"/workflow/workdays/{year}/")
        desk.fill(page, "source", "国办发明电1号")
        for place, (month, day) in off.items():
            first = datetime.date(year, month, day)
            desk.fill(page, f"first_{place}", first)
            desk.fill(page, f"last_{place}", first + datetime.timedelta(days=2))
        page.locator("[data-save]").click()
        page.wait_for_selector("main[data-page='workflow.workdays']")
        assert "国办发明电1号" in desk.text()
        assert "暂按周末" not in desk.text()
        look(desk, f"/workflow/workdays/{year}/", "holiday-entry")
    with desks("applicant") as desk:
        look(desk, f"/workflow/workdays/?year={year}", "workdays")
        assert desk.open(f"/workflow/workdays/{year}/").locator("[data-save]").count() == 0
    assert len(HolidayNotice.objects.get().holidays) == 6
