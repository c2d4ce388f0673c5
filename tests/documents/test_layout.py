"""GB/T 9704-2012, measured on the finished page to half a millimetre."""

import io
import re
from collections import defaultdict
from itertools import pairwise

import pdfplumber
import pypdfium2
import pytest

from documents import rendering
from documents.management.commands.render_sample import sample_context
from tests.documents.full_size import TEXTS

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


def test_a_rare_letter_does_not_push_its_line_out_of_the_grid():
    """A face that lacks it hands it to the fallback, which is taller; seen with a name in every line of a page."""
    page = printed("refusal", reapply="广元市信息化建设项目龑镕喆管理办法" * 100)[2][1]
    assert {"龑", "镕"} <= {char["text"] for char in page if "Noto" in char["fontname"]}
    body = [char for char in page if "FandolFang" in char["fontname"] and abs(char["size"] - 16) < 0.1]
    tops = sorted({round(char["matrix"][5], 2) for char in body})
    assert len(tops) == 22
    assert all(abs(mm(second - first) - PITCH) < 0.05 for first, second in pairwise(tops))


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
    assert abs(mm((top + bottom) / 2) - (37 + 112.5)) < 0.5
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
    assert abs(mm(chars[0]["x0"] + chars[-1]["x1"]) / 2 - 106) < 0.5
    assert abs(mm(chars[0]["top"]) - (37 + 35)) < 0.5


def test_number_and_red_line(pages):
    _page, chars, shapes = pages[0]
    number = next(line for line in lines_of(chars) if "〔" in "".join(char["text"] for char in line))
    assert "".join(char["text"] for char in number) == sample_context("refusal")["number"]
    line = next(shape for shape in shapes if shape["width"] > 400 and shape["height"] < 4)
    assert abs(mm(line["x0"]) - 28) < 0.5
    assert abs(mm(line["width"]) - 156) < 0.5
    assert abs(mm(line["top"] - number[0]["bottom"]) - 4) < 0.5


def test_the_title(pages):
    chars = [char for char in pages[0][1] if "Title-Song" in char["fontname"] and abs(char["size"] - 22) < 0.1]
    text = "".join(char["text"] for char in chars)
    assert text == sample_context("refusal")["title"]
    lines = lines_of(chars, "Title-Song", 22)
    assert all(abs(mm((line[0]["x0"] + line[-1]["x1"]) / 2) - 106) < 0.5 for line in lines)


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
        assert abs(mm(foot[0]["top"]) - (262 + 7)) < 0.5
        if number % 2:
            assert abs(mm(foot[-1]["x1"]) - (184 - 14 * MM)) < 0.5
        else:
            assert abs(mm(foot[0]["x0"]) - (28 + 14 * MM)) < 0.5


def signature_page(pages):
    """The page on which signer and date stand; the imprint may have a page of its own behind it."""
    return next(p for p in pages if any(_words(line) == "广元市经济和信息化委员会" for line in lines_of(p[1])))


def _words(line):
    return "".join(char["text"] for char in line)


def test_signature_date_and_imprint(pages):
    _page, chars, _shapes = signature_page(pages)
    lines = ["".join(char["text"] for char in line) for line in lines_of(chars)]
    day = next(line for line in lines_of(chars) if "".join(char["text"] for char in line).endswith("日"))
    # The date ends four letters before the right edge.
    assert abs(mm(day[-1]["x1"]) - (184 - 4 * 156 / 28)) < 0.5
    assert "广元市经济和信息化委员会" in lines
    _page, chars, shapes = pages[-1]
    assert len(pages) % 2 == 0
    imprint = [char for char in chars if abs(char["size"] - 14) < 0.1 and "FandolFang" in char["fontname"]]
    assert "".join(char["text"] for char in imprint).startswith("抄送：广元市财政局。广元市经济和信息化委员会办公室")
    assert mm(max(char["bottom"] for char in imprint)) > 255
    rules = {round(shape["top"]) for shape in shapes if shape["width"] > 100 and shape["top"] > 600}
    assert len(rules) >= 3


def test_the_note_stands_in_brackets_below_the_date(pages):
    """7.3.6: two letters in, in round brackets, on the line below 成文日期."""
    chars = signature_page(pages)[1]
    lines = lines_of(chars)
    words = ["".join(char["text"] for char in line) for line in lines]
    at = next(number for number, line in enumerate(words) if line.endswith("日"))
    assert words[at + 1].startswith("（项目编号：")
    assert "".join(words[at + 1 :]).split("—")[0].endswith("）")
    day, note = lines[at], lines[at + 1]
    assert abs(mm(note[1]["bottom"] - day[-1]["bottom"]) - PITCH) < 0.5
    # An opening bracket stands in the right half of its square.
    assert abs(mm(note[0]["x0"]) - (28 + 2 * 156 / 28)) < 0.5


def test_the_seal_lies_over_the_date(pages):
    _page, chars, _ = signature_page(pages)
    day = next(line for line in lines_of(chars) if "".join(char["text"] for char in line).endswith("日"))
    letters = [char for char in chars if "Title-Song" in char["fontname"]]
    middle = (min(char["x0"] for char in letters) + max(char["x1"] for char in letters)) / 2
    assert abs(mm(middle - (day[0]["x0"] + day[-1]["x1"]) / 2)) < 0.5
    assert min(char["top"] for char in letters) < day[0]["top"] < max(char["bottom"] for char in letters)
    assert {"演", "示"} <= {char["text"] for char in letters}


@pytest.mark.parametrize(("kind", "pages"), [("certificate", 2), ("tender_filing", 1), ("filing_receipt", 1)])
def test_a_receipt_is_one_page_and_a_certificate_adds_its_tables(kind, pages):
    """The certificate bears the indicators and what was delivered: its own face, and one page of tables."""
    assert rendering.render(kind, sample_context(kind)).pages == pages


# --- the corners of the head, the letter, the petition ---


def printed(kind, **changes):
    context = sample_context(kind) | changes
    with pdfplumber.open(io.BytesIO(rendering.render(kind, context).pdf)) as pdf:
        return [(page, page.chars, page.rects + page.lines + page.curves) for page in pdf.pages]


def line_with(chars, text, font="", size=16):
    return next(line for line in lines_of(chars, font, size) if text in "".join(char["text"] for char in line))


def test_copy_number_secrecy_and_urgency_stand_in_the_left_upper_corner():
    corners = {"copy_number": "000123", "secrecy": "内部", "urgency": "特急"}
    _page, chars, _ = printed("refusal", **corners)[0]
    head = [char for char in chars if char["top"] < (37 + 35) / MM and char["text"].strip()]
    assert "".join(char["text"] for char in head) == "000123内部特急"
    firsts = [head[0], head[6], head[8]]
    assert all(abs(mm(char["x0"]) - 28) < 0.5 and abs(char["size"] - 16) < 0.1 for char in firsts)
    assert all("FandolHei" in char["fontname"] for char in head[6:])
    middles = [(char["top"] + char["bottom"]) / 2 for char in firsts]
    assert 37 <= mm(middles[0]) < 37 + PITCH
    assert all(abs(mm(second - first) - PITCH) < 0.5 for first, second in pairwise(middles))
    # The red head stays where it was.
    assert abs(mm(masthead([(_page, chars, _)])[0]["top"]) - (37 + 35)) < 0.5


def test_a_petition_names_its_signatory_beside_the_number():
    _page, chars, _ = printed("annual_list_draft")[0]
    label = line_with(chars, "签发人：")
    number = line_with(chars, "广经信请〔")
    assert abs(mm(number[0]["x0"]) - (28 + 156 / 28)) < 0.5
    assert abs(mm(number[0]["top"] - label[0]["top"])) < 0.5, "on one line"
    name = [char for char in chars if char["text"] in "何喆" and abs(char["top"] - label[0]["top"]) < 8]
    assert abs(mm(name[-1]["x1"]) - (184 - 156 / 28)) < 0.5
    assert "FandolKai" in name[0]["fontname"]


def test_a_letter_has_its_two_double_lines():
    _page, chars, shapes = printed("consultation_letter")[0]
    red = [shape for shape in shapes if abs(mm(shape["width"]) - 170) < 0.5]
    assert {round(mm(shape["x0"])) for shape in red} == {20}
    upper = [mm(shape["top"]) for shape in red if shape["top"] < 200]
    lower = [mm(shape["bottom"]) for shape in red if shape["top"] > 600]
    assert len(upper) >= 2
    assert len(lower) >= 2
    # The lower one ends 20 mm over the edge of the sheet (± its own thickness).
    assert abs(297 - max(lower) - 20) < 0.5
    head = [char for char in chars if char["size"] > 40]
    assert abs(mm(head[0]["top"]) - 30) < 0.5
    assert abs(mm(min(shape["top"] for shape in red) - head[0]["bottom"]) - 4) < 0.5
    assert not [char for char in chars if char["text"] == "—" and char["size"] == 14], "no number on the first page"


def test_the_lines_of_the_imprint_have_their_weights():
    _page, _chars, shapes = printed("pre_approval")[-1]
    rules = [shape for shape in shapes if shape["width"] > 100 and shape["top"] > 600]
    weights = sorted({round(mm(shape.get("linewidth") or shape["height"]), 2) for shape in rules})
    assert any(abs(weight - 0.35) < 0.06 for weight in weights)
    assert any(abs(weight - 0.25) < 0.06 for weight in weights)


def pages_of(kind, **changes):
    """The words of each page without spaces, and without what stands in its margins."""
    with pypdfium2.PdfDocument(rendering.render(kind, sample_context(kind) | changes).pdf) as pdf:
        words = [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in pdf]
    return [re.sub(r"—\d+—|扫码核验", "", page) for page in words]


def over_the_signature(pages):
    """What stands over 署名 and date on their page."""
    signed = re.compile(r"广元市经济和信息化委员会\d{4}年\d+月\d+日")
    (found,) = [page for page in pages if signed.search(page)]
    return signed.split(found)[0]


@pytest.mark.parametrize("letters", TEXTS)
@pytest.mark.parametrize(("kind", "passage"), [("refusal", "reapply"), ("consultation_letter", "question")])
def test_the_seal_never_stands_alone_on_a_page(kind, passage, letters):
    """7.3.5.5: some of the body stands on the page of signature and seal, however long the body is."""
    words = sample_context(kind)[passage]
    text = "测" * letters
    over = over_the_signature(pages_of(kind, **{passage: [text] if isinstance(words, list) else text}))
    assert over.partition("附件：")[0], "a line of the body, not the note of the enclosures alone"


@pytest.mark.parametrize("kind", ["annual_list", "annual_list_draft", "review_opinion", "pre_approval"])
def test_the_seal_of_a_long_paper_stands_with_its_body(kind):
    assert over_the_signature(pages_of(kind)).partition("附件：")[0]


@pytest.mark.parametrize("letters", TEXTS[:3])
def test_the_imprint_stands_at_the_foot_of_an_even_page(letters):
    """7.4: where the text ends on an odd page, the imprint has the next one for itself."""
    pages = pages_of("refusal", reapply="测" * letters)
    assert len(pages) % 2 == 0
    assert [number for number, page in enumerate(pages, start=1) if "印发" in page] == [len(pages)]


def test_a_blank_page_and_the_imprint_behind_it_have_no_number():
    """7.5: the text fills an even page, so the imprint has a sheet of its own and stands on its back."""
    with pdfplumber.open(
        io.BytesIO(rendering.render("refusal", sample_context("refusal") | {"reapply": "测"}).pdf)
    ) as pdf:
        words = [page.extract_text() or "" for page in pdf.pages]
    assert ["—" in text for text in words] == [True, True, False, False]
    assert not words[2].strip()
    assert "印发" in words[3]


def test_title_and_addressee_keep_their_distance(pages):
    """Two blank lines between red line and title, one between title and addressee.

    A letter stands in the middle of its line; the lines of the title are 34 pt high.
    """
    _page, chars, shapes = pages[0]
    red = next(shape for shape in shapes if shape["width"] > 400 and shape["height"] < 4)
    title = lines_of(chars, "Title-Song", 22)
    addressee = line_with(chars, "广元市医疗保障局：")
    line = 34 * MM
    assert abs(mm(_middle(title[0][0]) - red["bottom"]) - (2 * PITCH + line / 2)) < 0.5
    assert abs(mm(_middle(addressee[0]) - _middle(title[-1][0])) - (line / 2 + PITCH + PITCH / 2)) < 0.5


def _middle(char):
    return (char["top"] + char["bottom"]) / 2
