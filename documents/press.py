"""The printing press: HTML to PDF with our own fonts and style sheets, cut off from everything else.

Only the worker imports this module (WeasyPrint takes seconds and a hundred megabytes that a web process never needs).
"""

import functools
import io
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urlsplit

import weasyprint
from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STYLES = Path(settings.BASE_DIR) / "static" / "documents"
ALLOWED = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
PLACEHOLDER = "〓"
IMPRINT = re.compile(r'<div class="imprint">.*?</div>', re.DOTALL)
TAGS = re.compile(r"(<svg.*?</svg>|<[^>]*>)", re.DOTALL)
MAX_PICTURE = 2_000_000
NEEDED = ("FandolFang", "FandolHei", "FandolKai", "FandolSong-Regular", "FandolSong-Bold", "NotoSerifCJK")

# The bold Fandol fonts say that they are regular, so a weight cannot choose between them: they get names of their own.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir><cachedir>{cache}</cachedir>
  <match target="scan">
    <test name="file" compare="contains"><string>FandolSong-Bold</string></test>
    <edit name="family" mode="assign"><string>Title Song</string></edit>
  </match>
  <match target="scan">
    <test name="file" compare="contains"><string>FandolHei-Bold</string></test>
    <edit name="family" mode="assign"><string>Bold Hei</string></edit>
  </match>
</fontconfig>
"""


class MissingLetter(Exception):
    """A letter that no font of ours has; a name must not vanish on paper."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.letters = letters


class MissingFont(Exception):
    """A font file of the standard is not in its folder: what would be printed instead is another face."""

    def __init__(self, files: list[str]) -> None:
        super().__init__(files)
        self.files = files


class ClosedFetcher(URLFetcher):
    """Gives out our own style sheets and pictures that stand in the page itself; anything else stops the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers=None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data" and parts.path.startswith("image/png;base64,") and len(url) < MAX_PICTURE:
            return super().fetch(url, headers)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not path.is_relative_to(STYLES) or path.suffix not in ALLOWED:
            raise FatalURLFetchingError(f"not ours: {url[:200]}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": ALLOWED[path.suffix]})


@functools.cache
def fonts() -> FontConfiguration:
    """Our fonts only, found once in a process: the same paper looks the same on every machine."""
    folder = Path(settings.FONTS_DIR)
    with tempfile.TemporaryDirectory() as place:
        conf = Path(place) / "fonts.conf"
        conf.write_text(FONTS_CONF.format(fonts=folder, cache=place), encoding="utf-8")
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(conf)
        try:
            return FontConfiguration()
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


@functools.cache
def letters_we_have() -> frozenset[int]:
    found: set[int] = set()
    for path in sorted(Path(settings.FONTS_DIR).iterdir()):
        if path.suffix == ".ttc":
            with TTCollection(str(path), lazy=True) as collection:
                for face in collection.fonts:
                    found |= _letters_of(face)
        elif path.suffix in {".otf", ".ttf"}:
            with TTFont(str(path), lazy=True) as face:
                found |= _letters_of(face)
    return frozenset(found)


def _letters_of(face: TTFont) -> set[int]:
    """What a face can write. Glyphs go by number and the table is let go: names and tables of all held 200 MB."""
    face.setGlyphOrder(range(face["maxp"].numGlyphs))
    letters = set(face.getBestCmap())
    del face["cmap"]
    return letters


@functools.cache
def letters_of_every_face() -> frozenset[int]:
    """What each Fandol face has."""
    found: list[set[int]] = []
    for path in Path(settings.FONTS_DIR).glob("Fandol*.otf"):
        with TTFont(str(path), lazy=True) as face:
            found.append(_letters_of(face))
    return frozenset(set.intersection(*found)) if found else frozenset()


def with_known_letters(text: str) -> str:
    """The text as our fonts can write it. A symbol that they lack becomes 〓 as in print; a letter is an error."""
    unknown = {letter for letter in set(text) if ord(letter) not in letters_we_have() and not letter.isspace()}
    letters = sorted(letter for letter in unknown if unicodedata.category(letter)[0] in "LN" or _is_private(letter))
    if letters:
        raise MissingLetter("".join(letters))
    # Signs that join or direct others (variation selectors, zero-width joiners) have no shape of their own.
    table = {ord(x): "" if unicodedata.category(x) in {"Cf", "Mn", "Cc"} else PLACEHOLDER for x in unknown}
    return text.translate(table)


def level(html: str) -> str:
    """Letters that one of our faces lacks come out of the fallback, whose height would push the line out of its grid:
    each stands in a span of no height of its own. What stands in tags and before the body stays as it is."""
    rare = sorted(
        letter for letter in set(html) if ord(letter) not in letters_of_every_face() and not letter.isspace()
    )
    if not rare:
        return html
    letters = re.compile(f"[{re.escape(''.join(rare))}]+")
    head, body = html[: (at := html.find("<body"))], TAGS.split(html[at:])
    body[::2] = [letters.sub(r'<span class="rare">\g<0></span>', text) for text in body[::2]]
    return head + "".join(body)


def _is_private(letter: str) -> bool:
    """Names typed with a private-use font of an old system look right there and nowhere else."""
    return unicodedata.category(letter) == "Co"


def missing_fonts() -> list[str]:
    """Looked up each time: whoever puts the file back need not restart anything."""
    folder = Path(settings.FONTS_DIR)
    there = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return [name for name in NEEDED if not any(file.startswith(name) for file in there)]


def print_pdf(html: str) -> tuple[bytes, int]:
    """PDF/A-2b and its number of pages."""
    if missing := missing_fonts():
        fonts.cache_clear()
        letters_we_have.cache_clear()
        letters_of_every_face.cache_clear()
        raise MissingFont(missing)
    page = level(with_known_letters(html))
    pdf, pages = print_bare(page)
    if pages % 2 and IMPRINT.search(page):
        # The text fills an even page to its foot: the imprint has the next sheet for itself, and stands on its back.
        pdf, pages = print_bare(IMPRINT.sub(r'<div class="apart">\g<0></div><div class="apart"></div>', page))
    return pdf, pages


def print_bare(html: str) -> tuple[bytes, int]:
    """WeasyPrint and nothing else: what `benchmark_documents` measures us against."""
    page = weasyprint.HTML(
        string=html, base_url=STYLES.as_uri() + "/", url_fetcher=ClosedFetcher(), media_type="print"
    )
    document = page.render(font_config=fonts(), pdf_variant="pdf/a-2b")
    target = io.BytesIO()
    document.write_pdf(target, pdf_identifier=b"guangyuan-xxh", pdf_variant="pdf/a-2b")
    return target.getvalue(), len(document.pages)
