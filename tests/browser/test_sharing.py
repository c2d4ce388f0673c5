"""A misuse from the key to the end of the grant, in a real browser (article 19); and who may not, in the same walk."""

import pytest

from sharing.models import CallLog
from tests.browser.conftest import PHONE
from tests.sharing.hands import Sides

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
