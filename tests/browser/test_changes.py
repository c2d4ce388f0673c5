"""Changes in a real browser: the unit asks, its leader confirms, two persons decide; bodies and clerks change, too."""

import pytest
from django.utils import timezone

from accounts.roles import Role
from changes.models import Reform
from projects.models import Application
from projects.paths import Path
from tests import factories as make
from tests.browser.conftest import PHONE, look
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


def test_path_standstill_reform_and_hand_over_are_walked(desks, browser_city):
    """Another path closes the gate, a suspension stands it still, a clerk hands over, a body is renamed and merged."""
    city = browser_city
    journey = Journey(city, Path.PROCUREMENT)
    project = journey.to("approved by the gate")
    with desks("applicant") as desk:
        page = desk.step(project, "apply_change", kind="path", why="工程占比高，改为招标")
        desk.fill(page, "new_path", Path.TENDER)
        page.locator("[data-save]").click()
        page.wait_for_selector("main[data-page='changes.changerequest']")
        assert "重新办理立项审批" in desk.text()
        change = project.change_requests.get()
        desk.step(change, "submit")
    for username, step in (("unit_leader", "confirm"), ("office_clerk", "pass_check"), ("office_leader", "approve")):
        with desks(username) as desk:
            desk.step(change, step)
    project.refresh_from_db()
    assert (project.path, project.approved_at) == (Path.TENDER, None)
    with desks("office_leader") as desk:
        desk.step(project, "suspend", reason="规划调整，待市政府研究")
        assert "已暂停" in desk.text()
        desk.step(project, "resume")
        look(desk, change.get_absolute_url(), "change")
        look(desk, "/changes/", "changes")
    Application.objects.filter(project=project).update(contact=city.applicant.user.display_name)
    taker = make.make_post(Role.APPLICANT, city.unit)
    with desks("unit_leader") as desk:
        page = desk.open(f"/changes/handover/?leaver={city.applicant.pk}")
        desk.fill(page, "taker", taker.pk)
        desk.fill(page, "why", "调离")
        look(desk, f"/changes/handover/?leaver={city.applicant.pk}", "handover")
        page.set_viewport_size(PHONE)
        page = desk.open(f"/changes/handover/?leaver={city.applicant.pk}")
        form, history = (
            page.locator(mark).bounding_box()["y"] for mark in ("form[method=post][data-once]", "[data-handovers]")
        )
        assert form < history
        desk.fill(page, "taker", taker.pk)
        desk.fill(page, "why", "调离")
        page.locator("[data-save]").click()
        page.locator("dialog[open] button[value='yes'], dialog[open] [data-confirm-yes]").first.click()
        page.wait_for_selector("[data-message='success']")
        assert "项目联系人 1 件" in desk.text()
    for kind, data in (
        ("rename", {"new_name": "市数据局", "new_short_name": "数据局"}),
        ("merge", {"into": city.other.pk}),
    ):
        with desks("system_admin") as desk:
            page = desk.open("/changes/reforms/new/")
            fields = {"organisation": city.unit.pk, "kind": kind, **data, "basis": "广委发〔2026〕1号"}
            for name, value in {**fields, "effective_on": timezone.localdate()}.items():
                desk.fill(page, name, value)
            page.locator("[data-save]").click()
            page.wait_for_selector("main[data-page='changes.reform']")
            reform = Reform.objects.get(kind=kind)
        with desks("security_admin") as desk:
            desk.step(reform, "carry_out")
            look(desk, reform.get_absolute_url(), f"reform-{kind}")
    project.refresh_from_db()
    assert project.unit == city.other
