"""The gates of 发改委 and 财政局, and the tender filing (articles 10, 13, 22)."""

from typing import Any

from django.utils import timezone

from projects.rules.wording import wan
from workflow.rules import Rule


def _pre_approved(obj: Any, post: Any, data: Any) -> str:
    if obj.pre_approved_at is None:
        return "未取得信息办预审批复，不得办理项目审批、招标或采购核准"
    if obj.pre_approved_until and obj.pre_approved_until < timezone.localdate():
        return f"预审批复 {obj.pre_approval_number} 已于 {obj.pre_approved_until} 失效"
    return ""


def _approval_within_pre_approval(obj: Any, post: Any, data: Any) -> str:
    amount = data.get("amount")
    if amount is None or obj.reviewed_sum is None or amount <= obj.reviewed_sum:
        return ""
    return f"审批金额 {wan(amount)} 超过预审批复金额 {wan(obj.reviewed_sum)}"


PRE_APPROVED = Rule("approval.pre_approved", "10", "已取得有效的预审批复", _pre_approved)
APPROVAL_SUM = Rule("approval.sum", "22", "审批金额不超过预审批复金额", _approval_within_pre_approval)
# --- tender filing and building -------------------------------------------------------------------
