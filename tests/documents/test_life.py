"""After the issue: delivered, signed for, verified, sealed by hand, void, replaced; drafts and bundles."""

import datetime
import hashlib
import io
import zipfile

import pypdfium2
import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from accounts.roles import OrgKind, Role
from documents import rendering, services, signing, tasks
from documents.management.commands.make_demo_ca import make_demo_ca
from documents.models import Batch, Delivery, Document, Draft, NumberEntry
from documents.services.scans import read_code
from documents.views import public
from tests.documents.conftest import make_post
from tests.factories import signed_in
from workflow.errors import Conflict, Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_threads")]
UNIT = "广元市医疗保障局"


@pytest.fixture
def receiver(db):
    return make_post(Role.APPLICANT, OrgKind.DEPARTMENT, UNIT)


@pytest.fixture
def finished(issue, receiver):
    """A paper with its file, delivered."""

    def do(kind="certificate", **changes):
        document = issue(kind, **changes)
        tasks.render_document(str(document.pk))
        return Document.objects.get(pk=document.pk)

    return do


@pytest.fixture
def certificate_of_office(settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ca")
    settings.SIGNING_P12, settings.SIGNING_TRUST = folder / "office.p12", folder / "ca.pem"
    make_demo_ca(settings.SIGNING_P12, settings.SIGNING_TRUST, settings.SIGNING_PASSWORD)


def content_of(document, name="file") -> bytes:
    with getattr(document, name).open("rb") as file:
        return file.read()


# --- delivered, signed for ---


def test_a_finished_paper_is_delivered_read_and_signed_for_once(finished, receiver, leader):
    document = finished()
    row = Delivery.objects.get(document=document)
    assert (row.organisation, row.is_copy, row.read_at, row.signed_at) == (receiver.organisation, False, None, None)
    services.mark_read(document=document, post=receiver)
    row.refresh_from_db()
    first = row.read_at
    services.mark_read(document=document, post=receiver)
    row.refresh_from_db()
    assert (row.read_at, row.read_by) == (first, receiver)
    assert services.sign_for(document=document, post=receiver).signed_by == receiver
    with pytest.raises(Conflict, match="已签收"):
        services.sign_for(document=document, post=receiver)
    with pytest.raises(Forbidden, match="没有送达"):
        services.sign_for(document=document, post=leader)


# --- void and replaced ---


def test_a_void_paper_keeps_file_and_number_and_gets_a_stamped_copy(finished, leader, receiver):
    document = finished()
    before = content_of(document)
    with pytest.raises(Forbidden):
        services.void_document(document=document, reason="x", post=receiver)
    services.void_document(document=document, reason="金额有误", post=leader)
    tasks.stamp_document(str(document.pk))
    document.refresh_from_db()
    assert (document.standing, document.entry.void, document.entry.reason) == ("void", True, "金额有误")
    assert content_of(document) == before
    assert hashlib.sha256(before).hexdigest() == document.sha256
    stamped = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content_of(document, "stamped"))).pages)
    assert "作废" in stamped.replace(" ", "").replace("\n", "")
    with pytest.raises(Conflict, match="已作废"):
        services.void_document(document=document, reason="再次", post=leader)
    with pytest.raises(IntegrityError, match="不能恢复"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET voided_at = NULL, voided_by_id = NULL, void_reason = ''")


def test_a_void_paper_that_cannot_be_stamped_says_so_and_is_tried_again(finished, leader, monkeypatch, settings):
    document = finished()
    services.void_document(document=document, reason="金额有误", post=leader)
    client, page = signed_in(leader), document.get_absolute_url()
    preview = reverse("documents:download", args=[document.pk]) + "?preview=1"
    assert client.get(preview).status_code == 404, "nobody looks at it as if it stood"
    assert 'data-stamp="pending"' in client.get(page).content.decode()
    with monkeypatch.context() as broken:
        broken.setattr(rendering, "render", lambda *args, **kwargs: 1 / 0)
        tasks.stamp_document(str(document.pk))
    document.refresh_from_db()
    assert (document.stamp_attempts, document.stamp_error, document.state) == (1, tasks.UNEXPECTED, "ready")
    tasks.stamp_document(str(document.pk))
    text = client.get(page).content.decode()
    assert ('data-stamp="failed"' in text, tasks.UNEXPECTED in text, "data-retry" in text) == (True, True, True)
    assert client.post(reverse("documents:retry", args=[document.pk])).status_code == 302
    # A worker that dies over it is not risked for ever either.
    sent = []
    monkeypatch.setattr(tasks, "send_stamping", lambda pk: sent.append(pk) or True)
    rows = Document.objects.filter(pk=document.pk)
    rows.update(stamp_error="", stamp_attempts=tasks.MAX_ATTEMPTS - 1)
    settings.DOCUMENT_SWEEP_SECONDS = -1
    tasks.sweep_documents()
    assert sent == [document.pk]
    rows.update(stamp_attempts=tasks.MAX_ATTEMPTS)
    tasks.sweep_documents()
    document.refresh_from_db()
    assert (len(sent), document.stamp_error) == (1, tasks.TOO_OFTEN)
    services.retry_document(document=document, post=leader)
    tasks.stamp_document(str(document.pk))
    document.refresh_from_db()
    assert (bool(document.stamped), document.stamp_error) == (True, "")
    assert b"".join(client.get(preview).streaming_content) == content_of(document, "stamped")


def test_a_corrected_paper_names_the_one_that_it_replaces(finished, leader):
    wrong = finished()
    draft = services.open_correction(document=wrong, post=leader)
    draft = services.save_draft(
        draft=draft, passages={"built": "改正后的建设内容", "unit": "x"}, version=1, post=leader
    )
    assert draft.passages == {"built": "改正后的建设内容"}, "only the free passages"
    with pytest.raises(Conflict, match="他人修改"):
        services.save_draft(draft=draft, passages={}, version=1, post=leader)
    tasks.preview_draft(str(draft.pk))
    draft.refresh_from_db()
    assert (draft.state, draft.previewed) == ("ready", 2)
    text = rendering.text_of(content_of(draft, "preview"))
    assert "草稿" in text or "草" in text
    assert "未编号" in text
    with pytest.raises(Conflict, match="尚未出具"):
        services.reissue(draft=draft, version=1, reason="内容有误", post=leader)
    right = services.reissue(draft=draft, version=2, reason="内容有误", post=leader)
    wrong.refresh_from_db()
    assert (wrong.standing, wrong.successor) == ("replaced", right)
    assert right.context["built"] == "改正后的建设内容"
    assert right.context["replaces"] == wrong.number
    assert right.number != wrong.number
    with pytest.raises(Conflict):
        services.reissue(draft=draft, version=2, reason="再来", post=leader)


def test_what_was_drafted_before_the_issue_stands_in_the_paper(issue, leader, subject):
    context = issue("sharing_order").context
    known = {key: context[key] for key in ("unit", "system", "found_on", "finding", "demands", "due_on", "check_how")}
    draft = services.open_draft(
        kind="sharing_order", subject=subject, thread_id=subject.pk, context=known, post=leader
    )
    services.save_draft(draft=draft, passages={"demands": ["只此一条"]}, version=1, post=leader)
    again = {"kind": "sharing_order", "subject": subject, "thread_id": subject.pk, "post": leader}
    assert services.open_draft(**again, context=known).version == 2, "the same facts are the same draft"
    assert services.open_draft(**again, context=known | {"finding": "另有发现"}).version == 3, (
        "others want a new layout"
    )
    document = issue("sharing_order")
    assert document.context["demands"] == ["只此一条"]
    assert Draft.objects.get(pk=draft.pk).document == document


def test_what_was_typed_survives_a_colleague_and_the_reason_too(finished, leader):
    """The words on the page stay, and beside them stands what the other one has saved."""
    draft = services.open_correction(document=finished(), post=leader)
    client, page = signed_in(leader), draft.get_absolute_url()
    services.save_draft(draft=draft, passages={"built": "同事的内容"}, version=1, post=leader)
    answer = client.post(page, {"built": "我写的很长的内容", "version": 1})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-theirs="built"' in text
    assert ("我写的很长的内容" in text, "同事的内容" in text, 'name="version" value="2"' in text) == (True, True, True)
    answer = client.post(page, {"built": "字" * 8001, "version": 2})
    assert (answer.status_code, "字" * 8001 in answer.content.decode()) == (422, True)
    issue = reverse("documents:draft_issue", args=[draft.pk])
    answer = client.post(issue, {"reason": "金额写错", "version": 1})
    assert (answer.status_code, 'value="金额写错"' in answer.content.decode()) == (409, True)
    assert client.post(issue, {"reason": " ", "version": 2}).status_code == 422
    assert client.post(issue, {"reason": "金额写错", "version": 2}).status_code == 302
    late = client.post(page, {"built": "已经晚了", "version": 2})
    assert (late.status_code, "已经晚了" in late.content.decode()) == (409, True)


# --- the public page ---


def test_the_public_page_tells_the_standing_and_nothing_more(client, finished, leader):
    cache.clear()
    document = finished()
    page = client.get(f"/v/{document.code}/").content.decode()
    assert 'data-standing="valid"' in page
    assert document.number in page
    assert document.sha256 in page
    assert document.context["contact"] not in page
    services.void_document(document=document, reason="内部原因", post=leader)
    page = client.get(f"/v/{document.code}/").content.decode()
    assert 'data-standing="void"' in page
    assert "内部原因" not in page


def test_a_wrong_code_learns_nothing_and_many_tries_are_stopped(client, finished):
    cache.clear()
    finished()
    answers = [client.get(f"/v/{'x' * 22}/") for _ in range(public.PER_MINUTE + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {404}
    assert 'data-standing="unknown"' in answers[0].content.decode()
    assert answers[-1].status_code == 429
    cache.clear()


def test_a_classified_paper_has_no_code_and_an_empty_code_finds_none(client, issue, leader, subject):
    subject.is_classified = True
    document = issue()
    assert (document.code, document.context["verify_url"]) == ("", "")
    assert client.get("/v//").status_code == 404


# --- signature ---


def test_an_untouched_file_is_valid_and_one_changed_byte_is_not(certificate_of_office, finished):
    document = finished()
    pdf = content_of(document)
    assert document.signed_by == "广元市经济和信息化委员会（演示）"
    verdict = signing.validate(pdf)
    assert (verdict.intact, verdict.trusted) == (True, True)
    step = len(pdf) // 12
    for place in [*range(step // 2, len(pdf), step), len(pdf) - 8]:
        changed = bytearray(pdf)
        changed[place] ^= 0x01
        assert not signing.validate(bytes(changed)).intact, place
    assert not signing.validate(pdf + b"\n%more").intact
    # Where the signature itself stands: its letters, their case, and the zeros that fill the place.
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", start)
    letter = next(place for place in range(start, end) if pdf[place : place + 1].isalpha())
    for place, flip in ((letter, 0x20), (start + 300, 0x01), (end - 1, 0x01), ((start + 3 * end) // 4, 0x01)):
        changed = bytearray(pdf)
        changed[place] ^= flip
        assert not signing.validate(bytes(changed)).intact, (place, flip)


def test_an_unsigned_file_says_so(finished):
    document = finished()
    assert document.signed_by == ""
    assert signing.validate(content_of(document)).words == "文件没有电子签名。"


# --- wet seal ---


def scan_of(document, dpi=200) -> bytes:
    """What a scanner makes of the first sheet: grey, a little turned."""
    with pypdfium2.PdfDocument(content_of(document)) as pdf:
        picture = pdf[0].render(scale=dpi / 72, grayscale=True).to_pil().rotate(0.8, fillcolor=255)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("kind", ["refusal", "certificate", "filing_receipt", "consultation_letter"])
def test_the_code_of_each_layout_is_read_from_a_scan(finished, kind):
    document = finished(kind)
    assert read_code(scan_of(document), "image/png") == document.code


def test_a_scan_is_kept_with_its_paper_only(finished, leader):
    document, other = finished(), finished()
    scan = SimpleUploadedFile("扫描.png", scan_of(document))
    first = services.store_scan(document=document, upload=scan, post=leader)
    scan.seek(0)
    assert services.store_scan(document=document, upload=scan, post=leader) == first
    scan.seek(0)
    with pytest.raises(ValidationError, match="不是本文书的"):
        services.store_scan(document=other, upload=scan, post=leader)
    blank = io.BytesIO()
    pypdfium2.PdfDocument.new().save(blank)
    with pytest.raises(ValidationError):
        services.store_scan(document=document, upload=SimpleUploadedFile("a.pdf", blank.getvalue()), post=leader)
    assert document.scans.get().sha256 == hashlib.sha256(content_of(first)).hexdigest()


# --- numbers from outside ---


def test_a_reserved_number_is_the_next_and_an_outside_one_is_kept_as_it_is(issue, leader):
    today = datetime.date.today()  # noqa: DTZ011
    assert services.reserve_number(series="pre_approval", holder="手工批复", post=leader).number == 1
    assert issue(on=today).number == f"广经信预〔{today.year}〕2号"
    entry = services.record_outside_number(text="广府办函〔2026〕31号", holder="市政府批示", post=leader)
    assert (entry.text, entry.origin) == ("广府办函〔2026〕31号", "manual")
    with pytest.raises(ValidationError, match="已经登记过"):
        services.record_outside_number(text="广府办函〔2026〕31号", holder="x", post=leader)
    with pytest.raises(ValidationError, match="预留文号"):
        services.record_outside_number(text="广经信预〔2026〕99号", holder="x", post=leader)
    with pytest.raises(ValidationError, match="用于哪份文书"):
        services.reserve_number(series="pre_approval", holder=" ", post=leader)
    assert NumberEntry.objects.filter(origin="reserved").count() == 1


# --- bundles ---


@pytest.mark.parametrize("form", ["zip", "merged"])
def test_a_bundle_holds_each_paper_once(finished, leader, form, monkeypatch):
    papers = [finished(project_name=f"第{number}号项目") for number in range(2)]
    batch = services.start_batch(kind="certificate", year=2026, form=form, post=leader)
    assert services.start_batch(kind="certificate", year=2026, form=form, post=leader) == batch
    tasks.pack_batch(str(batch.pk))
    batch.refresh_from_db()
    assert (batch.state, batch.packed, batch.total, batch.error) == ("ready", 2, 2, "")
    if form == "zip":
        with zipfile.ZipFile(io.BytesIO(content_of(batch))) as bundle:
            assert bundle.namelist() == [paper.file_name for paper in papers]
            assert [hashlib.sha256(bundle.read(name)).hexdigest() for name in bundle.namelist()] == [
                paper.sha256 for paper in papers
            ]
    else:
        assert len(PdfReader(io.BytesIO(content_of(batch))).pages) == sum(paper.pages for paper in papers)


def test_a_bundle_waits_for_its_papers_and_can_be_cancelled(issue, leader, monkeypatch):
    again = []
    monkeypatch.setattr(tasks.pack_batch, "apply_async", lambda **message: again.append(message))
    issue("certificate")
    batch = services.start_batch(kind="certificate", year=2026, form="zip", post=leader)
    tasks.pack_batch(str(batch.pk))
    assert len(again) == 1
    services.cancel_batch(batch=batch, post=leader)
    tasks.pack_batch(str(batch.pk))
    assert len(again) == 1
    assert Batch.objects.get(pk=batch.pk).state == "cancelled"
    with pytest.raises(Conflict):
        services.cancel_batch(batch=batch, post=leader)
