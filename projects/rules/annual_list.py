"""What must hold of an annual list (article 9)."""

from typing import Any

from projects.rules.wording import wan
from workflow.rules import Rule


def _list_has_lines(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.placed().exists() else "清单中还没有拟列的项目"


def _list_within_ceiling(obj: Any, post: Any, data: Any) -> str:
    total, (ceiling, _by_source) = obj.this_year(), obj.ceilings()
    if ceiling is None or total <= ceiling:
        return ""
    whose = "全年（含已审定的）本年安排合计" if obj.base_id else "本年安排合计"
    return f"{whose} {wan(total)}，超出盘子 {wan(ceiling)}，超 {wan(total - ceiling)}"


def _list_lines_in_library(obj: Any, post: Any, data: Any) -> str:
    gone = obj.lines_out_of_library()
    return f"下列项目已不在滚动库：{'、'.join(gone)}" if gone else ""


def _list_within_source_ceilings(obj: Any, post: Any, data: Any) -> str:
    over = obj.over_source_ceilings()
    return "；".join(f"{kind}合计 {wan(total)}，超出 {wan(ceiling)}" for kind, total, ceiling in over)


LIST_RULES = (
    Rule("list.lines", "9", "清单由滚动库中的项目组成", _list_has_lines),
    Rule("list.library", "9", "清单所列项目均在滚动库", _list_lines_in_library),
    Rule("list.ceiling", "9", "本年安排合计不超过年度盘子", _list_within_ceiling),
    Rule("list.sources", "9", "各资金来源合计不超过分来源盘子", _list_within_source_ceilings),
)
