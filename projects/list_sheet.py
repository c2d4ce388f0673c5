"""The annual list as a spreadsheet: the very context of the paper, so that page, paper and sheet cannot disagree."""

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.styles import Font

from documents.registry import SPECS
from projects.documents import annual_list_context
from projects.models import AnnualList
from workflow.exports import XLSX, safe

HEAD = ("序号", "建设单位", "项目名称", "主要建设内容", "性质", "总投资（元）", "本年度安排（元）", "资金来源", "备注")
WIDTHS = (6, 28, 40, 50, 10, 18, 18, 40, 30)
MONEY = "#,##0.00"


def list_figures(annual_list: AnnualList) -> dict[str, Any]:
    """What stands in the paper, sums included."""
    figures = SPECS["annual_list_draft"].complete(annual_list_context(annual_list))
    # A paper's context is frozen as text; a spreadsheet holds numbers.
    for row in (figures, *figures["by_unit"], *figures["by_source"]):
        row.update({key: Decimal(row[key]) for key in ("total", "this_year", "amount") if key in row})
    return figures


def list_workbook(figures: Mapping[str, Any], title: str) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "清单"
    _rows(sheet, [(title,), HEAD], bold=True)
    for line in figures["lines"]:
        sources = "；".join(f"{source['kind']}{source['amount']:,.2f}元" for source in line["sources"])
        texts = (line["number"], line["unit"], line["name"], line["content"], line["nature"])
        _rows(sheet, [(*texts, line["total"], line["this_year"], sources, line["remark"])])
    _rows(sheet, [("合计", "", "", "", "", figures["total"], figures["this_year"], "", "")], bold=True)
    for letter, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    _sums(book.create_sheet("按单位"), "建设单位", figures["by_unit"], ("total", "this_year"))
    if figures["struck"]:
        sheet = book.create_sheet("划除")
        _rows(sheet, [("建设单位", "项目名称", "总投资（元）", "审定意见")], bold=True)
        _rows(sheet, [(one["unit"], one["name"], one["total"], one["verdict"]) for one in figures["struck"]])
        for letter, width in zip("ABCD", (28, 40, 18, 40), strict=True):
            sheet.column_dimensions[letter].width = width
    _sums(book.create_sheet("按来源"), "资金来源", figures["by_source"], ("amount",))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sums(sheet: Any, label: str, rows: list[Mapping[str, Any]], keys: tuple[str, ...]) -> None:
    words = {"total": "总投资（元）", "this_year": "本年度安排（元）", "amount": "本年度安排（元）"}
    _rows(sheet, [(label, "项目数", *(words[key] for key in keys))], bold=True)
    _rows(sheet, [(row["label"], row["count"], *(row[key] for key in keys)) for row in rows])
    sheet.column_dimensions["A"].width = 32
    for letter in "BCD":
        sheet.column_dimensions[letter].width = 18


def _rows(sheet: Any, rows: Any, *, bold: bool = False) -> None:
    for row in rows:
        sheet.append([safe(value) for value in row])
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=bold)
            if cell.data_type == "n" and not isinstance(cell.value, int):
                cell.number_format = MONEY


def list_response(annual_list: AnnualList) -> HttpResponse:
    content = list_workbook(list_figures(annual_list), str(annual_list))
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{annual_list}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
