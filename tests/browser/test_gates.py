"""会签, the gate of 财政局, a 预审批复 extended and revoked, a tender, in a real browser.

LOOK=folder keeps a picture of each page in both sizes.
"""

import datetime

import pytest
from django.utils import timezone

from documents.models import Document
from projects.paths import Path
from tests import factories as make
from tests.browser.conftest import look
from tests.factories import gate_data, tender_after, tender_before
from tests.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_body_is_asked_answers_and_approves_only_what_article_10_and_22_allow(desks, browser_city):
    journey = Journey(browser_city, Path.PROCUREMENT)
    for _ in (*journey.apply(), *journey.enlist()):
        pass
    project = journey.project
    journey.act(project, "apply_pre_review", "applicant")
    pre_review = journey.act(project.prereviews.get(), "submit", "applicant", statement="申请预审")
    finance = browser_city.finance.organisation
    with desks("office_clerk") as desk:
        look(desk, pre_review.step_url("consult"), "consult")
        page = desk.open(pre_review.step_url("consult"))
        page.locator(f"[name='bodies'][value='{finance.pk}']").check()
        desk.take(page, "consult")
        assert page.locator("table[data-table='board'] tr[data-opinion='silent']").count() == 1
        look(desk, pre_review.get_absolute_url(), "board")
    consultation = project.consultations.get()
    with desks("finance") as desk:
        look(desk, consultation.get_absolute_url(), "consultation")
        look(desk, "/projects/consultations/", "consultations")
        desk.step(consultation, "answer", opinion="conditional", reasons="压减终端设备", signer="李局长")
        page = desk.open(f"/projects/gate/?q={project.number}")
        assert page.locator("[data-glance='no']").count() == 1
        assert "未取得信息办预审批复" in desk.text()
        look(desk, f"/projects/gate/?q={project.number}", "gate-no")
        # The address is forced: the answer names the article.
        page = desk.open(project.step_url("approve_procurement"))
        desk.take(
            page, "approve_procurement", number="广财采〔2026〕1号", approved_on=timezone.localdate(), amount="1000"
        )
        assert "第十条" in page.locator("[data-findings]").inner_text()
    journey.judge(pre_review, "yes")
    pre_review = journey.act(pre_review, "pass_check", "office_clerk", note="符合条件")
    until = timezone.localdate().replace(year=timezone.localdate().year + 1)
    journey.act(pre_review, "approve", "office_leader", amount=journey.budget, valid_until=until, demands="")
    with desks("finance") as desk:
        desk.step(project, "enter_budget_line", number="2026-017", amount="1500000")
        page = desk.open(f"/projects/gate/?q={project.number}")
        assert page.locator("[data-glance='yes']").count() == 1
        look(desk, f"/projects/gate/?q={project.number}", "gate-yes")
        act = {"number": "广财采〔2026〕2号", "approved_on": timezone.localdate()}
        desk.step(project, "approve_procurement", **act, amount="1200000", note="压减终端设备")
        due = {"finding": "采购公告期不足", "demand": "说明情况", "due_on": timezone.localdate()}
        desk.step(project, "note_supervision", **due)
        look(desk, "/projects/supervision/", "supervision")
    with desks("applicant") as desk:
        look(desk, project.step_url("revise_content"), "revise")
        desk.step(project, "revise_content", content="统一受理平台。", explanation="终端设备利旧")
    project.refresh_from_db()
    assert (project.budget_sum, project.revise_by) == (1_200_000, None)


def test_a_tender_is_filed_in_two_parts(desks, browser_city):
    journey = Journey(browser_city, Path.TENDER)
    project = journey.to("pre_approved")
    journey.act(project, "approve_project", "drc", **gate_data(journey.budget, act="feasibility"))
    with desks("applicant") as desk:
        desk.step(project, "apply_tender")
        tender = project.tender
        look(desk, tender.step_url("submit_before"), "tender-before")
        desk.step(tender, "submit_before", **tender_before())
    with desks("office_clerk") as desk:
        desk.step(tender, "file_before")
    with desks("applicant") as desk:
        desk.step(tender, "fail", reason="有效投标人不足三家")
        desk.step(tender, "submit_before", **tender_before())
    with desks("office_clerk") as desk:
        desk.step(tender, "file_before")
    with desks("applicant") as desk:
        look(desk, tender.step_url("submit_after"), "tender-after")
        after = {name: value for name, value in tender_after(journey.budget - 1000).items() if value}
        desk.step(tender, "submit_after", **after)
    with desks("office_clerk") as desk:
        page = desk.step(tender, "file")
        assert page.locator("[data-round]").count() == 2
        look(desk, tender.get_absolute_url(), "tender")
        look(desk, "/projects/tenders/", "tenders")
    project.refresh_from_db()
    assert project.tender_filing_number


def test_a_revoked_pre_approval_closes_the_gate_and_the_way_begins_anew(desks, browser_city):
    project = make.enter_budget_line(make.bring(make.make_project(browser_city.applicant), "pre_approved"))
    pre_review, reason = project.prereviews.get(), "资金来源落空"
    asked = f"/projects/gate/?q={project.number}"
    with desks("finance") as desk:
        assert desk.open(asked).locator("[data-glance='yes']").count() == 1
    with desks("office_clerk") as desk:
        assert desk.refused(pre_review, "revoke"), "whoever checked does not decide"
    with desks("office_leader") as desk:
        page = desk.step(pre_review, "revoke", reason=reason)
        assert "已撤销预审批复" in page.locator("[data-message='success']").inner_text()
        assert "批复已撤销" in desk.text()
    with desks("finance") as desk:
        page = desk.open(asked)
        assert page.locator("[data-glance='no']").count() == 1
        assert "未取得信息办预审批复" in desk.text()
        page = desk.open(project.step_url("approve_procurement"))
        act = {"number": "广财采〔2026〕3号", "approved_on": timezone.localdate()}
        desk.take(page, "approve_procurement", **act, amount=project.reviewed_sum)
        assert "第十条" in page.locator("[data-findings]").inner_text()
    with desks("applicant") as desk:
        page = desk.open(pre_review.get_absolute_url())
        assert page.locator("[data-fallen]").count() == 1
        for place in ("[data-void]", "[data-timeline] [data-event='revoke']"):
            assert reason in page.locator(place).inner_text(), place
        paper = Document.objects.get(kind="pre_approval")
        page = desk.open(f"/v/{paper.code}/")
        assert page.locator("[data-standing]").get_attribute("data-standing") == "void"
        look(desk, pre_review.get_absolute_url(), "revoked")
        desk.step(project, "apply_pre_review")
        assert "第 2 次申请" in desk.text()
    project = make.again(project)
    assert (project.pre_approved_at, project.approved_at) == (None, None)


def test_a_pre_approval_is_extended_once_by_two_persons(desks, browser_city):
    project = make.bring(make.make_project(browser_city.applicant), "pre_approved")
    until = project.pre_approved_until + datetime.timedelta(days=90)
    with desks("applicant") as desk:
        desk.step(project, "apply_extension", why="财政预算调整，采购推迟", until=until)
    extension = project.extensions.get()
    with desks("stranger") as desk:
        assert desk.page.goto(desk.base + extension.get_absolute_url()).status == 404
    with desks("office_clerk") as desk:
        desk.step(extension, "pass_check", note="情况属实")
        assert desk.refused(extension, "grant"), "whoever checked does not decide"
    with desks("office_leader") as desk:
        desk.step(extension, "grant")
        look(desk, extension.get_absolute_url(), "extension")
    with desks("finance") as desk:
        page = desk.open(f"/projects/gate/?q={project.number}")
        assert f"{until:%Y-%m-%d}" in page.locator("[data-glance]").inner_text()
    with desks("applicant") as desk:
        page = desk.open(project.get_absolute_url())
        assert page.locator("[data-transition-link='apply_extension']").count() == 0
        page = desk.open(project.step_url("apply_extension"))
        desk.take(page, "apply_extension", why="再延一次")
        assert "至多延期 1 次" in page.locator("[data-findings]").inner_text()
    project.refresh_from_db()
    assert project.pre_approved_until == until
