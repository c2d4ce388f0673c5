"""What must hold before a change is asked for or allowed (articles 9, 10, 22)."""

from typing import Any

from django.urls import reverse

from projects.rules import wan
from workflow.rules import Rule


def _edit(obj: Any) -> str:
    return reverse("changes:changerequest_edit", args=[obj.pk])


def _none_open(obj: Any, post: Any, data: Any) -> str:
    kind = data.get("kind")
    if kind and obj.change_requests.open_().filter(kind=kind).exists():
        return "本项目已有一份同类变更申请在办理"
    return ""


def _says_something(obj: Any, post: Any, data: Any) -> str:
    return "" if any(row.changed for row in obj.differences()) else "没有填写与现状不同的内容"


def _pre_review_over(obj: Any, post: Any, data: Any) -> str:
    if obj.kind in ("content", "sum") and obj.project.has_open("prereviews"):
        return "本项目的预审正在办理，办结后再变更目标、内容或金额"
    return ""


def _within_list(obj: Any, post: Any, data: Any) -> str:
    route = obj.route()
    if not route.supplement:
        return ""
    return f"变更后 {wan(obj.new_sum)} 超过年度清单所列 {wan(route.line_sum)}，须先办理年度清单追加（调整）"


def _covers_contracts(obj: Any, post: Any, data: Any) -> str:
    if obj.new_sum is None or obj.new_sum >= obj.project.contract_sum:
        return ""
    return f"变更后 {wan(obj.new_sum)} 低于已签合同 {wan(obj.project.contract_sum)}"


NO_OPEN = Rule("change.no_open", "10", "同类变更没有正在办理的", _none_open)
SAYS_SOMETHING = Rule("change.differs", "10", "写明与现状不同的内容", _says_something, mend=_edit)
PRE_REVIEW_OVER = Rule("change.pre_review_over", "10", "没有正在办理的预审", _pre_review_over)
WITHIN_LIST = Rule("change.list", "9", "变更后不超过年度清单所列，超过的先追加清单", _within_list)
COVERS_CONTRACTS = Rule("change.contracts", "22", "变更后不低于已签合同金额", _covers_contracts, mend=_edit)
