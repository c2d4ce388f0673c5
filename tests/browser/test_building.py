"""The building on a phone: what is late fits the page, the chosen tab is in view and comes before what is next."""

import datetime

import pytest
from django.utils import timezone

from tests.browser.conftest import PHONE, look
from tests.building.conftest import put_at
from workflow.engine import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEEN = """() => {
  const tab = document.querySelector("[data-tabs] [aria-current]").getBoundingClientRect();
  const strip = document.querySelector("[data-tabs]").getBoundingClientRect();
  return tab.left >= strip.left && tab.right <= strip.right;
}"""
TOP = "selector => document.querySelector(selector).getBoundingClientRect().top"


def test_the_plan_is_changed_with_its_reason_and_fits_a_phone(desks, browser_city):
    project = put_at("building", browser_city.applicant)
    today = timezone.localdate()
    names = ("需求确认和总体设计评审", "设备到货", "与省级平台接口联调测试并完成三个县区试点部署")
    rows = [
        {"name": name, "planned_on": today - datetime.timedelta(days=12 - place), "responsible": "承建单位项目经理"}
        for place, name in enumerate(names)
    ]
    perform(project, "plan_milestones", post=browser_city.applicant, data={"rows": rows})
    first, _second, third = project.milestones.all()
    done = {"milestone": first, "done_on": today - datetime.timedelta(days=12)}
    perform(project, "reach_milestone", post=browser_city.applicant, data=done)
    tab = f"{project.get_absolute_url()}?tab=building"
    with desks("applicant") as desk:
        page = desk.open(project.step_url("plan_milestones"))
        assert page.locator(f"[name=name_{first.pk}]").is_disabled()
        later = {f"planned_{third.pk}": today + datetime.timedelta(days=40), "why": "接口推迟开放"}
        desk.take(page, "plan_milestones", **later)
        look(desk, project.step_url("plan_milestones"), "plan")
        look(desk, "/building/", "board")
        look(desk, tab, "tab")
        desk.page.set_viewport_size(PHONE)
        page = desk.open(tab)
        assert "晚 10 天" in desk.text()
        assert page.evaluate(SEEN)
        assert page.evaluate(TOP, ".gantt") < page.evaluate(TOP, ".columns > aside")
