"""Budget lines into a draft: added behind those that are there."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Post
from accounts.roles import Role
from documents.sheets.columns import CellError, Kind, SheetColumn, SheetRow
from documents.sheets.registry import SheetKind, register
from projects.choices import BudgetKind
from projects.models import Application, BudgetLine

MOST_LINES = 200


def _target(pk: Any, post: Post) -> Application:
    if pk is None:
        raise PermissionDenied("预算明细要导入到一份申报表中，请从申报表的“项目预算”一节进入。")
    return get_object_or_404(Application.objects.visible_to(post).select_related("project__unit"), pk=pk)


def _may(application: Application, post: Post) -> str:
    return "" if application.may_attach(post) else "申报表已提交，或不属于您的单位。"


def _check(rows: Sequence[SheetRow], application: Application, post: Post) -> list[CellError]:
    room = MOST_LINES - application.budget_lines.count()
    return [CellError(row.number, "name", f"一个项目最多 {MOST_LINES} 行预算") for row in rows[max(room, 0) :]]


def _apply(*, rows: Sequence[SheetRow], target: Application, post: Post) -> dict:
    locked = _locked(target)
    last = max(locked.budget_lines.values_list("position", flat=True), default=0)
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(application=locked, position=last + place, **row.values) for place, row in enumerate(rows, start=1)
    )
    return {"lines": [line.pk for line in lines], "version": _bump(locked)}


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def _bump(application: Application) -> int:
    """A form that is open elsewhere learns by the version that the lines have changed."""
    application.version += 1
    application.save(update_fields=["version"])
    return application.version


def _depends(result: dict, application: Application) -> str:
    now = Application.objects.get(pk=application.pk)
    if now.version != result.get("version"):
        return "导入之后申报表又保存过，请在申报表中逐行删除"
    return ""


def _undo(*, result: dict, target: Application, post: Post) -> None:
    locked = _locked(target)
    locked.budget_lines.filter(pk__in=result["lines"]).delete()
    _bump(locked)


BUDGET_SHEET = register(
    SheetKind(
        code="budget-lines",
        title="预算明细",
        roles=(Role.APPLICANT,),
        columns=(
            SheetColumn(
                "kind",
                "类别",
                Kind.CHOICE,
                required=True,
                choices=BudgetKind.choices,
                sample="软件开发",
            ),
            SheetColumn("name", "名称及规格", required=True, most=200, width=44, sample="业务平台开发"),
            SheetColumn("unit_price", "单价（元）", Kind.MONEY, required=True, least=0, width=18, sample="350000.00"),
            SheetColumn(
                "count",
                "数量",
                Kind.NUMBER,
                least=Decimal("0.01"),
                most=10_000_000,
                default=Decimal(1),
                hint="数字，空着按 1 计",
                sample="2",
            ),
        ),
        target=_target,
        may=_may,
        check=_check,
        apply=_apply,
        undo=_undo,
        depends=_depends,
        back=lambda application: reverse("projects:application_edit", args=[application.pk]) + "#budget",
        most_rows=MOST_LINES,
        note="导入的行加在已有各行之后。",
    )
)
