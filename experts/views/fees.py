"""Fees of the sessions: the office's list for the finance section, an expert's own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from experts import queries, services
from experts.forms import FeesForm, PayForm
from experts.models import Fee, Panel
from workflow.audit import record
from workflow.errors import Conflict
from workflow.exports import Column, ExportedList, local_day


class FeeList(RolesMixin, ExportedList):
    roles = (*OFFICE_ROLES, Role.EXPERT)
    template_name = "experts/fee_list.html"
    context_object_name = "fees"
    paginate_by = 50
    export_name = "专家评审费"
    export_only = Q(seat__panel__project__is_classified=False)
    export_columns = (
        Column("姓名", lambda row: row.seat.expert.name, 12),
        Column("工作单位", lambda row: row.seat.expert.employer, 28),
        Column("职称", lambda row: row.seat.expert.title),
        Column("项目", lambda row: row.seat.panel.project.name, 40),
        Column("评审日期", lambda row: local_day(row.seat.panel.meeting_at)),
        Column("时长", lambda row: row.get_length_display(), 10),
        Column("应发（元）", lambda row: row.amount),
        Column("代扣税（元）", lambda row: row.tax),
        Column("实发（元）", lambda row: row.net),
        Column("发放日期", lambda row: row.paid_on),
        Column("签收或凭证号", lambda row: row.receipt, 20),
    )

    def get_queryset(self):
        rows = queries.fees_of(self.request.post)
        return rows.filter(paid_on=None) if self.request.GET.get("unpaid") else rows

    def export_rows(self):
        record(subject=self.request.user, action="export_fees", label="导出评审费", post=self.request.post)
        return super().export_rows()

    def get_context_data(self, **kwargs):
        is_office = self.request.post.role in OFFICE_ROLES
        totals = queries.fee_totals(self.get_queryset())
        is_clerk = self.request.post.role == Role.OFFICE_CLERK
        return super().get_context_data(totals=totals, is_office=is_office, is_clerk=is_clerk, **kwargs)


@require_POST
@for_roles(Role.OFFICE_CLERK)
def panel_fees(request, pk):
    panel = get_object_or_404(Panel.objects.visible_to(request.post).select_related("project"), pk=pk)
    form = FeesForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择评审时长。")
        return redirect(panel)
    try:
        fees = services.note_fees(panel=panel, post=request.post, **form.cleaned_data)
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": panel}, status=409)
    messages.success(request, f"已登记 {len(fees)} 人的评审费，已通知专家。")
    return redirect("experts:fee_list")


@require_POST
@for_roles(Role.OFFICE_CLERK)
def fee_pay(request, pk):
    fee = get_object_or_404(Fee.objects.visible_to(request.post), pk=pk)
    form = PayForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写发放日期和签收或凭证号。")
        return redirect("experts:fee_list")
    try:
        services.pay_fee(fee=fee, post=request.post, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("experts:fee_list")
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": fee.seat}, status=409)
    messages.success(request, "已登记发放。")
    return redirect("experts:fee_list")
