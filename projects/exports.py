"""The list of projects as a file (documents/sheets/exports.py writes it)."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone

from documents.sheets.exports import FORMATS, export_table
from projects.models import Project
from projects.queries import library_rows, project_rows

CHUNK = 500


@dataclass(frozen=True)
class Column:
    title: str
    value: Callable[[Any], Any]
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
        yield [column.value(row) for column in COLUMNS]


def _response(form: str, projects: Any) -> HttpResponseBase:
    return export_table(
        form,
        name="项目清单",
        titles=[column.title for column in COLUMNS],
        rows=rows_of(projects),
        widths=[column.width for column in COLUMNS],
    )


LIBRARY = (
    Column("计划年度", lambda row: row.project.planned_year),
    Column("项目编号", lambda row: row.project.number),
    Column("项目名称", lambda row: row.project.name, 40),
    Column("申报单位", lambda row: row.project.unit.name, 28),
    Column("类别", lambda row: row.project.get_category_display()),
    Column("优先级", lambda row: row.entry.get_priority_display()),
    Column("成熟度", lambda row: row.entry.get_maturity_display()),
    Column("得分", lambda row: row.score),
    Column("申报数（元）", lambda row: row.project.declared_sum),
    Column("入库日期", lambda row: _day(row.project.admitted_at)),
    Column("最近确认", lambda row: row.entry.confirmed_on),
    Column("年度确认", lambda row: "待确认" if row.stale else "有效"),
    Column("逾期出库日期", lambda row: row.leaves_on),
    Column("已在清单", lambda row: str(row.on_list) if row.on_list else "", 28),
)


def _library(form: str, projects: Any) -> HttpResponseBase:
    """The library as it is shown, in the order in which it is shown."""
    return export_table(
        form,
        name="滚动库",
        titles=[column.title for column in LIBRARY],
        rows=([column.value(row) for column in LIBRARY] for row in library_rows(projects)),
        widths=[column.width for column in LIBRARY],
    )


LIBRARY_EXPORTS = {form: partial(_library, form) for form in FORMATS}
EXPORTS = {form: partial(_response, form) for form in FORMATS}


# What every list of attempts shows of a row, whatever it is; a room names what else its own list shows.
ATTEMPT = (
    Column("状态", lambda row: row.state_label),
    Column("项目编号", lambda row: row.project.number),
    Column("项目名称", lambda row: row.project.name, 40),
    Column("申报单位", lambda row: row.project.unit.name, 28),
    Column("文号", lambda row: getattr(row, "number", ""), 24),
    Column("进入此状态", lambda row: _day(row.state_since)),
)


def export_attempts(form: str, name: str, rows: Any, more: tuple[Column, ...] = ()) -> HttpResponseBase:
    """A list of attempts as it is shown, line by line."""
    columns = (*ATTEMPT[:4], *more, *ATTEMPT[4:])
    return export_table(
        form,
        name=name,
        titles=[column.title for column in columns],
        rows=([column.value(row) for column in columns] for row in rows),
        widths=[column.width for column in columns],
    )
