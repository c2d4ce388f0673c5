"""The whole road in a real browser, on both paths: each role signs in by hand and takes its steps by their buttons."""

import datetime
import subprocess
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from acceptance.choices import Part
from documents.models import Document
from projects.choices import PreReviewCondition
from projects.models import AnnualList, Project
from projects.paths import Path
from tests.browser.conftest import PHONE, look
from tests.factories import content_lines, tender_after, tender_before
from tests.journey import PDF, TEXTS, Journey

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

BUDGET = 1_500_000
MISSING = {"items-0-what": "paper:feasibility", "items-0-reason": "可研缺少论证意见"}
NAME = "智慧交通一体化平台"


@pytest.fixture
def papers(tmp_path):
    """A file on disk for each paper, as a clerk would have it."""

    def make(slot: str) -> str:
        path = tmp_path / f"{slot}.pdf"
        path.write_bytes(PDF + slot.encode())
        return str(path)

    return make


class Road:
    """What the people of one walk do; `desks` are opened for one role at a time."""

    def __init__(self, desks, city, papers, path: str) -> None:
        self.desks, self.city, self.papers, self.path = desks, city, papers, path
        self.journey = Journey(city, path)

    @property
    def project(self) -> Project:
        return Project.objects.get()

    def as_(self, username: str, *acts) -> None:
        """Sign in, do the acts in turn, sign off; an act is (object getter, step, fields)."""
        with self.desks(username) as desk:
            for get, step, fields in acts:
                desk.step(get(), step, **fields)

    def upload(self, page: Page, *slots: str) -> None:
        for slot in slots:
            page.locator(f"[data-upload='{slot}']").set_input_files(self.papers(slot))
            page.locator(f"tr[data-slot='{slot}'] form.upload button").click()
            page.wait_for_selector(f"tr[data-slot='{slot}'][data-filled='yes']")

    # --- the front half

    def apply(self) -> None:
        """A draft is typed, found again after the tab was closed, refused while incomplete, then submitted."""
        with self.desks("applicant") as desk:
            page = desk.open("/projects/new/")
            desk.fill(page, "secret", "no")
            desk.fill(page, "name", NAME)
            desk.fill(page, "category", "application")
            page.locator(f"[name='path'][value='{self.path}']").check()
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_selector("main[data-page='projects.application_edit']")
            desk.fill(page, "need", TEXTS["need"])
            page.locator("[data-autosave-status]", has_text="已保存").wait_for()
            page = desk.open(page.url)
            assert page.locator("[name='need']").input_value() == TEXTS["need"]
            desk.open(self.project.application.step_url("submit"))
            page.locator("button[data-transition='submit']").click()
            assert page.locator("[data-findings]").count() == 1
        with self.desks("applicant") as desk:
            page = desk.open(f"/projects/application/{self.project.application.pk}/edit/")
            self.type_application(desk, page)
            self.upload(page, "proposal", "implementation_plan", "feasibility")
            look(desk, page.url, "application-edit")
            look(desk, self.project.get_absolute_url(), "project-draft")
            desk.step(self.project.application, "submit")

    def type_application(self, desk, page: Page) -> None:
        today = timezone.localdate()
        dates = {"starts_on": today, "ends_on": today + datetime.timedelta(days=200)}
        for name, value in {**TEXTS, **dates}.items():
            if name == "platforms":
                for platform in value:
                    page.locator(f"[name='platforms'][value='{platform}']").check()
            else:
                desk.fill(page, name, value)
        for name, rows in content_lines(today).items():
            for field, value in rows[0].items():
                desk.fill(page, f"{name}-0-{field}", value)
        desk.fill(page, "budget-0-kind", "development")
        desk.fill(page, "budget-0-name", "平台开发")
        desk.fill(page, "budget-0-unit_price", BUDGET)
        desk.fill(page, "budget-0-count", 1)
        desk.fill(page, "sources-0-kind", "city")
        desk.fill(page, "sources-0-year", today.year)
        desk.fill(page, "sources-0-amount", BUDGET)
        with page.expect_navigation():
            page.locator("button[data-save]").click()

    def admit(self) -> None:
        """Returned by the unit's leader and by the office, then admitted."""
        application = lambda: self.project.application  # noqa: E731
        self.as_("unit_leader", (application, "unit_return", {"reason": "预算说明不清"}))
        self.as_("applicant", (application, "submit", {}))
        self.as_("unit_leader", (application, "unit_approve", {}))
        self.as_("office_clerk", (application, "return_for_papers", MISSING))
        self.as_("applicant", (application, "submit", {}))
        self.as_("unit_leader", (application, "unit_approve", {}))
        self.as_("office_clerk", (application, "pass_check", {"note": "材料齐全"}))
        self.as_("office_leader", (application, "admit", {"planned_year": timezone.localdate().year}))

    def enlist(self) -> None:
        with self.desks("office_clerk") as desk:
            page = desk.open("/projects/lists/new/")
            desk.fill(page, "year", timezone.localdate().year)
            desk.fill(page, "ceiling", 5000)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_selector("main[data-page='projects.annuallist']")
            page.locator("table[data-table='candidates'] input[name='project']").check()
            page.locator("form:has(table[data-table='candidates']) button[type=submit]").first.click()
            page.wait_for_selector("table[data-table='lines'] [data-row]")
            look(desk, page.url, "annual-list")
            look(desk, "/projects/library/", "library")
        annual_list = AnnualList.objects.get
        self.as_("office_leader", (annual_list, "submit", {}))
        day = timezone.localdate()
        self.as_("city_government", (annual_list, "approve", {"meeting": "市政府第12次常务会议", "approved_on": day}))

    def pre_review(self) -> None:
        self.as_("applicant", (lambda: self.project, "apply_pre_review", {}))
        pre_review = lambda: self.project.prereviews.get()  # noqa: E731
        self.as_("applicant", (pre_review, "submit", {"statement": "申请预审"}))
        self.as_("office_clerk", (pre_review, "return_for_papers", MISSING))
        self.as_("applicant", (pre_review, "submit", {"statement": "已补充"}))
        with self.desks("office_clerk") as desk:
            page = desk.open(pre_review().get_absolute_url())
            for code in PreReviewCondition.values:
                page.locator(f"[name='verdict_{code}'][value='yes']").check()
            with page.expect_navigation():
                page.locator("button[data-judge-all], button[data-save]").last.click()
            desk.step(pre_review(), "pass_check", note="符合条件")
        self.as_("office_leader", (pre_review, "approve", {"amount": BUDGET}))

    def gate(self) -> None:
        fields = {"number": "广财采〔2026〕1号", "approved_on": timezone.localdate(), "amount": BUDGET}
        if self.path == Path.TENDER:
            fields |= {"act": "feasibility", "project_code": "2026-510800-00-01"}
            self.as_("drc", (lambda: self.project, "approve_project", fields))
            self.as_("applicant", (lambda: self.project, "apply_tender", {}))
            tender = lambda: self.project.tender  # noqa: E731
            self.as_("applicant", (tender, "submit_before", tender_before()))
            self.as_("office_clerk", (tender, "file_before", {}))
            after = {name: value for name, value in tender_after(BUDGET - 1000).items() if value}
            self.as_("applicant", (tender, "submit_after", after))
            self.as_("office_clerk", (tender, "file", {}))
        else:
            line = {"number": "2026-017", "amount": BUDGET}
            self.as_("finance", (lambda: self.project, "enter_budget_line", line))
            self.as_("finance", (lambda: self.project, "approve_procurement", fields))

    # --- experts

    def convene(self, get) -> None:
        moment = timezone.localtime() + datetime.timedelta(minutes=1)
        fields = {
            "meeting_at": f"{moment:%Y-%m-%dT%H:%M}",
            "urgent_reason": "汛期应急",
            "place": "市经信委三楼会议室",
            "size": 5,
        }
        clerk, watch = {"phrase": "春分后的第一场雨落在利州"}, {"phrase": "嘉陵江水位四百八十米"}
        if get().machine.key == "reviews.reviewround":
            found = dict.fromkeys(("survey", "analysis", "present", "needs", "processes", "goals", "content"), True)
            self.as_("office_clerk", (get, "check_form", {f"has_{name}": yes for name, yes in found.items()}))
        self.as_("office_clerk", (get, "convene", {**fields, "mode": "two_persons", **clerk}))
        panel = lambda: get().panel  # noqa: E731
        self.as_("office_leader", (panel, "witness_commit", watch))
        self.as_("office_clerk", (panel, "clerk_reveal", clerk))
        self.as_("office_leader", (panel, "witness_reveal", watch))

    def judge(self, panel, viewport) -> None:
        """Each expert declares, reads, judges every aspect and seals, the first one on a phone."""
        for seat in panel.active_seats().order_by("rank"):
            with self.desks(seat.expert.user.username, viewport if seat.rank == 1 else None) as desk:
                page = desk.open(seat.get_absolute_url())
                assert page.locator("#opinion").count() == 0, "no declaration, no papers"
                desk.step(seat, "declare", no_conflict=True)
                for aspect in panel.aspects:
                    page.locator(f"[name='{aspect.code}_verdict'][value='met']").check()
                    desk.fill(page, f"{aspect.code}_score", 90)
                desk.answer_further(page, panel)
                page.locator("[name='conclusion'][value='agree']").check()
                desk.fill(page, "overall", "同意通过。")
                desk.take(page, "submit_opinion")

    def speak(self, panel) -> None:
        """Once the meeting has begun the chair writes, and the paper with the signatures comes to the clerk."""
        while timezone.now() < panel.meeting_at:
            time.sleep(1)
        self.as_(panel.chair.expert.user.username, (lambda: panel.chair, "write_group", {}))
        with self.desks("office_clerk") as desk:
            desk.sign_on_paper(panel)

    # --- the back half

    def review(self) -> None:
        review = lambda: self.project.review_rounds.get()  # noqa: E731
        with self.desks("applicant") as desk:
            desk.step(self.project, "apply_plan_review")
            page = desk.open(reverse("reviews:round_edit", args=[review().pk]))
            for name in ("survey", "present", "needs", "processes", "goals", "content"):
                desk.fill(page, name, f"{name}：方案已载明。")
            with page.expect_navigation():
                page.locator("form[data-autosave] button[type=submit]").first.click()
            page = desk.open(review().get_absolute_url())
            if page.locator("[data-upload='technical_plan']").count() == 0:
                page = desk.open(reverse("reviews:round_edit", args=[review().pk]))
            self.upload(page, "technical_plan")
            desk.step(review(), "submit")
        self.convene(review)
        self.judge(review().panel, PHONE)
        self.speak(review().panel)
        self.as_("office_clerk", (review, "conclude", {"amount": BUDGET, "aside_all": "评价性意见"}))
        self.as_("office_leader", (review, "sign", {}))

    def build(self) -> None:
        project = lambda: self.project  # noqa: E731
        self.as_(
            "applicant",
            (project, "name_bodies", {"supervisor": "四川某监理有限公司", "tester": "四川某测评中心"}),
            (project, "register_contract", self.contract()),
            (project, "start_build", {}),
            (project, "note_progress", {"percent": 100, "done": "全部完成"}),
            (project, "record_security", self.journey.security()),
        )

    def contract(self) -> dict:
        self.journey.project, self.journey.budget = self.project, BUDGET
        fields = self.journey.contract()
        return {**fields, "amount": BUDGET - 1000}

    def accept(self) -> None:
        acceptance = lambda: self.project.acceptances.get()  # noqa: E731
        with self.desks("applicant") as desk:
            desk.step(self.project, "apply_acceptance")
            page = desk.open(reverse("acceptance:acceptance_edit", args=[acceptance().pk]))
            desk.fill(page, "built", "按合同建成。")
            desk.fill(page, "selfcheck", "五部分自查合格。")
            desk.fill(page, "indicators", "一网通办率 92%。")
            desk.fill(page, "completed_on", timezone.localdate())
            with page.expect_navigation():
                page.locator("button[data-save]").first.click()
            page = desk.open(reverse("acceptance:acceptance_edit", args=[acceptance().pk]))
            self.journey.project = self.project
            self.journey.buyers_accept()
            self.upload(page, "completion", "supervision", "testing")
            measured = {}
            for result in acceptance().results.all():
                measured |= {
                    f"measured_{result.pk}": "92%",
                    f"by_{result.pk}": "四川某测评中心",
                    f"met_{result.pk}": "True",
                }
            desk.step(acceptance(), "record_results", **measured)
            desk.step(acceptance(), "record_clauses", **self.delivered(acceptance()))
            desk.step(acceptance(), "report")
        self.convene(acceptance)
        self.judge(acceptance().panel, PHONE)
        self.speak(acceptance().panel)
        words = {"conclusion": "pass", **self.examined()}
        self.as_("office_clerk", (acceptance, "conclude", words))
        self.as_("office_leader", (acceptance, "sign", {}))

    @staticmethod
    def examined() -> dict:
        """Verdicts and examiners stand there from the experts; the rest is the clerk's own."""
        found = {f"finding_{part}": "经查验，符合要求。" for part in Part.values}
        return found | {f"evidence_{part}": "验收资料、现场查验记录" for part in Part.values}

    @staticmethod
    def delivered(acceptance) -> dict:
        fields = {}
        for number in range(1, acceptance.clauses.count() + 1):
            fields |= {f"delivered_{number}": "已交付并查验", f"verdict_{number}": "whole"}
        return fields

    def file(self) -> None:
        filing = lambda: self.project.filings.get()  # noqa: E731
        self.as_("applicant", (lambda: self.project, "apply_filing", {}))
        self.as_("applicant", (filing, "submit", {"statement": "申请备案"}))
        self.as_("office_clerk", (filing, "confirm", {}))
        self.as_("applicant", (lambda: self.project, "put_in_use", {}))


def wait_for_papers(seconds: int = 60) -> None:
    deadline = time.monotonic() + seconds
    while Document.objects.exclude(state="ready").exists():
        assert time.monotonic() < deadline, list(Document.objects.values_list("kind", "state", "error"))
        time.sleep(0.5)


def text_of(document: Document) -> str:
    shown = subprocess.run(["pdftotext", "-raw", document.file.path, "-"], capture_output=True, text=True, check=True)
    return "".join(shown.stdout.split())


@pytest.mark.parametrize("path", [Path.PROCUREMENT, Path.TENDER])
def test_a_project_walks_from_application_to_filing(desks, browser_city, worker, papers, path):
    Journey(browser_city).pool()
    road = Road(desks, browser_city, papers, path)
    for stretch in ("apply", "admit", "enlist", "pre_review", "gate", "review", "build", "accept", "file"):
        getattr(road, stretch)()
    project = road.project
    assert project.stage == "filed"
    assert project.in_use_at is not None
    wait_for_papers()
    issued = {document.kind: document for document in Document.objects.all()}
    kinds = {"annual_list", "pre_approval", "review_opinion", "certificate", "filing_receipt", "draw_record"}
    assert kinds <= set(issued)
    for kind in kinds:
        text = text_of(issued[kind])
        assert NAME in text, kind
        assert "".join(issued[kind].number.split()) in text, kind
        fonts = subprocess.run(["pdffonts", issued[kind].file.path], capture_output=True, text=True, check=True)
        assert "Fandol" in fonts.stdout, kind
    with desks("office_leader") as desk:
        desk.open(project.get_absolute_url() + "?tab=papers")
        assert desk.page.locator("[data-document='certificate'][data-state='ready']").count() == 1
        look(desk, project.get_absolute_url(), "project-filed")
        look(desk, "/dashboard/", "dashboard")
