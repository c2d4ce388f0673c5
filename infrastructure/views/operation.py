"""Registry, norms and operation of shared infrastructure (article 7)."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import DetailView, TemplateView, View

from accounts.access import RolesMixin
from accounts.roles import Role
from infrastructure import services
from infrastructure.filters import AssetFilter
from infrastructure.forms import AssetForm, ChangeForm, ContractForm, DutyForm, IncidentForm, NormForm, NormVersionForm
from infrastructure.models import (
    SEES_PLATFORMS,
    Asset,
    DutyShift,
    Incident,
    Norm,
    Platform,
    ServiceChange,
    ServiceContract,
)
from infrastructure.operation import PERIODS, availability, spans
from infrastructure.sheets import EXPORTED
from infrastructure.views.processes import RecordPage
from workflow.errors import Conflict
from workflow.exports import Column, ExportedList
from workflow.registers import keep_row


class AssetList(RolesMixin, ExportedList):
    roles = SEES_PLATFORMS
    template_name = "infrastructure/asset_list.html"
    context_object_name = "assets"
    paginate_by = 50
    export_name, export_columns = "基础设施台账", EXPORTED

    def get_queryset(self):
        self.filter = AssetFilter(self.request.GET, Asset.objects.visible_to(self.request.post))
        return self.filter.qs

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filter, today=timezone.localdate(),
            may_keep=self.request.post.role == Role.OFFICE_CLERK, **kwargs,
        )  # fmt: skip


class KeepPage(RolesMixin, View):
    """A form of the office's clerk whose row is kept, and what is said then."""

    roles: tuple[str, ...] = (Role.OFFICE_CLERK,)
    form_class: type
    words = page = back = ""

    def instance(self):
        return None

    def get(self, request, **kwargs):
        return self.show(self.form_class(instance=self.instance()))

    def post(self, request, **kwargs):
        form = self.form_class(request.POST, instance=self.instance())
        if not form.is_valid():
            return self.show(form, status=422)
        kept = self.keep(form)
        messages.success(request, f"已办理：{self.words}。")
        return redirect(kept if self.back == "" else self.back)

    def keep(self, form):
        return keep_row(row=form.instance, label=self.words, post=self.request.post)

    def show(self, form, status=200):
        context = {"form": form, "heading": self.words, "page": self.page, "button": "保存"}
        return render(self.request, "infrastructure/form.html", context, status=status)


class AssetCreate(KeepPage):
    form_class, words, page = AssetForm, "登记基础设施", "infrastructure.asset_create"
    back = "infrastructure:asset_list"


class AssetEdit(KeepPage):
    form_class, words, page = AssetForm, "修改基础设施", "infrastructure.asset_edit"
    back = "infrastructure:asset_list"

    def instance(self):
        return get_object_or_404(Asset.objects.visible_to(self.request.post), pk=self.kwargs["pk"])


class ContractCreate(KeepPage):
    form_class, words, page = ContractForm, "登记运维合同", "infrastructure.contract_create"
    back = "infrastructure:operation"


class DutyCreate(KeepPage):
    form_class, words, page = DutyForm, "安排值班", "infrastructure.duty_create"
    back = "infrastructure:operation"


class IncidentCreate(KeepPage):
    form_class, words, page = IncidentForm, "登记运行事件", "infrastructure.incident_create"

    def keep(self, form):
        return services.report_incident(incident=form.instance, post=self.request.post)


class ChangeCreate(KeepPage):
    form_class, words, page = ChangeForm, "提出运行变更", "infrastructure.change_create"

    def keep(self, form):
        return services.propose_change(change=form.instance, post=self.request.post)


class Operation(RolesMixin, TemplateView):
    """How the shared platforms run: availability, incidents, changes, duty, contracts."""

    roles = SEES_PLATFORMS
    template_name = "infrastructure/operation.html"

    def get_context_data(self, **kwargs):
        post, today = self.request.post, timezone.localdate()
        platforms = Platform.objects.visible_to(post)
        period = self.request.GET.get("period", "")
        period = period if period in PERIODS else "month"
        figures, shown = availability(platforms, period), spans(period)
        week = DutyShift.objects.visible_to(post).filter(day__range=(today, today + datetime.timedelta(days=13)))
        return super().get_context_data(
            figures=figures, spans=[span.name for span in shown], chart=_chart(figures, shown), period=period,
            periods=[(key, label) for key, (label, _size, _count) in PERIODS.items()],
            incidents=Incident.objects.visible_to(post).select_related("platform")[:20],
            changes=ServiceChange.objects.visible_to(post).select_related("platform")[:20],
            contracts=ServiceContract.objects.visible_to(post).select_related("platform"), duty=week, today=today,
            soon=today + datetime.timedelta(days=60), may_keep=post.role == Role.OFFICE_CLERK, **kwargs,
        )  # fmt: skip


def _chart(figures, shown):
    return {
        "kind": "stacked",
        "unit": "分钟",
        "axis": "时段",
        "categories": [span.name for span in shown],
        "series": [{"name": one.platform.name, "data": one.lost} for one in figures if one.minutes_down],
    }


class IncidentPage(RecordPage):
    roles = SEES_PLATFORMS
    model = Incident
    related = ("platform",)
    template_name = "infrastructure/incident.html"


class ChangePage(RecordPage):
    roles = SEES_PLATFORMS
    model = ServiceChange
    related = ("platform", "created_by__user")
    template_name = "infrastructure/servicechange.html"


class NormList(RolesMixin, ExportedList):
    roles = SEES_PLATFORMS
    template_name = "infrastructure/norm_list.html"
    context_object_name = "norms"
    export_name = "使用规范"
    export_columns = (
        Column("规范", lambda row: row[0].title, 40),
        Column("适用", lambda row: row[0].get_cloud_display() or "各云平台"),
        Column("现行版次", lambda row: str(row[1]) if row[1] else "尚未生效"),
        Column("生效日", lambda row: row[1] and row[1].valid_from),
    )

    def get_queryset(self):
        rows = Norm.objects.visible_to(self.request.post).prefetch_related("versions")
        return [(norm, norm.in_force()) for norm in rows]

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_keep=self.request.post.role == Role.OFFICE_CLERK, **kwargs)


class NormCreate(KeepPage):
    form_class, words, page = NormForm, "登记使用规范", "infrastructure.norm_create"

    def keep(self, form):
        norm = keep_row(row=form.instance, label=self.words, post=self.request.post)
        data = form.cleaned_data
        services.add_norm_version(norm=norm, text=data["text"], valid_from=data["valid_from"], post=self.request.post)
        return norm


class NormPage(RolesMixin, DetailView):
    """A norm with all its versions; the clerk adds the next one here."""

    roles = SEES_PLATFORMS
    template_name = "infrastructure/norm.html"
    context_object_name = "norm"

    def get_queryset(self):
        return Norm.objects.visible_to(self.request.post).prefetch_related("versions__made_by__user")

    def get_context_data(self, **kwargs):
        may_keep = self.request.post.role == Role.OFFICE_CLERK
        form = kwargs.pop("form", None) or (NormVersionForm() if may_keep else None)
        return super().get_context_data(current=self.object.in_force(), form=form, **kwargs)


class NormVersionCreate(RolesMixin, View):
    roles = (Role.OFFICE_CLERK,)
    http_method_names = ("post",)

    def post(self, request, pk):
        norm = get_object_or_404(Norm.objects.visible_to(request.post), pk=pk)
        form = NormVersionForm(request.POST)
        if form.is_valid():
            try:
                version = services.add_norm_version(norm=norm, post=request.post, **form.cleaned_data)
            except Conflict as conflict:
                form.add_error("valid_from", conflict.message)
            else:
                messages.success(request, f"已发布《{norm.title}》第 {version.number} 版。")
                return redirect(norm)
        context = {"norm": norm, "current": norm.in_force(), "form": form}
        return render(request, "infrastructure/norm.html", context, status=422)
