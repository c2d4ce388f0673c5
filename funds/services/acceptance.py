"""The buyer's own acceptance of a contract (article 12)."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from documents.models import Attachment
from documents.services import issue_document, store_attachment
from funds.documents import contract_certificate_context
from funds.models import Contract, ContractAcceptance
from projects.notices import tell_role


def open_contract_acceptance(*, obj: Contract, post: Post, data: Mapping[str, Any]) -> None:
    acceptance = ContractAcceptance.objects.create(
        project=obj.project,
        contract=obj,
        attempt=obj.acceptances.count() + 1,
        applied_on=data["applied_on"],
        created_by=post,
    )
    if data.get("request_file"):
        store_attachment(
            upload=data["request_file"],
            thread_id=obj.project_id,
            subject=acceptance,
            slot="supplier_request",
            post=post,
        )
    obj.next_url = acceptance.get_absolute_url()


def after_buyer_issued(*, obj: ContractAcceptance, post: Post, data: Mapping[str, Any]) -> None:
    """The 验收书: numbered; a paper of the office's acceptance."""
    papers = Attachment.objects.current_for(obj)
    document = issue_document(
        kind="contract_certificate",
        subject=obj,
        thread_id=obj.project_id,
        context=contract_certificate_context(obj, [paper.name for paper in papers]),
        post=post,
    )
    obj.number = document.number
    obj.save(update_fields=["number"])
    text = f"《{obj.project.name}》合同 {obj.contract.number} {obj.conclusion_label}：{obj.number}"
    tell_role(obj.project, text, Role.OFFICE_CLERK, Role.FINANCE, url=obj.get_absolute_url())
