"""Papers page by page with the reader's name; notes; what was written stays sealed everywhere."""

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from PIL import Image, ImageDraw

from documents import files
from documents.models import Document
from documents.services import store_attachment
from experts.models import Note, Opinion
from experts.reader import page_picture, pages_of
from experts.services import take_notes_over
from experts.words import lines_of
from projects.models import ProjectUserGrant
from tests.city import POSTS
from tests.experts.pool import post_of
from tests.reviews.test_sealing import PLANTED, everywhere, sign_in
from workflow.engine import perform
from workflow.errors import Conflict
from workflow.models import AuditContent, Notice


def two_pages() -> bytes:
    pages = [Image.new("RGB", (620, 877), "white") for _ in range(2)]
    for number, page in enumerate(pages, start=1):
        ImageDraw.Draw(page).rectangle((50, 50, 200 * number, 120), fill="black")
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()


@pytest.fixture
def reading(review):
    """A plan of two pages, and the first expert, who has declared."""
    review.open()
    upload = SimpleUploadedFile("方案.pdf", two_pages(), "application/pdf")
    owner = {"thread_id": review.round.thread_id, "subject": review.round, "post": review.city.applicant}
    paper = store_attachment(upload=upload, slot="technical_plan", **owner)
    review.submit()
    review.convene()
    return review, paper, review.declare(review.seats()[0])


def address(seat, paper):
    return reverse("experts:paper_read", args=[seat.pk, paper.pk])


def test_a_page_bears_its_readers_name(reading):
    _review, paper, _seat = reading
    assert pages_of(paper) == 2
    one, other = (Image.open(io.BytesIO(page_picture(paper, 1, mark))) for mark in ("王䶮 评审专用", "李喆 评审专用"))
    assert one.size == other.size
    assert one.tobytes() != other.tobytes()
    rare = [page_picture(paper, 1, mark) for mark in ("王䶮", "王𬭩")]
    assert rare[0] != rare[1], "a letter that the font lacks would be the same empty box twice"
    grey = sum(150 < value < 250 for value in one.convert("L").crop((0, 300, *one.size)).tobytes())
    assert grey > 10_000, "the name stands all over the page"


def test_reading_is_acknowledged_and_for_the_one_who_declared(reading, client):
    review, paper, seat = reading
    other = review.seats()[1]
    sign_in(client, post_of(seat.expert))
    assert client.get(address(seat, paper)).status_code == 200
    seat.refresh_from_db()
    assert seat.papers_seen_at is not None
    picture = reverse("experts:paper_page", args=[seat.pk, paper.pk, 2])
    answer = client.get(picture)
    assert answer["Content-Type"] == "image/jpeg"
    assert client.get(reverse("experts:paper_page", args=[seat.pk, paper.pk, 3])).status_code == 404
    assert sign_in(client, post_of(other.expert)).get(address(other, paper)).status_code == 403
    assert client.get(address(seat, paper)).status_code == 404
    assert sign_in(client, review.city.office_clerk).get(picture).status_code == 403


def test_no_address_gives_an_expert_the_file_as_it_came(reading, client):
    """Download, preview, with or without `?preview=1`: the reading room, or nothing; the office gets the file."""
    review, paper, seat = reading
    raw = [reverse("documents:attachment_preview", args=[paper.pk]), paper.get_absolute_url()]
    raw += [f"{paper.get_absolute_url()}?preview=1"]
    declared, undeclared = post_of(seat.expert), post_of(review.seats()[1].expert)
    for page in raw:
        answer = sign_in(client, declared).get(page)
        assert (answer.status_code, answer.url) == (302, address(seat, paper))
        assert sign_in(client, undeclared).get(page).status_code == 404
        whole = sign_in(client, review.city.office_clerk).get(page)
        assert b"".join(whole.streaming_content).startswith(b"%PDF")
    ProjectUserGrant.objects.create(
        user=declared.user,
        content_object=review.journey.project,
        permission=Permission.objects.get(codename="clear_project"),
    )
    seat.panel.closed_at = timezone.now()
    seat.panel.save()
    for page in raw:
        answer = sign_in(client, declared).get(page)
        assert answer.status_code == 403, "a grant of another kind does not bring the file either"
        assert "不提供原文件" in answer.content.decode()


def test_an_issued_paper_is_read_with_the_name_across_too(reading, client):
    """Page, download, preview and scan of the 预审批复 lead to its pages; the letter to oneself is one's own."""
    review, _paper, seat = reading
    issued = Document.objects.get(kind="pre_approval")
    perform(review.panel, "send_invitations", post=review.city.office_clerk)
    letter = Document.objects.get(kind="expert_invitation", thread_id=seat.pk)
    content = two_pages()
    digest, size = hashlib.sha256(content).hexdigest(), len(content)
    for one in (issued, letter):
        name = files.write(folder="documents", suffix=".pdf", chunks=[content])
        made = {"file": name, "sha256": digest, "size": size, "pages": 2, "rendered_at": timezone.now()}
        Document.objects.filter(pk=one.pk).update(state="ready", **made)
    scan = issued.scans.create(
        file=name, content_type="application/pdf", size=1, sha256=digest, uploaded_by=seat.panel.drawn_by
    )
    plain = [issued.get_absolute_url(), reverse("documents:download", args=[issued.pk])]
    plain += [f"{plain[-1]}?preview=1", reverse("documents:scan", args=[scan.pk])]
    declared, undeclared = post_of(seat.expert), post_of(review.seats()[1].expert)
    for page in plain:
        answer = sign_in(client, declared).get(page)
        assert (answer.status_code, answer.url) == (302, address(seat, issued)), page
        assert sign_in(client, undeclared).get(page).status_code == 404
    assert sign_in(client, review.city.office_clerk).get(plain[0]).status_code == 200
    assert b"".join(client.get(plain[1]).streaming_content).startswith(b"%PDF")
    text = sign_in(client, declared).get(address(seat, issued)).content.decode()
    assert issued.number in text
    assert "共 2 页" in text
    picture = client.get(reverse("experts:paper_page", args=[seat.pk, issued.pk, 2]))
    assert Image.open(io.BytesIO(picture.content)).size[0] == 1240
    assert client.post(f"{address(seat, issued)}?page=2", {"text": "批复金额", "x": 1, "y": 2}).status_code == 302
    assert take_notes_over(seat=seat, post=declared) == 1
    assert f"{issued.title}第2页：批复金额" in Opinion.objects.get(seat=seat).overall
    assert "批复金额" in client.get(seat.get_absolute_url()).content.decode()
    own = client.get(reverse("documents:download", args=[letter.pk]))
    assert b"".join(own.streaming_content).startswith(b"%PDF")
    with pytest.raises(IntegrityError, match="note_on_one_paper"), transaction.atomic():
        Note.objects.update(document=None)


def word_file() -> bytes:
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    row = "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in ("存储", "3套"))
    body = f"<w:p><w:r><w:t>第一章</w:t><w:tab/><w:t>总则</w:t></w:r></w:p><w:tbl><w:tr>{row}</w:tr></w:tbl>"
    return zipped({"word/document.xml": f"<w:document {ns}><w:body>{body}</w:body></w:document>"})


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in ({"[Content_Types].xml": "<Types/>"} | parts).items():
            archive.writestr(name, text)
    return out.getvalue()


def ofd_file() -> bytes:
    page = '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:TextCode>第{}页</ofd:TextCode></ofd:Page>'
    pages = {f"Doc_0/Pages/Page_{number}/Content.xml": page.format(number) for number in (10, 2)}
    return zipped({"OFD.xml": "<OFD/>"} | pages)


def excel_file() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.title = "预算"
    for number in range(100):
        book.active.append([f"第{number}项", number])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "lines", "pages"),
    [
        ("方案.docx", word_file(), ["第一章\t总则", "存储 | 3套"], 1),
        ("预算.xlsx", excel_file(), ["【预算】", *(f"第{number}项 | {number}" for number in range(100))], 3),
        ("方案.ofd", ofd_file(), ["第2页", "第10页"], 1),
    ],
    # Named: a packed file holds the second in which it was made, and both processes must collect the same tests.
    ids=("docx", "xlsx", "ofd"),
)
def test_office_and_ofd_files_are_read_as_words_with_the_name(reading, client, name, content, lines, pages):
    review, _paper, seat = reading
    owner = {"thread_id": review.round.thread_id, "subject": review.round, "post": review.city.applicant}
    paper = store_attachment(upload=SimpleUploadedFile(name, content), slot="technical_plan", **owner)
    assert lines_of(paper.content_type, io.BytesIO(content)) == lines
    assert pages_of(paper) == pages
    sign_in(client, post_of(seat.expert))
    assert f"共 {pages} 页" in client.get(address(seat, paper)).content.decode()
    one = client.get(reverse("experts:paper_page", args=[seat.pk, paper.pk, 1]))
    picture = Image.open(io.BytesIO(one.content))
    assert picture.size == (1240, 1754)
    assert client.get(reverse("experts:paper_page", args=[seat.pk, paper.pk, pages + 1])).status_code == 404
    if folder := os.environ.get("LOOK"):
        picture.save(Path(folder) / f"{name}.png")


def test_a_broken_file_is_said_in_words(reading, client):
    review, _paper, seat = reading
    owner = {"thread_id": review.round.thread_id, "subject": review.round, "post": review.city.applicant}
    broken = zipped({"word/other.xml": "x"})
    paper = store_attachment(upload=SimpleUploadedFile("坏.docx", broken), slot="technical_plan", **owner)
    answer = sign_in(client, post_of(seat.expert)).get(address(seat, paper))
    assert answer.status_code == 404
    assert "已损坏" in answer.content.decode()
    with pytest.raises(ValueError, match="too large"):
        lines_of(paper.content_type, io.BytesIO(zipped({"word/document.xml": " " * 65 * 1024**2})))


def test_notes_are_bound_to_their_place_and_taken_over(reading, client):
    review, paper, seat = reading
    post = post_of(seat.expert)
    sign_in(client, post)
    page = f"{address(seat, paper)}?page=2"
    assert client.post(page, {"text": ""}).status_code == 422
    assert client.post(page, {"text": "接口不清", "x": 300, "y": 450}).status_code == 302
    assert client.post(page, {"text": "缺容量测算", "where": "900"}).status_code == 302
    assert list(Note.objects.values_list("page", "x", "y")) == [(2, 300, 450), (2, 500, 900)]
    text = client.get(page).content.decode()
    assert 'cx="30.0%" cy="45.0%"' in text
    assert client.post(reverse("experts:notes_take", args=[seat.pk])).status_code == 302
    assert Opinion.objects.get(seat=seat).overall.splitlines()[0].endswith("第2页：接口不清")
    assert take_notes_over(seat=seat, post=post) == 0
    note = Note.objects.first()
    stranger = post_of(review.seats()[1].expert)
    drop = reverse("experts:note_drop", args=[seat.pk])
    assert sign_in(client, stranger).post(drop, {"note": note.pk}).status_code == 404
    for odd in ("", "x", "²", "9" * 5000):
        assert sign_in(client, post).post(drop, {"note": odd}).status_code == 404
    assert sign_in(client, post).post(drop, {"note": note.pk}).status_code == 302
    assert Note.objects.count() == 1
    review.answer(type(seat).objects.get(pk=seat.pk))
    with pytest.raises(Conflict):
        take_notes_over(seat=type(seat).objects.get(pk=seat.pk), post=post)


def test_planted_words_of_every_field_are_found_nowhere(reading, client, caplog):
    """Notes, further answers, budget cuts, overall words: pages, lists, exports, interface, trail, log."""
    review, paper, author = reading
    post = post_of(author.expert)
    sign_in(client, post).post(f"{address(author, paper)}?page=1", {"text": PLANTED, "x": 1, "y": 1})
    review.answer(author, text=PLANTED, overall=PLANTED, score=97)
    opinion = Opinion.objects.get(seat=author)
    opinion.checks, opinion.budget = {"present": PLANTED[:10]}, {"1": {"verdict": "high", "cut": PLANTED}}
    opinion.save()
    others = review.seats()[1:]
    whose = {name: review.city.posts[name] for name in POSTS} | {"another": post_of(others[0].expert)}
    assert everywhere(review, client, whose) == []
    more = [review.panel.meeting.get_absolute_url(), reverse("experts:meeting_list"), reverse("experts:fee_list")]
    more += [f"{reverse('experts:fee_list')}?export=csv", reverse("experts:panel_replay", args=[review.panel.pk])]
    more += [f"{more[-1]}?format=json", "/reviews/opinions/", "/reviews/batch/", "/documents/ledger/"]
    more += ["/sharing/api/v1/openapi.json", f"/search/?q={author.expert.name}", author.expert.get_absolute_url()]
    for name, who in whose.items():
        sign_in(client, who)
        for page in more:
            answer = client.get(page)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert PLANTED.encode() not in body, (name, page)
            assert PLANTED[:10].encode() not in body, (name, page)
    assert PLANTED[:10] not in caplog.text
    trail = json.dumps(list(AuditContent.objects.values()), default=str, ensure_ascii=False)
    assert PLANTED[:10] not in trail
    assert not Notice.objects.filter(text__contains=PLANTED[:10]).exists()


def test_in_the_database_the_words_stand_in_their_two_tables_alone(reading, client):
    """Whatever table is added later: what an expert writes stands with the opinion and the note alone."""
    review, paper, author = reading
    sign_in(client, post_of(author.expert)).post(f"{address(author, paper)}?page=1", {"text": PLANTED})
    review.answer(author, text=PLANTED, overall=PLANTED)
    holding = set()
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        rows = list(model._base_manager.values())
        if PLANTED in json.dumps(rows, default=str, ensure_ascii=False):
            holding.add(model._meta.label)
    assert holding == {"experts.Note", "experts.Opinion"}
