"""GB/T 9704-2012, measured on the finished page. Tolerances are those of the standard (±1 mm) or finer."""

import io
from collections import defaultdict
from itertools import pairwise

import pdfplumber
import pytest

from documents import rendering
from documents.management.commands.render_sample import sample_context

MM = 25.4 / 72
PITCH = 225 / 22
RED = (0.8157, 0.0078, 0.1059)


def mm(points: float) -> float:
    return points * MM


@pytest.fixture(scope="module")
def pages():
    """A paper with a body of three pages of plain text: every letter is a Chinese one without punctuation."""
    context = sample_context("refusal") | {"reapply": "广元市信息化建设项目管理办法" * 100}
    with pdfplumber.open(io.BytesIO(rendering.render("refusal", context).pdf)) as pdf:
        yield [(page, page.chars, page.rects + page.lines + page.curves) for page in pdf.pages]


def lines_of(chars, font="FandolFang", size=16):
    lines = defaultdict(list)
    for char in chars:
        if font in char["fontname"] and abs(char["size"] - size) < 0.1 and char["text"].strip():
            lines[round(char["top"])].append(char)
    return [lines[top] for top in sorted(lines)]


def full_page(pages):
    """A page in the middle of the long paragraph."""
    return next(p for p in pages if all(len(line) == 28 for line in lines_of(p[1])) and len(lines_of(p[1])) > 20)


def test_a4(pages):
    page = pages[0][0]
    assert (round(mm(page.width)), round(mm(page.height))) == (210, 297)


def test_a_full_page_has_22_lines_of_28_letters(pages):
    _page, chars, _ = full_page(pages)
    lines = lines_of(chars)
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_line_pitch(pages):
    lines = lines_of(full_page(pages)[1])
    tops = [line[0]["top"] for line in lines]
    pitches = [mm(second - first) for first, second in pairwise(tops)]
    assert all(abs(pitch - PITCH) < 0.05 for pitch in pitches)
    assert abs(mm(tops[-1] - tops[0]) - 21 * PITCH) < 0.5


def test_letter_pitch(pages):
    line = lines_of(full_page(pages)[1])[5]
    assert abs(mm(line[-1]["x0"] - line[0]["x0"]) / 27 - 156 / 28) < 0.02


def test_margins_and_type_area(pages):
    _page, chars, _ = full_page(pages)
    lines = lines_of(chars)
    left = min(char["x0"] for line in lines for char in line)
    right = max(char["x1"] for line in lines for char in line)
    assert abs(mm(left) - 28) < 0.5
    assert abs(mm(right) - 184) < 0.5
    # The first letter stands in the middle of its line of 10.23 mm.
    top, bottom = lines[0][0]["top"], lines[-1][0]["bottom"]
    assert abs(mm((top + bottom) / 2) - (37 + 112.5)) < 1
    assert mm(top) >= 37
    assert mm(bottom) <= 262


def masthead(pages):
    return [char for char in pages[0][1] if char["text"] in "广元市经济和信息化委员会文件" and char["size"] > 40]


def test_the_red_head(pages):
    chars = masthead(pages)
    assert "".join(char["text"] for char in chars) == "广元市经济和信息化委员会文件"
    assert all("Title-Song" in char["fontname"] for char in chars)
    assert all(char["non_stroking_color"] == pytest.approx(RED, abs=0.01) for char in chars)
    # Centred; its upper edge 35 mm under the upper edge of the type area.
    assert abs(mm(chars[0]["x0"] + chars[-1]["x1"]) / 2 - 106) < 1
    assert abs(mm(chars[0]["top"]) - (37 + 35)) < 2.5


def test_number_and_red_line(pages):
    _page, chars, shapes = pages[0]
    number = next(line for line in lines_of(chars) if "〔" in "".join(char["text"] for char in line))
    assert "".join(char["text"] for char in number) == sample_context("refusal")["number"]
    line = next(shape for shape in shapes if shape["width"] > 400 and shape["height"] < 4)
    assert abs(mm(line["x0"]) - 28) < 0.5
    assert abs(mm(line["width"]) - 156) < 0.5
    assert abs(mm(line["top"] - number[0]["bottom"]) - 4) < 0.7


def test_the_title(pages):
    chars = [char for char in pages[0][1] if "Title-Song" in char["fontname"] and abs(char["size"] - 22) < 0.1]
    text = "".join(char["text"] for char in chars)
    assert text == sample_context("refusal")["title"]
    lines = lines_of(chars, "Title-Song", 22)
    assert all(abs(mm((line[0]["x0"] + line[-1]["x1"]) / 2) - 106) < 1 for line in lines)


def test_headings_by_level(pages):
    chars = [char for _page, page_chars, _ in pages for char in page_chars]
    first = "".join(char["text"] for char in chars if "FandolHei" in char["fontname"] and char["size"] > 10)
    assert first.startswith("一、决定二、理由三、重新申请")
    context = sample_context("pre_approval")
    with pdfplumber.open(io.BytesIO(rendering.render("pre_approval", context).pdf)) as pdf:
        second = "".join(char["text"] for page in pdf.pages for char in page.chars if "FandolKai" in char["fontname"])
    assert second == "（一）资源共享。（二）安全保障。（三）后续程序。（四）其他要求。"


def test_page_numbers_stand_outside(pages):
    for number, (_page, chars, _) in enumerate(pages, start=1):
        # The small words under the QR code of the first page are not the page number.
        foot = [char for char in chars if char["top"] > 262 / MM and char["text"].strip() and char["size"] > 10]
        assert "".join(char["text"] for char in foot).replace("\u2009", "") == f"—{number}—"
        assert all(abs(char["size"] - 14) < 0.1 and "FandolSong" in char["fontname"] for char in foot)
        assert abs(mm(foot[0]["top"]) - (262 + 7)) < 1.5
        if number % 2:
            assert abs(mm(foot[-1]["x1"]) - (184 - 14 * MM)) < 1
        else:
            assert abs(mm(foot[0]["x0"]) - (28 + 14 * MM)) < 1


def test_signature_date_and_imprint(pages):
    _page, chars, shapes = pages[-1]
    lines = ["".join(char["text"] for char in line) for line in lines_of(chars)]
    day = next(line for line in lines_of(chars) if "".join(char["text"] for char in line).endswith("日"))
    # The date ends four letters before the right edge.
    assert abs(mm(day[-1]["x1"]) - (184 - 4 * 156 / 28)) < 0.7
    assert "广元市经济和信息化委员会" in lines
    imprint = [char for char in chars if abs(char["size"] - 14) < 0.1 and "FandolFang" in char["fontname"]]
    assert "".join(char["text"] for char in imprint).startswith("抄送：广元市财政局。广元市经济和信息化委员会办公室")
    assert mm(max(char["bottom"] for char in imprint)) > 255
    rules = {round(shape["top"]) for shape in shapes if shape["width"] > 100 and shape["top"] > 600}
    assert len(rules) >= 3


def test_the_seal_lies_over_the_date(pages):
    _page, chars, _ = pages[-1]
    day = next(line for line in lines_of(chars) if "".join(char["text"] for char in line).endswith("日"))
    letters = [char for char in chars if "Title-Song" in char["fontname"]]
    middle = (min(char["x0"] for char in letters) + max(char["x1"] for char in letters)) / 2
    assert abs(mm(middle - (day[0]["x0"] + day[-1]["x1"]) / 2)) < 2
    assert min(char["top"] for char in letters) < day[0]["top"] < max(char["bottom"] for char in letters)
    assert {"演", "示"} <= {char["text"] for char in letters}


@pytest.mark.parametrize("kind", ["certificate", "tender_filing", "filing_receipt"])
def test_a_certificate_and_a_receipt_are_one_page(kind):
    assert rendering.render(kind, sample_context(kind)).pages == 1
