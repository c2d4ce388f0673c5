import uuid
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, TemplateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Attachment
from sharing import queries
from sharing.models import Doubt, Grant, SharingRequest
from sharing.services import issue_token
from sharing.states import RequestState
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column, ExportedList, local_day
from workflow.lists import StateList
from workflow.models import AuditEvent, Submission
from workflow.panel import build_panel

BETWEEN = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP)
PAGE = 25
SHARED = {"free": "free", "conditional": "conditional", "withheld": "none"}
# More flows than these make a picture that nobody reads; the table has all.
MAPPED = 24


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


class SharingRequestList(RolesMixin, StateList):
    roles = BETWEEN
    states = RequestState
    template_name = "sharing/request_list.html"
    context_object_name = "requests"
    export_name = "共享申请"
    export_columns = (
        Column("状态", lambda row: row.request.state_label),
        Column("资源", lambda row: row.request.resource.name, 40),
        Column("申请单位", lambda row: row.request.unit.name, 28),
        Column("提供单位", lambda row: row.request.resource.provider.name, 28),
        Column("用途", lambda row: row.request.purpose, 40),
        Column("履职依据", lambda row: row.request.duty, 40),
        Column("使用期限起", lambda row: row.request.starts_on),
        Column("使用期限止", lambda row: row.request.ends_on),
        Column("办理期限", lambda row: row.due),
        Column("剩余工作日", lambda row: row.left),
        Column("进入此状态", lambda row: local_day(row.request.state_since)),
    )

    def rows(self, post):
        asked = self.request.GET
        sides = {name: _uuid(asked.get(name, "")) for name in ("giver", "taker")}
        return queries.requests_seen(post, asked.get("side", ""), **sides)

    def export_rows(self):
        return queries.with_clocks(self.get_queryset())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"rows": queries.with_clocks(context["requests"])}


class SharingRequestPage(RolesMixin, DetailView):
    roles = BETWEEN
    template_name = "sharing/sharingrequest.html"
    context_object_name = "asked"

    def get_queryset(self):
        seen = SharingRequest.objects.visible_to(self.request.post)
        return seen.select_related("resource__provider", "unit", "system").prefetch_related("items")

    def get_context_data(self, **kwargs):
        asked = self.object
        return super().get_context_data(
            panel_steps=build_panel(asked, self.request.post),
            clock=queries.with_clocks([asked])[0],
            grant=Grant.objects.filter(request=asked).first(),
            submissions=Submission.objects.about(asked),
            events=AuditEvent.objects.about(asked).select_related("content").order_by("-pk")[:20],
            **kwargs,
        )


class GrantPage(RolesMixin, DetailView):
    roles = BETWEEN
    template_name = "sharing/grant.html"
    context_object_name = "grant"

    def get_queryset(self):
        return queries.grants_seen(self.request.post).prefetch_related("items")

    def get_context_data(self, **kwargs):
        grant, post = self.object, self.request.post
        mine = post.role == Role.APPLICANT and post.organisation_id == grant.unit_id
        return super().get_context_data(
            panel_steps=build_panel(grant, post),
            may_take=mine and grant.state == "active",
            token=grant.tokens.first(),
            calls=grant.calls.all()[:50],
            files=Attachment.objects.current_for(grant),
            receipts=grant.receipts.select_related("attachment", "received_by__user"),
            doubts=grant.doubts.all(),
            **kwargs,
        )


@require_POST
@never_cache
@for_roles(Role.APPLICANT)
def take_token(request, pk):
    """The key is drawn once, in the answer to this very request: no redirect, no session, no message keeps it."""
    grant = get_object_or_404(Grant.objects.visible_to(request.post), pk=pk)
    try:
        token = issue_token(grant=grant, post=request.post)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": grant}, status=409)
    messages.success(request, "已生成新的接口凭证，原凭证同时失效。")
    return render(request, "sharing/token.html", {"grant": grant, "token": token})


class DoubtPage(RolesMixin, DetailView):
    roles = BETWEEN
    template_name = "sharing/doubt.html"
    context_object_name = "doubt"

    def get_queryset(self):
        return Doubt.objects.visible_to(self.request.post).select_related("grant__resource__provider", "unit")

    def get_context_data(self, **kwargs):
        return super().get_context_data(panel_steps=build_panel(self.object, self.request.post), **kwargs)


class Flows(RolesMixin, TemplateView):
    """What I give, to whom, how much; what I get."""

    roles = UNIT_ROLES
    template_name = "sharing/flows.html"

    def get_context_data(self, **kwargs):
        given, got = queries.flows(self.request.post)
        return super().get_context_data(given=given, got=got, **kwargs)


class Misuses(RolesMixin, ExportedList):
    """Calls beyond the scope, refused: for the office and the providers (article 19)."""

    roles = (*UNIT_ROLES, *OFFICE_ROLES)
    template_name = "sharing/misuses.html"
    context_object_name = "calls"
    paginate_by = PAGE
    export_name = "超范围调用"
    export_columns = (
        Column("时间", lambda row: f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}", 20),
        Column("使用单位", lambda row: row.grant.unit.name, 28),
        Column("授权", lambda row: row.grant.number, 24),
        Column("提供单位", lambda row: row.grant.resource.provider.name, 28),
        Column("资源", lambda row: row.grant.resource.name, 40),
        Column("结果", lambda row: row.get_outcome_display()),
        Column("请求的数据项", lambda row: row.asked or "全部授权数据项", 40),
        Column("用途", lambda row: row.purpose, 40),
        Column("来源地址", lambda row: row.address),
    )

    def get_queryset(self):
        return queries.misuses(self.request.post)


class Pictures(RolesMixin, TemplateView):
    """Who gives whom; the catalogue by unit; clocks kept and missed."""

    roles = (*OFFICE_ROLES, Role.LEADING_GROUP)
    template_name = "sharing/pictures.html"

    def get_context_data(self, **kwargs):
        post = self.request.post
        coverage, exchanges, kept = queries.coverage(post), queries.exchanges(post), queries.clocks_kept(post)
        return super().get_context_data(
            exchanges=exchanges, exchange_map=_exchange_map(exchanges[:MAPPED]), kept=kept,
            kept_chart=_kept_chart(kept[:15]),
            coverage=coverage, chart=_coverage_chart(coverage[:15]),
            clocks=queries.clock_figures(post), **kwargs
        )  # fmt: skip


def _exchange_map(rows: list[queries.Exchange]) -> dict:
    """Givers on the left, takers on the right: one body may be both, and a flow must not run in a circle."""
    links = [
        {
            "source": f"{row.giver} 提供", "target": f"{row.taker} 使用", "value": row.grants,
            "url": f"/sharing/requests/?state=granted&giver={row.giver_id}&taker={row.taker_id}",
        }
        for row in rows
    ]  # fmt: skip
    names = dict.fromkeys([*(one["source"] for one in links), *(one["target"] for one in links)])
    return {
        "kind": "sankey",
        "unit": "项",
        "axis": "提供和使用单位",
        "categories": list(names),
        "series": [],
        "links": links,
    }


def _kept_chart(rows: list[queries.Kept]) -> dict:
    kinds = (("in_time", "期限内答复", "done"), ("late", "逾期答复", "late"))
    return {
        "kind": "stacked",
        "horizontal": True,
        "unit": "件",
        "axis": "提供单位",
        "categories": [row.name for row in rows],
        "series": [
            {
                "name": name,
                "tone": tone,
                "data": [
                    {"value": getattr(row, key), "url": f"/sharing/requests/?giver={row.provider_id}"} for row in rows
                ],
            }
            for key, name, tone in kinds
        ],
    }


def _resources_of(unit: str, sharing: str) -> str:
    return f"/sharing/?sharing={sharing}&q={quote(unit)}"


def _coverage_chart(rows: list[dict]) -> dict:
    kinds = (("free", "无条件共享", "done"), ("conditional", "有条件共享", "wait"), ("withheld", "不予共享", "late"))
    return {
        "kind": "stacked",
        "horizontal": True,
        "unit": "项",
        "axis": "单位",
        "categories": [row["provider__short_name"] for row in rows],
        "series": [
            {
                "name": name,
                "tone": tone,
                "data": [
                    {
                        "value": row[key],
                        "url": _resources_of(row["provider__short_name"], SHARED[key]),
                    }
                    for row in rows
                ],
            }
            for key, name, tone in kinds
        ],
    }
