"""Requests for payment (article 22)."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from documents.services import store_attachment
from funds.models import Contract, PaymentRequest, RequestComment
from funds.rules import ASKING_RULES
from funds.services.payments import book_payment, lock_and_judge
from funds.states import RequestState
from projects.notices import tell_role, tell_unit
from workflow.notices import notify


def open_request(*, obj: Contract, post: Post, data: Mapping[str, Any]) -> None:
    # The form read the indicator before the project was ours.
    lock_and_judge(ASKING_RULES, obj, post, {**data, "contract": obj})
    invoice = None
    if data.get("invoice"):
        invoice = store_attachment(
            upload=data["invoice"], thread_id=obj.project_id, subject=obj, slot="invoice", post=post
        )
    fields = {name: data.get(name) for name in ("indicator", "stage", "kind", "amount")}
    request = PaymentRequest.objects.create(
        project=obj.project, contract=obj, invoice=invoice, note=data.get("note", ""), created_by=post, **fields
    )
    obj.next_url = request.get_absolute_url()
    leaders = holders(Role.UNIT_LEADER, organisation_id=obj.project.unit_id)
    text = f"《{obj.project.name}》申请付款 {request.amount} 元，待审核"
    notify(posts=leaders, text=text, url=obj.next_url, thread_id=obj.project_id)


def _tell(request: PaymentRequest, words: str) -> None:
    text = f"《{request.project.name}》付款申请 {request.amount} 元：{words}"
    tell_unit(request.project, text, url=request.get_absolute_url())


def after_request_approved(*, obj: PaymentRequest, post: Post, data: Mapping[str, Any]) -> None:
    _tell(obj, "已同意，待支付")
    text = f"《{obj.project.name}》拟支付 {obj.amount} 元"
    tell_role(obj.project, text, Role.FINANCE, url=obj.get_absolute_url())


def after_request_refused(*, obj: PaymentRequest, post: Post, data: Mapping[str, Any]) -> None:
    _tell(obj, f"不予支付，{data['reason']}")


def keep_comment(*, obj: PaymentRequest, post: Post, data: Mapping[str, Any]) -> None:
    RequestComment.objects.create(request=obj, text=data["text"], post=post)
    _tell(obj, f"市财政局意见：{data['text']}"[:200])


def after_held(*, obj: PaymentRequest, post: Post, data: Mapping[str, Any]) -> None:
    _tell(obj, f"市财政局暂缓支付，{data['reason']}")


def after_released(*, obj: PaymentRequest, post: Post, data: Mapping[str, Any]) -> None:
    _tell(obj, "已解除暂缓，可以支付")


def after_withdrawn(*, obj: PaymentRequest, post: Post, data: Mapping[str, Any]) -> None:
    if obj.left_state and obj.left_state[0] in (RequestState.APPROVED, RequestState.HELD):
        text = f"《{obj.project.name}》付款申请 {obj.amount} 元已撤回，{data['reason']}"
        tell_role(obj.project, text, Role.FINANCE, url=obj.get_absolute_url())


def after_paid(*, obj: PaymentRequest, post: Post, data: Mapping[str, Any]) -> None:
    book_payment(subject=obj, post=post, data={**obj.as_payment(), "note": obj.note, "request": obj})
    _tell(obj, "已支付")
