"""A file or a pasted table becomes rows: as they stand (`read_rows`), or in the order of a kind's columns."""

import csv
import datetime
import io
import math
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from documents.sheets.columns import plain
from documents.sheets.registry import SheetKind
from workflow.exports import printable

LARGEST = 20 * 1024 * 1024
# A small file may unpack to gigabytes.
LARGEST_UNPACKED = 200 * 1024 * 1024
# Excel knows no more lines; and nobody's table is that wide, though a single cell far out makes it so.
MOST_LINES, MOST_COLUMNS = 1_048_576, 200
WHY = "错误说明"
# Rows above the head that a unit may have put there: a title, a hint.
LOOK_FOR_HEAD = 5
Raw = list[tuple[int, list[Any]]]


class Unusable(ValueError):
    """The whole file cannot be taken; says why in Chinese."""


def read_rows(upload: Any, *, most: int, above: int = 1) -> Raw:
    """Rows of an .xlsx or .csv file that hold anything, by their number in it. Every import reads by this.

    `most` rows of data, and `above` more for the head and what may stand over it. Raises Unusable.
    """
    if upload.size > LARGEST:
        raise Unusable("文件超过 20 MB，请拆分后分别导入。")
    data = upload.read()
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unusable("这是旧版 .xls 文件，请在 Excel 或 WPS 中另存为 .xlsx 后导入。")
    lines = _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(_decoded(data))
    rows = list(islice(_held(islice(lines, MOST_LINES)), most + above + 1))
    if len(rows) > most + above:
        raise Unusable(f"一次最多导入 {most} 行，请拆分。")
    return rows


def _held(lines: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[Any]]]:
    for number, line in enumerate(lines, start=1):
        cells = [printable(cell) if isinstance(cell, str) else cell for cell in line]
        if any(plain(cell) for cell in cells):
            yield number, cells


def read_upload(upload: Any, kind: SheetKind) -> Raw:
    """Rows of an .xlsx or .csv file. Raises Unusable."""
    return arrange(read_rows(upload, most=kind.most_rows, above=LOOK_FOR_HEAD), kind)


def read_paste(text: str, kind: SheetKind) -> Raw:
    """Cells copied out of Excel: tabs between, with the head or without it. Raises Unusable."""
    rows = list(_held(_csv(text.strip("\r\n"), delimiter="\t")))
    if rows and _head_place(rows[:1], kind) is None:
        width = len(kind.columns)
        if longest := next(((number, len(row)) for number, row in rows if len(row) > width), None):
            raise Unusable(f"第 {longest[0]} 行有 {longest[1]} 列，本表只有 {width} 列；请连同表头一起复制。")
        return _bounded([(number, _padded(row, width)) for number, row in rows], kind)
    return arrange(rows, kind)


def arrange(rows: Raw, kind: SheetKind) -> Raw:
    """Find the head, then take each row's cells in the order of the columns."""
    place = _head_place(rows[:LOOK_FOR_HEAD], kind)
    if place is None:
        raise Unusable("没有找到表头；请下载模板，在模板中填写，不要改动表头。")
    head = [plain(cell) for cell in rows[place][1]]
    titles = [column.title for column in kind.columns]
    missing = [column.title for column in kind.columns if column.required and column.title not in head]
    unknown = [title for title in head if title and title not in titles and title != WHY]
    twice = sorted({title for title in head if title and head.count(title) > 1})
    words = [("缺少列", missing), ("不认识的列", unknown), ("重复的列", twice)]
    if problems := [f"{label}：{'、'.join(names)}" for label, names in words if names]:
        raise Unusable("；".join(problems) + "。请使用模板中的表头。")
    where = [head.index(title) if title in head else None for title in titles]
    found: Raw = []
    for number, row in rows[place + 1 :]:
        cells = [_jsonable(row[at]) if at is not None and at < len(row) else None for at in where]
        if any(plain(cell) for cell in cells):
            found.append((number, cells))
    return _bounded(found, kind)


def _bounded(rows: Raw, kind: SheetKind) -> Raw:
    if not rows:
        raise Unusable("表中没有数据行。")
    if len(rows) > kind.most_rows:
        raise Unusable(f"共 {len(rows)} 行，一次最多导入 {kind.most_rows} 行，请拆分。")
    return rows


def _head_place(rows: Raw, kind: SheetKind) -> int | None:
    """The row that names most columns, if it names at least half of them."""
    titles = {column.title for column in kind.columns}
    counts = [len(titles & {plain(cell) for cell in row}) for _number, row in rows]
    best = max(counts, default=0)
    return counts.index(best) if best * 2 >= len(titles) else None


def _padded(row: Sequence[Any], width: int) -> list[Any]:
    return [*row, *[None] * (width - len(row))]


def _jsonable(cell: Any) -> Any:
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return plain(cell)
    # JSON knows no infinite number, a file may hold one.
    kept = math.isfinite(cell) if isinstance(cell, float) else isinstance(cell, str | int | type(None))
    return cell if kept else str(cell)


def _csv(text: str, delimiter: str = ",") -> Iterator[Sequence[Any]]:
    try:
        # Whatever ends a line, an old Mac's too, is read as the end of a line.
        yield from csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
    except csv.Error as fault:
        raise Unusable("表格读不出来：引号不成对，或单元格过长。请另存为 .xlsx 后再试。") from fault


def _xlsx(data: bytes) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST_UNPACKED:
                raise Unusable("文件展开后过大，请只保留要导入的工作表。")
        # Values as Excel last computed them; a formula itself is never run or kept.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), book.worksheets[0])
        # What the file says of its own size is not believed.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    except Unusable:
        raise
    except Exception as fault:  # openpyxl raises what it meets in a broken file: KeyError, ValueError, its own
        raise Unusable("文件打不开：不是完整的 .xlsx 文件。请在 Excel 或 WPS 中另存为 .xlsx 后再试。") from fault


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable("文件不是 .xlsx，也不是可以识别的 .csv。")
