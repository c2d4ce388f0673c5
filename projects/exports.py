"""The list as it is shown, for Excel: numbers as numbers, dates as dates, no formula that somebody typed."""

import csv
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook

from projects.models import Project

HEAD = (
    "项目编号",
    "项目名称",
    "单位",
    "县区",
    "类别",
    "建设性质",
    "采购路径",
    "阶段",
    "计划年度",
    "申报数（元）",
    "评审数（元）",
    "预算数（元）",
    "合同数（元）",
    "报出日期",
    "预审批复",
    "评审意见",
    "审批文号",
    "验收证书",
    "备案号",
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def rows(projects: QuerySet[Project]) -> Iterator[list[Any]]:
    for project in projects.iterator(500):
        submitted = timezone.localdate(project.submitted_at) if project.submitted_at else None
        values = [
            project.number,
            project.name,
            project.unit.name,
            project.unit.county,
            project.get_category_display(),
            project.get_nature_display(),
            project.get_path_display(),
            project.get_stage_display(),
            project.planned_year,
            project.declared_sum,
            project.reviewed_sum,
            project.budget_sum,
            project.contract_sum,
            submitted,
            project.pre_approval_number,
            project.plan_opinion_number,
            project.approval_number,
            project.certificate_number,
            project.filing_number,
        ]
        yield [harmless(value) for value in values]


class _Echo:
    def write(self, value: str) -> str:
        return value


def export(projects: QuerySet[Project], kind: str):
    """A streamed CSV (with the mark that Excel wants) or a workbook written row by row."""
    name = f"项目清单-{timezone.localdate()}.{kind}"
    if kind == "csv":
        writer = csv.writer(_Echo())
        lines = iter([writer.writerow(HEAD)])
        body = (writer.writerow(row) for row in rows(projects))
        response = StreamingHttpResponse(_chain("\ufeff", lines, body), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = FileResponse(BytesIO(), as_attachment=True, filename=name)[
            "Content-Disposition"
        ]
        return response
    book = Workbook(write_only=True)
    sheet = book.create_sheet("项目清单")
    sheet.append(HEAD)
    for row in rows(projects):
        sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return FileResponse(buffer, as_attachment=True, filename=name)


def _chain(first: str, *parts: Iterator[str]) -> Iterator[str]:
    yield first
    for part in parts:
        yield from part
