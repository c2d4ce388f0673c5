"""Context to HTML to PDF. The HTML can be made anywhere; the PDF is made in the worker."""

import re
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

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


def html(kind: str, context: dict[str, Any]) -> str:
    """The page of a frozen context. Autoescape is on: what a person typed stays text."""
    return JOINTS.sub("", render_to_string(SPECS[kind].template, context))


def render(kind: str, context: dict[str, Any]) -> Made:
    """The finished file. Raises RenderingError with words for a person."""
    if kind not in SPECS:
        raise RenderingError(f"没有“{kind}”这一文种的版式，请联系系统管理员。")
    press = _press()
    try:
        pdf, pages = press.print_pdf(html(kind, context))
    except press.MissingLetter as missing:
        raise RenderingError(
            f"字库缺少“{missing.letters}”，文书不能缺字。请系统管理员把含有该字的字体放入字体目录、重启后台程序后重新生成。"
        ) from missing
    return Made(pdf, pages)


def warm_up() -> None:
    """Load WeasyPrint and look at the fonts once, before the first paper waits for it."""
    press = _press()
    press.letters_we_have()
    press.fonts()


def _press():
    # The one import that does not stand at the top: WeasyPrint costs 2.4 s and 100 MB, so only the worker loads it.
    from documents import press

    return press
