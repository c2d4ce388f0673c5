"""What a payment must keep to. `data` (or the request itself) names contract, indicator, amount and kind."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from funds.stages import asked_of, lines_of
from projects.rules import GATE_PASSED, wan
from workflow.parameters import parameter
from workflow.rules import Rule, Severity

CENT, ZERO = Decimal("0.01"), Decimal(0)


def _payment(check: Callable[[Any, dict], str]) -> Callable[[Any, Any, Any], str]:
    """Silent until contract, indicator and amount are known; a request brings its own."""

    def asked(obj: Any, post: Any, data: Any) -> str:
        known = {**(obj.as_payment() if hasattr(obj, "as_payment") else {}), **data}
        if obj._meta.model_name == "contract":
            known["contract"] = obj
        return check(obj, known) if known.get("contract") and known.get("amount") is not None else ""

    return asked


def _gate_stands(obj: Any, data: dict) -> str:
    """A change that closed the gate holds the money as well; what an ended contract still owes is paid."""
    contract = data["contract"]
    return GATE_PASSED.check(contract, None, data) if contract.state == "active" else ""


def _within_contract(obj: Any, data: dict) -> str:
    contract = data["contract"]
    total = contract.paid_total + data["amount"]
    word = "合同金额" if contract.settled_sum is None else "结算金额"
    return f"付款合计 {wan(total)}，超过{word} {wan(contract.ceiling)}" if total > contract.ceiling else ""


def _within_indicator(obj: Any, data: dict) -> str:
    indicator = data.get("indicator")
    if indicator is None:
        return "没有预算指标，不能付款；由市财政局登记指标"
    total = indicator.paid_total + data["amount"]
    return f"指标“{indicator}”支付合计 {wan(total)}，超过 {wan(indicator.amount)}" if total > indicator.amount else ""


def _same_use(obj: Any, data: dict) -> str:
    contract, indicator = data["contract"], data.get("indicator")
    if indicator is None:
        return ""
    if indicator.project_id != contract.project_id:
        return "该指标属于另一项目，资金不得挪作他用"
    if indicator.use == contract.use:
        return ""
    return f"指标用途为“{indicator.get_use_display()}”，不得用于{contract.get_kind_display()}：资金不得挪作他用"


def _before_acceptance(obj: Any, data: dict) -> str:
    contract = data["contract"]
    # A small firm's legal days are over: the law wins over our own cap.
    if contract.project.accepted_at or (contract.small_firm and contract.is_accepted()):
        return ""
    cap = parameter("prepay_cap")
    limit = (contract.amount * cap).quantize(CENT)
    total = contract.paid_total + data["amount"]
    return f"验收前付款合计 {wan(total)}，超过合同金额的 {cap:.0%}（{wan(limit)}）" if total > limit else ""


def _retention(obj: Any, data: dict) -> str:
    contract = data["contract"]
    if not contract.withheld or contract.paid_total + data["amount"] <= contract.ceiling - contract.withheld:
        return ""
    until = f"{contract.warranty_until} 质保期满" if contract.warranty_until else "质保期满"
    return f"质保金 {wan(contract.retention)} 须待{until}后支付"


def _not_held(obj: Any, data: dict) -> str:
    held = data["contract"].requests.filter(state="held").exclude(pk=obj.pk).exists()
    return "市财政局已暂缓本合同的付款，先办结暂缓事项" if held else ""


def _names_stage(obj: Any, data: dict) -> str:
    asked = data.get("stage") is None and data["contract"].stages.exists()
    return "合同已编制付款计划，须选择付款节点" if asked else ""


def _within_stage(obj: Any, data: dict) -> str:
    """What is asked at one line of the plan; and all that is paid, with or without a request, at those reached."""
    contract, stage, amount = data["contract"], data.get("stage"), data["amount"]
    if stage is not None and stage.contract_id != contract.pk:
        return "付款节点属于另一合同"
    if stage is not None and (asked := asked_of(stage, but=obj) + amount) > stage.amount:
        return f"节点“{stage.name}”申请合计 {wan(asked)}，超过计划金额 {wan(stage.amount)}"
    lines = lines_of(contract)
    reached = sum((one.amount for one, waits in lines if not waits), ZERO)
    total = contract.paid_total + amount
    if not lines or total <= reached or _stage_reached(obj, data):
        return ""
    return f"付款合计 {wan(total)}，超过已到付款节点的计划合计 {wan(reached)}（计划应含此前已付部分）"


def _stage_reached(obj: Any, data: dict) -> str:
    return next((waits for one, waits in lines_of(data["contract"]) if one == data.get("stage")), "")


def _small_firm(obj: Any, data: dict) -> str:
    contract = data["contract"]
    if not contract.small_firm:
        return ""
    days = int(parameter("small_firm_days"))
    return f"承建单位为中小企业，应当自交付验收之日起 {days} 日内付款（《保障中小企业款项支付条例》）"


GATE_STANDS = Rule("payment.approved", "10", "立项审批或采购核准有效", _payment(_gate_stands))
WITHIN_CONTRACT = Rule("payment.within_contract", "22", "付款合计不超过合同（结算）金额", _payment(_within_contract))
WITHIN_INDICATOR = Rule("payment.within_indicator", "22", "付款合计不超过预算指标", _payment(_within_indicator))
SAME_USE = Rule("payment.use", "22", "资金按指标用途使用，不挪作他用", _payment(_same_use))
BEFORE_ACCEPTANCE = Rule("payment.before_acceptance", "22", "验收前付款不超过规定比例", _payment(_before_acceptance))
RETENTION = Rule("payment.retention", "22", "质保金待质保期满后支付", _payment(_retention))
NOT_HELD = Rule("payment.held", "22", "市财政局没有暂缓付款", _payment(_not_held))
SMALL_FIRM = Rule("payment.small_firm", "22", "中小企业款项按期支付", _payment(_small_firm), severity=Severity.WARN)
NAMES_STAGE = Rule("payment.stage", "22", "有付款计划的，按节点申请", _payment(_names_stage))
WITHIN_STAGE = Rule("payment.within_stage", "22", "付款不超过付款节点的计划金额", _payment(_within_stage))
STAGE_REACHED = Rule("payment.stage_reached", "22", "付款节点的条件已经具备", _payment(_stage_reached))
SUMS = (
    GATE_STANDS,
    WITHIN_CONTRACT,
    WITHIN_INDICATOR,
    SAME_USE,
    WITHIN_STAGE,
    STAGE_REACHED,
    BEFORE_ACCEPTANCE,
    RETENTION,
)
REQUEST_RULES = (*SUMS, SMALL_FIRM)
ASKING_RULES = (NAMES_STAGE, *REQUEST_RULES)
PAYMENT_RULES = (*SUMS, NOT_HELD)
