"""PDF/A-2b as far as it can be seen without veraPDF, and what an archive asks besides."""

import io
import re

import pytest
from pypdf import PdfReader

from documents import rendering
from documents.management.commands.render_sample import sample_context
from tests.documents.test_rendering import fonts_of


@pytest.fixture(scope="module")
def made():
    return rendering.render("annual_list_draft", sample_context("annual_list_draft"))


def test_the_file_says_that_it_is_pdf_a_2b(made):
    root = PdfReader(io.BytesIO(made.pdf)).trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part\W+2\b", metadata)
    assert re.search(r"pdfaid:conformance\W+B\b", metadata)
    intent = root["/OutputIntents"][0].get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    assert len(intent["/DestOutputProfile"].get_object().get_data()) > 400


def test_nothing_that_an_archive_forbids(made):
    reader = PdfReader(io.BytesIO(made.pdf))
    assert not reader.is_encrypted
    assert all(fonts_of(made.pdf).values())
    assert not re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|Movie|Sound)\b", made.pdf)
    assert "/ID" in reader.trailer
    assert made.pdf[:8] == b"%PDF-1.7"
    assert made.pdf[9:10] == b"%"
    assert all(byte > 127 for byte in made.pdf[10:14])


def test_title_language_and_bookmarks(made):
    reader = PdfReader(io.BytesIO(made.pdf))
    assert reader.metadata.title == sample_context("annual_list_draft")["title"]
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    titles = str(reader.outline)
    for words in ("一、资金来源", "二、有关要求"):
        assert words in titles


def test_text_comes_out_in_reading_order(made):
    text = rendering.text_of(made.pdf)
    order = ("签发人", "关于审定", "广元市人民政府：", "一、资金来源", "妥否", "附件：")
    places = [text.index(words) for words in order]
    assert places == sorted(places)
