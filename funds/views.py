from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from funds import charts, queries
from funds.filters import ContractFilter
from funds.forms import ImportForm
from funds.imports import HEAD
from funds.imports import import_payments as take_payments
from funds.models import Contract, ContractAcceptance, Payment
from funds.states import RequestState
from projects.exports import OF_PROJECT, PUBLIC, STATE
from workflow.exports import Column, ExportedList, local_day
from workflow.lists import StateList
from workflow.numbers import asked_number
from workflow.panel import build_panel

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.FINANCE, Role.LEADING_GROUP)
PAGES = (*READERS, Role.DRC, Role.CITY_GOVERNMENT)


class ContractList(RolesMixin, ExportedList):
    export_name = "合同"
    export_columns = (
        STATE,
        *OF_PROJECT,
        Column("合同编号", lambda row: row.number, 24),
        Column("合同名称", lambda row: row.name, 40),
        Column("类别", lambda row: row.get_kind_display()),
        Column("承建单位", lambda row: row.contractor, 28),
        Column("服务外包", lambda row: "是" if row.outsourced else ""),
        Column("中标（成交）通知日期", lambda row: row.awarded_on),
        Column("签订日期", lambda row: row.signed_on),
        Column("公告日期", lambda row: row.published_on),
        Column("备案日期", lambda row: row.filed_on),
        Column("合同金额（元）", lambda row: row.amount),
        Column("已付（元）", lambda row: row.paid_total),
        Column("结算金额（元）", lambda row: row.settled_sum),
    )
    roles = PAGES
    template_name = "funds/contract_list.html"
    context_object_name = "contracts"
    paginate_by = 25

    def get_queryset(self):
        self.filter = ContractFilter(self.request.GET, queries.contracts(self.request.post))
        return self.filter.qs

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filter,
            totals=queries.totals(self.filter.qs),
            may_import=self.request.post.role == Role.FINANCE,
            **kwargs,
        )


class PanelPage(RolesMixin, DetailView):
    """A record of this room with the steps that leave it."""

    roles = PAGES

    def get_context_data(self, **kwargs):
        return super().get_context_data(panel_steps=build_panel(self.object, self.request.post), **kwargs)


class ContractPage(PanelPage):
    template_name = "funds/contract.html"
    context_object_name = "contract"

    def get_queryset(self):
        rows = Contract.objects.visible_to(self.request.post).select_related("project__unit", "scan")
        return queries.with_parts(rows)


class RequestPage(PanelPage):
    template_name = "funds/paymentrequest.html"
    context_object_name = "payment_request"

    def get_queryset(self):
        rows = queries.requests(self.request.post).select_related(
            "project__unit", "contract", "indicator", "stage", "invoice", "created_by__user", "reverses__request"
        )
        return rows.prefetch_related("comments__post__user")

    def get_context_data(self, **kwargs):
        # 红冲 names the row that it strikes out, and the row names the red one.
        payment = Payment.objects.filter(request=self.object).select_related("reversed_by__request").first()
        reasons = queries.reasons_of(self.object, self.request.post)
        return super().get_context_data(payment=payment, reasons=reasons, **kwargs)


class BuyerPage(PanelPage):
    template_name = "funds/contractacceptance.html"
    context_object_name = "acceptance"

    def get_queryset(self):
        return ContractAcceptance.objects.visible_to(self.request.post).select_related("project__unit", "contract")


class RequestList(RolesMixin, StateList):
    export_name, export_only = "付款申请", PUBLIC
    export_columns = (
        STATE,
        *OF_PROJECT,
        Column("合同编号", lambda row: row.contract.number, 24),
        Column("款项", lambda row: row.get_kind_display()),
        Column("申请金额（元）", lambda row: row.amount),
        Column("预算指标", lambda row: str(row.indicator), 28),
        Column("申请日期", lambda row: local_day(row.created_at)),
    )
    roles = READERS
    template_name = "funds/request_list.html"
    context_object_name = "requests"
    states, rows = RequestState, staticmethod(queries.requests)


class Overview(RolesMixin, TemplateView):
    """From the source to the payment: one year's money, with a table under each picture."""

    roles = (*READERS, Role.CITY_GOVERNMENT)
    template_name = "funds/overview.html"

    def get_context_data(self, **kwargs):
        asked, post = self.request.GET.get("year", ""), self.request.post
        this_year = timezone.localdate().year
        year = asked_number(asked, this_year, least=2001, most=2099)
        flows, units = queries.flows(post, year), queries.execution(post, year)
        return super().get_context_data(
            year=year,
            years=range(this_year - 5, this_year + 2),
            flows=flows,
            units=units,
            given=sum((unit.given for unit in units), queries.ZERO),
            paid=sum((unit.paid for unit in units), queries.ZERO),
            forecast=sum((unit.forecast for unit in units), queries.ZERO),
            sankey=charts.sankey(flows),
            rates=charts.execution(units),
            **kwargs,
        )


@for_roles(Role.FINANCE)
def import_payments(request: HttpRequest) -> HttpResponse:
    """财政支付导出表: taken whole, or refused with every cell that is wrong."""
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        outcome = take_payments(upload=form.cleaned_data["file"], post=request.post)
        if not outcome.errors:
            again = f"，{outcome.known} 笔此前已登记" if outcome.known else ""
            messages.success(request, f"已登记 {outcome.booked} 笔付款，合计 {outcome.total} 元{again}。")
            return redirect("funds:contract_list")
    bad = request.method == "POST"
    context = {"form": form, "outcome": outcome, "head": HEAD}
    return render(request, "funds/import.html", context, status=422 if bad else 200)
