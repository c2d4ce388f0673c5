"""Verbs of an order to adapt a system (article 20)."""

import datetime
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document
from infrastructure.models import RunningSystem
from sharing.models import Grant, VerificationCall
from sharing.models.adaptation import OPEN, AdaptationOrder
from sharing.notices import tell_office, tell_unit
from sharing.services.grants import end_tokens, new_key
from sharing.services.own_interface import Answered, call_own_interface
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden


def issue_order(
    *, system: RunningSystem, finding: str, demand: str, due_on: datetime.date, post: Post
) -> AdaptationOrder:
    """The office orders a system that shares nothing to be adapted; the paper goes with it."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("共享改造通知由信息办经办人下达。")
    with unit_of_work():
        locked = RunningSystem.objects.select_for_update(of=("self",)).get(pk=system.pk)
        if locked.shares:
            raise Conflict("该系统已实现信息共享。")
        if locked.orders.filter(state__in=OPEN).exists():
            raise Conflict("该系统已有正在办理的共享改造。")
        order = AdaptationOrder.objects.create(
            system=locked, finding=finding, demand=demand, due_on=due_on, created_by=post
        )
        record(subject=order, action="open", label="下达共享改造通知", post=post, changes={"due_on": due_on})
        context = {
            "unit": locked.unit.name,
            "system": locked.name,
            "found_on": timezone.localdate(),
            "finding": finding,
            "demands": [line for line in demand.splitlines() if line.strip()],
            "due_on": due_on,
            "check_how": "由市信息办实际调用新接口核验，取到数据的予以销号",
        }
        paper = issue_document(
            kind="sharing_order", subject=order, thread_id=order.thread_id, context=context, post=post
        )
        order.number = paper.number
        order.save(update_fields=["number"])
        tell_unit(
            locked.unit, f"《{locked.name}》须实施共享改造，{due_on:%Y-%m-%d} 前完成（{order.number}）", obj=order
        )
    return order


def after_order_planned(*, obj: AdaptationOrder, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"《{obj.system.name}》已报送改造方案", obj=obj, roles=(Role.OFFICE_CLERK,))


def after_order_reported(*, obj: AdaptationOrder, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"《{obj.system.name}》报告改造完成，待调用接口核验", obj=obj, roles=(Role.OFFICE_CLERK,))


def after_order_rejected(*, obj: AdaptationOrder, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.system.unit, f"《{obj.system.name}》共享改造{obj.state_label}：{data['reason']}", obj=obj)


def call_interface(*, obj: AdaptationOrder, post: Post, data: Mapping[str, Any]) -> None:
    """A grant for one call; the call itself comes after the commit, for the server that answers must see the grant."""
    today, resource = timezone.localdate(), obj.resource
    # Who reports names its resource.
    assert resource is not None
    number = f"HY{today:%Y%m%d}-{secrets.token_hex(3).upper()}"
    grant = Grant.objects.create(
        number=number, resource=resource, unit=post.organisation, purpose=f"共享改造核验 {obj.number}",
        valid_from=today, valid_to=today, row_limit=10, daily_rows=10, per_minute=2, created_by=post,
    )  # fmt: skip
    grant.items.set(resource.items.exclude(sharing="none"))
    record(subject=grant, action="give", label="生成核验授权", post=post, changes={"order": obj.number})
    call = VerificationCall.objects.create(order=obj, resource=resource, grant=grant, called_by=post)
    transaction.on_commit(partial(make_call, call))


def make_call(call: VerificationCall) -> None:
    """Key, call, evidence, end of the grant. What is lost half-way leaves no key that anybody knows."""
    with unit_of_work():
        token = new_key(call.grant, call.called_by)
    try:
        answer = call_own_interface(resource=call.resource_id, token=token)
    finally:
        end_tokens(call.grant)
        # It fell with its resource while the call ran.
        with suppress(Conflict):
            perform(call.grant, "expire", post=None, system=True)
    keep_answer(call=call, answer=answer)


def keep_answer(*, call: VerificationCall, answer: Answered) -> None:
    call.status, call.rows, call.milliseconds = answer.status, answer.rows, answer.milliseconds
    call.said = answer.said
    with unit_of_work():
        call.save(update_fields=["status", "rows", "milliseconds", "said"])
        changes = {"status": call.status, "rows": call.rows, "milliseconds": call.milliseconds}
        record(subject=call.order, action="called", label="接口应答", post=None, reason=call.said, changes=changes)


def after_order_verified(*, obj: AdaptationOrder, post: Post, data: Mapping[str, Any]) -> None:
    obj.system.shares = True
    obj.system.save(update_fields=["shares"])
    record(subject=obj.system, action="shares", label="改造后已共享", post=post, changes={"shares": [False, True]})
    tell_unit(obj.system.unit, f"《{obj.system.name}》共享改造已核验通过", obj=obj)


def escalate_orders() -> int:
    """Orders past their day are said once to the unit, the office and the leading group."""
    today, told = timezone.localdate(), 0
    late = AdaptationOrder.objects.filter(state__in=OPEN, due_on__lt=today, escalated_at__isnull=True)
    for order in late.select_related("system__unit"):
        with unit_of_work():
            mine = AdaptationOrder.objects.select_for_update(of=("self",)).filter(pk=order.pk)
            if not mine.filter(escalated_at__isnull=True).exists():
                continue
            mine.update(escalated_at=timezone.now())
            text = f"《{order.system.name}》共享改造已逾期（{order.due_on:%Y-%m-%d}）"
            tell_unit(order.system.unit, text, obj=order)
            tell_office(text, obj=order, roles=(Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.LEADING_GROUP))
            record(subject=order, action="escalate", label="逾期催办", post=None)
        told += 1
    return told
