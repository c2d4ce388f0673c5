"""Contracts: registered, planned, ended. The project's row is locked, so sums cannot pass each other."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from documents.services import store_attachment
from funds.models import Contract, PaymentStage
from funds.stages import event_by_name
from projects import rooms
from projects.models import Project
from projects.notices import tell_role, tell_unit
from projects.services import record_contract_total
from workflow.audit import record, unit_of_work

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
OPTIONAL = ("awarded_on", "small_firm", "retention_percent", "warranty_until")


def keep_contract(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """Register a contract and push the total of all to the project (the database refuses more than was approved)."""
    scan = None
    if data.get("scan"):
        scan = store_attachment(upload=data["scan"], thread_id=obj.pk, subject=obj, slot="contract_scan", post=post)
    fields = {name: data[name] for name in FIELDS} | {name: data[name] for name in OPTIONAL if data.get(name)}
    contract = Contract.objects.create(project=obj, scan=scan, registered_by=post, created_by=post, **fields)
    obj.contract_sum = record_contract_total(project=obj, total=total_of(obj), post=post).contract_sum
    rooms.bodies_changed(obj)
    obj.next_url = contract.get_absolute_url()


def total_of(project: Project) -> Decimal:
    """All contracts; one that ended early counts with what was settled, so that the remainder can be bought again."""
    counted = [one.ceiling if one.state == "terminated" else one.amount for one in project.contracts.all()]
    return sum(counted, Decimal(0))


def amend_contract(*, contract: Contract, fields: Mapping[str, Any], label: str, post: Post) -> Contract:
    """What an approved change moves; the trail keeps old and new, and the project's total follows the sum.

    The project's row is locked before the contract's, as everywhere; the database refuses more than was approved and
    less than was paid.
    """
    with unit_of_work():
        project = Project.objects.select_for_update(of=("self",)).get(pk=contract.project_id)
        locked = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        changes = {name: [getattr(locked, name), value] for name, value in fields.items()}
        locked.signed_amount = locked.original_amount
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.save(update_fields=["signed_amount", *fields])
        record(subject=locked, action="amend", label=label, post=post, changes=changes)
        if "amount" in fields:
            record_contract_total(project=project, total=total_of(project), post=post)
        if "contractor" in fields:
            rooms.bodies_changed(project)
    return locked


def keep_plan(*, obj: Contract, post: Post, data: Mapping[str, Any]) -> None:
    """The plan as it is now; lines that a request already names stay under their place."""
    for position, row in enumerate(data["rows"], start=1):
        waits = {"waits_for": row.get("waits_for") or event_by_name(row["name"])}
        PaymentStage.objects.update_or_create(contract=obj, position=position, defaults={**row, **waits})
    obj.stages.filter(position__gt=len(data["rows"]), requests__isnull=True).delete()


def after_terminated(*, obj: Contract, post: Post, data: Mapping[str, Any]) -> None:
    record_contract_total(project=obj.project, total=total_of(obj.project), post=post)
    text = f"《{obj.project.name}》解除合同 {obj.number}（{obj.contractor}）：{data['reason']}"
    tell_unit(obj.project, text, url=obj.get_absolute_url())
    tell_role(obj.project, text, Role.OFFICE_CLERK, Role.FINANCE, url=obj.get_absolute_url())
