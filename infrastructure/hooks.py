"""What this room lays upon the steps of lower ones (articles 4, 8, 21)."""

from typing import Any

from infrastructure.queries import free_capacity_for
from workflow.rules import Rule, Severity


def _shown(obj: Any, post: Any, data: Any) -> str:
    return free_capacity_for(obj.project.application.budget_lines.all())


def _reasoned(obj: Any, post: Any, data: Any) -> str:
    if "note" not in data or data["note"].strip():
        return ""
    return "政务云尚有可分配资源而预算购置硬件的，审查意见须写明同意购置的理由" if _shown(obj, post, data) else ""


# Seen beside the budget before anything is decided; and the checker's note is where the reason is accepted.
FREE_CAPACITY = Rule("cloud.free", "8", "优先使用已有云资源", _shown, Severity.WARN)
BUYS_ALL_THE_SAME = Rule("cloud.reason", "8", "另购硬件有审查同意的理由", _reasoned)
