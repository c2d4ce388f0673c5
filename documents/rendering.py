"""Context to HTML to PDF. The HTML can be made anywhere; the PDF is made in the worker."""

import re
from dataclasses import dataclass
from typing import Any

import pypdfium2
from django.conf import settings
from django.template.loader import render_to_string

from documents.limits import TooLong, limited
from documents.registry import SPECS

CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff“”‘’—…"
# A template is broken into lines for its reader; between Chinese letters a line break would be printed as a space.
JOINTS = re.compile(rf"(?<=[{CHINESE}])[ \t]*\n\s*(?=[^\s<])|(?<=[^\s>])[ \t]*\n\s*(?=[{CHINESE}])")


class RenderingError(Exception):
    """The paper cannot be made; the message is for the person who waits for it."""


@dataclass(frozen=True)
class Made:
    pdf: bytes
    pages: int


MAX_TEXT = 200_000
# Letters of HTML. A list of some thousand lines is shorter; what is longer would hold a worker for minutes.
MAX_HTML = 8_000_000
AGAIN = "请稍后重新生成；仍不成功时，请精简内容后重新出具。"


def html(kind: str, context: dict[str, Any], *, mark: str = "") -> str:
    """The page of a frozen context. Autoescape is on: what a person typed stays text. `mark` lies across each page."""
    page = render_to_string(SPECS[kind].template, {"verify_url": "", **context, "mark": mark})
    if len(page) > MAX_HTML:
        raise RenderingError("文书内容过长，无法排版。请精简内容，或者把长表改为附件。")
    return JOINTS.sub("", page)


def render(kind: str, context: dict[str, Any], *, mark: str = "") -> Made:
    """The finished file. Raises RenderingError with words for a person."""
    if kind not in SPECS:
        raise RenderingError(f"没有“{kind}”这一文种的版式，请联系系统管理员。")
    press = _press()
    try:
        with limited(seconds=settings.RENDER_SECONDS, megabytes=settings.RENDER_MEGABYTES):
            pdf, pages = press.print_pdf(html(kind, context, mark=mark))
    except press.MissingLetter as missing:
        raise RenderingError(
            f"字库缺少“{missing.letters}”，文书不能缺字。请系统管理员把含有该字的字体放入字体目录、重启后台程序后重新生成。"
        ) from missing
    except press.MissingFont as missing:
        raise RenderingError(
            f"字体目录缺少 {'、'.join(missing.files)}，版式不合标准。请系统管理员补齐字体后重新生成。"
        ) from missing
    except TooLong as problem:
        raise RenderingError(f"排版超过 {settings.RENDER_SECONDS} 秒，已停止。{AGAIN}") from problem
    except MemoryError as problem:
        words = f"排版占用内存过多（上限 {settings.RENDER_MEGABYTES} MB），已停止。{AGAIN}"
        raise RenderingError(words) from problem
    return Made(pdf, pages)


def text_of(pdf: bytes) -> str:
    """The words of the file in reading order, for the search."""
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            words = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError:
        return ""  # the paper itself does not hang on the search
    return re.sub(r"\s+", "", "".join(words)).replace("\0", "")[:MAX_TEXT]


def warm_up() -> None:
    """Load WeasyPrint and look at the fonts once, before the first paper waits for it."""
    press = _press()
    press.letters_we_have()
    press.letters_of_every_face()
    press.fonts()


def _press():
    # The one import that does not stand at the top: WeasyPrint costs 2.4 s and 100 MB, so only the worker loads it.
    from documents import press

    return press
