"""Money never beyond what was approved, never before its time (articles 21, 22)."""

from decimal import Decimal
from typing import Any

from projects.paths import Way, on_way
from projects.rules import wan
from workflow.parameters import parameter
from workflow.rules import Rule


def _gate_open(obj: Any, post: Any, data: Any) -> str:
    gated = on_way(Way.APPROVAL_DRC, Way.APPROVAL_FINANCE)(obj)
    return "尚未取得发改委立项审批或财政局采购核准，不能签订合同" if gated and not obj.approved_at else ""


def _within_approval(obj: Any, post: Any, data: Any) -> str:
    amount = data.get("amount")
    if amount is None:
        return ""
    total = obj.contract_sum + amount
    if total <= obj.approved_sum:
        return ""
    return f"合同合计 {wan(total)}，超过批准金额 {wan(obj.approved_sum)}"


def _payment_within_contract(obj: Any, post: Any, data: Any) -> str:
    contract, amount = data.get("contract"), data.get("amount")
    if contract is None or amount is None:
        return ""
    total = contract.paid() + amount
    return f"付款合计 {wan(total)}，超过合同金额 {wan(contract.amount)}" if total > contract.amount else ""


def _payment_before_acceptance(obj: Any, post: Any, data: Any) -> str:
    contract, amount = data.get("contract"), data.get("amount")
    if contract is None or amount is None or obj.accepted_at:
        return ""
    cap = parameter("prepay_cap")
    limit = (contract.amount * cap).quantize(Decimal("0.01"))
    total = contract.paid() + amount
    return f"验收前付款合计 {wan(total)}，超过合同金额的 {cap:.0%}（{wan(limit)}）" if total > limit else ""


def _has_contracts(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.contracts.exists() else "还没有登记合同"


GATE_OPEN = Rule("contract.approved", "10", "已取得审批或采购核准", _gate_open)
WITHIN_APPROVAL = Rule("contract.within_approval", "22", "合同合计不超过批准金额", _within_approval)
HAS_CONTRACTS = Rule("payment.contract", "22", "已登记合同", _has_contracts)
WITHIN_CONTRACT = Rule("payment.within_contract", "22", "付款合计不超过合同金额", _payment_within_contract)
BEFORE_ACCEPTANCE = Rule("payment.before_acceptance", "22", "验收前付款不超过规定比例", _payment_before_acceptance)
