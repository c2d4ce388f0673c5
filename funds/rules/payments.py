"""What a payment must keep to. `data` (or the request itself) names contract, indicator, amount and kind.

Whoever asks counts what others ask for already: no two requests ask for the same money. Who pays counts what is paid.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from funds.stages import asked_of
from projects.rules import GATE_PASSED, wan
from workflow.numbers import cents
from workflow.parameters import parameter
from workflow.rules import Rule, Severity

ZERO = Decimal(0)


def _payment(check: Callable[[Any, dict], str], *, asking: bool = False) -> Callable[[Any, Any, Any], str]:
    """Silent until contract and amount are known; a request brings its own.

    `before` is what the contract bears already, without the request that is judged: paid, and if `asking` asked for.
    """

    def asked(obj: Any, post: Any, data: Any) -> str:
        known = {**(obj.as_payment() if hasattr(obj, "as_payment") else {}), **data, "asking": asking}
        if obj._meta.model_name == "contract":
            known["contract"] = obj
        if not known.get("contract") or known.get("amount") is None:
            return ""
        contract = known["contract"]
        known["before"] = contract.committed - _own(contract, obj) if asking else contract.paid_total
        return check(obj, known)

    return asked


def _own(contract: Any, obj: Any) -> Decimal:
    """What of the sum that is asked of the contract is asked by the very request that is judged."""
    return obj.amount if obj._meta.model_name == "paymentrequest" and obj.asks_of(contract) else ZERO


def _running(check: Callable[[Any, dict], str]) -> Callable[[Any, dict], str]:
    """Conditions of a contract that runs; of one that ended early what was settled falls due."""
    return lambda obj, data: "" if data["contract"].has_ended else check(obj, data)


def _gate_stands(obj: Any, data: dict) -> str:
    """A change that closed the gate holds the money as well; what an ended contract still owes is paid."""
    contract = data["contract"]
    return GATE_PASSED.check(contract, None, data) if contract.state == "active" else ""


def _within_contract(obj: Any, data: dict) -> str:
    contract = data["contract"]
    total = data["before"] + data["amount"]
    word = "合同金额" if contract.settled_sum is None else "结算金额"
    what = "付款和申请合计" if data["asking"] else "付款合计"
    return f"{what} {wan(total)}，超过{word} {wan(contract.ceiling)}" if total > contract.ceiling else ""


def _within_indicator(obj: Any, data: dict) -> str:
    indicator = data.get("indicator")
    if indicator is None:
        return "没有预算指标，不能付款；由市财政局登记指标"
    others = indicator.requests.open_().exclude(pk=obj.pk)
    asked = others.aggregate(total=Sum("amount", default=ZERO))["total"] if data["asking"] else ZERO
    total = indicator.paid_total + asked + data["amount"]
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
    if contract.project.accepted_at or contract.falls_due_by_law():
        return ""
    cap = parameter("prepay_cap")
    limit = cents(contract.amount * cap)
    total = data["before"] + data["amount"]
    return f"验收前付款合计 {wan(total)}，超过合同金额的 {cap:.0%}（{wan(limit)}）" if total > limit else ""


def _retention(obj: Any, data: dict) -> str:
    contract = data["contract"]
    if not contract.withheld or data["before"] + data["amount"] <= contract.ceiling - contract.withheld:
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
    lines = contract.plan
    reached = sum((one.amount for one, waits in lines if not waits), ZERO)
    total = data["before"] + amount
    if not lines or total <= reached or _stage_reached(obj, data):
        return ""
    return f"付款合计 {wan(total)}，超过已到付款节点的计划合计 {wan(reached)}（计划应含此前已付部分）"


def _stage_reached(obj: Any, data: dict) -> str:
    return next((waits for one, waits in data["contract"].plan if one == data.get("stage")), "")


def _day(obj: Any, data: dict) -> str:
    contract, day = data["contract"], data.get("paid_on") or timezone.localdate()
    return f"付款日期 {day} 早于合同签订日期 {contract.signed_on}" if day < contract.signed_on else ""


def _of_the_year(obj: Any, data: dict) -> str:
    """An indicator is spent in its year; what is left of it is carried over by 财政局 first."""
    indicator, day = data.get("indicator"), data.get("paid_on") or timezone.localdate()
    if indicator is None or indicator.year == day.year:
        return ""
    first = "，须先由市财政局结转" if indicator.year < day.year else ""
    return f"{indicator.year} 年的指标不能用于 {day.year} 年的付款{first}"


def _voucher_once(obj: Any, data: dict) -> str:
    voucher = data.get("voucher")
    known = voucher and data["contract"].payments.filter(voucher=voucher).exists()
    return f"凭证号 {voucher} 在本合同已登记过付款" if known else ""


def _small_firm(obj: Any, data: dict) -> str:
    contract = data["contract"]
    if not contract.small_firm:
        return ""
    days = int(parameter("small_firm_days"))
    return f"承建单位为中小企业，应当自交付验收之日起 {days} 日内付款（《保障中小企业款项支付条例》）"


def _sums(asking: bool) -> tuple[Rule, ...]:
    """Asked of a request by what is asked for already, of a payment by what is paid."""

    def rule(code: str, statement: str, check: Callable[[Any, dict], str], article: str = "22") -> Rule:
        return Rule(code, article, statement, _payment(check, asking=asking))

    return (
        rule("payment.approved", "立项审批或采购核准有效", _gate_stands, article="10"),
        rule("payment.within_contract", "付款合计不超过合同（结算）金额", _within_contract),
        rule("payment.within_indicator", "付款合计不超过预算指标", _within_indicator),
        rule("payment.use", "资金按指标用途使用，不挪作他用", _same_use),
        rule("payment.year", "指标在当年使用，跨年度的先结转", _of_the_year),
        rule("payment.day", "付款日期在合同签订之后", _day),
        rule("payment.within_stage", "付款不超过付款节点的计划金额", _running(_within_stage)),
        rule("payment.stage_reached", "付款节点的条件已经具备", _running(_stage_reached)),
        rule("payment.before_acceptance", "验收前付款不超过规定比例", _running(_before_acceptance)),
        rule("payment.retention", "质保金待质保期满后支付", _retention),
    )


NOT_HELD = Rule("payment.held", "22", "市财政局没有暂缓付款", _payment(_not_held))
VOUCHER_ONCE = Rule("payment.voucher", "22", "凭证没有重复登记", _payment(_voucher_once))
SMALL_FIRM = Rule("payment.small_firm", "22", "中小企业款项按期支付", _payment(_small_firm), severity=Severity.WARN)
NAMES_STAGE = Rule("payment.stage", "22", "有付款计划的，按节点申请", _payment(_running(_names_stage)))
REQUEST_RULES = (*_sums(asking=True), SMALL_FIRM)
ASKING_RULES = (NAMES_STAGE, *REQUEST_RULES)
CLAIM_RULES = (*_sums(asking=True), NOT_HELD, VOUCHER_ONCE)
PAYMENT_RULES = (*_sums(asking=False), NOT_HELD, VOUCHER_ONCE)
