"""What must hold before an entry of the rolling library is moved, merged or split (articles 9, 14)."""

from typing import Any

from projects.rules.wording import wan
from workflow.parameters import parameter
from workflow.rules import Rule


def _not_on_draft(obj: Any, post: Any, data: Any) -> str:
    line = obj.list_lines.filter(decision="proposed").select_related("annual_list").first()
    return f"项目在{line.annual_list}中，请先移出或待其审定" if line else ""


def _parts_not_below(obj: Any, post: Any, data: Any) -> str:
    """Article 14: what had to be supervised and tested as a whole may not escape it by being taken apart."""
    limit, parts = parameter("supervision_threshold"), data.get("parts") or []
    if obj.declared_sum <= limit or not parts:
        return ""
    low = [name for name, amount in parts if amount <= limit]
    if not low:
        return ""
    return f"项目总额 {wan(obj.declared_sum)}，拆出的{'、'.join(low)}不超过 {wan(limit)}，属于化整为零"


def _left_unconfirmed(obj: Any, post: Any, data: Any) -> str:
    entry = getattr(obj, "library_entry", None)
    return "" if entry and entry.is_over else "单位已确认继续实施，或者催告期未满"


LEFT_UNCONFIRMED = Rule("library.unconfirmed", "9", "催告期满，单位仍未确认", _left_unconfirmed)
NOT_ON_DRAFT = Rule("library.not_on_draft", "9", "项目不在办理中的年度清单上", _not_on_draft)
PARTS_NOT_BELOW = Rule("library.parts", "14", "拆分不使任何部分低于监理、测评标准", _parts_not_below)
