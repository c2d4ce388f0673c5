"""Verbs of a grant: its key, its end, doubts, receipts (article 19)."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from sharing.models import Doubt, FileReceipt, Grant, GrantToken
from sharing.models.grants import hash_of
from sharing.notices import tell_office, tell_unit
from sharing.states import GrantState
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden


def issue_token(*, grant: Grant, post: Post) -> str:
    """A new key, which ends the old one. Returned to be shown once; nothing keeps it, the trail knows its tail."""
    if post.role != Role.APPLICANT or post.organisation_id != grant.unit_id:
        raise Forbidden("接口凭证由使用单位经办人领取。")
    with unit_of_work():
        locked = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
        if locked.state != GrantState.ACTIVE:
            raise Conflict(f"授权当前为“{locked.state_label}”，不能领取凭证。")
        token = new_key(locked, post)
        record(subject=locked, action="token", label="领取接口凭证", post=post, changes={"hint": token[-4:]})
    return token


def new_key(grant: Grant, post: Post) -> str:
    token = secrets.token_urlsafe(32)
    end_tokens(grant)
    GrantToken.objects.create(grant=grant, hash=hash_of(token), hint=token[-4:], issued_by=post)
    return token


def end_tokens(grant: Grant) -> None:
    grant.tokens.filter(ended_at__isnull=True).update(ended_at=timezone.now())


def after_grant_ended(*, obj: Grant, post: Post, data: Mapping[str, Any]) -> None:
    end_tokens(obj)
    text = f"共享授权 {obj.number}《{obj.resource.name}》{obj.state_label}：{data['reason']}"
    tell_unit(obj.unit, text, obj=obj)
    tell_unit(obj.resource.provider, text, obj=obj)
    tell_office(text, obj=obj)


def expire_grants() -> int:
    """Grants whose last day has passed. May run at any time again."""
    over = Grant.objects.filter(state=GrantState.ACTIVE, valid_to__lt=timezone.localdate())
    count = 0
    for grant in over.select_related("unit", "resource"):
        try:
            ended = perform(grant, "expire", post=None, system=True)
        except Conflict:
            continue
        end_tokens(ended)
        tell_unit(grant.unit, f"共享授权 {grant.number}《{grant.resource.name}》已到期", obj=grant)
        count += 1
    return count


def open_doubt(*, obj: Grant, post: Post, data: Mapping[str, Any]) -> None:
    doubt = Doubt.objects.create(grant=obj, unit=obj.unit, item=data["item"], what=data["what"], created_by=post)
    record(subject=doubt, action="open", label="提出数据校核", post=post, changes={"item": doubt.item})
    tell_unit(
        obj.resource.provider, f"{obj.unit.short_name}对《{obj.resource.name}》的“{doubt.item}”提出校核", obj=doubt
    )
    obj.next_url = doubt.get_absolute_url()


def after_doubt_answered(*, obj: Doubt, post: Post, data: Mapping[str, Any]) -> None:
    obj.answer = data["reason"]
    obj.save(update_fields=["answer"])
    tell_unit(obj.unit, f"{obj.title}：{obj.state_label}，{obj.answer}", obj=obj)


def keep_receipt(*, obj: Grant, post: Post, data: Mapping[str, Any]) -> None:
    file = data["file"]
    FileReceipt.objects.get_or_create(
        attachment=file, defaults={"grant": obj, "sha256": file.sha256, "received_by": post}
    )
    tell_unit(obj.resource.provider, f"{obj.unit.short_name}已收到文件“{file.name}”，校验值相符", obj=obj)
