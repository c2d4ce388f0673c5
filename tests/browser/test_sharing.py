"""The walks of the room in a real browser, each with one who may and one who may not (articles 18 to 20)."""

import os

import pytest
from django.utils import timezone

from sharing.models import CallLog, ElementSource
from tests.browser.conftest import PHONE, look
from tests.infrastructure.hands import Hands
from tests.sharing.hands import Sides, case_of, element, item, order_of
from workflow.engine import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_who_reaches_beyond_the_grant_is_refused_shown_and_stopped(desks, browser_city):
    sides = Sides(browser_city)
    resource = sides.published(rows=3)
    asked = sides.answering(resource, ["姓名"])
    with desks("applicant") as desk:
        # Who asks does not answer: no button, and the forced address names the article.
        assert desk.open(asked.get_absolute_url()).locator("button[data-transition='agree']").count() == 0
        assert desk.page.goto(f"{desk.base}{asked.step_url('agree')}").status == 403
    with desks("strange_leader") as desk:
        desk.step(asked, "agree", row_limit=2)
    grant = asked.grant
    with desks("applicant") as desk:
        asked_for = []
        desk.page.on("request", lambda request: asked_for.append(request.url))
        page = desk.open(grant.get_absolute_url())
        page.locator("[data-take-token]").click()
        page.locator("dialog[open] button[value='yes'], dialog[open] [data-confirm-yes]").first.click()
        token = page.locator("code[data-token]").inner_text().strip()
        address = f"{desk.base}/sharing/api/v1/resources/{resource.pk}"
        headers = {"Authorization": f"Bearer {token}"}
        fine = page.request.get(address, headers=headers)
        assert len(fine.json()["rows"]) == 2
        assert page.request.get(f"{address}?fields=住址", headers=headers).status == 403
        assert token not in desk.open(grant.get_absolute_url()).content()
        # Back to the page that showed it: the browser has not kept it, and no address of its history carries it.
        with page.expect_event("framenavigated"):
            # Asked for a moment later: the answer to this call must not be lost with the page that gives it.
            page.evaluate("() => { setTimeout(() => history.back()) }")
        page.wait_for_load_state()
        assert token not in page.content()
        assert not [url for url in asked_for if token in url]
    assert list(CallLog.objects.order_by("pk").values_list("outcome", flat=True)) == ["ok", "out_of_scope"]
    for name in ("stranger", "office_clerk"):
        with desks(name) as desk:
            page = desk.open("/sharing/misuses/")
            assert page.locator("tr[data-row]").count() == 1
            assert "住址" in desk.text()
            page.set_viewport_size(PHONE)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with desks("drc") as desk:
        assert desk.page.goto(f"{desk.base}/sharing/misuses/").status == 403
    with desks("office_leader") as desk:
        desk.step(grant, "stop", reason="超出申请用途使用")
        assert desk.page.request.get(address, headers=headers).status in (401, 403)


def test_a_resource_is_described_checked_twice_published_and_withdrawn(desks, browser_city):
    sides = Sides(browser_city)
    resource = sides.draft("户籍人口信息")
    with desks("stranger") as desk:
        assert desk.refused(resource, "publish")
        desk.step(resource, "submit")
    resource = perform(resource, "confirm", post=sides.giver_leader)
    with desks("office_clerk") as desk:
        desk.step(resource, "publish")
        look(desk, resource.get_absolute_url(), "resource")
        look(desk, "/sharing/", "catalogue")
    with desks("applicant") as desk:
        desk.open("/sharing/?q=户籍")
        assert "户籍人口信息" in desk.text()
        assert desk.refused(resource, "withdraw")
    with desks("strange_leader") as desk:
        desk.step(resource, "withdraw", reason="业务并入省级系统")
    resource.refresh_from_db()
    assert resource.state == "withdrawn"


def test_a_source_is_proposed_answered_and_decided_by_another(desks, browser_city):
    sides = Sides(browser_city)
    resource = sides.published("户籍人口", items=[item("身份证编号")])
    one = element(browser_city)
    case = case_of(one, browser_city)
    mine = case.opinions.get(unit=browser_city.unit)
    with desks("applicant") as desk:
        assert desk.refused(mine, "give")
    with desks("unit_leader") as desk:
        desk.step(mine, "give", position="agree")
    given = case.opinions.get(state="asked")
    perform(given, "give", post=browser_city.strange_leader, data={"position": "agree"})
    with desks("office_clerk") as desk:
        look(desk, "/sharing/elements/", "elements")
        look(desk, one.get_absolute_url(), "element")
        desk.step(case, "refer")
        assert desk.refused(case, "decide")
    with desks("office_leader") as desk:
        desk.step(
            case, "decide", body=resource.provider_id, resource=resource.pk, effective_on=timezone.localdate(),
            decision="以登记机关数据为准",
        )  # fmt: skip
        look(desk, case.get_absolute_url(), "case")
    assert ElementSource.objects.get().resource == resource


def test_an_adaptation_is_verified_by_a_call_that_really_happens(desks, browser_city, live_server, settings):
    settings.INTERFACE_URL = live_server.url
    hands, sides = Hands(browser_city), Sides(browser_city)
    sides.giver, sides.giver_leader = hands.applicant, hands.unit_leader
    resource = sides.published("救助对象", rows=3)
    order = order_of(hands.system(), browser_city)
    with desks("applicant") as desk:
        desk.step(order, "hand_in", plan="两个月内接入")
        desk.step(order, "report", resource=resource.pk)
        assert desk.refused(order, "call")
    with desks("office_clerk") as desk:
        page = desk.step(order, "call")
        row = page.locator("table[data-table='verification'] tr[data-fine='yes']")
        assert "200" in row.inner_text()
        look(desk, order.get_absolute_url(), "order")
        desk.step(order, "verify")
    order.refresh_from_db()
    assert (order.state, order.calls.get().rows) == ("verified", 3)


def test_a_provider_sends_its_data_and_is_told_of_every_wrong_cell(desks, browser_city):
    sides = Sides(browser_city)
    resource = sides.published(items=[item("名称"), item("人数", type="number", length=3)])
    with desks("stranger") as desk:
        desk.open(resource.get_absolute_url()).locator("[data-transition-link='update_data']").first.click()
        look(desk, resource.step_url("update_data"), "update_data")
        with desk.page.expect_download() as loaded:
            desk.page.locator("a[data-template]").click()
        assert loaded.value.suggested_filename.endswith("数据模板.xlsx")
        wrong = {"name": "数据.csv", "mimeType": "text/csv", "buffer": "名称,人数\n甲,多\n乙,12345\n".encode()}
        desk.fill(desk.page, "file", wrong)
        desk.page.locator("button[data-transition='update_data']").click()
        desk.page.wait_for_selector("[data-error-summary]")
        assert "第 2 行“人数”" in desk.text()
        assert "第 3 行“人数”" in desk.text()
        if folder := os.environ.get("LOOK"):
            desk.page.screenshot(path=f"{folder}/update_data-wrong.png", full_page=True)
        fine = {**wrong, "buffer": "名称,人数\n甲,1\n乙,2\n".encode()}
        desk.step(resource, "update_data", file=fine)
        assert "共 2 条" in desk.page.locator("[data-updated]").inner_text()
        look(desk, resource.get_absolute_url(), "resource_with_data")
    with desks("applicant") as desk:
        assert desk.refused(resource, "update_data")
    assert resource.rows.count() == 2
