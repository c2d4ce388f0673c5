from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import DetailView, View

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from infrastructure.models import RunningSystem
from projects.exports import STATE
from sharing.forms import OrderForm
from sharing.models import AdaptationOrder
from sharing.services import issue_order
from sharing.states import OrderState
from workflow.errors import Conflict
from workflow.exports import Column
from workflow.lists import StateList
from workflow.models import AuditEvent
from workflow.panel import build_panel

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP)


class OrderList(RolesMixin, StateList):
    """Orders, and for the office the systems that share nothing and have none yet."""

    roles = READERS
    states = OrderState
    template_name = "sharing/order_list.html"
    context_object_name = "orders"
    export_name = "共享改造"
    export_columns = (
        STATE,
        Column("系统", lambda row: row.system.name, 40),
        Column("单位", lambda row: row.system.unit.name, 28),
        Column("通知书", lambda row: row.number, 24),
        Column("发现的问题", lambda row: row.finding, 40),
        Column("改造要求", lambda row: row.demand, 40),
        Column("完成期限", lambda row: row.due_on),
        Column("是否逾期", lambda row: "逾期" if row.escalated_at else ""),
    )

    def rows(self, post):
        return AdaptationOrder.objects.visible_to(post).select_related("system__unit")

    def get_context_data(self, **kwargs):
        seen = RunningSystem.objects.visible_to(self.request.post).running().filter(shares=False, orders__isnull=True)
        may_order = self.request.post.role == Role.OFFICE_CLERK
        return super().get_context_data(
            may_order=may_order, today=timezone.localdate(),
            unshared=seen.select_related("unit")[:50], unshared_count=seen.count(), **kwargs,
        )  # fmt: skip


class OrderPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "sharing/adaptationorder.html"
    context_object_name = "order"

    def get_queryset(self):
        return AdaptationOrder.objects.visible_to(self.request.post).select_related("system__unit", "resource")

    def get_context_data(self, **kwargs):
        events = AuditEvent.objects.about(self.object).select_related("content").order_by("-pk")[:30]
        return super().get_context_data(
            panel_steps=build_panel(self.object, self.request.post), events=events,
            calls=self.object.calls.select_related("resource", "grant"), **kwargs
        )  # fmt: skip


class OrderCreate(RolesMixin, View):
    roles = (Role.OFFICE_CLERK,)

    def get(self, request):
        return self.show(OrderForm(post=request.post, initial={"system": request.GET.get("system", "")}))

    def post(self, request):
        form = OrderForm(request.POST, post=request.post)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            order = issue_order(post=request.post, **form.cleaned_data)
        except Conflict as conflict:
            form.add_error("system", conflict.message)
            return self.show(form, status=422)
        messages.success(request, f"已下达共享改造通知书 {order.number}，已通知系统所属单位。")
        return redirect(order.get_absolute_url())

    def show(self, form, status=200):
        return render(self.request, "sharing/order_create.html", {"form": form}, status=status)
