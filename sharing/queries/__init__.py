"""Reads of this room."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.models import Post
from sharing.choices import CYCLE_DAYS, Outcome
from sharing.models import CallLog, DataItem, Doubt, Grant, InformationResource, ResourceVersion, SharingRequest
from sharing.services.requests import CLOCKED, due_of
from workflow.models import AuditEvent
from workflow.parameters import clocks_in_force
from workflow.workdays import add_working_days, working_days_between


def resources(post: Post | None) -> Any:
    """The catalogue as a post sees it."""
    rows = InformationResource.objects.visible_to(post).select_related("provider")
    return rows.annotate(item_count=Count("items", distinct=True)).order_by("code")


@dataclass(frozen=True)
class Difference:
    label: str
    old: str
    new: str


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    """What two versions say differently."""
    labels = list(dict.fromkeys([*old, *new]))
    pairs = (Difference(label, old.get(label, ""), new.get(label, "")) for label in labels)
    return [pair for pair in pairs if pair.old != pair.new]


def history(resource: InformationResource) -> list[tuple[ResourceVersion, list[Difference]]]:
    """Each version, newest first, with what it changed; a draft has none."""
    versions = list(resource.versions.select_related("published_by__user"))
    older = [*versions[1:], None][: len(versions)]
    return [
        (one, differences(before.content, one.content) if before else [])
        for one, before in zip(versions, older, strict=True)
    ]


@dataclass(frozen=True)
class Figure:
    """A figure of quality with where it comes from; `tone` says how it stands."""

    label: str
    value: str
    source: str
    tone: str = ""


def quality(resource: InformationResource) -> list[Figure]:
    """Completeness, freshness, answering, complaints."""
    today, since = timezone.localdate(), timezone.now() - datetime.timedelta(days=30)
    scheme = resource.scheme
    demanded = scheme.fields if scheme else []
    filled = sum(bool(resource.value_of(field["key"])) for field in demanded)
    share = round(100 * filled / len(demanded)) if demanded else 0
    figures = [
        Figure("完整性", f"{share}%", f"目录元数据方案 {len(demanded)} 项中已填 {filled} 项", _tone(share >= 80))
    ]
    age = (today - resource.data_updated_on).days if resource.data_updated_on else None
    patience = CYCLE_DAYS.get(resource.cycle)
    late = age is not None and patience is not None and age > patience
    words = "未汇聚" if age is None else f"{age} 天前更新"
    figures.append(Figure("及时性", words, f"更新周期：{resource.cycle or '未填'}", _tone(not late)))
    calls = resource.calls.filter(at__gte=since).aggregate(
        all=Count("pk", filter=Q(outcome__in=[Outcome.OK, Outcome.NO_DATA])),
        ok=Count("pk", filter=Q(outcome=Outcome.OK)),
    )
    answered = f"{100 * calls['ok'] / calls['all']:.0f}%" if calls["all"] else "没有调用"
    figures.append(Figure("接口应答", answered, f"近30天 {calls['all']} 次调用", _tone(calls["ok"] == calls["all"])))
    doubts = Doubt.objects.filter(grant__resource=resource)
    open_ = doubts.filter(state="open").count()
    figures.append(Figure("校核", f"{doubts.count()} 件", f"其中 {open_} 件待答复", _tone(not open_)))
    return figures


def _tone(fine: bool) -> str:
    return "done" if fine else "late"


def requests_seen(
    post: Post | None, side: str = "", giver: uuid.UUID | None = None, taker: uuid.UUID | None = None
) -> Any:
    rows = SharingRequest.objects.visible_to(post).select_related("resource__provider", "unit")
    if giver is not None:
        rows = rows.filter(resource__provider=giver)
    if taker is not None:
        rows = rows.filter(unit=taker)
    if post is not None and side == "asked":
        rows = rows.filter(unit=post.organisation_id)
    if post is not None and side == "given":
        rows = rows.filter(resource__provider=post.organisation_id)
    return rows


@dataclass(frozen=True)
class ClockedRequest:
    request: SharingRequest
    due: datetime.date | None
    left: int | None

    @property
    def late(self) -> bool:
        return self.left is not None and self.left < 0


def with_clocks(requests: Any) -> list[ClockedRequest]:
    """Days left on each, in working days; negative where the day has passed."""
    clocks, today, rows = clocks_in_force(), timezone.localdate(), []
    for request in requests:
        due = due_of(request, clocks)
        left = None
        if due is not None:
            left = working_days_between(today, due) if due >= today else -working_days_between(due, today)
        rows.append(ClockedRequest(request, due, left))
    return rows


def grants_seen(post: Post | None) -> Any:
    return Grant.objects.visible_to(post).select_related("resource__provider", "unit")


def flows(post: Post | None) -> tuple[Any, Any]:
    """What this unit gives and what it gets, with the calls and rows of each grant."""
    seen = grants_seen(post).annotate(
        call_count=Count("calls", filter=Q(calls__outcome=Outcome.OK)),
        row_count=Sum("calls__rows"),
        misuse_count=Count("calls", filter=Q(calls__outcome=Outcome.OUT_OF_SCOPE)),
    )
    unit = post.organisation_id if post else None
    return seen.filter(resource__provider=unit), seen.filter(unit=unit)


def misuses(post: Post | None) -> Any:
    """Refused calls that reached beyond a grant, for the office and the provider."""
    calls = CallLog.objects.filter(outcome=Outcome.OUT_OF_SCOPE, grant__in=Grant.objects.visible_to(post))
    return calls.select_related("grant__unit", "grant__resource__provider", "resource")


def item_page(name: str, post: Post | None) -> dict[str, Any]:
    """Who provides a data item of this name, and who uses it."""
    seen = InformationResource.objects.visible_to(post).filter(version__gt=0)
    providers = DataItem.objects.filter(name=name, resource__in=seen).select_related("resource__provider")
    users = Grant.objects.filter(items__name=name, resource__in=seen, state="active")
    return {"providers": providers, "users": users.select_related("unit", "resource").distinct()}


@dataclass(frozen=True)
class Exchange:
    giver_id: Any
    taker_id: Any
    giver: str
    taker: str
    grants: int
    rows: int


def exchanges(post: Post | None) -> list[Exchange]:
    """Who gives whom."""
    rows = (
        Grant.objects.visible_to(post)
        .filter(state="active")
        .values("resource__provider", "unit", "resource__provider__short_name", "unit__short_name")
        .annotate(grants=Count("pk", distinct=True), rows=Sum("calls__rows"))
        .order_by("-grants")
    )
    return [
        Exchange(
            row["resource__provider"],
            row["unit"],
            row["resource__provider__short_name"],
            row["unit__short_name"],
            row["grants"],
            row["rows"] or 0,
        )
        for row in rows
    ]


def coverage(post: Post | None) -> list[dict[str, Any]]:
    """The catalogue by unit: resources, items, how many are shared and opened."""
    return list(
        InformationResource.objects.visible_to(post)
        .published()
        .values("provider_id", "provider__short_name")
        .annotate(
            resources=Count("pk", distinct=True),
            free=Count("pk", filter=Q(sharing="free"), distinct=True),
            conditional=Count("pk", filter=Q(sharing="conditional"), distinct=True),
            withheld=Count("pk", filter=Q(sharing="none"), distinct=True),
            opened=Count("pk", filter=Q(opened_at__isnull=False), distinct=True),
        )
        .order_by("-resources", "provider__short_name")
    )


def clock_figures(post: Post | None) -> dict[str, int]:
    """Of what waits now: in time, late, reminded."""
    waiting = SharingRequest.objects.visible_to(post).filter(state__in=CLOCKED)
    rows = with_clocks(waiting)
    late = sum(row.late for row in rows)
    return {"in_time": len(rows) - late, "late": late, "reminded": waiting.filter(escalated_at__isnull=False).count()}


@dataclass
class Kept:
    """How a provider kept its clock, of all that it answered."""

    provider_id: Any
    name: str
    in_time: int = 0
    late: int = 0


ANSWERS = ("pass_on", "extend", "agree", "refuse")


def clocks_kept(post: Post | None) -> list[Kept]:
    """From the trail: passed on, put off, answered; two queries, whatever the number."""
    asked = {
        str(pk): (provider, name)
        for pk, provider, name in SharingRequest.objects.visible_to(post).values_list(
            "pk", "resource__provider", "resource__provider__short_name"
        )
    }
    events: dict[str, dict[str, datetime.date]] = defaultdict(dict)
    trail = AuditEvent.objects.filter(subject_type="sharing.sharingrequest", content__action__in=ANSWERS)
    for subject, action, at in trail.order_by("pk").values_list("subject_id", "content__action", "at"):
        events[subject][action] = timezone.localdate(at)
    clocks = clocks_in_force()
    found: dict[Any, Kept] = {}
    for subject, acts in events.items():
        answered = acts.get("agree") or acts.get("refuse")
        if subject not in asked or answered is None or "pass_on" not in acts:
            continue
        days = clocks["clock.sharing_answer"]
        begun = acts["pass_on"]
        if "extend" in acts:
            begun, days = acts["extend"], clocks["clock.sharing_extension"]
        provider, name = asked[subject]
        row = found.setdefault(provider, Kept(provider, name))
        if answered <= add_working_days(begun, days):
            row.in_time += 1
        else:
            row.late += 1
    return sorted(found.values(), key=lambda row: (-row.late, -row.in_time, row.name))
