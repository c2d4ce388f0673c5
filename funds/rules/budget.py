"""Indicators within the approval; the final account after every contract is settled."""

from typing import Any

from projects.rules import wan
from workflow.rules import Rule


def _within_approval(obj: Any, post: Any, data: Any) -> str:
    amount = data.get("amount")
    if amount is None:
        return ""
    total = sum((indicator.amount for indicator in obj.indicators.all()), amount)
    return f"预算指标合计 {wan(total)}，超过批准金额 {wan(obj.approved_sum)}" if total > obj.approved_sum else ""


def _closed(obj: Any, post: Any, data: Any) -> str:
    if not obj.contracts.exists():
        return "还没有登记合同"
    left = obj.contracts.filter(settled_sum__isnull=True).count()
    return f"还有 {left} 份合同没有结算" if left else ""


def _no_account(obj: Any, post: Any, data: Any) -> str:
    return "已报竣工财务决算" if hasattr(obj, "final_account") else ""


INDICATORS_WITHIN_APPROVAL = Rule("indicator.within_approval", "22", "预算指标合计不超过批准金额", _within_approval)
CONTRACTS_CLOSED = Rule("account.settled", "22", "各合同均已结算", _closed)
NO_ACCOUNT_YET = Rule("account.once", "22", "决算只报一次", _no_account)
