"""One page of a paper as a picture that bears the reader's name: what is photographed or sent on says from whom.

A picture, because every browser and every phone shows one, with nothing to install; the file itself is not handed out.
"""

import io
from functools import lru_cache

import pypdfium2
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from documents.models import Attachment

WIDTH = 1240
GREY = (90, 90, 90, 46)
FONT = "FandolHei-Regular.otf"
IMAGES = ("image/png", "image/jpeg")


class Unreadable(Exception):
    """The file is damaged, or of a kind that has no pages."""


def is_readable(paper: Attachment) -> bool:
    return paper.content_type == "application/pdf" or paper.content_type in IMAGES


def pages_of(paper: Attachment) -> int:
    """How many pages; one for a picture. Raises Unreadable."""
    if paper.content_type in IMAGES:
        return 1
    document = _open(paper)
    try:
        return len(document)
    finally:
        document.close()


def _open(paper: Attachment) -> pypdfium2.PdfDocument:
    if paper.content_type != "application/pdf":
        raise Unreadable
    try:
        with paper.file.open("rb") as file:
            return pypdfium2.PdfDocument(file.read())
    except (pypdfium2.PdfiumError, OSError) as error:
        raise Unreadable from error


def page_picture(paper: Attachment, number: int, mark: str) -> bytes:
    """Page `number` (from 1) as a JPEG with `mark` all over it. Raises Unreadable, also past the end."""
    picture = _mark(_picture(paper, number), mark)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _picture(paper: Attachment, number: int) -> Image.Image:
    if paper.content_type in IMAGES:
        if number != 1:
            raise Unreadable
        try:
            with paper.file.open("rb") as file:
                found = Image.open(file).convert("RGB")
        except OSError as error:
            raise Unreadable from error
        found.thumbnail((WIDTH, WIDTH * 2))
        return found
    document = _open(paper)
    try:
        if not 1 <= number <= len(document):
            raise Unreadable
        page = document[number - 1]
        return page.render(scale=WIDTH / max(page.get_width(), 1)).to_pil().convert("RGB")
    finally:
        document.close()


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(str(settings.FONTS_DIR / FONT), 30)
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
