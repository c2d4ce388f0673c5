"""A file or a pasted table becomes rows of raw cells in the order of the kind's columns."""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import load_workbook

from documents.sheets.columns import plain
from documents.sheets.registry import SheetKind

LARGEST = 20 * 1024 * 1024
# A small file may unpack to gigabytes.
LARGEST_UNPACKED = 200 * 1024 * 1024
WHY = "错误说明"
# Rows above the head that a unit may have put there: a title, a hint.
LOOK_FOR_HEAD = 5
Raw = list[tuple[int, list[Any]]]


class Unusable(ValueError):
    """The whole file cannot be taken; says why in Chinese."""


def read_upload(upload: Any, kind: SheetKind) -> Raw:
    """Rows of an .xlsx or .csv file. Raises Unusable."""
    if upload.size > LARGEST:
        raise Unusable("文件超过 20 MB，请拆分后分别导入。")
    data = upload.read()
    if data[:4] == b"PK\x03\x04":
        return arrange(_xlsx(data), kind)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unusable("这是旧版 .xls 文件，请在 Excel 或 WPS 中另存为 .xlsx 后导入。")
    return arrange(csv.reader(io.StringIO(_decoded(data))), kind)


def read_paste(text: str, kind: SheetKind) -> Raw:
    """Cells copied out of Excel: tabs between, with the head or without it. Raises Unusable."""
    rows = [row for row in csv.reader(io.StringIO(text.strip("\r\n")), delimiter="\t") if any(row)]
    if rows and _head_place(rows[:1], kind) is None:
        width = len(kind.columns)
        if longest := next((number for number, row in enumerate(rows, 1) if len(row) > width), 0):
            raise Unusable(f"第 {longest} 行有 {len(rows[longest - 1])} 列，本表只有 {width} 列；请连同表头一起复制。")
        return _bounded([(number, _padded(row, width)) for number, row in enumerate(rows, start=1)], kind)
    return arrange(rows, kind)


def arrange(rows: Iterable[Sequence[Any]], kind: SheetKind) -> Raw:
    """Find the head, then take each row's cells in the order of the columns; empty rows are passed over."""
    table = [list(row) for row in rows]
    place = _head_place(table[:LOOK_FOR_HEAD], kind)
    if place is None:
        raise Unusable("没有找到表头；请下载模板，在模板中填写，不要改动表头。")
    head = [plain(cell) for cell in table[place]]
    titles = [column.title for column in kind.columns]
    missing = [column.title for column in kind.columns if column.required and column.title not in head]
    unknown = [title for title in head if title and title not in titles and title != WHY]
    twice = sorted({title for title in head if title and head.count(title) > 1})
    words = [("缺少列", missing), ("不认识的列", unknown), ("重复的列", twice)]
    if problems := [f"{label}：{'、'.join(names)}" for label, names in words if names]:
        raise Unusable("；".join(problems) + "。请使用模板中的表头。")
    where = [head.index(title) if title in head else None for title in titles]
    found: Raw = []
    for number, row in enumerate(table[place + 1 :], start=place + 2):
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


def _head_place(rows: Sequence[Sequence[Any]], kind: SheetKind) -> int | None:
    """The row that names most columns, if it names at least half of them."""
    titles = {column.title for column in kind.columns}
    counts = [len(titles & {plain(cell) for cell in row}) for row in rows]
    best = max(counts, default=0)
    return counts.index(best) if best * 2 >= len(titles) else None


def _padded(row: Sequence[Any], width: int) -> list[Any]:
    return [*row, *[None] * (width - len(row))]


def _jsonable(cell: Any) -> Any:
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return plain(cell)
    return cell if isinstance(cell, str | int | float | type(None)) else str(cell)


def _xlsx(data: bytes) -> list[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST_UNPACKED:
                raise Unusable("文件展开后过大，请只保留要导入的工作表。")
        # Values as Excel last computed them; a formula itself is never run or kept.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), book.worksheets[0])
        # What the file says of its own size is not believed.
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True))
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
