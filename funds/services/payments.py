"""The ledger. Contract and indicator are locked before the rules are asked; the database asks once more."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from funds.choices import PaymentKind
from funds.models import Contract, Indicator, Payment, PaymentRequest
from funds.rules import CLAIM_RULES, PAYMENT_RULES
from funds.states import RequestState
from projects.models import Project
from projects.notices import tell_role, tell_unit
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.rules import Rule, judge_all

OPTIONAL = ("kind", "voucher", "note", "request")


def book_payment(*, subject: Any, post: Post, data: Mapping[str, Any]) -> Payment:
    """Add one payment to the ledger. `subject` is the project or the request that it belongs to.

    Raises RuleViolation with every reason, judged on locked rows: fifty at once never pass a sum together.
    """
    contract, indicator = lock_and_judge(PAYMENT_RULES, subject, post, data)
    rest = {name: data[name] for name in OPTIONAL if data.get(name)}
    return Payment.objects.create(
        contract=contract,
        indicator=indicator,
        use=indicator.use,
        amount=data["amount"],
        paid_on=data["paid_on"],
        registered_by=post,
        **rest,
    )


def lock_and_judge(
    rules: Iterable[Rule], subject: Any, post: Post, data: Mapping[str, Any]
) -> tuple[Contract, Indicator]:
    """Contract and indicator, ours until the act is over, with the rules asked of them as they are now."""
    contract = (
        Contract.objects.select_for_update(of=("self",)).select_related("project__unit").get(pk=data["contract"].pk)
    )
    indicator = data.get("indicator")
    if indicator is not None:
        indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    verdicts = judge_all(rules, subject, post, {**data, "contract": contract, "indicator": indicator})
    if any(verdict.blocks for verdict in verdicts):
        raise RuleViolation([verdict for verdict in verdicts if not verdict.ok])
    # WITHIN_INDICATOR has refused a payment without one.
    assert indicator is not None
    return contract, indicator


def keep_payment(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """What was paid outside the system is claimed by the clerk and confirmed by the leader: no payment of one hand."""
    contract, indicator = lock_and_judge(CLAIM_RULES, obj, post, data)
    typed = {name: data.get(name) or "" for name in ("voucher", "note")}
    claim = PaymentRequest.objects.create(
        project=obj, contract=contract, indicator=indicator, state=RequestState.CLAIMED, created_by=post,
        amount=data["amount"], paid_on=data["paid_on"], kind=data.get("kind") or PaymentKind.PROGRESS, **typed,
    )  # fmt: skip
    _ask_leader(claim, f"补登付款 {claim.amount} 元，待确认")
    obj.next_url = claim.get_absolute_url()


def open_reversal(*, obj: Contract, post: Post, data: Mapping[str, Any]) -> None:
    """红冲 is asked for by the clerk and confirmed by the leader, like the payment itself."""
    payment = data["payment"]
    if payment.contract_id != obj.pk or payment.indicator is None or payment.reverses_id:
        raise Conflict("该付款不能红冲。")
    if hasattr(payment, "reversed_by") or payment.reversals.filter(state=RequestState.CLAIMED).exists():
        raise Conflict("该付款已红冲，或红冲正在确认。")
    claim = PaymentRequest.objects.create(
        project=obj.project, contract=obj, indicator=payment.indicator, state=RequestState.CLAIMED, created_by=post,
        amount=payment.amount, paid_on=data["paid_on"], kind=payment.kind, voucher=data.get("voucher") or "",
        note=data["note"], reverses=payment,
    )  # fmt: skip
    _ask_leader(claim, f"红冲付款 {claim.amount} 元，待确认")
    obj.next_url = claim.get_absolute_url()


def _ask_leader(claim: PaymentRequest, words: str) -> None:
    tell_unit(claim.project, f"《{claim.project.name}》{words}", url=claim.get_absolute_url(), leader_only=True)


def after_confirmed(*, obj: PaymentRequest, post: Post, data: Mapping[str, Any]) -> None:
    """Into the ledger; what strikes a payment out takes the request of that payment with it."""
    if obj.reverses is not None:
        _strike_out(obj, obj.reverses, post)
    else:
        book_payment(subject=obj, post=post, data={**obj.as_payment(), "note": obj.note, "request": obj})
    text = f"《{obj.project.name}》{'红冲' if obj.reverses_id else '补登'}付款 {obj.amount} 元"
    tell_role(obj.project, text, Role.FINANCE, url=obj.get_absolute_url())


def _strike_out(claim: PaymentRequest, payment: Payment, post: Post) -> None:
    assert claim.paid_on is not None
    Payment.objects.create(
        contract=payment.contract, indicator=payment.indicator, use=payment.use, kind=payment.kind,
        amount=-payment.amount, paid_on=claim.paid_on, voucher=claim.voucher, note=claim.note,
        request=claim, reverses=payment, registered_by=post,
    )  # fmt: skip
    if payment.request is not None:
        perform(payment.request, "reverse", post=post, system=True)
