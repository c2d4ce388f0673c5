"""What goes into a package; the packing itself is one stream in a process of its own (archives/apart.py)."""

import base64
import datetime
import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone

from archives import verifier
from archives.apart import Packed, Unsound, pack_apart
from archives.tables import row_of, tables_of, threads_of
from documents.apart import print_apart
from documents.models import Attachment, Document
from experts.models import Opinion
from projects.models import Project
from workflow.articles import cite
from workflow.machines import REGISTRY
from workflow.models import AuditEvent, Submission

NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
MADE_HERE = "本系统生成"
INDEX, TRAIL, VERIFIER = "卷内目录.pdf", "办理过程.pdf", "核对.py"


@dataclass(frozen=True)
class Entry:
    """One file of the package: bytes that are made here, or the name of a stored file with the hash it must have."""

    path: str
    title: str
    date: datetime.date | None
    by: str = ""
    pages: int | None = None
    made: bytes = b""
    stored: str = ""
    sha256: str = ""

    def as_order(self) -> dict[str, str]:
        return {
            "path": self.path,
            "title": self.title,
            "made": base64.b64encode(self.made).decode(),
            "stored": default_storage.path(self.stored) if self.stored else "",
            "sha256": self.sha256,
        }


def entries_of(project: Project) -> list[Entry]:
    """Papers by number, files of every version, opinions, attempts and trail."""
    return [*_papers(project), *_files(project), *_data(project)]


def unprinted(project: Project) -> bool:
    """Has it papers that are on their way to the press? What failed is a state that a person sees."""
    waiting = (Document.State.PENDING, Document.State.RENDERING)
    return Document.objects.filter(thread_id__in=threads_of(project), state__in=waiting).exists()


def _name(text: str) -> str:
    return NO_NAME.sub("_", text).strip(". ")[:80] or "文件"


def _papers(project: Project) -> Iterator[Entry]:
    """Every one: a package that lacks a paper must not look whole."""
    rows = Document.objects.filter(thread_id__in=threads_of(project)).order_by("issued_at", "number")
    if missing := list(rows.exclude(state=Document.State.READY)):
        numbers = "、".join(paper.number for paper in missing)
        raise Unsound(f"{numbers} 未能生成，请先在文书页重新生成，再生成归档包。")
    rows = rows.select_related("issued_by__organisation")
    for place, paper in enumerate(rows, start=1):
        path = f"文书/{place:03d}_{_name(paper.number)}_{_name(paper.title)}.pdf"
        by, stored = paper.issued_by.organisation.name, {"stored": paper.file.name, "sha256": paper.sha256}
        yield Entry(path, f"{paper.number} {paper.title}", paper.issued_on, by, paper.pages, **stored)


def _files(project: Project) -> Iterator[Entry]:
    rows = Attachment.objects.filter(thread_id__in=threads_of(project)).order_by("uploaded_at", "pk")
    rows = rows.select_related("uploaded_by__organisation")
    for place, file in enumerate(rows, start=1):
        old = "（已替换）" if file.removed_at else ""
        path = f"附件/{place:03d}_{_name(file.slot_label)}{old}_{_name(file.name)}"
        title = f"{file.slot_label}{old}：{file.name}"
        day = timezone.localdate(file.uploaded_at)
        by, stored = file.uploaded_by.organisation.name, {"stored": file.file.name, "sha256": file.sha256}
        yield Entry(path, title, day, by, _pages(file), **stored)


def _pages(file: Attachment) -> int | None:
    """Of a PDF that can be opened; whatever else was handed in has no pages."""
    if file.content_type != "application/pdf":
        return None
    try:
        with pypdfium2.PdfDocument(default_storage.path(file.file.name)) as pdf:
            return len(pdf)
    except (pypdfium2.PdfiumError, OSError):
        return None


def _data(project: Project) -> Iterator[Entry]:
    trail = [
        {
            "at": event.at,
            "hash": event.hash,
            "prev_hash": event.prev_hash,
            "content_hash": event.content_hash,
            "subject": f"{event.subject_type} {event.subject_id}",
            **model_to_dict(event.content, exclude=("event",)),
        }
        for event in _events(project)
    ]
    yield _json("数据/办理过程（审计）.json", "办理过程（审计轨迹，机读）", trail)
    attempts = [row_of(one) for one in Submission.objects.filter(thread_id__in=threads_of(project))]
    yield _json("数据/提交记录.json", "历次提交内容", attempts)
    opinions = [
        {"expert": one.seat.expert.name, **model_to_dict(one)}
        for one in Opinion.objects.filter(seat__panel__project=project, submitted_at__isnull=False).select_related(
            "seat__expert__user"
        )
    ]
    yield _json("数据/专家意见.json", "专家个人意见", opinions)
    yield _json("数据/项目.json", "项目登记内容", row_of(project))
    for title, rows in tables_of(project):
        yield _json(f"数据/{title}.json", title, rows)


def _json(path: str, title: str, rows: Any) -> Entry:
    text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, default=None)
    return Entry(path, title, timezone.localdate(), MADE_HERE, made=text.encode())


def trail_context(project: Project) -> dict[str, Any]:
    """The trail as one reads it: when, who, what, by which article, why."""
    return _head(project, "办理过程") | {"rows": [_act(event) for event in _events(project)]}


def _events(project: Project) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(thread_id__in=threads_of(project)).select_related("content").order_by("pk")


def _act(event: AuditEvent) -> dict[str, Any]:
    content = getattr(event, "content", None)
    if content is None:
        return {"at": _minute(event.at), "actor": "—", "what": "内容已依法清除", "article": "", "reason": ""}
    what = content.label + (f"：{event.state_words}" if event.state_words else "")
    return {
        "at": _minute(event.at),
        "actor": content.actor,
        "what": what,
        "article": _article(event.subject_type, content.action),
        "reason": content.reason,
    }


def _minute(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _article(machine: str, action: str) -> str:
    """Of a step; what is no step (a download, a reminder) stands on no article of its own."""
    steps = REGISTRY[machine].by_name if machine in REGISTRY else {}
    return cite(steps[action].article) if action in steps else ""


def index_context(project: Project, entries: list[Entry]) -> dict[str, Any]:
    return _head(project, "卷内目录") | {"rows": index_rows(entries)}


def index_rows(entries: list[Entry]) -> list[dict[str, Any]]:
    """As a register of a file asks for them: who answers for it, what it is, when, how many pages."""
    return [
        {"title": one.title, "by": one.by, "date": one.date, "pages": one.pages, "path": one.path} for one in entries
    ]


def _head(project: Project, title: str) -> dict[str, Any]:
    return {
        "project_number": project.number,
        "project_name": project.name,
        "unit": project.unit.name,
        "number": project.filing_number or "—",
        "title": f"{project.name}{title}",
        "issued_on": timezone.localdate(),
    }


def pack(project: Project, target: str, tell: Callable[[int, int], None]) -> Packed:
    """Write the package; `tell(done, total)` hears of each file."""
    made = print_apart("archive_trail", trail_context(project))
    trail = Entry(TRAIL, "办理过程（审计轨迹）", timezone.localdate(), MADE_HERE, made=made)
    entries = [trail, *entries_of(project)]
    return seal(write(entries, index_context(project, entries), target, tell), target)


def write(entries: list[Entry], context: dict[str, Any], target: str, tell: Callable[[int, int], None]) -> Packed:
    """The index is printed by one process, the files are packed by another: this one stays as large as it was."""
    index = print_apart("archive_index", context)
    script = Path(verifier.__file__).read_bytes()
    extra = [Entry(INDEX, "卷内目录", None, made=index), Entry(VERIFIER, "核对程序", None, made=script)]
    whole = [*entries, *extra]
    order = {
        "target": str(target),
        "manifest": verifier.MANIFEST,
        "head": {"project": context["project_number"], "made_at": timezone.now().isoformat()},
        "entries": [entry.as_order() for entry in whole],
    }
    return pack_apart(order, lambda done: tell(done, len(whole)))


def seal(packed: Packed, target: str) -> Packed:
    """The manifest names every file by its hash; the office's signature of the manifest anchors them all."""
    # pyHanko costs a second to load: only a worker comes here (documents/signing.py).
    from documents import signing

    with zipfile.ZipFile(target, "a", zipfile.ZIP_STORED, allowZip64=True) as archive:
        signed = signing.sign_data(archive.read(verifier.MANIFEST))
        if signed.signature:
            archive.writestr(verifier.SIGNATURE, signed.signature)
    with open(target, "rb") as made:
        return replace(packed, sha256=hashlib.file_digest(made, "sha256").hexdigest(), signed_by=signed.by)
