"""The list of projects as a file (workflow/exports.py writes it)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from projects.models import Project, SupervisionNote
from projects.queries import ProjectRow, project_rows
from workflow.articles import cite
from workflow.exports import CHUNK, Column, local_day

# The four sums, side by side in every file of projects as in every page.
SUMS = (
    Column("申报数（元）", lambda row: row.project.declared_sum),
    Column("评审数（元）", lambda row: row.project.reviewed_sum),
    Column("预算数（元）", lambda row: row.project.budget_sum),
    Column("合同数（元）", lambda row: row.project.contract_sum),
)
# What hangs on a classified project leaves in no file, whoever is cleared for it (article 24).
PUBLIC = Q(project__is_classified=False)
OF_PROJECT = (
    Column("项目编号", lambda row: row.project.number),
    Column("项目名称", lambda row: row.project.name, 40),
    Column("申报单位", lambda row: row.project.unit.name, 28),
)
COLUMNS = (
    *OF_PROJECT,
    Column("县区", lambda row: row.project.unit.county),
    Column("阶段", lambda row: row.project.state_label),
    Column("类别", lambda row: row.project.get_category_display()),
    Column("建设性质", lambda row: row.project.get_nature_display()),
    Column("采购路径", lambda row: row.project.get_path_display()),
    Column("计划年度", lambda row: row.project.planned_year),
    *SUMS,
    Column("报出日期", lambda row: local_day(row.project.submitted_at)),
    Column("入库日期", lambda row: local_day(row.project.admitted_at)),
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


def rows_of(projects: Any) -> Iterator[ProjectRow]:
    """Piece by piece, each with what is open on it."""
    chunk: list[Project] = []
    for project in projects.iterator(chunk_size=CHUNK):
        chunk.append(project)
        if len(chunk) == CHUNK:
            yield from project_rows(chunk)
            chunk = []
    yield from project_rows(chunk)


LIBRARY = (
    Column("计划年度", lambda row: row.project.planned_year),
    *OF_PROJECT,
    Column("类别", lambda row: row.project.get_category_display()),
    Column("优先级", lambda row: row.entry.get_priority_display()),
    Column("成熟度", lambda row: row.entry.get_maturity_display()),
    Column("得分", lambda row: row.score),
    *SUMS,
    Column("入库日期", lambda row: local_day(row.project.admitted_at)),
    Column("最近确认", lambda row: row.entry.confirmed_on),
    Column("年度确认", lambda row: "待确认" if row.stale else "有效"),
    Column("逾期出库日期", lambda row: row.leaves_on),
    Column("已在清单", lambda row: str(row.on_list) if row.on_list else "", 28),
)

STATE = Column("状态", lambda row: row.state_label)
# What every list of attempts shows beside; a room names what else its own list shows.
NUMBERED = (
    Column("文号", lambda row: getattr(row, "number", ""), 24),
    Column("进入此状态", lambda row: local_day(row.state_since)),
)


def attempt_columns(*more: Column) -> tuple[Column, ...]:
    return (STATE, *OF_PROJECT, *more, *SUMS, *NUMBERED)


def _standing(note: SupervisionNote) -> str:
    if note.closed_at:
        return "已办结"
    return "逾期" if note.is_late else "待办结" if note.demand else "记录"


SUPERVISION = (
    Column("状态", lambda row: _standing(row)),
    *OF_PROJECT,
    Column("监督事项", lambda row: row.get_kind_display()),
    Column("监督情况", lambda row: row.finding, 40),
    Column("要求", lambda row: row.demand, 40),
    Column("整改期限", lambda row: row.due_on),
    Column("单位答复", lambda row: row.answer, 40),
    Column("记录日期", lambda row: local_day(row.at)),
    Column("记录单位", lambda row: row.post.organisation.short_name),
)
OVERDUE = (
    Column("逾期天数", lambda row: row.days),
    Column("应办日期", lambda row: row.due),
    Column("办理日期", lambda row: row.done),
    *OF_PROJECT,
    Column("事项", lambda row: row.what, 40),
    Column("依据条款", lambda row: cite(row.article)),
    *SUMS,
)
