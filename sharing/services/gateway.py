"""The interface: a key opens exactly what was granted, and every call leaves a line (article 19)."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from sharing.choices import Outcome
from sharing.models import CallLog, Grant, GrantToken, InformationResource
from sharing.models.grants import hash_of
from sharing.notices import tell_office, tell_unit
from workflow.audit import unit_of_work
from workflow.limits import too_often

QUIET = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Call:
    """One request as it came. Its key is in no picture of it: an error may draw one."""

    token: str = field(repr=False)
    resource: UUID
    fields: tuple[str, ...] = ()
    limit: int = 0
    offset: int = 0
    purpose: str = ""
    address: str | None = None


@dataclass(frozen=True)
class Answer:
    status: int
    outcome: str
    body: dict[str, Any] = field(default_factory=dict)


def _refusal(status: int, outcome: str, words: str) -> Answer:
    return Answer(status, outcome, {"code": outcome, "error": words})


def answer_call(call: Call) -> Answer:
    """Judge the call, answer it, write it down.

    Calls of one grant wait for each other: what is left of the day is counted out of the lines they write.
    """
    token = GrantToken.objects.filter(hash=hash_of(call.token), ended_at__isnull=True).select_related(
        "grant__resource__provider", "grant__unit"
    )
    with unit_of_work():
        key = token.select_for_update(of=("grant",), no_key=True).first() if call.token else None
        answer = _judge(key.grant, call) if key else _refusal(401, Outcome.UNKNOWN, "凭证无效或已更换。")
        _write_down(call, key.grant if key else None, answer)
        if key is not None:
            GrantToken.objects.filter(pk=key.pk).update(used_at=timezone.now())
    return answer


def _judge(grant: Grant, call: Call) -> Answer:
    today = timezone.localdate()
    if not grant.holds_on(today) or not grant.resource.stands:
        return _refusal(403, Outcome.ENDED, "授权已失效或尚未生效。")
    if too_often(f"grant:{grant.pk}", grant.per_minute):
        return _refusal(429, Outcome.TOO_OFTEN, f"每分钟最多 {grant.per_minute} 次。")
    if call.resource != grant.resource_id:
        return _refusal(403, Outcome.OUT_OF_SCOPE, "该资源不在授权范围内（《办法》第十九条）。")
    granted = [item.name for item in grant.items.all()]
    if not granted:
        return _refusal(403, Outcome.ENDED, "授权的数据项均已不在目录中。")
    beyond = [name for name in call.fields if name not in granted]
    if beyond:
        return _refusal(403, Outcome.OUT_OF_SCOPE, f"数据项超出授权范围：{'、'.join(beyond)}（《办法》第十九条）。")
    left = grant.daily_rows - (grant.calls.filter(at__date=today).aggregate(sum=Sum("rows"))["sum"] or 0)
    if left <= 0:
        return _refusal(429, Outcome.TOO_OFTEN, f"今日已取满 {grant.daily_rows} 条。")
    return _rows(grant, call, granted, min(call.limit or grant.row_limit, grant.row_limit, left))


def _rows(grant: Grant, call: Call, granted: list[str], limit: int) -> Answer:
    """Only what was granted leaves the house, whatever lies in the row."""
    names = list(call.fields) or granted
    stored = grant.resource.rows.all()
    total = stored.count()
    if not total:
        return _refusal(404, Outcome.NO_DATA, "该资源尚未汇聚到共享平台。")
    page = stored.values_list("values", flat=True)[call.offset : call.offset + limit]
    rows = [{name: values.get(name) for name in names} for values in page]
    body = {
        "resource": str(grant.resource_id),
        "code": grant.resource.code,
        "name": grant.resource.name,
        "grant": grant.number,
        "fields": names,
        "total": total,
        "offset": call.offset,
        "limit": limit,
        "rows": rows,
    }
    return Answer(200, Outcome.OK, body)


def _write_down(call: Call, grant: Grant | None, answer: Answer) -> None:
    resource = InformationResource.objects.filter(pk=call.resource).first()
    misused = answer.outcome == Outcome.OUT_OF_SCOPE
    first = (
        misused
        and not CallLog.objects.filter(
            grant=grant, outcome=Outcome.OUT_OF_SCOPE, at__gte=timezone.now() - QUIET
        ).exists()
    )
    CallLog.objects.create(
        grant=grant,
        resource=resource,
        purpose=(call.purpose or (grant.purpose if grant else ""))[:300],
        asked="、".join(call.fields)[:500],
        rows=len(answer.body.get("rows", [])),
        outcome=answer.outcome,
        address=call.address,
    )
    # One word an hour and grant: a loop of a thousand wrong calls must not bury the notices of the day.
    if first and grant is not None:
        text = f"{grant.unit.short_name}的授权 {grant.number} 发生超范围调用，已拒绝并记录（第十九条）"
        tell_unit(grant.resource.provider, text, obj=grant)
        tell_office(text, obj=grant)
