"""What is under way with money today: requests in every state, acceptances of contracts, a default, settlements."""

import datetime
import itertools
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import resolve
from django.utils import timezone

from accounts.models import Post
from funds.choices import ChangeKind
from funds.duties import BOUGHT
from funds.models import Contract, PaymentRequest, PaymentStage
from funds.rules.budget import source_limits
from projects.models import Project
from projects.states import ENDED, Stage
from workflow.engine import perform
from workspace.demo import buying

CENT = Decimal("0.01")
PLAN = (("合同签订", "0.30"), ("开发完成", "0.40"), ("初验", "0.05"), ("终验", "0.20"), ("质保期满", "0.05"))
ASKED = (
    (),
    ("refuse",),
    ("approve",),
    ("approve", "hold"),
    ("approve", "pay"),
    ("withdraw",),
)
REASONS = {
    "refuse": "进度未达到付款节点。",
    "hold": "请补充监理确认的进度证明。",
    "withdraw": "发票抬头有误，重新开具后另行申请。",
}


def show(city: Any) -> None:
    """Some sixty acts, all through the services; nothing where the city is too small for one of them."""
    live = Contract.objects.exclude(project__stage__in=ENDED).filter(kind__in=BOUGHT)
    live = live.select_related("project__unit").order_by("number")
    building = [one for one in live if one.project.stage in (Stage.BUILDING, Stage.COMPLETED)]
    # Nobody has examined what the contractor leaves behind, and nothing else happens to that contract.
    begun = (one for one in building if one.project.stage == Stage.BUILDING and not one.project.acceptances.exists())
    left = next(begun, None)
    building = [one for one in building if one is not left]
    for contract in building[:4]:
        _plan(city, contract)
    for contract in building[:1]:
        _claim(city, contract)
        _strike_out(city, contract)
    for contract, steps in zip(itertools.cycle(building), ASKED, strict=False):
        _ask(city, contract, steps)
    untouched = [one for one in building if not one.acceptances.exists()]
    for contract, steps in zip(untouched, range(4), strict=False):
        buying.accept(contract, _clerk(city, contract), _leader(contract), steps)
    for contract, kind in zip(building[4:] or building, ("reduce", "carry", "add"), strict=False):
        _adjust(city, contract, kind)
    if left is not None:
        _default(city, left)
    done = [one for one in live.filter(state="active", project__final_account=None) if one.project.accepted_at]
    done = [one for one in done if one.project.path in ("tender", "self")]
    for contract in done[:6]:
        _settle(city, contract)
    paid = (
        one for one in done[:6] if one.project.stage == Stage.FILED and _given(one.project) >= one.project.contract_sum
    )
    for contract, back in zip(paid, (True, False), strict=False):
        _account(city, contract, back=back)


def _settle(city: Any, contract: Contract) -> None:
    """Measured as built: a little less than the contract's sum, where it was not paid in full yet."""
    settled = max(contract.paid_total, (contract.amount * Decimal("0.985")).quantize(CENT))
    data = {"settled_sum": settled, "settled_on": timezone.localdate()}
    perform(contract, "settle", post=_clerk(city, contract), data=data)


def _given(project: Project) -> Decimal:
    return project.indicators.aggregate(total=Sum("amount", default=Decimal(0)))["total"]


def _account(city: Any, contract: Contract, *, back: bool) -> None:
    """决算 over all contracts of the project; of one of them the balance has gone back."""
    for other in Contract.objects.filter(project=contract.project_id, state="active"):
        _settle(city, other)
    project = Project.objects.get(pk=contract.project_id)
    perform(project, "report_account", post=_clerk(city, contract), data={})
    if back and project.final_account.balance > 0:
        perform(project, "return_balance", post=city.posts["finance"], data={})


def _plan(city: Any, contract: Contract) -> None:
    """At which milestone how much falls due; the last line takes what rounding left."""
    rows: list[dict[str, Any]] = []
    left, days = contract.amount, max((contract.ends_on - contract.signed_on).days, len(PLAN))
    for place, (name, share) in enumerate(PLAN, start=1):
        amount = left if place == len(PLAN) else (contract.amount * Decimal(share)).quantize(CENT)
        left -= amount
        due = contract.signed_on + datetime.timedelta(days=days * (place - 1) // (len(PLAN) - 1))
        rows.append({"name": name, "due_on": due, "amount": amount})
    perform(contract, "plan_payments", post=_clerk(city, contract), data={"rows": rows})


def carry_over(contract: Contract, finance: Post) -> None:
    """结转: what is left of the years before stands under this one before it is spent."""
    for year in range(contract.signed_on.year, timezone.localdate().year):
        for indicator in contract.project.indicators.filter(use=contract.use, year=year):
            if indicator.left:
                basis = f"广财预〔{year + 1}〕结转{indicator.pk}号"
                data = {"indicator": indicator, "kind": ChangeKind.CARRY, "amount": indicator.left, "basis": basis}
                perform(contract.project, "change_indicator", post=finance, data=data)


def _adjust(city: Any, contract: Contract, kind: str) -> None:
    """追减, 结转, 追加 of a hundredth, where so much is left of the indicator and of the approval."""
    year = timezone.localdate().year
    rows = contract.project.indicators.filter(use=contract.use, year=year)
    indicator = max(rows, key=lambda one: (one.left, one.pk), default=None)
    if indicator is None:
        return
    amount = (indicator.amount / 100).quantize(CENT)
    room = _room(contract.project, indicator.source) if kind == "add" else indicator.left
    if 0 < amount <= room:
        basis = f"广财预调〔{timezone.localdate().year}〕{indicator.pk}号"
        data = {"indicator": indicator, "kind": kind, "amount": amount, "basis": basis}
        perform(contract.project, "change_indicator", post=city.posts["finance"], data=data)


def _room(project: Project, source: str) -> Decimal:
    """What may still be given: of the approval, and of this source."""
    of_source = sum((one.amount for one in project.indicators.filter(source=source)), Decimal(0))
    return min(project.approved_sum - _given(project), source_limits(project).get(source, Decimal(0)) - of_source)


def _clerk(city: Any, contract: Contract) -> Post:
    return Post.objects.filter(role="applicant", organisation=contract.project.unit_id).order_by("pk").first()


def _leader(contract: Contract) -> Post:
    return Post.objects.filter(role="unit_leader", organisation=contract.project.unit_id).order_by("pk").first()


def ask(contract: Contract, clerk: Post, data: dict[str, Any]) -> PaymentRequest:
    """The request that the act has opened: its page is where the clerk is led."""
    asked = perform(contract, "request_payment", post=clerk, data=data)
    return PaymentRequest.objects.get(pk=resolve(asked.next_url).kwargs["pk"])


def _money(city: Any, contract: Contract, share: str) -> dict[str, Any] | None:
    """So much of the contract out of this year's money; None where none is left."""
    carry_over(contract, city.posts["finance"])
    for money in contract.project.indicators.filter(use=contract.use, year=timezone.localdate().year):
        # What others ask for already is not there any more.
        free = money.left - sum(one.amount for one in money.requests.open_())
        if free > 0:
            amount = min(free, (contract.amount * Decimal(share)).quantize(CENT))
            return {"indicator": money, "kind": "progress", "amount": amount}
    return None


def _claim(city: Any, contract: Contract) -> None:
    """What was paid before the contract was entered here waits for the leader."""
    if data := _money(city, contract, "0.001"):
        data |= {"contract": contract, "paid_on": timezone.localdate(), "voucher": "补-0001", "note": "系统外已支付"}
        perform(contract.project, "register_payment", post=_clerk(city, contract), data=data)


def _strike_out(city: Any, contract: Contract) -> None:
    """Paid to a wrong account, sent back by the bank, struck out by two."""
    clerk, leader, today = _clerk(city, contract), _leader(contract), timezone.localdate()
    if (data := _money(city, contract, "0.002")) is None:
        return
    request = perform(ask(contract, clerk, {**data, "stage": _line(contract)}), "approve", post=leader)
    request = perform(request, "pay", post=clerk, data={"paid_on": today, "voucher": "支-退汇-1"})
    data = {"payment": request.payment, "paid_on": today, "voucher": "红-0001", "note": "收款账号有误，银行退汇"}
    perform(contract, "reverse_payment", post=clerk, data=data)
    perform(PaymentRequest.objects.get(reverses=request.payment), "confirm", post=leader)


def _ask(city: Any, contract: Contract, steps: tuple[str, ...]) -> None:
    clerk, leader = _clerk(city, contract), _leader(contract)
    if (data := _money(city, contract, "0.01")) is None:
        return
    request = ask(contract, clerk, {**data, "note": "按进度支付", "stage": _line(contract)})
    hands = {"refuse": leader, "approve": leader, "hold": city.posts["finance"], "pay": clerk, "withdraw": clerk}
    for step in steps:
        today = timezone.localdate()
        typed = {"paid_on": today, "voucher": f"支{today:%y%m%d}-{contract.number[-4:]}"} if step == "pay" else {}
        request = perform(request, step, post=hands[step], data=typed, reason=REASONS.get(step, ""))


def _line(contract: Contract) -> PaymentStage | None:
    """A plan that stands is followed: its first line whose money may be paid."""
    return next((stage for stage, waits in contract.plan if not waits), None)


def _default(city: Any, contract: Contract) -> None:
    """A contractor left; what was done is settled, the remainder is bought again under the same project."""
    reason = "承建单位停工三个月，经两次催告仍不履行，按合同约定解除。"
    perform(contract, "terminate", post=_leader(contract), data={"settled_sum": contract.paid_total}, reason=reason)
    fields = ("kind", "contractor_code", "starts_on", "ends_on", "outsourced", "retention_percent", "warranty_until")
    again = {name: getattr(contract, name) for name in fields}
    again |= {
        "number": f"{contract.number}-续",
        "name": f"{contract.name}（续建）",
        "contractor": "四川蜀道数字工程有限公司",
        "amount": contract.amount - contract.paid_total,
        "signed_on": timezone.localdate(),
        "awarded_on": contract.awarded_on and timezone.localdate(),
    }
    project = type(contract.project).objects.get(pk=contract.project_id)
    perform(project, "register_contract", post=_clerk(city, contract), data=again)
