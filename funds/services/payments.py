"""The ledger. Contract and indicator are locked before the rules are asked; the database asks once more."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Post
from funds.models import Contract, Indicator, Payment
from funds.rules import PAYMENT_RULES
from projects.models import Project
from workflow.errors import RuleViolation
from workflow.rules import judge_all

OPTIONAL = ("kind", "voucher", "note", "request")


def book_payment(*, subject: Any, post: Post, data: Mapping[str, Any]) -> Payment:
    """Add one payment to the ledger. `subject` is the project or the request that it belongs to.

    Raises RuleViolation with every reason, judged on locked rows: fifty at once never pass a sum together.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=data["contract"].pk)
    indicator = data.get("indicator")
    if indicator is not None:
        indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    known = {**data, "contract": contract, "indicator": indicator}
    verdicts = judge_all(PAYMENT_RULES, subject, post, known)
    if any(verdict.blocks for verdict in verdicts):
        raise RuleViolation([verdict for verdict in verdicts if not verdict.ok])
    # WITHIN_INDICATOR has refused a payment without one.
    assert indicator is not None
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


def keep_payment(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    book_payment(subject=obj, post=post, data=data)
    obj.next_url = data["contract"].get_absolute_url()
