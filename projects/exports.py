"""A list as a file: what is shown, in the same order. A cell that a spreadsheet would run is made a text."""

import csv
import datetime
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from projects.models import Project
from projects.queries import ProjectRow, project_rows

CHUNK = 500
BOM = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Column:
    title: str
    value: Callable[[ProjectRow], Any]
    width: int = 16


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None


COLUMNS = (
    Column("项目编号", lambda row: row.project.number),
    Column("项目名称", lambda row: row.project.name, 40),
    Column("申报单位", lambda row: row.project.unit.name, 28),
    Column("县区", lambda row: row.project.unit.county),
    Column("阶段", lambda row: row.project.state_label),
    Column("类别", lambda row: row.project.get_category_display()),
    Column("建设性质", lambda row: row.project.get_nature_display()),
    Column("采购路径", lambda row: row.project.get_path_display()),
    Column("计划年度", lambda row: row.project.planned_year),
    Column("申报数（元）", lambda row: row.project.declared_sum),
    Column("评审数（元）", lambda row: row.project.reviewed_sum),
    Column("预算数（元）", lambda row: row.project.budget_sum),
    Column("合同数（元）", lambda row: row.project.contract_sum),
    Column("报出日期", lambda row: _day(row.project.submitted_at)),
    Column("入库日期", lambda row: _day(row.project.admitted_at)),
    Column("预审批复", lambda row: row.project.pre_approval_number, 24),
    Column("评审意见", lambda row: row.project.plan_opinion_number, 24),
    Column("审批文号", lambda row: row.project.approval_number, 24),
    Column("验收证书", lambda row: row.project.certificate_number, 24),
    Column("备案号", lambda row: row.project.filing_number, 24),
    Column("计划完工日期", lambda row: row.project.planned_end),
    Column("正在办理", lambda row: row.now.what if row.now else "", 24),
    Column("由谁办理", lambda row: row.now.holder if row.now else "", 20),
    Column("办理期限", lambda row: row.now.due if row.now else None),
    Column("是否逾期", lambda row: "逾期" if row.late else ""),
)


def safe(value: Any) -> Any:
    """A text that begins like a formula gets an apostrophe before it; numbers and dates stay what they are."""
    if isinstance(value, str) and value.lstrip(" ").startswith(DANGEROUS):
        return f"'{value}"
    return "" if value is None else value


def rows_of(projects: Any) -> Iterator[list[Any]]:
    """Line by line, so that a long list needs no memory."""
    chunk: list[Project] = []
    for project in projects.iterator(chunk_size=CHUNK):
        chunk.append(project)
        if len(chunk) == CHUNK:
            yield from _lines(chunk)
            chunk = []
    yield from _lines(chunk)


def _lines(projects: Iterable[Project]) -> Iterator[list[Any]]:
    for row in project_rows(projects):
        yield [safe(column.value(row)) for column in COLUMNS]


class _Echo:
    """A file whose write gives the text back, so that csv writes into a stream."""

    def write(self, text: str) -> str:
        return text


def csv_response(projects: Any) -> HttpResponseBase:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield BOM + writer.writerow([column.title for column in COLUMNS])
        for row in rows_of(projects):
            yield writer.writerow(row)

    return _named(StreamingHttpResponse(lines(), content_type=CSV), "csv")


def xlsx_response(projects: Any) -> HttpResponseBase:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("项目")
    sheet.freeze_panes = "C2"
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.append([column.title for column in COLUMNS])
    for row in rows_of(projects):
        sheet.append([_cell(sheet, value) for value in row])
    # Small ones stay in memory; the response closes it.
    file = tempfile.SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX), "xlsx")


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, Decimal | datetime.date):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "#,##0.00" if isinstance(value, Decimal) else "yyyy-mm-dd"
    return cell


def _named(response: Any, suffix: str) -> HttpResponseBase:
    name = f"项目清单-{timezone.localtime():%Y%m%d-%H%M}.{suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
