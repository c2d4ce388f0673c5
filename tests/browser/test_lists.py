"""The workbench of the annual list in a real browser: dragged, moved by key, two clerks, a supplement, looked at."""

import os

import pytest
from django.utils import timezone

from projects.models import AnnualList
from projects.services import add_to_list, create_list, move_line
from tests import factories as make
from tests.browser.conftest import OFFICE, PHONE, look
from workflow.engine import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def shoot(page, name):
    """Pictures for whoever looks: SHOTS=folder script/test tests/browser/test_lists.py."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def moved(page, act):
    with page.expect_navigation():
        act()
    page.wait_for_selector("main[data-page='projects.annuallist']")


def test_a_list_of_thirty_is_weighed_without_scrolling_for_its_totals(desks, browser_city):
    """On the screen of an office: rows are low and whole, what it comes to and where to drop stay in sight."""
    clerk = browser_city.office_clerk
    name = "广元市行政审批和公共服务一体化信息平台第{}期工程"
    projects = [
        make.bring(make.make_project(name=name.format(place), budget=500_000), "library") for place in range(30)
    ]
    annual_list = create_list(year=2027, ceiling=16_000_000, post=clerk)
    add_to_list(annual_list=annual_list, projects=projects, post=clerk)
    with desks("office_clerk") as desk:
        page = desk.open(annual_list.get_absolute_url())
        shoot(page, "list-30")
        rows = page.locator("[data-table='lines'] [data-drag]")
        assert rows.count() == 30
        assert max(rows.evaluate_all("rows => rows.map(row => row.offsetHeight)")) <= 110
        shown = page.locator("[data-table='lines']").evaluate("e => [e.scrollWidth, e.parentElement.clientWidth]")
        assert shown[0] <= shown[1], "no column is cut off"
        last = rows.nth(29)
        last.scroll_into_view_if_needed()
        shoot(page, "list-30-end")
        bar = page.locator("[data-list-bar]").bounding_box()
        assert 0 <= bar["y"] < 60
        assert "1,500.00 万元" in page.locator("[data-list-total]").inner_text()
        page.locator("[data-list-total]").click(trial=True)
        # The form opens where there is room for what is typed.
        last.locator(".line-edit summary").click()
        assert last.locator("[name=this_year]").bounding_box()["width"] > 120
        last.locator(".line-edit summary").click()
        key = last.get_attribute("data-drag")
        moved(page, lambda: last.locator("td.num").first.drag_to(page.locator("[data-drop='reserve']")))
        assert page.locator(f"[data-placement='reserve'] #line-{key}").count() == 1
        assert "备选 1 个" in page.locator("[data-drop='reserve']").inner_text()
    # And decided line by line: the verdict stands in the row of the sums, on either screen.
    perform(make.again(annual_list), "submit", post=browser_city.office_leader)
    for name, viewport in (("office", OFFICE), ("phone", PHONE)):
        with desks("city_government", viewport=viewport) as desk:
            page = desk.open(make.again(annual_list).step_url("approve"))
            shoot(page, f"decide-{name}")
            row = page.locator("[data-table='verdicts'] tbody tr").first
            assert row.locator("[name=struck]").is_visible()
            assert "50.00 万元" in row.inner_text()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_a_list_is_weighed_by_drag_and_by_key(desks, browser_city):
    clerk = browser_city.office_clerk
    projects = [make.bring(make.make_project(name=name, budget=500_000), "library") for name in ("交通大脑", "健康云")]
    annual_list = create_list(year=2027, ceiling=800_000, post=clerk)
    add_to_list(annual_list=annual_list, projects=projects, post=clerk)
    first, second = annual_list.lines.all()
    with desks("office_clerk") as desk:
        page = desk.open(annual_list.get_absolute_url())
        shoot(page, "list")
        page.locator(f"#line-{second.pk} td.num").first.drag_to(page.locator("[data-placement='reserve'] h2"))
        page.wait_for_selector(f"[data-placement='reserve'] #line-{second.pk}")
        # The key on the row that has the focus.
        row = page.locator(f"#line-{first.pk}")
        row.focus()
        moved(page, lambda: row.press("Alt+ArrowRight"))
        assert page.locator(f"[data-placement='reserve'] #line-{first.pk}").count() == 1
        # Somebody else moves it meanwhile: what was on this page is refused, and nothing is overwritten.
        first.refresh_from_db()
        move_line(annual_list=annual_list, line=first, placement="in", version=first.version, post=clerk)
        page.locator(f"#line-{first.pk} [data-to='out']").click()
        page.wait_for_selector("[data-error='409']")
        first.refresh_from_db()
        assert first.placement == "in"
        page = desk.open("/projects/library/")
        shoot(page, "library")
        page.locator("input[name=project]").nth(0).check()
        page.locator("input[name=project]").nth(1).check()
        page.locator("[data-compare]").click()
        page.wait_for_selector("main[data-page='projects.library_compare']")
        shoot(page, "compare")
    with desks("office_clerk", viewport=PHONE) as desk:
        for name, path in (("list", annual_list.get_absolute_url()), ("library", "/projects/library/")):
            page = desk.open(path)
            shoot(page, f"phone-{name}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_a_supplement_adds_changes_and_takes_off_once_the_city_government_has_decided(desks, browser_city):
    kept, gone, late = (
        make.bring(make.make_project(browser_city.applicant, name=name, budget=500_000), "library")
        for name in ("交通大脑", "客运云", "防汛调度")
    )
    annual_list = make.approve_list(make.make_list(kept, gone))
    line_of = {line.project_id: str(line.pk) for line in annual_list.lines.all()}
    with desks("applicant") as desk:
        page = desk.open(annual_list.get_absolute_url())
        assert page.locator("[data-supplement]").count() == 0
    with desks("office_clerk") as desk:
        page = desk.open(annual_list.get_absolute_url())
        moved(page, page.locator("[data-supplement]").click)
        page.locator(f"[data-table='candidates'] [value='{late.pk}']").check()
        moved(page, page.locator("[data-add-to-list]").click)
        for project, total, note in ((kept, "60", "增加模块"), (gone, "", "暂缓实施")):
            form = page.locator("form:has([data-change-line])")
            form.locator("[name=line]").select_option(line_of[project.pk])
            form.locator("[name=total]").fill(total)
            form.locator("[name=note]").fill(note)
            moved(page, form.locator("[data-change-line]").click)
        supplement = AnnualList.objects.get(base=annual_list)
        assert "第1次调整" in page.locator("h1").inner_text()
        look(desk, supplement.get_absolute_url(), "supplement")
        assert desk.refused(supplement, "submit")
    with desks("office_leader") as desk:
        desk.step(supplement, "submit")
        assert desk.refused(supplement, "approve")
    with desks("city_government") as desk:
        look(desk, supplement.step_url("approve"), "supplement-decide")
        assert "原列 50.00 万元 → 60.00 万元" in desk.text()
        desk.step(supplement, "approve", meeting="市政府第15次常务会议", approved_on=timezone.localdate())
    with desks("applicant") as desk:
        desk.open(supplement.get_absolute_url())
        for words in ("60.00 万元", "增加模块", "暂缓实施"):
            assert words in desk.text()
    now = {project.name: make.again(project) for project in (kept, gone, late)}
    assert {name: project.stage for name, project in now.items()} == {
        "交通大脑": "listed", "客运云": "library", "防汛调度": "listed",
    }  # fmt: skip
    assert now["交通大脑"].current_line().total == 600_000
