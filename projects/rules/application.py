"""What must hold before an application is handed in and admitted (articles 3, 4, 9, 10, 21)."""

from typing import Any

from django.utils import timezone

from projects.paths import Path
from projects.rules.wording import _edit, wan
from workflow.parameters import parameter
from workflow.rules import Rule


def _section(code: str) -> Any:
    def check(obj: Any, post: Any, data: Any) -> str:
        missing = [item.label for item in obj.missing() if item.section == code]
        return f"尚缺：{'、'.join(missing)}" if missing else ""

    return check


def _fields(code: str) -> Any:
    """Each missing thing with its own field; lists and papers with the section in which they are drawn."""

    def places(obj: Any) -> list[tuple[str, str]]:
        fields = {field.name for field in obj._meta.concrete_fields}
        missing = [item for item in obj.missing() if item.section == code]
        return [(item.label, _edit(f"id_{item.field}" if item.field in fields else code)(obj)) for item in missing]

    return places


def _below_procurement_limit(obj: Any, post: Any, data: Any) -> str:
    if obj.project.path != Path.SELF:
        return ""
    limit, total = parameter("procurement_limit"), obj.budget_total()
    if total < limit:
        return ""
    return f"预算 {wan(total)}，达到采购限额 {wan(limit)}，应当政府采购；请撤回后另行新建申报，并从本项目复制"


APPLICATION_RULES = (
    Rule("application.basic", "3", "基本情况填写完整", _section("basic"), places=_fields("basic")),
    Rule("application.need", "10", "建设需求与现状写明", _section("need"), places=_fields("need")),
    Rule("application.goals", "10", "项目目标与建设内容明确", _section("goals"), places=_fields("goals")),
    Rule(
        "application.sharing",
        "4",
        "写明利用的共享平台与拟互联的系统；独立建设须说明理由",
        _section("sharing"),
        places=_fields("sharing"),
    ),
    Rule("application.budget", "10", "有具体的项目预算", _section("budget"), places=_fields("budget")),
    Rule(
        "application.self_limit", "13", "自行采购的预算在采购限额以下", _below_procurement_limit, mend=_edit("budget")
    ),
    Rule("application.sources", "21", "资金来源明确，且与预算相等", _section("sources"), places=_fields("sources")),
    Rule("application.plan", "10", "有组织实施计划与起止日期", _section("plan"), places=_fields("plan")),
    Rule("application.papers", "10", "附件齐全", _section("papers"), places=_fields("papers")),
)


def _planned_year_in_window(obj: Any, post: Any, data: Any) -> str:
    year = data.get("planned_year")
    if year is None:
        return ""
    first, years = timezone.localdate().year, int(parameter("library_years"))
    if first <= year < first + years:
        return ""
    return f"滚动库为三年（{first}—{first + years - 1} 年），{year} 年不在其内"


PLANNED_YEAR = Rule("admit.window", "9", "计划年度在三年滚动库之内", _planned_year_in_window, typed=("planned_year",))
