"""Fees of the sessions: the office's list for the finance section, an expert's own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from documents.sheets.exports import FORMATS, export_table
from experts import queries, services
from experts.forms import FeesForm, PayForm
from experts.models import Fee, Panel
from workflow.audit import record
from workflow.errors import Conflict

TITLES = (
    *("姓名", "工作单位", "职称", "项目", "评审日期", "时长"),
    *("应发（元）", "代扣税（元）", "实发（元）", "发放日期", "签收或凭证号"),
)
WIDTHS = (12, 28, 16, 40, 14, 10, 14, 14, 14, 14, 20)


class FeeList(RolesMixin, ListView):
    roles = (*OFFICE_ROLES, Role.EXPERT)
    template_name = "experts/fee_list.html"
    context_object_name = "fees"
    paginate_by = 50

    def get_queryset(self):
        rows = queries.fees_of(self.request.post)
        return rows.filter(paid_on=None) if self.request.GET.get("unpaid") else rows

    def get(self, request, *args, **kwargs):
        form = request.GET.get("export", "")
        if form in FORMATS and request.post.role in OFFICE_ROLES:
            rows = self.get_queryset()
            record(subject=request.user, action="export_fees", label="导出评审费", post=request.post)
            return export_table(form, name="专家评审费", titles=TITLES, rows=map(_row, rows), widths=WIDTHS)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        is_office = self.request.post.role in OFFICE_ROLES
        totals = queries.fee_totals(self.get_queryset())
        is_clerk = self.request.post.role == Role.OFFICE_CLERK
        return super().get_context_data(totals=totals, is_office=is_office, is_clerk=is_clerk, **kwargs)


def _row(fee: Fee) -> list:
    seat = fee.seat
    head = [seat.expert.name, seat.expert.employer, seat.expert.title, seat.panel.project.name]
    day = seat.panel.meeting_at.date()
    return [*head, day, fee.get_length_display(), fee.amount, fee.tax, fee.net, fee.paid_on, fee.receipt]


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
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": fee.seat}, status=409)
    messages.success(request, "已登记发放。")
    return redirect("experts:fee_list")
