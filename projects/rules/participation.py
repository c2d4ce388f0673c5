"""Units that apply together: each has said yes to its own money (articles 3, 21)."""

from typing import Any

from projects.rules.wording import _edit, wan
from workflow.rules import Rule


def _holds_money(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.money() > 0 else "牵头单位还没有为本单位写明资金来源"


def _all_agreed(obj: Any, post: Any, data: Any) -> str:
    words = []
    project = getattr(obj, "project", obj)
    for one in project.participations.of_the_project().select_related("unit"):
        if one.state != "confirmed":
            words.append(f"{one.unit.short_name}尚未确认")
        elif one.confirmed_sum != (now := one.money()):
            words.append(f"{one.unit.short_name}确认的是 {wan(one.confirmed_sum)}，现为 {wan(now)}，须重新确认")
    return "；".join(words)


HOLDS_MONEY = Rule("participation.money", "21", "本单位承担的资金来源已写明", _holds_money)
ALL_AGREED = Rule(
    "application.participants", "21", "参与单位均已确认各自承担的资金", _all_agreed, mend=_edit("sources")
)
# The same after a merge, a split or a change, when the application is no draft any more.
PARTNERS_AGREED = Rule("project.participants", "21", "参与单位均已确认各自承担的资金", _all_agreed)
