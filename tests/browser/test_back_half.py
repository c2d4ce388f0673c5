"""The back half in a browser: 初验, trial, rectification twice, certificate, filing, archive, one tampered file.

Contracts, money and the experts' opinions come through the services; what a person decides is clicked.
"""

import datetime
import time
import zipfile

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from acceptance.models import Acceptance, Trial
from archives.models import ArchivePackage
from archives.verifier import verify
from documents.models import Document
from projects.models import Project
from projects.paths import Path
from tests.browser.test_road import Road, wait_for_papers
from tests.journey import PDF, Journey
from workflow.engine import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[Path.PROCUREMENT, Path.TENDER])
def journey(request, browser_city):
    """A large project that is being built: it must run on trial."""
    journey = Journey(browser_city, request.param, budget=6_000_000)
    for _ in (*journey.apply(), *journey.enlist(), *journey.pre_review(), *journey.review(), *journey.approve()):
        pass
    for _ in journey.build():
        pass
    return journey


def project() -> Project:
    return Project.objects.get()


def last() -> Acceptance:
    return Acceptance.objects.order_by("-attempt").first()


def try_out(desks, tmp_path) -> None:
    """Begun forty days before it was entered: the office's leader consents to the day, and to an early end."""
    report, day = tmp_path / "初验报告.pdf", timezone.localdate() - datetime.timedelta(days=40)
    report.write_bytes(PDF)
    Project.objects.update(build_started_at=timezone.now() - datetime.timedelta(days=41))
    typed = {"examined_on": day, "begun_on": day, "verdict": "met", "paper": report}
    typed |= {"opinion": "按合同建成，同意试运行。", "members": "建设、监理、承建单位"}
    with desks("applicant") as desk:
        desk.step(project(), "begin_trial", **typed)
        trial = Trial.objects.get
        desk.step(trial(), "note_incident", text="高峰时段接口超时", measure="扩容后恢复")
        assert "高峰时段接口超时" in desk.text()
        desk.step(trial(), "ask_shorter", report="运行四十日，平稳。", why="汛期将至。")
    with desks("office_leader") as desk:
        desk.step(trial(), "confirm_start", basis="看过运行日志和监理月报。")
        desk.step(trial(), "shorten", reason="两个科室已试用三个月，运行平稳。")
        assert "同意缩短" in desk.text()


def report(desks, journey) -> None:
    """The readiness board is red, is mended line by line, and is green."""
    if not Acceptance.objects.exists():
        with desks("applicant") as desk:
            desk.step(project(), "record_security", **journey.security())
            page = desk.step(project(), "apply_acceptance")
            assert page.locator("[data-table='readiness'] tr[data-ok='no']").count() > 5
        journey.buyers_accept()
        for slot in ("completion", "supervision", "testing", "rectification"):
            journey.attach(last(), slot)
    else:
        with desks("applicant") as desk:
            desk.step(project(), "apply_acceptance")
        for slot in ("completion", "supervision", "testing", "rectification"):
            journey.attach(last(), slot)
    with desks("applicant") as desk:
        page = desk.open(f"{last().get_absolute_url()}edit/")
        desk.fill(page, "built", "按合同建成。")
        desk.fill(page, "selfcheck", "五部分自查合格。")
        desk.fill(page, "indicators", "逐项达到。")
        desk.fill(page, "completed_on", timezone.localdate())
        for item in last().items_to_answer():
            desk.fill(page, f"answer_{item.pk}", "已整改，附复测记录。")
        with page.expect_navigation():
            page.locator("button[data-save]").first.click()
        measured = {}
        for result in last().results.all():
            names = {"measured": "达到", "by": "四川某测评中心", "met": "True"}
            measured |= {f"{name}_{result.pk}": value for name, value in names.items()}
        desk.step(last(), "record_results", **measured)
        desk.step(last(), "record_clauses", **Road.delivered(last()))
        page = desk.open(last().get_absolute_url())
        assert page.locator("[data-table='readiness'] tr[data-ok='no']").count() == 0, desk.text()
        desk.step(last(), "report")


def judge(desks, journey, conclusion: str) -> None:
    """The office verifies what was demanded, the experts speak, the office concludes, its leader signs."""
    if last().items_to_answer():
        with desks("office_clerk") as desk:
            desk.step(last(), "verify_items")
    perform(last(), "convene", post=journey.city.office_clerk, data=journey.convened())
    for _ in journey.sit(last().panel, "agree"):
        pass
    with desks("office_clerk") as desk:
        demands = {}
        for place, words in enumerate(("补充应急预案", "完善接口文档") if conclusion == "rectify" else ()):
            due = timezone.localdate() + datetime.timedelta(days=10 + 20 * place)
            item = {"part": "papers", "problem": "资料不全", "demand": words, "due_on": due}
            demands |= {f"items-{place}-{name}": value for name, value in item.items()}
        words = {"conclusion": conclusion, "opinion": "验收组审阅了资料。", **Road.examined()}
        desk.step(last(), "conclude", **words, **demands)
    with desks("office_leader") as desk:
        desk.step(last(), "sign")


def see_items(desks) -> None:
    """Each demand with its own day, on the page of the attempt that demanded it."""
    with desks("applicant") as desk:
        page = desk.open(last().get_absolute_url())
        words = page.locator("[data-rectification]").inner_text()
        days = {f"{item.due_on} 前" for item in last().items.all()}
        assert len(days) == 2
        assert all(day in words for day in days)


def download(page: Page, target) -> None:
    with page.expect_download() as waiting:
        page.locator("[data-download]").first.click()
    waiting.value.save_as(target)


def test_from_trial_to_the_archive(desks, worker, journey, tmp_path):
    try_out(desks, tmp_path)
    for conclusion in ("rectify", "rectify", "pass"):
        report(desks, journey)
        judge(desks, journey, conclusion)
        assert project().in_use_at is None
        if conclusion == "rectify":
            see_items(desks)
    assert [one.conclusion for one in Acceptance.objects.order_by("attempt")] == ["rectify", "rectify", "pass"]
    with desks("applicant") as desk:
        desk.step(project(), "apply_filing")
        desk.step(project().filings.get(), "submit", statement="申请备案")
    with desks("office_clerk") as desk:
        desk.step(project().filings.get(), "confirm")
    with desks("applicant") as desk:
        desk.step(project(), "put_in_use")
    assert project().in_use_at is not None
    wait_for_papers(120)
    kinds = list(Document.objects.order_by("pk").values_list("kind", flat=True))
    assert (kinds.count("rectification"), kinds.count("certificate"), kinds.count("acceptance_opinion")) == (2, 1, 3)
    check_archive(desks, tmp_path)


def check_archive(desks, tmp_path) -> None:
    with desks("office_clerk") as desk:
        page = desk.open(project().get_absolute_url() + "?tab=archives")
        with page.expect_navigation():
            page.locator("button[data-archive]").first.click()
        deadline = time.monotonic() + 60
        while ArchivePackage.objects.get().state not in ("ready", "failed"):
            assert time.monotonic() < deadline
            time.sleep(0.5)
        page = desk.open(ArchivePackage.objects.get().get_absolute_url())
        download(page, tmp_path / "whole.zip")
    findings, count = verify(tmp_path / "whole.zip")
    assert (findings, count > 15) == ([], True)
    with zipfile.ZipFile(tmp_path / "whole.zip") as archive:
        archive.extractall(tmp_path / "out")
        paper = next(name for name in archive.namelist() if name.startswith("附件/"))
    (tmp_path / "out" / paper).write_bytes(b"%PDF-1.4 another")
    assert verify(tmp_path / "out")[0] == [f"被改动：{paper}"]
