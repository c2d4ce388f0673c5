"""Indicators within the approval; the final account after every contract is settled."""

from decimal import Decimal
from typing import Any

from funds.choices import ChangeKind
from funds.uses import UseLine, by_use
from projects.choices import SourceKind
from projects.rules import wan
from projects.states import GIVEN_UP
from workflow.rules import Rule

ZERO = Decimal(0)


def source_limits(project: Any) -> dict[str, Decimal]:
    """{source: yuan} as the application names them; empty where it names none.

    What a change approved above the application is city money, as on the annual list (AnnualListLine.by_source).
    """
    application = getattr(project, "application", None)
    limits: dict[str, Decimal] = {}
    for line in application.sources.all() if application else ():
        limits[line.kind] = limits.get(line.kind, ZERO) + line.amount
    rest = project.approved_sum - sum(limits.values(), ZERO)
    if limits and rest > 0:
        limits[SourceKind.CITY] = limits.get(SourceKind.CITY, ZERO) + rest
    return limits


def _added(data: Any) -> tuple[Any, Decimal | None]:
    """(source, amount) of a new indicator or of 追加; no amount where nothing is added, or not all is typed."""
    if "kind" not in data and "basis" not in data:
        return data.get("source"), data.get("amount")
    indicator = data.get("indicator")
    added = indicator is not None and data.get("kind") == ChangeKind.ADD
    return (indicator.source, data.get("amount")) if added else (None, None)


def _within_approval(obj: Any, post: Any, data: Any) -> str:
    _source, amount = _added(data)
    if amount is None:
        return ""
    total = sum((indicator.amount for indicator in obj.indicators.all()), amount)
    return f"预算指标合计 {wan(total)}，超过批准金额 {wan(obj.approved_sum)}" if total > obj.approved_sum else ""


def _within_source(obj: Any, post: Any, data: Any) -> str:
    source, amount = _added(data)
    if amount is None or not source or not (limits := source_limits(obj)):
        return ""
    total = sum((one.amount for one in obj.indicators.all() if one.source == source), amount)
    limit, label = limits.get(source, ZERO), SourceKind(source).label
    if total <= limit:
        return ""
    named = f"申报的{label} {wan(limit)}" if limit else f"申报的资金来源中没有{label}"
    return f"{label}指标合计 {wan(total)}，超过{named}" if limit else named


def _sources_cover_given(obj: Any, post: Any, data: Any) -> str:
    """After a cut the application names other sources: none below what was already given out of it."""
    if "sources" not in data:
        return ""
    given, named = dict.fromkeys(SourceKind.values, ZERO), dict.fromkeys(SourceKind.values, ZERO)
    for one in obj.indicators.all():
        given[one.source] += one.amount
    for row in data["sources"]:
        named[row["kind"]] += row["amount"]
    low = [kind for kind in SourceKind.values if named[kind] < given[kind]]
    return "；".join(f"{SourceKind(kind).label} {too_low(named[kind], given[kind])}" for kind in low)


def _covers_given(obj: Any, post: Any, data: Any) -> str:
    amount = data.get("amount")
    if amount is None:
        return ""
    return too_low(amount, sum((one.amount for one in obj.indicators.all()), ZERO))


def too_low(amount: Decimal, given: Decimal) -> str:
    """Why an approval may not come down to `amount`; a change asks the same."""
    return "" if amount >= given else f"{wan(amount)} 低于已下达的预算指标 {wan(given)}，须先由市财政局追减指标"


def _only_carried(obj: Any, post: Any, data: Any) -> str:
    """The balance of the final account goes back by its own step; what is owed still goes into the next year."""
    known = data.get("kind") not in (None, ChangeKind.CARRY) and hasattr(obj, "final_account")
    return "已报竣工财务决算，指标只能结转；结余由市财政局收回" if known else ""


def carry_refused(indicator: Any) -> str:
    """Why what is left of it cannot stand under the next year; empty where it can."""
    if hasattr(indicator, "carried_to"):
        return "该指标已结转过一次。"
    later = indicator.year + 1
    same = indicator.project.indicators.filter(number=indicator.number, year=later, use=indicator.use)
    return f"{later} 年同一文号、用途的指标已登记；请追减本指标，再追加 {later} 年的指标。" if same.exists() else ""


def _may_carry(obj: Any, post: Any, data: Any) -> str:
    indicator = data.get("indicator")
    return carry_refused(indicator) if indicator and data.get("kind") == ChangeKind.CARRY else ""


def _given_by_use(obj: Any, post: Any, data: Any) -> str:
    short = [one for one in by_use(obj) if one.balance < 0]
    named = "；".join(f"{one.label}结算 {wan(one.settled)}，指标 {wan(one.given)}" for one in short)
    return f"{named}：先由市财政局下达该用途的指标，资金不得挪作他用" if short else ""


def _for_settled(obj: Any, post: Any, data: Any) -> str:
    """Of a project that was given up money comes only for what was done: settled, and short of an indicator."""
    _source, amount = _added(data)
    use = data.get("use") or getattr(data.get("indicator"), "use", None)
    if obj.stage not in GIVEN_UP or amount is None or use is None:
        return ""
    line = next((one for one in by_use(obj) if one.use == use), UseLine(use))
    most = max(line.settled - line.given, ZERO)
    return f"项目{obj.get_stage_display()}，{line.label}只可补足已结算未下达的 {wan(most)}" if amount > most else ""


def _closed(obj: Any, post: Any, data: Any) -> str:
    if not obj.contracts.exists():
        # Given up before anything was signed: what was given goes back whole.
        return "" if obj.stage in GIVEN_UP else "还没有登记合同"
    left = obj.contracts.filter(settled_sum__isnull=True).count()
    return f"还有 {left} 份合同没有结算" if left else ""


def _no_account(obj: Any, post: Any, data: Any) -> str:
    return "已报竣工财务决算" if hasattr(obj, "final_account") else ""


INDICATORS_WITHIN_APPROVAL = Rule("indicator.within_approval", "22", "预算指标合计不超过批准金额", _within_approval)
INDICATORS_WITHIN_SOURCE = Rule(
    "indicator.within_source", "21", "各来源指标合计不超过申报的该项资金来源", _within_source
)
COVERS_INDICATORS = Rule(
    "approval.indicators", "22", "审批金额不低于已下达的预算指标", _covers_given,
    mend=lambda obj: obj.step_url("change_indicator"),
)  # fmt: skip
SOURCES_COVER_INDICATORS = Rule(
    "revision.indicators", "22", "各资金来源不低于已下达的预算指标", _sources_cover_given,
    mend=lambda obj: obj.step_url("change_indicator"),
)  # fmt: skip
MAY_CARRY = Rule("indicator.carry", "22", "结转到次年的指标尚未登记", _may_carry)
GIVEN_FOR_SETTLED = Rule("indicator.settled", "22", "终止、撤回的项目只补足已结算的款项", _for_settled)
GIVEN_BY_USE = Rule("account.uses", "22", "各用途的指标不少于该用途的结算", _given_by_use)
ONLY_CARRIED = Rule("indicator.account", "22", "决算后指标只办理结转", _only_carried)
CONTRACTS_CLOSED = Rule("account.settled", "22", "各合同均已结算", _closed)
NO_ACCOUNT_YET = Rule("account.once", "22", "决算只报一次", _no_account)
