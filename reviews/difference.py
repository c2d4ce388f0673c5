"""What changed between two plans: the five matters sentence by sentence, and the text of the two files."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pypdfium2

from documents.models import Attachment
from experts.words import lines_of

LONGEST = 400_000
SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")


@dataclass(frozen=True)
class Piece:
    """`kind`: same, old or new; long stretches that did not change are cut."""

    kind: str
    text: str


def sentences(text: str) -> list[str]:
    return [part for part in SENTENCE.findall(text) if part.strip()]


def compare(old: str, new: str) -> list[Piece]:
    return list(_pieces(sentences(old), sentences(new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", _cut("".join(old[a:b])))
            continue
        if b > a:
            yield Piece("old", "".join(old[a:b]))
        if d > c:
            yield Piece("new", "".join(new[c:d]))


def _cut(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:70]} …… {text[-70:]}"


def text_of(paper: Attachment) -> str:
    """The words of a PDF or of an Office or OFD file; "" for another kind of file or one without words (a scan)."""
    with paper.file.open("rb") as file:
        if paper.content_type != "application/pdf":
            return _words(paper.content_type, file)
        content = file.read()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ""
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)[:LONGEST]
    finally:
        document.close()


def _words(content_type: str, file: BinaryIO) -> str:
    try:
        return "\n".join(lines_of(content_type, file))[:LONGEST]
    except ValueError:
        return ""
