"""Effects of the two steps; the project's row is locked by perform(), so sums cannot pass each other."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum

from accounts.models import Post
from documents.services import store_attachment
from funds.models import Contract, Payment
from projects.models import Project
from projects.services import record_contract_total

FIELDS = (
    "kind",
    "number",
    "name",
    "contractor",
    "contractor_code",
    "amount",
    "signed_on",
    "starts_on",
    "ends_on",
    "outsourced",
)


def keep_contract(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """Register a contract and push the total of all to the project (the database refuses more than was approved)."""
    scan = None
    if data.get("scan"):
        scan = store_attachment(upload=data["scan"], thread_id=obj.pk, subject=obj, slot="contract_scan", post=post)
    fields = {name: data[name] for name in FIELDS}
    contract = Contract.objects.create(project=obj, scan=scan, registered_by=post, **fields)
    total = Contract.objects.filter(project=obj).aggregate(total=Sum("amount"))["total"]
    obj.contract_sum = record_contract_total(project=obj, total=total, post=post).contract_sum
    obj.next_url = contract.get_absolute_url()


def keep_payment(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    contract = data["contract"]
    Payment.objects.create(
        contract=contract,
        amount=data["amount"],
        paid_on=data["paid_on"],
        note=data.get("note", ""),
        registered_by=post,
    )
    obj.next_url = contract.get_absolute_url()
