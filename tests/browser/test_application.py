"""The application in a real browser: two tabs lose nothing; lines are pasted; a return is ticked off."""

import pytest

from tests import factories as make
from tests.browser.conftest import PHONE
from workflow.engine import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def open_draft(desk, application):
    page = desk.open(f"/projects/application/{application.pk}/edit/")
    page.wait_for_selector("[data-completeness]")
    return page


def test_two_tabs_a_paste_and_a_return(desks, browser_city):
    application = make.make_draft(browser_city.applicant, name="智慧交通平台").application
    with desks("applicant") as desk:
        page = open_draft(desk, application)
        other = page.context.new_page()
        other.goto(page.url)
        page.locator("[name=need]").fill("第一个窗口的需求")
        page.locator("[data-autosave-status][data-state=saved]").wait_for()
        # The second tab has an older version: it is told, keeps its text, and chooses.
        other.locator("[name=need]").fill("第二个窗口的需求")
        other.locator("[name=present]").fill("第二个窗口的现状")
        other.locator("[data-show-both]").click()
        other.wait_for_selector("[data-table=both]")
        shown = other.locator("[data-both=need]").inner_text()
        assert "第一个窗口的需求" in shown
        assert "第二个窗口的需求" in shown
        other.locator("input[name=take-need][value=theirs]").check()
        with other.expect_navigation():
            other.locator("#both button[type=submit]").click()
        application.refresh_from_db()
        assert (application.need, application.present) == ("第一个窗口的需求", "第二个窗口的现状")
        other.close()
        # Budget lines out of Excel by paste: preview, confirm, back in the form.
        page.goto(page.url)
        page.locator("[data-import=budget-lines]").click()
        page.locator("[name=pasted]").fill("软件开发\t业务平台\t350000\t2\n监理\t监理服务\t八万")
        with page.expect_navigation():
            page.locator("[data-sheet-check]").click()
        assert page.locator("[data-sheet-errors='1']").count() == 1
        page.locator("text=改好后重新上传").click()
        page.locator("[name=pasted]").fill("软件开发\t业务平台\t350000\t2\n监理\t监理服务\t80000")
        with page.expect_navigation():
            page.locator("[data-sheet-check]").click()
        with page.expect_navigation():
            page.locator("[data-transition=confirm]").first.click()
        assert application.budget_lines.count() == 2
    make.fill(application, browser_city.applicant)
    for who, step in (("applicant", "submit"), ("unit_leader", "unit_approve")):
        perform(make.again(application), step, post=browser_city.posts[who])
    with desks("office_clerk") as desk:
        page = desk.step(
            application.project,
            "return_for_papers",
            **{"items-0-what": "field:budget", "items-0-reason": "服务器数量依据不足"},
        )
    with desks("applicant", viewport=PHONE) as desk:
        page = open_draft(desk, application)
        with page.expect_navigation():
            page.locator("[data-correction] button").first.click()
        assert page.locator("[data-ticked=yes]").count() == 1
        # On a card each field says what it is.
        said = "e => [...e.cells].map(c => getComputedStyle(c, '::before').content.replaceAll('\"', ''))"
        labels = page.locator("#budget-lines [data-line]").first.evaluate(said)
        assert {"类别", "名称及规格", "单价（元）"} <= set(labels)
