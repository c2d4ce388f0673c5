"""The gates of 发改委 and 财政局, and the tender filing (articles 10, 13, 22)."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects import permits
from projects.choices import BudgetBook
from projects.paths import Path
from projects.rules.wording import wan
from workflow.numbers import cents
from workflow.rules import Rule


def _pre_approved(obj: Any, post: Any, data: Any) -> str:
    if obj.pre_approved_at is None:
        return "未取得信息办预审批复，不得办理项目审批、招标或采购核准"
    # In force on the day of the act, which may be recorded later.
    on_day = data.get("approved_on") or timezone.localdate()
    if obj.pre_approved_until and obj.pre_approved_until < on_day:
        return f"预审批复 {obj.pre_approval_number} 已于 {obj.pre_approved_until} 失效"
    return ""


def _act_after_pre_approval(obj: Any, post: Any, data: Any) -> str:
    """Article 10: what a body did before it is no regular act; the truth has its own place, the breach."""
    day = data.get("approved_on")
    if day is None or obj.pre_approved_at is None:
        return ""
    since = timezone.localdate(obj.pre_approved_at)
    if day >= since:
        return ""
    return f"批准日期 {day} 早于预审批复（{since}）；先审批后预审的，按真实日期记录违规，补办的审批以补办日期记录"


def _approval_within_pre_approval(obj: Any, post: Any, data: Any) -> str:
    amount = data.get("amount")
    if amount is None or obj.reviewed_sum is None or amount <= obj.reviewed_sum:
        return ""
    by = "评审意见" if obj.reviewed_sum == obj.plan_sum else "预审批复"
    return f"审批金额 {wan(amount)} 超过{by}金额 {wan(obj.reviewed_sum)}"


BOOKS = {Path.PROCUREMENT: BudgetBook.PROCUREMENT, Path.SERVICE: BudgetBook.SERVICE}


def _in_its_budget(obj: Any, post: Any, data: Any) -> str:
    """Article 22: procurement and purchase of services stand each in its own budget before 财政局 approves."""
    book = BOOKS.get(Path(obj.path))
    if book is None:
        return ""
    total = sum(line.amount for line in obj.procurement_lines.all() if line.book == book)
    if not total:
        return f"未列入{book.label}"
    amount = data.get("amount")
    return f"批准金额 {wan(amount)} 超过{book.label}所列 {wan(total)}" if amount and amount > total else ""


def _cut_above_contract(obj: Any, post: Any, data: Any) -> str:
    amount = data.get("amount")
    if amount is None or amount >= obj.contract_sum:
        return ""
    return f"已签合同 {wan(obj.contract_sum)}，须先变更合同"


def _approved_before(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.approved_at else "尚未取得立项审批或采购核准"


def _revised(obj: Any, post: Any, data: Any) -> str:
    return f"审批金额已核减，须在 {obj.revise_by} 前按核减后的金额修改建设内容" if obj.revise_by else ""


def _revision_adds_up(obj: Any, post: Any, data: Any) -> str:
    """Article 21: what is built costs what was approved, line by line, and each yuan has its source."""
    if "content" not in data or not obj.application.budget_lines.exists():
        return ""
    budget = sum((row["unit_price"] * row["count"] for row in data.get("budget_lines", ())), Decimal(0))
    money = sum((row["amount"] for row in data.get("sources", ())), Decimal(0))
    if cents(budget) == money == obj.budget_sum:
        return ""
    found = f"预算明细合计 {budget:,.2f} 元，资金来源合计 {money:,.2f} 元"
    return f"{found}，应当都等于核减后的 {obj.budget_sum:,.2f} 元"


def _participants_hold_no_more(obj: Any, post: Any, data: Any) -> str:
    """A participant agreed to so much; a cut takes from it, and nobody adds to it without asking."""
    held: dict[str, Decimal] = {}
    for row in data.get("sources", ()):
        if row.get("holder_id"):
            held[str(row["holder_id"])] = held.get(str(row["holder_id"]), Decimal(0)) + row["amount"]
    words = []
    for one in obj.participations.filter(state="confirmed").select_related("unit"):
        if (now := held.get(str(one.unit_id), Decimal(0))) > one.confirmed_sum:
            words.append(f"{one.unit.short_name}承担 {wan(now)}，超过其确认的 {wan(one.confirmed_sum)}")
    return "；".join(words)


def _not_yet(obj: Any, post: Any, data: Any) -> str:
    if obj.approved_at is None:
        return ""
    return f"已审批（{obj.approval_number}）；后续审批、审减另行记录，审批内容有变的先办理变更"


def _pre_review(obj: Any) -> str:
    """The latest, whether it waits, was refused or lapsed; before the first there is nothing to look at."""
    latest = next(iter(obj.prereviews.all()), None)
    return latest.get_absolute_url() if latest else ""


NOT_APPROVED_YET = Rule("approval.once", "10", "本次审批尚未记录", _not_yet)
PRE_APPROVED = Rule("approval.pre_approved", "10", "已取得有效的预审批复", _pre_approved, mend=_pre_review)
ACT_AFTER_PRE_APPROVAL = Rule(
    "approval.after_pre_approval",
    "10",
    "批准日期不早于预审批复",
    _act_after_pre_approval,
    typed=("approved_on",),
    places=lambda obj: [("记录违规", obj.step_url("record_breach"))],
)
APPROVAL_SUM = Rule(
    "approval.sum",
    "22",
    "审批金额不超过预审批复和方案评审意见的金额",
    _approval_within_pre_approval,
    typed=("amount",),
)
BUDGET_LINE = Rule(
    "approval.budget_line",
    "22",
    "已列入政府采购预算或政府购买服务预算",
    _in_its_budget,
    places=lambda obj: [("登记采购预算", obj.step_url("enter_budget_line"))],
    mender=permits.FINANCE,
)
REVISION_ADDS_UP = Rule("revision.sums", "21", "预算明细、资金来源与核减后的金额相等", _revision_adds_up)
PARTICIPANTS_HOLD = Rule(
    "revision.participants", "21", "参与单位承担的资金不超过其确认的数额", _participants_hold_no_more
)
APPROVED_BEFORE = Rule("act.approved", "10", "已有审批", _approved_before)
CUT_ABOVE_CONTRACT = Rule("cut.contract", "22", "审减后不低于已签合同", _cut_above_contract, typed=("amount",))
REVISED = Rule(
    "build.revised", "22", "按审减修改了建设内容", _revised, mend=lambda obj: obj.step_url("revise_content")
)
