"""A paper in a real browser: drafted, issued, signed for, looked up by anyone, corrected, bundled, void."""

import zipfile

import pypdfium2
import pytest
from django.db import transaction
from django.utils import timezone

from documents.management.commands.make_demo_ca import make_demo_ca
from documents.models import Batch, Document
from documents.registry import SPECS
from documents.services import issue_document
from projects.paths import Path
from tests.browser.conftest import look
from tests.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CONTENT = "建设医保基金智能审核、事中提醒、事后稽核三个子系统，接入全市定点医疗机构。"


@pytest.fixture
def certificate(settings, tmp_path):
    """Before the worker starts: it signs with this."""
    settings.SIGNING_P12, settings.SIGNING_TRUST = tmp_path / "office.p12", tmp_path / "ca.pem"
    make_demo_ca(settings.SIGNING_P12, settings.SIGNING_TRUST, settings.SIGNING_PASSWORD)


def checked_pre_review(journey):
    for _ in (*journey.apply(), *journey.enlist()):
        pass
    journey.act(journey.project, "apply_pre_review", "applicant")
    pre_review = journey.act(journey.project.prereviews.get(), "submit", "applicant", statement="申请预审")
    journey.judge(pre_review, "yes")
    return journey.act(pre_review, "pass_check", "office_clerk", note="符合条件")


def compare(page, path):
    page.locator("#id_file").set_input_files(path)
    page.wait_for_selector("[data-hash-result='same'], [data-hash-result='different']")
    return page.locator("[data-hash-result]").get_attribute("data-hash-result")


def standing(desks, document):
    with desks() as stranger:
        page = stranger.open(f"/v/{document.code}/")
        return page.locator("[data-standing]").get_attribute("data-standing")


def test_a_paper_from_its_draft_to_its_end(certificate, desks, browser_city, worker, tmp_path):
    journey = Journey(browser_city, Path.PROCUREMENT)
    pre_review = checked_pre_review(journey)
    until = timezone.localdate().replace(month=12, day=31)
    with desks("office_leader") as desk:
        page = desk.open(pre_review.step_url("approve"))
        page.locator("[data-draft='pre_approval'] button").click()
        page.wait_for_selector("main[data-page='documents.draft']")
        page.locator("[name='content']").fill(CONTENT)
        page.locator("[data-save]").click()
        page.wait_for_selector("#draft-layout[data-state='ready'] iframe", timeout=60_000)
        assert "未编号" not in desk.text()
        look(desk, page.url, "draft")
        desk.step(pre_review, "approve", amount=str(journey.budget), valid_until=until.isoformat(), demands="")
        document = Document.objects.get(kind="pre_approval")
        assert document.context["content"] == CONTENT
        page = desk.open(document.get_absolute_url())
        page.wait_for_selector("[data-download]", timeout=60_000)
        page = desk.open(document.get_absolute_url())
        with page.expect_download() as saved:
            page.locator("a[data-download]").first.click()
        untouched, changed = tmp_path / "原件.pdf", tmp_path / "改过.pdf"
        saved.value.save_as(untouched)
        changed.write_bytes(untouched.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
        desk.open(f"{document.get_absolute_url()}signature/")
        assert page.locator("[data-signature='intact']").count() == 1
        look(desk, page.url, "signature")
        look(desk, document.get_absolute_url(), "document")
        assert page.locator("[data-void-refused]").count() == 1, "the project stands on it"
        look(desk, "/documents/ledger/", "ledger")

    with desks("applicant") as desk:
        page = desk.open(document.get_absolute_url())
        page.locator("[data-transition='sign_for']").click()
        page.wait_for_selector("[data-delivery='signed']")
        assert page.locator("[data-transition='sign_for']").count() == 0
        look(desk, document.get_absolute_url(), "signed-for")

    with desks() as stranger:
        page = stranger.open(f"/v/{document.code}/")
        sent = []
        # The browser fetches our own icon when it likes; a file could leave in the body of a request only.
        page.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
        assert compare(page, untouched) == "same"
        assert compare(page, changed) == "different"
        assert sent == [], "nothing leaves the browser"
        look(stranger, page.url, "verify")

    with desks("office_leader") as desk:
        page = desk.open(document.get_absolute_url())
        page.locator("[data-transition='correct']").click()
        page.wait_for_selector("main[data-page='documents.draft']")
        page.locator("[name='reason']").fill("要求一段有误")
        desk.take(page, "reissue")
        right = Document.objects.get(replaces=document)
        journey.project.refresh_from_db()
        assert journey.project.pre_approval_number == right.number
    assert standing(desks, document) == "replaced"


def many(browser_city, number):
    """So many papers of one kind that wait for the worker."""
    post, spec = browser_city.office_leader, SPECS["refusal"]
    journey = Journey(browser_city, Path.PROCUREMENT)
    for _ in journey.apply():
        pass
    place = {"subject": journey.project, "thread_id": journey.project.pk, "post": post}
    with transaction.atomic():
        for each in range(number):
            issue_document(kind="refusal", context=spec.sample() | {"project_name": f"第{each}号项目"}, **place)


def bundle(desk, form):
    page = desk.open("/documents/batch/")
    page.locator("[name='kind']").select_option("refusal")
    page.locator("[name='form']").select_option(form)
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_selector("[data-batch]")
    return page


def test_a_bundle_is_cancelled_and_begun_again(desks, browser_city, worker, tmp_path):
    """Cancelling touches the bundle alone: its papers are made all the same, and the next bundle is one whole PDF."""
    many(browser_city, 12)
    with desks("office_leader") as desk:
        page = bundle(desk, "zip")
        assert page.locator("[data-batch='running'] progress").count() == 1
        page.locator("[data-batch='running'] [data-transition='cancel']").click()
        page.wait_for_selector("[data-batch='cancelled']")
        assert "已取消汇集；各份文书本身不受影响" in page.locator("[data-message='success']").inner_text()
        stopped = Batch.objects.get()
        look(desk, stopped.get_absolute_url(), "batch-cancelled")
        assert page.locator("a[data-download]").count() == 0
        assert page.goto(f"{desk.base}{stopped.get_absolute_url()}file/").status == 404
        page = bundle(desk, "merged")
        page.wait_for_selector("[data-batch='ready']", timeout=120_000)
        with page.expect_download() as saved:
            page.locator("a[data-download]").click()
        saved.value.save_as(tmp_path / "a.pdf")
        papers = Document.objects.filter(kind="refusal")
        with pypdfium2.PdfDocument(tmp_path / "a.pdf") as whole:
            assert len(whole) == sum(paper.pages for paper in papers)
            words = "".join(page.get_textpage().get_text_bounded() for page in whole)
        assert all(f"第{each}号项目" in words for each in range(12))
        page = desk.open("/documents/batch/")
        rows = page.locator("[data-table='batches'] tbody tr")
        assert [row.inner_text().split()[0] for row in rows.all()] == ["可以下载", "已取消"]
    stopped.refresh_from_db()
    assert (stopped.state, bool(stopped.file)) == ("cancelled", False)


def test_many_papers_are_bundled_and_one_is_void(desks, browser_city, worker, tmp_path):
    many(browser_city, 4)
    with desks("office_leader") as desk:
        page = bundle(desk, "zip")
        first = Batch.objects.get()
        if page.locator("[data-batch='running']").count():
            assert f"共 {first.total} 份" in desk.text()
            look(desk, first.get_absolute_url(), "batch-running")
        page = desk.open(first.get_absolute_url())
        page.wait_for_selector("[data-batch='ready']", timeout=90_000)
        look(desk, first.get_absolute_url(), "batch-ready")
        page = desk.open(first.get_absolute_url())
        with page.expect_download() as saved:
            page.locator("a[data-download]").click()
        saved.value.save_as(tmp_path / "a.zip")
        with zipfile.ZipFile(tmp_path / "a.zip") as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == 4
        look(desk, "/documents/batch/", "batches")

        document = Document.objects.order_by("entry__number").first()
        page = desk.open(document.get_absolute_url())
        page.locator("form[action$='/void/'] [name='reason']").fill("文字有误")
        desk.take(page, "void")
        page.wait_for_selector("[data-standing='void']")
        look(desk, document.get_absolute_url(), "void")
    assert standing(desks, document) == "void"
