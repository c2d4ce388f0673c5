"""The template with drop-downs and a protected head, and the copy that goes back with each wrong cell marked."""

import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from documents.sheets.columns import CellError, Kind, SheetColumn
from documents.sheets.reading import WHY, Raw
from documents.sheets.registry import SheetKind
from workflow.exports import safe

HEAD = PatternFill("solid", fgColor="DCE6F5")
BAD = PatternFill("solid", fgColor="F8C9C9")
LINE = Border(bottom=Side(style="thin", color="8A97AB"))
OPTIONS, GUIDE = "选项", "填写说明"
FORMATS = {Kind.MONEY: "#,##0.00", Kind.NUMBER: "0.##", Kind.DAY: "yyyy-mm-dd", Kind.WHOLE: "0", Kind.TEXT: "@"}


def template(kind: SheetKind, target: Any, post: Any) -> bytes:
    """An empty sheet for one kind; only the head is locked, so that rows can be typed, pasted and deleted."""
    book = _book(kind)
    _drop_downs(book, kind, target, post, rows=kind.most_rows)
    _guide(book, kind)
    return _bytes(book)


def marked_copy(kind: SheetKind, raw: Raw, errors: Sequence[CellError], target: Any, post: Any) -> bytes:
    """What was sent, each row where it stood, each wrong cell red with its reason; to be mended and sent again."""
    book = _book(kind, WHY)
    sheet = book.active
    by_row: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for error in errors:
        by_row[error.row][error.column].append(error.message)
    shift = 2 - min(number for number, _cells in raw)
    for number, cells in raw:
        row = number + max(shift, 0)
        for place, (column, cell) in enumerate(zip(kind.columns, cells, strict=True), start=1):
            there = sheet.cell(row, place, safe(cell))
            there.protection = Protection(locked=False)
            if reasons := by_row.get(number, {}).get(column.name):
                there.fill = BAD
                there.comment = Comment(safe("；".join(reasons)), "信息化项目管理系统", width=320, height=90)
        if number in by_row:
            why = "；".join(text for reasons in by_row[number].values() for text in reasons)
            sheet.cell(row, len(kind.columns) + 1, safe(why)).font = Font(color="B42318")
    _drop_downs(book, kind, target, post, rows=max(number for number, _ in raw) + 200)
    return _bytes(book)


def _book(kind: SheetKind, *more: str) -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = kind.title[:31]
    sheet.freeze_panes = "A2"
    for place, column in enumerate(kind.columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = column.width
        dimension.protection = Protection(locked=False)
        dimension.number_format = FORMATS.get(column.kind, "General")
        _head(sheet.cell(1, place, column.title), required=column.required)
    for place, title in enumerate(more, start=len(kind.columns) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 60
        _head(sheet.cell(1, place, title))
    sheet.row_dimensions[1].height = 24
    _protect(sheet)
    return book


def _protect(sheet: Any) -> None:
    """No password: it keeps a slip of the hand from the head, it keeps nobody out."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.insertRows = protection.deleteRows = protection.sort = protection.autoFilter = False


def _head(cell: Any, *, required: bool = False) -> None:
    cell.font = Font(bold=True, color="B42318" if required else "1F2A3D")
    cell.fill, cell.border = HEAD, LINE
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.protection = Protection(locked=True)


def _drop_downs(book: Workbook, kind: SheetKind, target: Any, post: Any, *, rows: int) -> None:
    """Lists stand on a hidden sheet: a list inside the rule itself may not be longer than 255 characters."""
    sheet, options = book.active, kind.options(target, post)
    if options:
        lists = book.create_sheet(OPTIONS)
        lists.sheet_state = "hidden"
    for place, (name, labels) in enumerate(options.items(), start=1):
        lists.cell(1, place, name)
        for row, label in enumerate(labels, start=2):
            lists.cell(row, place, safe(label))
        letter = get_column_letter(place)
        rule = DataValidation(
            "list", formula1=f"'{OPTIONS}'!${letter}$2:${letter}${len(labels) + 1}", allow_blank=True
        )
        rule.showErrorMessage, rule.errorTitle, rule.error = True, "不在可选项中", "请从下拉列表中选择。"
        _over(sheet, rule, kind, name, rows)
    for column in kind.columns:
        if column.kind in (Kind.MONEY, Kind.NUMBER):
            rule = DataValidation(
                "decimal", operator="greaterThanOrEqual", formula1=str(column.least or 0), allow_blank=True
            )
            rule.showErrorMessage, rule.errorTitle, rule.error = True, "不是数字", "请填写数字，不带单位。"
            _over(sheet, rule, kind, column.name, rows)


def _over(sheet: Any, rule: DataValidation, kind: SheetKind, name: str, rows: int) -> None:
    place = next(place for place, column in enumerate(kind.columns, start=1) if column.name == name)
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{rows + 1}")
    sheet.add_data_validation(rule)


def _guide(book: Workbook, kind: SheetKind) -> None:
    sheet = book.create_sheet(GUIDE)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].width, sheet.column_dimensions["D"].width = (
        18,
        44,
        30,
    )
    sheet.append(["列", "是否必填", "怎样填写", "例"])
    for column in kind.columns:
        sheet.append([column.title, "必填" if column.required else "可空", column.hint or _how(column), column.sample])
    sheet.append([])
    sheet.append([kind.note or "在第一张工作表中填写；有错时不会导入任何一行，系统退回标明错误的副本。"])
    for cell in sheet[1]:
        _head(cell)
    sheet.protection.sheet = True


def _how(column: SheetColumn) -> str:
    words = {
        Kind.TEXT: f"文字，最多 {column.most} 个字" if column.most else "文字",
        Kind.MONEY: "数字，单位为元，最多两位小数",
        Kind.NUMBER: "数字，最多两位小数",
        Kind.WHOLE: "整数",
        Kind.DAY: "日期，例如 2026-03-01",
        Kind.CHOICE: "从下拉列表中选择",
    }
    return words[column.kind]


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
