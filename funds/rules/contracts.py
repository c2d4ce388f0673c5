"""Contracts within the approval; settlement between what was paid and what was signed."""

from typing import Any

from funds.duties import BOUGHT, sign_until
from funds.stages import asked_of
from projects.paths import Way, on_way
from projects.rules import wan
from workflow.rules import Rule, Severity


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


def _within_indicators(obj: Any, post: Any, data: Any) -> str:
    """Money of later years is given later: a warning here; the payment is what the indicator bounds."""
    given = sum((indicator.amount for indicator in obj.indicators.all()), 0)
    total = obj.contract_sum + (data.get("amount") or 0)
    return f"合同合计 {wan(total)}，预算指标合计 {wan(given)}，不足部分须待指标下达后方可支付" if total > given else ""


def _has_contracts(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.contracts.exists() else "还没有登记合同"


def _plan_within(obj: Any, post: Any, data: Any) -> str:
    total = sum((row["amount"] for row in data.get("rows", ())), 0)
    return f"付款计划合计 {wan(total)}，超过合同金额 {wan(obj.amount)}" if total > obj.amount else ""


def _plan_keeps_asked(obj: Any, post: Any, data: Any) -> str:
    """A line of which money is asked stays where it is, with its name, and holds what is asked."""
    rows = list(data.get("rows", ()))
    if not rows:
        return ""
    for stage in obj.stages.all():
        asked = asked_of(stage)
        row = rows[stage.position - 1] if stage.position <= len(rows) else {}
        if asked and (row.get("name") != stage.name or row["amount"] < asked):
            return f"节点“{stage.name}”已申请 {wan(asked)}，须保留在第 {stage.position} 行，计划金额不少于已申请数"
    return ""


def _settled_within(obj: Any, post: Any, data: Any) -> str:
    settled = data.get("settled_sum")
    if settled is None:
        return ""
    if settled > obj.amount:
        return f"结算金额 {wan(settled)} 超过合同金额 {wan(obj.amount)}；确需增加的先办理变更"
    if settled < obj.paid_total:
        return f"结算金额 {wan(settled)} 少于已付金额 {wan(obj.paid_total)}"
    asked = f"已付和申请中的 {wan(obj.committed)}，多出的付款申请先撤回或不予支付"
    return f"结算金额 {wan(settled)} 少于{asked}" if settled < obj.committed else ""


def _accepted(obj: Any, post: Any, data: Any) -> str:
    if not on_way(Way.CONTRACT_ACCEPTANCE)(obj) or obj.kind not in BOUGHT or obj.is_accepted():
        return ""
    return "尚无采购人出具的合格验收书"


def _signed_in_time(obj: Any, post: Any, data: Any) -> str:
    """It happened, so it is recorded as it was; the supervision list names it."""
    awarded, signed = data.get("awarded_on"), data.get("signed_on")
    due = sign_until(awarded) if awarded and signed else None
    return f"应在 {due} 前签订合同，迟 {(signed - due).days} 天" if due and signed > due else ""


GATE_OPEN = Rule("contract.approved", "10", "已取得审批或采购核准", _gate_open)
WITHIN_APPROVAL = Rule("contract.within_approval", "22", "合同合计不超过批准金额", _within_approval, typed=("amount",))
WITHIN_INDICATORS = Rule(
    "contract.within_indicators", "22", "合同合计在已下达的预算指标之内", _within_indicators, severity=Severity.WARN
)
SIGNED_IN_TIME = Rule(
    "contract.signed_in_time", "13", "中标（成交）后在期限内签订", _signed_in_time, severity=Severity.WARN
)
HAS_CONTRACTS = Rule("payment.contract", "22", "已登记合同", _has_contracts)
PLAN_WITHIN_CONTRACT = Rule("contract.plan", "22", "付款计划合计不超过合同金额", _plan_within, typed=("rows",))
PLAN_KEEPS_ASKED = Rule("contract.plan_asked", "22", "已申请付款的节点保留", _plan_keeps_asked, typed=("rows",))
SETTLED_WITHIN = Rule(
    "contract.settled",
    "22",
    "结算金额不超过合同金额，不少于已付和申请中的金额",
    _settled_within,
    typed=("settled_sum",),
)
CONTRACT_ACCEPTED = Rule("contract.accepted", "12", "政府采购合同已履约验收合格", _accepted)
