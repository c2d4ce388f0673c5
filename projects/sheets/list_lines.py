"""Lines of an annual list in the making by the sheet: projects of the library, by number (articles 9, 24)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from documents.sheets.columns import CellError, Kind, SheetColumn, SheetRow
from documents.sheets.registry import SheetKind, register
from projects.models import AnnualList, ListLine, Placement
from projects.queries import candidates
from projects.services import add_to_list, lock_draft, touch
from projects.states import ListState


def _target(pk: Any, post: Post) -> AnnualList:
    if pk is None:
        raise PermissionDenied("清单项目要导入到一份清单中，请从清单页进入。")
    return get_object_or_404(AnnualList.objects.visible_to(post), pk=pk)


def _may(annual_list: AnnualList, post: Post) -> str:
    return "" if annual_list.state == ListState.DRAFT else f"清单当前为“{annual_list.state_label}”，不能增减。"


def _found(rows: Sequence[SheetRow], annual_list: AnnualList, post: Post) -> dict[str, Any]:
    numbers = [row.values["number"] for row in rows]
    return {project.number: project for project in candidates(annual_list, post).filter(number__in=numbers)}


def _check(rows: Sequence[SheetRow], annual_list: AnnualList, post: Post) -> list[CellError]:
    found, seen, errors = _found(rows, annual_list, post), {}, []
    there = set(annual_list.lines.filter(project__is_classified=False).values_list("project__number", flat=True))
    for row in rows:
        number, this_year = row.values["number"], row.values["this_year"]
        if number in seen:
            errors.append(CellError(row.number, "number", f"与第 {seen[number]} 行的项目编号重复"))
        elif number in there:
            errors.append(CellError(row.number, "number", "该项目已在清单中"))
        elif number not in found:
            errors.append(CellError(row.number, "number", "滚动库中没有这个项目编号"))
        elif this_year is not None and this_year > found[number].declared_sum:
            errors.append(CellError(row.number, "this_year", "本年安排超过项目总投资"))
        seen.setdefault(number, row.number)
    return errors


def _apply(*, rows: Sequence[SheetRow], target: AnnualList, post: Post) -> dict:
    found = _found(rows, target, post)
    projects = [found[row.values["number"]] for row in rows]
    add_to_list(annual_list=target, projects=projects, post=post)
    lines = {line.project_id: line for line in target.lines.filter(project__in=projects)}
    for row, project in zip(rows, projects, strict=True):
        line = lines[project.pk]
        line.placement = row.values["placement"] or Placement.IN
        line.note = row.values["note"] or ""
        if row.values["this_year"] is not None:
            line.this_year = row.values["this_year"]
    ListLine.objects.bulk_update(lines.values(), ["placement", "note", "this_year"])
    return {"lines": [line.pk for line in lines.values()]}


def _depends(result: dict, annual_list: AnnualList) -> str:
    if annual_list.state != ListState.DRAFT:
        return "清单已报审"
    lines = annual_list.lines.filter(pk__in=result["lines"])
    if lines.filter(version__gt=0).exists():
        return "导入之后有项目又作了调整，请在清单中逐项移出"
    return ""


def _undo(*, result: dict, target: AnnualList, post: Post) -> None:
    locked = lock_draft(target, post)
    locked.lines.filter(pk__in=result["lines"]).delete()
    touch(locked)


LIST_SHEET = register(
    SheetKind(
        code="list-lines",
        title="清单项目",
        roles=OFFICE_ROLES,
        columns=(
            SheetColumn("number", "项目编号", required=True, most=20, width=18, sample="GY2026-00012"),
            SheetColumn("placement", "安排", Kind.CHOICE, choices=Placement.choices, sample="拟列"),
            SheetColumn(
                "this_year",
                "本年安排（元）",
                Kind.MONEY,
                least=Decimal(0),
                width=18,
                hint="空着按项目当年资金来源计",
                sample="800000.00",
            ),
            SheetColumn("note", "备注", most=200, width=40),
        ),
        target=_target,
        may=_may,
        check=_check,
        apply=_apply,
        undo=_undo,
        depends=_depends,
        back=lambda annual_list: annual_list.get_absolute_url(),
        note="项目须在滚动库，按编号列入；总投资取申报数。",
    )
)
