"""The words of an Office or OFD file: they can be laid out as pages here, where the program that made them is not."""

import itertools
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.etree import ElementTree

from openpyxl import load_workbook

from documents.sniffing import DOCX, OFD, XLSX

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# A sheet may say that it is a million rows long; nobody reads so far on a page.
MOST_LINES = 5_000
LARGEST_UNPACKED = 64 * 1024 * 1024


def docx_lines(file: BinaryIO) -> Iterator[str]:
    """Paragraphs, and the rows of tables with a bar between their cells, in their order."""
    with zipfile.ZipFile(file) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml")).find(f"{W}body")
    for block in body if body is not None else ():
        if block.tag == f"{W}tbl":
            for row in block.iter(f"{W}tr"):
                yield " | ".join(_text(cell) for cell in row.iter(f"{W}tc"))
        else:
            yield _text(block)


def _text(block: ElementTree.Element) -> str:
    found = {f"{W}tab": lambda one: "\t", f"{W}t": lambda one: one.text or ""}
    return "".join(found[one.tag](one) for one in block.iter() if one.tag in found)


def xlsx_lines(file: BinaryIO) -> Iterator[str]:
    book = load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield f"【{sheet.title}】"
        for row in sheet.iter_rows(values_only=True):
            cells = ["" if cell is None else str(cell) for cell in row]
            if any(cells):
                yield " | ".join(cells)


def ofd_lines(file: BinaryIO) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        pages = [name for name in archive.namelist() if re.search(r"Pages/Page_\d+/Content\.xml$", name)]
        for name in sorted(pages, key=lambda name: [int(number) for number in re.findall(r"\d+", name)]):
            tree = ElementTree.fromstring(archive.read(name))
            yield from (one.text or "" for one in tree.iter() if one.tag.endswith("}TextCode"))


LINES: dict[str, Callable[[BinaryIO], Iterator[str]]] = {
    DOCX.content_type: docx_lines,
    XLSX.content_type: xlsx_lines,
    OFD.content_type: ofd_lines,
}


def lines_of(content_type: str, file: BinaryIO) -> list[str]:
    """Raises ValueError for a kind of file without words, and for a broken one."""
    if content_type not in LINES:
        raise ValueError(content_type)
    try:
        with zipfile.ZipFile(file) as archive:
            # A web process opens it: what is larger than any plan is not unpacked.
            if sum(part.file_size for part in archive.infolist() if part.filename.endswith(".xml")) > LARGEST_UNPACKED:
                raise ValueError("too large")
        return list(itertools.islice(LINES[content_type](file), MOST_LINES))
    except Exception as fault:  # zip, XML and openpyxl each raise what they meet in a broken file
        raise ValueError(str(fault)) from fault
