"""Verbs of a sharing request (article 18)."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from sharing.models import DataItem, Grant, InformationResource, SharingRequest
from sharing.notices import tell_office, tell_unit
from sharing.states import RequestState
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.parameters import clocks_in_force
from workflow.submissions import close_submission, open_submission
from workflow.workdays import add_working_days

PLAIN = ("purpose", "duty", "system", "way", "starts_on", "ends_on", "frequency")
CLOCKED = (RequestState.CHECKING, RequestState.ANSWERING, RequestState.EXTENDED, RequestState.MEDIATION)


def open_request(*, obj: InformationResource, post: Post, data: Mapping[str, Any]) -> None:
    """A draft of the asking unit."""
    request = SharingRequest(
        resource=obj, unit=post.organisation, created_by=post, **{key: data[key] for key in PLAIN}
    )
    request.save()
    request.items.set(data["items"])
    record(subject=request, action="open", label="建立共享申请", post=post, changes={"resource": obj.code})
    obj.next_url = request.get_absolute_url()


def _subject(obj: SharingRequest) -> str:
    return f"{obj.unit.short_name}申请共享《{obj.resource.name}》"


def after_request_submitted(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    content = {"purpose": obj.purpose, "duty": obj.duty, "items": [item.name for item in obj.items.all()]}
    open_submission(obj=obj, content=content, post=post)
    tell_unit(obj.unit, f"{_subject(obj)}待审核", obj=obj, leader_only=True)


def after_request_confirmed(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    """What is shared without conditions is granted by itself (article 18); the rest goes to the office."""
    if goes_by_itself(obj):
        perform(obj, "grant_at_once", post=post, system=True)
        obj.refresh_from_db(fields=["state", "answer", "state_since"])
        _give(obj, obj.items.all(), post)
        tell_unit(obj.resource.provider, f"{_subject(obj)}：无条件共享，已自动授权", obj=obj)
        return
    tell_office(f"{_subject(obj)}待受理", obj=obj, roles=(Role.OFFICE_CLERK,))


def goes_by_itself(request: SharingRequest) -> bool:
    free = InformationResource.Sharing.FREE
    return request.resource.sharing == free and not request.items.exclude(sharing=free).exists()


def after_request_returned(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="退回", post=post, reason=data["reason"])
    tell_unit(obj.unit, f"{_subject(obj)}退回：{data['reason']}", obj=obj)


def after_passed_on(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.resource.provider, f"{_subject(obj)}，请在规定工作日内答复", obj=obj)


def after_extended(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.unit, f"{_subject(obj)}延期答复：{data['reason']}", obj=obj)


def after_request_refused(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="不予提供", post=post, reason=data["reason"])
    tell_unit(obj.unit, f"{_subject(obj)}未获同意，依据：{obj.basis}", obj=obj)
    tell_office(f"{_subject(obj)}：提供单位不予提供", obj=obj)


def after_disputed(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"{_subject(obj)}提请协调：{data['reason']}", obj=obj)
    tell_unit(obj.resource.provider, f"{_subject(obj)}已提请信息办协调", obj=obj)


def after_upheld(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.unit, f"{_subject(obj)}：信息办协调后维持不予提供，{data['reason']}", obj=obj)
    tell_unit(obj.resource.provider, f"{_subject(obj)}：信息办维持贵单位答复", obj=obj)


def after_agreed(*, obj: SharingRequest, post: Post, data: Mapping[str, Any]) -> None:
    limits = {key: data[key] for key in ("row_limit", "daily_rows", "per_minute") if data.get(key)}
    _give(obj, data["items"], post, **limits)


def _give(obj: SharingRequest, items: Any, post: Post, **limits: int) -> Grant:
    today = timezone.localdate()
    grant = Grant.objects.create(
        number=f"GX{today:%Y%m%d}-{obj.pk.hex[:6].upper()}",
        request=obj,
        resource=obj.resource,
        unit=obj.unit,
        purpose=obj.purpose,
        valid_from=max(obj.starts_on, today),
        valid_to=max(obj.ends_on, today),
        created_by=post,
        **limits,
    )
    grant.items.set(DataItem.objects.filter(pk__in=[item.pk for item in items]))
    names = [item.name for item in grant.items.all()]
    record(subject=grant, action="give", label="生成共享授权", post=post, changes={"items": names})
    close_submission(obj=obj, outcome="同意提供", post=post)
    tell_unit(obj.unit, f"{_subject(obj)}已授权：{grant.number}，请到授权页领取接口凭证", obj=grant)
    return grant


def due_of(request: SharingRequest, clocks: Mapping[str, int]) -> datetime.date | None:
    days = clocks.get(request.machine.clocks.get(request.state, ""))
    return add_working_days(timezone.localdate(request.state_since), days) if days else None


def escalate_requests() -> int:
    """Whoever lets the clock run out is reminded once a step, before the office's eyes. May run at any time again."""
    clocks, today, told = clocks_in_force(), timezone.localdate(), 0
    waiting = SharingRequest.objects.filter(state__in=CLOCKED, escalated_at__isnull=True)
    for request in waiting.select_related("resource__provider", "unit"):
        due = due_of(request, clocks)
        if due is None or due >= today:
            continue
        with unit_of_work():
            mine = SharingRequest.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=request.pk)
            if not mine.filter(escalated_at__isnull=True, state=request.state).exists():
                continue
            mine.update(escalated_at=timezone.now())
            text = f"{_subject(request)}已超过答复期限（{due:%Y-%m-%d}），请立即办理"
            tell_unit(request.resource.provider, text, obj=request)
            tell_office(text, obj=request)
            record(subject=request, action="escalate", label="逾期催办", post=None)
        told += 1
    return told
