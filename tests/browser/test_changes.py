"""A change request in a real browser: the unit asks, its leader confirms, two persons of the office decide."""

import pytest

from projects.paths import Path
from tests.browser.conftest import PHONE
from tests.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_cut_over_the_threshold_closes_the_gates(desks, browser_city):
    journey = Journey(browser_city, Path.PROCUREMENT)
    project = journey.to("pre_approved")
    with desks("applicant") as desk:
        page = desk.step(project, "apply_change", kind="sum", why="设备价格下降")
        desk.fill(page, "new_sum", "1200000.00")
        page.locator("[data-save]").click()
        page.wait_for_selector("main[data-page='changes.changerequest']")
        assert page.locator("[data-route='pre_review']").count() == 1
        assert "-20.00%" in desk.text()
        change = project.change_requests.get()
        desk.step(change, "submit")
    for username, step in (("unit_leader", "confirm"), ("office_clerk", "pass_check"), ("office_leader", "approve")):
        with desks(username) as desk:
            desk.step(change, step)
    with desks("applicant", viewport=PHONE) as desk:
        page = desk.open(change.get_absolute_url())
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert "广经信变" in desk.text()
    project.refresh_from_db()
    assert project.pre_approved_at is None
