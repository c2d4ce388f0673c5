"""Taking in a file: read once, judged by its content, stored under a name that tells nothing."""

import hashlib
import re
import unicodedata
import uuid
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Post
from documents import files
from documents.models import Attachment
from documents.sniffing import FileType, Refused, sniff
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden

NAME_LENGTH = 200


def clean_name(name: str) -> str:
    """The name as its owner wrote it, without folders and invisible characters; cut in the middle of nothing."""
    base = PurePosixPath(name.replace("\\", "/")).name
    visible = "".join(letter for letter in base if unicodedata.category(letter)[0] != "C")
    short = re.sub(r"\s+", " ", visible).strip() or "未命名文件"
    if len(short) <= NAME_LENGTH:
        return short
    suffix = PurePosixPath(short).suffix[:10]
    return short[: NAME_LENGTH - len(suffix)] + suffix


def store_attachment(*, upload: UploadedFile, thread_id: uuid.UUID, subject: Any, slot: str, post: Post) -> Attachment:
    """Keep a file with a record. The same file in the same place again gives the row that is there.

    Raises ValidationError with words for the sender where the file is not taken in.
    """
    name, kind, sha256, size = examine(upload)
    place = {"subject_type": subject._meta.label_lower, "subject_id": str(subject.pk), "slot": slot}
    if (there := _there(place, sha256)) is not None:
        return there
    path = files.write(folder="attachments", suffix=kind.suffix, chunks=upload.chunks())
    row = Attachment(
        thread_id=thread_id,
        **place,
        name=name,
        file=path,
        size=size,
        sha256=sha256,
        content_type=kind.content_type,
        uploaded_by=post,
    )
    try:
        return _insert(row, post)
    except BaseException:
        files.remove(path)
        raise


def _there(place: dict[str, str], sha256: str) -> Attachment | None:
    return Attachment.objects.current().filter(**place, sha256=sha256).first()


def _insert(row: Attachment, post: Post) -> Attachment:
    """A double click meets the unique constraint; the second then gets the row of the first."""
    with unit_of_work():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            files.remove(str(row.file))
            place = {name: getattr(row, name) for name in ("subject_type", "subject_id", "slot", "sha256")}
            return Attachment.objects.current().get(**place)
        changes = {"name": row.name, "slot": row.slot, "size": row.size, "sha256": row.sha256}
        record(subject=row, action="attach", label="上传材料", post=post, changes=changes)
    return row


class Examined(NamedTuple):
    name: str
    kind: FileType
    sha256: str
    size: int


def examine(upload: UploadedFile) -> Examined:
    """What it is and how large; raises ValidationError with words for the sender where it is not taken."""
    name = clean_name(upload.name or "")
    return Examined(name, judge(upload, name), *measure(upload, name))


def judge(upload: BinaryIO | UploadedFile, name: str) -> FileType:
    try:
        return sniff(upload, name)  # type: ignore[arg-type]
    except Refused as refusal:
        raise ValidationError(str(refusal), code="file_type") from refusal


def measure(upload: UploadedFile, name: str) -> tuple[str, int]:
    """Hash and size in one pass; what the request said about its size is not believed."""
    digest, size, limit = hashlib.sha256(), 0, settings.MAX_UPLOAD_MB * 1024 * 1024
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit:
            raise ValidationError(
                f"文件“{name}”超过 {settings.MAX_UPLOAD_MB} MB，不能接收。请压缩图片、拆分后分别上传。",
                code="too_large",
            )
        digest.update(chunk)
    return digest.hexdigest(), size


def remove_attachment(*, attachment: Attachment, post: Post) -> Attachment:
    """Take a file out of its record. Row and file are kept, for an earlier submission may name them.

    What another body brought (an instruction, a proof) is not one's own to remove, nor is what a record rests on.
    """
    with unit_of_work():
        rows = Attachment.objects.select_for_update(of=("self",)).select_related("uploaded_by__organisation")
        locked = rows.get(pk=attachment.pk)
        if locked.removed_at is not None:
            raise Conflict("该材料已被移除。")
        if not locked.belongs_to(post):
            raise Forbidden("该材料由其他单位上传，只能由上传的单位移除。")
        if locked.is_pointed_at():
            raise Conflict("该材料已由本事项的记录引用，不能移除；有误的，请另行上传正确的文件。")
        locked.removed_at = timezone.now()
        locked.save(update_fields=["removed_at"])
        changes = {"name": locked.name, "slot": locked.slot, "sha256": locked.sha256}
        record(subject=locked, action="detach", label="移除材料", post=post, changes=changes)
    return locked
