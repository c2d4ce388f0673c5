"""One page of a paper as a picture that bears the reader's name: what is photographed or sent on says from whom.

A picture, because every browser and every phone shows one, with nothing to install; the file itself is not handed out.
An Office or OFD file has no pages that we could draw; its words are laid out on pages of ours.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pypdfium2
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from documents.models import Attachment, Document
from documents.sniffing import JPEG, PDF, PNG
from experts.words import lines_of

WIDTH = 1240
HEIGHT = 1754
MARGIN = 110
PITCH = 44
GREY = (90, 90, 90, 60)
# The one font that has every letter of a name; of its faces the one for simplified Chinese.
FONT, FACE = "NotoSerifCJK-Regular.ttc", 2
IMAGES = (PNG.content_type, JPEG.content_type)
WORDS_ONLY = "（本页为文件中的文字，图片和版式从略）"


class Unreadable(Exception):
    """The file is damaged, or of a kind that has no pages."""


def has_pages(paper: Attachment | Document) -> bool:
    """Its own pages, as its sender saw them."""
    return paper.content_type == PDF.content_type or paper.content_type in IMAGES


def pages_of(paper: Attachment | Document) -> int:
    """How many pages; one for a picture. Raises Unreadable."""
    if paper.content_type in IMAGES:
        return 1
    if not has_pages(paper):
        return len(_sheets(paper))
    with _opened(paper) as document:
        return len(document)


def page_picture(paper: Attachment | Document, number: int, mark: str) -> bytes:
    """Page `number` (from 1) as a JPEG with `mark` all over it. Raises Unreadable, also past the end."""
    picture = _mark(_picture(paper, number), mark)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _picture(paper: Attachment | Document, number: int) -> Image.Image:
    if not 1 <= number <= pages_of(paper):
        raise Unreadable
    if paper.content_type in IMAGES:
        return _photograph(paper)
    if not has_pages(paper):
        return _words_on_a_page(_sheets(paper)[number - 1])
    with _opened(paper) as document:
        page = document[number - 1]
        return page.render(scale=WIDTH / max(page.get_width(), 1)).to_pil().convert("RGB")


@contextmanager
def _opened(paper: Attachment | Document) -> Iterator[pypdfium2.PdfDocument]:
    try:
        with paper.shown.open("rb") as file:
            document = pypdfium2.PdfDocument(file.read())
    except (pypdfium2.PdfiumError, OSError) as error:
        raise Unreadable from error
    try:
        yield document
    finally:
        document.close()


def _photograph(paper: Attachment | Document) -> Image.Image:
    try:
        with paper.shown.open("rb") as file:
            found = Image.open(file).convert("RGB")
    except OSError as error:
        raise Unreadable from error
    found.thumbnail((WIDTH, WIDTH * 2))
    return found


# --- words on pages of ours ------------------------------------------------------------------------------------------


def _sheets(paper: Attachment | Document) -> list[list[str]]:
    """The lines of each page; at least one page, for an empty file is read as well."""
    try:
        with paper.shown.open("rb") as file:
            lines = lines_of(paper.content_type, file)
    except (ValueError, OSError) as error:
        raise Unreadable from error
    folded = [part for line in [WORDS_ONLY, *lines] for part in _folded(line.expandtabs(4))]
    most = (HEIGHT - 2 * MARGIN) // PITCH
    return [folded[at : at + most] for at in range(0, len(folded), most)]


def _folded(line: str) -> Iterator[str]:
    """A line in parts that fit the page."""
    begin, width = 0, 0.0
    for at, letter in enumerate(line):
        width += _width(letter)
        if width > WIDTH - 2 * MARGIN:
            yield line[begin:at]
            begin, width = at, _width(letter)
    yield line[begin:]


@lru_cache(maxsize=10_000)
def _width(letter: str) -> float:
    return _font().getlength(letter)


def _words_on_a_page(lines: list[str]) -> Image.Image:
    sheet = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(sheet)
    for row, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + row * PITCH), line, font=_font(), fill="black")
    return sheet


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(str(settings.FONTS_DIR / FONT), 30, index=FACE)
    except OSError:
        return ImageFont.load_default(30)


def _mark(picture: Image.Image, mark: str) -> Image.Image:
    """Slanted, row under row, faint enough to read through and in every part that one could cut out."""
    side = int((picture.width**2 + picture.height**2) ** 0.5)
    sheet = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    step = int(draw.textlength(mark, font=_font())) + 120
    for row, y in enumerate(range(0, side, 190)):
        for x in range(-(row % 2) * step // 2, side, step):
            draw.text((x, y), mark, font=_font(), fill=GREY)
    sheet = sheet.rotate(28)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    sheet = sheet.crop((left, top, left + picture.width, top + picture.height))
    return Image.alpha_composite(picture.convert("RGBA"), sheet).convert("RGB")
