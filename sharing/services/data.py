"""The records behind a resource (article 20): a table is judged cell by cell, then taken whole or not at all."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.models import Post
from documents.forms import Sheet
from documents.sheets.columns import Kind, SheetColumn, Unreadable, plain
from sharing.choices import DataMode, ItemType
from sharing.models import DataItem, DataRow, InformationResource
from workflow.errors import Conflict
from workflow.exports import safe

MOST_ROWS, SHOWN_ERRORS, CHUNK = 50_000, 200, 1_000
# Beyond fifteen digits Excel writes zeros; beyond twenty-eight nothing is exact.
EXACT, MOST_DIGITS = 15, 28
FLAGS = {"是": "是", "1": "是", "true": "是", "否": "否", "0": "否", "false": "否"}
_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?(e[-+]?\d{1,2})?", re.ASCII | re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MOMENT = re.compile(r"(.+?)[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Table:
    """What a file holds, judged by one version of the catalogue: the values of each row by the item's name."""

    version: int
    sha256: str
    rows: list[dict[str, Any]]


def judge_table(sheet: Sheet, *, resource: InformationResource) -> Table:
    """Every cell by its item's type and length. Raises ValidationError with all that is wrong, by row and column."""
    items = {item.name: item for item in resource.items.all()}
    head = _head(sheet.rows[0][1] if sheet.rows else [], items)
    if len(sheet.rows) < 2:
        raise ValidationError("表中没有数据行。")
    rows: list[dict[str, Any]] = []
    shown: list[str] = []
    wrong = 0
    for number, cells in sheet.rows[1:]:
        values, faults = _row(cells, head, items)
        rows.append(values)
        wrong += len(faults)
        shown += [f"第 {number} 行{fault}" for fault in faults[: SHOWN_ERRORS - len(shown)]]
    if wrong > len(shown):
        shown.append(f"另有 {wrong - len(shown)} 处，改正以上各处后再次上传时列出。")
    if shown:
        raise ValidationError(shown)
    return Table(resource.version, sheet.sha256, rows)


def _row(cells: Sequence[Any], head: Sequence[str], items: Mapping[str, DataItem]) -> tuple[dict[str, Any], list[str]]:
    """What its cells say, and what is wrong with them; an empty cell says nothing."""
    values, faults = {}, []
    for place, cell in enumerate(cells):
        name = head[place] if place < len(head) else ""
        if (text := plain(cell)) == "":
            continue
        try:
            values[name] = _read(items.get(name), cell, text)
        except Unreadable as why:
            faults.append(f"{f'“{name}”' if name else f'第 {place + 1} 列'}：{why}")
    return values, faults


def _head(cells: Sequence[Any], items: Mapping[str, DataItem]) -> list[str]:
    head = [plain(cell) for cell in cells]
    named = [name for name in head if name]
    found = (
        ("缺少列", [name for name in items if name not in named]),
        ("目录中没有的列", [name for name in dict.fromkeys(named) if name not in items]),
        ("重复的列", sorted({name for name in named if named.count(name) > 1})),
    )
    if wrong := [f"{words}：{'、'.join(names)}" for words, names in found if names]:
        raise ValidationError(f"第一行须是目录中的数据项名称。{'；'.join(wrong)}。请使用模板。")
    return head


def _read(item: DataItem | None, cell: Any, text: str) -> Any:
    if item is None:
        raise Unreadable("这一列没有表头")
    if text in ERROR_CODES:
        raise Unreadable(f"单元格是 Excel 的错误值 {text}")
    if isinstance(cell, int | float) and abs(cell) >= 10**EXACT:
        raise Unreadable("Excel 已把这个号码当作数值，末几位可能已丢失；请把该列设为文本格式后重新填写")
    # What Excel shows of 0.1+0.2 is 0.3.
    return _READERS[item.type].read(item, f"{cell:.{EXACT}g}" if isinstance(cell, float) else text)


def _text(item: DataItem, text: str) -> str:
    if item.length and len(text) > item.length:
        raise Unreadable(f"最多 {item.length} 个字，现有 {len(text)} 个字")
    return text


def _number(item: DataItem, text: str) -> int | float:
    if not _NUMBER.fullmatch(text):
        raise Unreadable(f"“{text[:20]}”不是数值")
    value, most = Decimal(text.replace(",", "")), min(item.length or EXACT, MOST_DIGITS)
    digits = len(re.sub(r"[-.]", "", f"{value:f}").lstrip("0"))
    if digits > most:
        raise Unreadable(f"最多 {most} 位数字，现有 {digits} 位")
    if value == value.to_integral_value():
        return int(value)
    if Decimal(repr(float(value))) != value:
        raise Unreadable(f"小数不能准确保存，最多 {EXACT} 位有效数字")
    return float(value)


def _day(item: DataItem, text: str) -> str:
    column = SheetColumn(item.name, item.name, Kind.DAY)
    compact = _COMPACT.fullmatch(text)
    return column.read("-".join(compact.groups()) if compact else text, {}).isoformat()


def _moment(item: DataItem, text: str) -> str:
    # A cell of a day's first moment is read as the day.
    day, *time = found.groups() if (found := _MOMENT.fullmatch(text)) else (text, "0", "0", "0")
    hour, minute, second = (int(part or 0) for part in time)
    if hour > 23 or minute > 59 or second > 59:
        raise Unreadable(f"没有“{text[:20]}”这个时刻")
    return f"{_day(item, day)} {hour:02}:{minute:02}:{second:02}"


def _flag(item: DataItem, text: str) -> str:
    if (value := FLAGS.get(text.lower())) is None:
        raise Unreadable(f"“{text[:20]}”不是“是”或“否”")
    return value


def _binary(item: DataItem, text: str) -> str:
    raise Unreadable("二进制内容不能用表格上传，请留空")


@dataclass(frozen=True)
class Reader:
    """How the cells of a type are read, how that is said to who fills them in, how Excel is told."""

    read: Callable[[DataItem, str], Any]
    words: str
    format: str = "General"


_READERS: dict[str, Reader] = {
    ItemType.TEXT: Reader(_text, "文字", "@"),
    ItemType.NUMBER: Reader(_number, "数字，不带单位"),
    ItemType.MONEY: Reader(_number, "数字，不带单位和货币符号"),
    ItemType.DAY: Reader(_day, "日期，如 2026-03-01", "yyyy-mm-dd"),
    ItemType.MOMENT: Reader(_moment, "日期和时间，如 2026-03-01 08:30:00", "yyyy-mm-dd hh:mm:ss"),
    ItemType.FLAG: Reader(_flag, "是 或 否"),
    ItemType.NOTE: Reader(_text, "文字", "@"),
    ItemType.BINARY: Reader(_binary, "留空，不能用表格上传"),
}
COUNTED: dict[str, str] = {
    ItemType.TEXT: "个字",
    ItemType.NOTE: "个字",
    ItemType.NUMBER: "位数字",
    ItemType.MONEY: "位数字",
}


def how_to_fill(item: DataItem) -> str:
    counted = COUNTED.get(item.type)
    return _READERS[item.type].words + (f"，最多 {item.length} {counted}" if counted and item.length else "")


def write_template(resource: InformationResource) -> bytes:
    """The head to be filled in below; how, on a second sheet."""
    book = Workbook()
    sheet, guide = book.active, book.create_sheet("填写说明")
    sheet.title, sheet.freeze_panes = "数据", "A2"
    guide.append(["数据项", "类型", "怎样填写"])
    for place, item in enumerate(resource.items.all(), start=1):
        column = sheet.column_dimensions[get_column_letter(place)]
        # A number of eighteen digits stays whole only where Excel takes it for a text.
        column.width, column.number_format = 18, _READERS[item.type].format
        sheet.cell(1, place, safe(item.name)).font = Font(bold=True)
        guide.append([safe(item.name), item.get_type_display(), how_to_fill(item)])
    for letter, width in (("A", 24), ("B", 16), ("C", 48)):
        guide.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def after_data_updated(*, obj: InformationResource, post: Post, data: Mapping[str, Any]) -> None:
    """The rows, in the transaction of the step and under its lock of the resource: two files cannot mix."""
    table: Table = data["table"]
    if table.version != obj.version:
        # Reading takes longer than anybody should wait for the lock, so the cells were judged before it was taken.
        raise Conflict("目录刚刚变更，请重新下载模板后上传。")
    if data["mode"] == DataMode.REPLACE:
        obj.rows.all().delete()
    last = obj.rows.order_by("-number").values_list("number", flat=True).first() or 0
    numbered = enumerate(table.rows, start=last + 1)
    rows = [DataRow(resource=obj, number=number, values=values) for number, values in numbered]
    DataRow.objects.bulk_create(rows, batch_size=CHUNK)
