"""An import: read and judged, then one confirmed act, taken back while nothing depends on it."""

from typing import Any

from django.db.models import TextChoices

from accounts.permits import Permit
from accounts.roles import Role
from workflow.machines import Kind, Machine, Step
from workflow.rules import Rule


class SheetState(TextChoices):
    REJECTED = "rejected", "有错误，未导入"
    CHECKED = "checked", "待确认导入"
    CONFIRMED = "confirmed", "已导入"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "已放弃"


def _still_good(obj: Any, post: Any, data: Any) -> str:
    errors = obj.judge().errors
    return f"自上传后数据有变化，现有 {len(errors)} 处不符，请重新导入：{errors[0].message}" if errors else ""


def _open_for_it(obj: Any, post: Any, data: Any) -> str:
    return obj.sheet_kind.may(obj.load_target(), obj.created_by)


def _free(obj: Any, post: Any, data: Any) -> str:
    return obj.sheet_kind.depends(obj.result, obj.load_target())


# Whoever uploaded it, nobody else: an import is one person's piece of work.
IMPORTERS = (Role.APPLICANT, Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
OWN = Permit(*IMPORTERS, person="created_by__user", words="上传该表的本人")
S = SheetState
SHEET_IMPORT = Machine(
    key="documents.sheetimport",
    states=S,
    field="state",
    steps=(
        Step(
            "confirm", "确认导入", "9", 1, (S.CHECKED,), S.CONFIRMED, OWN,
            rules=(
                Rule("sheet.open", "9", "要导入的地方现在可以修改", _open_for_it),
                Rule("sheet.good", "9", "逐格核对无误", _still_good),
            ),
            effect="documents.sheets.services.after_confirmation",
            consequence="全部行一次写入；在没有后续办理之前可以撤销。", done="已导入 {o.row_count} 行。",
        ),
        Step(
            "undo", "撤销导入", "9", 2, (S.CONFIRMED,), S.UNDONE, OWN,
            rules=(Rule("sheet.free", "9", "导入的内容还没有被修改或办理", _free),),
            effect="documents.sheets.services.after_undoing", awaits=(),
            consequence="恢复到导入之前；撤销后可以重新导入。", done="已撤销本次导入，恢复到导入之前。",
        ),
        Step(
            "drop", "放弃本次导入", "9", 3, (S.CHECKED,), S.DROPPED, OWN, awaits=(), kind=Kind.FACT,
            consequence="不写入任何内容。", done="已放弃，没有写入任何内容。",
        ),
        Step("reject", "退回改正", "9", 4, (S.CHECKED,), S.REJECTED, OWN, system=True),
    ),
)  # fmt: skip
