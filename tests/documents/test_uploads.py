"""What is taken in: judged by content, measured, stored once under a name that tells nothing."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from documents import sniffing
from documents.models import Attachment
from documents.services import remove_attachment, store_attachment
from documents.sniffing import DOCX, JPEG, OFD, PDF, PNG, XLSX, Refused, sniff
from documents.uploads import clean_name
from workflow.errors import Conflict
from workflow.models import AuditEvent


def archive(*names, size=10):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, b"\0" * size)
    return target.getvalue()


PDF_BYTES = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
GOOD = {
    "pdf": (PDF_BYTES, PDF),
    "png": (b"\x89PNG\r\n\x1a\n....", PNG),
    "jpg": (b"\xff\xd8\xff\xe0....", JPEG),
    "docx": (archive("[Content_Types].xml", "word/document.xml"), DOCX),
    "xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"), XLSX),
    "ofd": (archive("OFD.xml", "Doc_0/Document.xml"), OFD),
}

BAD = {
    "rar4": (b"Rar!\x1a\x07\x00....", "RAR 压缩包.*解压"),
    "rar5": (b"Rar!\x1a\x07\x01\x00...", "实际是 RAR 压缩包"),
    "7z": (b"7z\xbc\xaf\x27\x1c....", "7z 压缩包"),
    "zip": (archive("a.pdf"), "实际是 ZIP 压缩包.*解压"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "旧版或加了密码.*另存为 docx"),
    "exe": (b"MZ\x90\x00....", "Windows 程序"),
    "html": (b"\xef\xbb\xbf <!DOCTYPE html><script>", "网页"),
    "svg": (b"<svg xmlns='x' onload='y'>", "网页"),
    "tiff": (b"II*\x00....", "TIFF"),
    "text": ("这是一段文字".encode(), "不是可以接收的类型"),
    "empty": (b"", "是空的"),
    "pdf later": (b"GARBAGE%PDF-1.7 %%EOF", "不是可以接收的类型"),
    "cut pdf": (b"%PDF-1.7\n1 0 obj\n", "不完整.*重新上传"),
    "cut docx": (GOOD["docx"][0][:60], "不完整或已损坏"),
    "macro": (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "宏"),
    "bomb": (archive("[Content_Types].xml", "word/document.xml", size=70 * 1024**2), "异常庞大"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken(name):
    content, kind = GOOD[name]
    assert sniff(io.BytesIO(content), f"任意名字.{name}") is kind


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused_says_what_it_is_and_what_to_do(name):
    content, words = BAD[name]
    with pytest.raises(Refused, match=words) as refusal:
        sniff(io.BytesIO(content), "终稿最终版(改)3.docx")
    assert "终稿最终版(改)3.docx" in str(refusal.value)


def test_a_million_parts_are_refused(monkeypatch):
    monkeypatch.setattr(sniffing, "MAX_PARTS", 3)
    with pytest.raises(Refused, match="异常庞大"):
        sniff(io.BytesIO(archive("[Content_Types].xml", "word/1", "word/2", "word/3")), "a.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("方案.pdf", "方案.pdf"),
        ("C:\\桌面\\方案.pdf", "方案.pdf"),
        ("../../etc/方案.pdf", "方案.pdf"),
        ("方案\u202efdp.exe\n.pdf", "方案fdp.exe.pdf"),
        ("", "未命名文件"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names(given, kept):
    assert clean_name(given) == kept


@pytest.fixture
def store(leader, subject):
    def do(content=PDF_BYTES, name="终稿最终版(改)3.pdf", slot="proposal"):
        upload = SimpleUploadedFile("x", content)
        upload.name = name
        return store_attachment(upload=upload, thread_id=subject.pk, subject=subject, slot=slot, post=leader)

    return do


def stored():
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_file_is_kept_with_its_record(store, subject, leader):
    row = store()
    assert (row.name, row.size, row.sha256) == ("终稿最终版(改)3.pdf", 23, hashlib.sha256(PDF_BYTES).hexdigest())
    assert (row.content_type, row.uploaded_by, row.thread_id) == ("application/pdf", leader, subject.pk)
    assert "终稿" not in row.file.name
    assert [path.read_bytes() for path in stored()] == [PDF_BYTES]
    assert stored()[0].stat().st_mode & 0o777 == 0o640
    assert list(Attachment.objects.current_for(subject)) == [row]
    assert AuditEvent.objects.about(row).get().content.changes["name"] == row.name


@pytest.mark.django_db
def test_the_same_file_again_is_one_row(store):
    assert store().pk == store(name="另一个名字.pdf").pk
    assert store(slot="plan").pk != store().pk
    assert len(stored()) == 2


@pytest.mark.django_db
def test_a_race_for_the_same_slot_is_one_row(store, monkeypatch):
    first = store()

    # Both looked before either wrote: the database decides.
    monkeypatch.setattr("documents.uploads._there", lambda place, sha256: None)
    assert store().pk == first.pk
    assert len(stored()) == 1


@pytest.mark.django_db
def test_a_file_that_is_too_large_leaves_nothing(store, settings):
    settings.MAX_UPLOAD_MB = 1
    with pytest.raises(ValidationError, match="超过 1 MB"):
        store(b"%PDF-1.7" + b"0" * 1024**2 + b"%%EOF")
    assert stored() == []
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_refusal_reaches_the_form(store):
    with pytest.raises(ValidationError, match="RAR") as refusal:
        store(BAD["rar5"][0], "终稿最终版(改)3.docx")
    assert refusal.value.code == "file_type"


@pytest.mark.django_db
def test_what_fails_leaves_no_file(store, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("documents.uploads.record", fail)
    with pytest.raises(RuntimeError):
        store()
    assert stored() == []


@pytest.mark.django_db
def test_a_removed_file_is_kept_and_may_come_again(store, subject, leader):
    row = remove_attachment(attachment=store(), post=leader)
    assert row.removed_at
    assert list(Attachment.objects.current_for(subject)) == []
    assert len(stored()) == 1
    with pytest.raises(Conflict):
        remove_attachment(attachment=row, post=leader)
    assert store().pk != row.pk


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET sha256 = 'x'", "UPDATE {} SET name = 'x'", "DELETE FROM {}"])
def test_the_database_keeps_what_was_handed_in(store, statement):
    store()
    with pytest.raises(IntegrityError, match="不能"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("documents_attachment"))
