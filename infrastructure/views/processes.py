from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.views.generic import DetailView, TemplateView, View

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from infrastructure import queries, services
from infrastructure.forms import AllocationForm, PoolForm, RatioForm, UsageForm
from infrastructure.models import SEES_SYSTEMS, Allocation, Finding, Migration, OverCommit, Pool, Visit
from infrastructure.operation import forecasts
from infrastructure.services.capacity import UsageError
from infrastructure.states import AllocationState
from projects.exports import STATE
from workflow.exports import Column, ExportedList
from workflow.lists import StateList
from workflow.models import AuditEvent
from workflow.numbers import asked_number
from workflow.panel import build_panel
from workflow.registers import keep_row

ASKERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP)
SYSTEMS = (*SEES_SYSTEMS, *UNIT_ROLES)
CII = (*UNIT_ROLES, Role.CYBERSPACE, Role.LEADING_GROUP)


def _events(obj):
    return AuditEvent.objects.about(obj).select_related("content").order_by("-pk")[:30]


class RecordPage(RolesMixin, DetailView):
    """One object of a machine: its page, its panel, its events."""

    context_object_name = "one"
    related: tuple[str, ...] = ()

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.post).select_related(*self.related)

    def get_context_data(self, **kwargs):
        panel = build_panel(self.object, self.request.post)
        return super().get_context_data(panel_steps=panel, events=_events(self.object), **kwargs)


class AllocationList(RolesMixin, StateList):
    roles = ASKERS
    states = AllocationState
    template_name = "infrastructure/allocation_list.html"
    context_object_name = "allocations"
    export_name = "云资源申请"
    export_only = ~Q(project__is_classified=True)
    export_columns = (
        STATE,
        Column("使用系统", lambda row: row.system, 40),
        Column("环境", lambda row: row.get_environment_display()),
        Column("单位", lambda row: row.unit.name, 28),
        Column("云平台", lambda row: row.get_cloud_display()),
        Column("通知书", lambda row: row.number, 24),
        Column("使用起", lambda row: row.starts_on),
        Column("使用止", lambda row: row.ends_on),
    )

    def pool(self):
        """The one that a bar of the picture or a figure of its table has led from."""
        asked = asked_number(self.request.GET.get("pool"), 0)
        return Pool.objects.visible_to(self.request.post).filter(pk=asked).first() if asked else None

    def rows(self, post):
        return queries.allocations(post, self.pool())

    def get_context_data(self, **kwargs):
        may_ask = self.request.post.role == Role.APPLICANT
        return super().get_context_data(may_ask=may_ask, pool=self.pool(), **kwargs)


class AllocationPage(RecordPage):
    roles = ASKERS
    model = Allocation
    related = ("unit", "project", "checked_by__user")
    template_name = "infrastructure/allocation.html"

    def get_context_data(self, **kwargs):
        lines = self.object.lines.select_related("pool").prefetch_related("usage")
        return super().get_context_data(lines=lines, **kwargs)


class AllocationCreate(RolesMixin, View):
    roles = (Role.APPLICANT,)

    def get(self, request):
        return self.show(AllocationForm(post=request.post, initial=request.GET.dict()))

    def post(self, request):
        form = AllocationForm(request.POST, post=request.post)
        if not form.is_valid():
            return self.show(form, status=422)
        fields = {name: form.cleaned_data[name] for name in form.Meta.fields}
        made = services.open_allocation(fields=fields, quantities=form.quantities, post=request.post)
        messages.success(request, "已建立资源申请，核对后提交单位审核。")
        return redirect(made.get_absolute_url())

    def show(self, form, status=200):
        context = {"form": form, "heading": "申请云资源", "page": "infrastructure.allocation_create", "button": "保存"}
        return render(self.request, "infrastructure/form.html", context, status=status)


class Pools(RolesMixin, TemplateView):
    """What there is, what is given, what lies idle, what ends soon."""

    roles = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.FINANCE, Role.DRC)
    template_name = "infrastructure/pools.html"

    def get_context_data(self, **kwargs):
        post = self.request.post
        lines, office = queries.pool_lines(post), post.role in OFFICE_ROLES
        return super().get_context_data(
            lines=lines, chart=queries.pool_chart(lines), forecasts=forecasts(lines),
            idle=queries.idle_allocations(post) if office else [],
            ratios=OverCommit.objects.select_related("pool"), may_import=office,
            may_set=post.role == Role.OFFICE_CLERK, **kwargs,
        )  # fmt: skip


class _Register(RolesMixin, View):
    roles = (Role.OFFICE_CLERK,)
    form_class: type
    words = page = ""

    def get(self, request):
        return self.show(self.form_class())

    def post(self, request):
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        keep_row(row=form.instance, label=self.words, post=request.post)
        messages.success(request, f"已办理：{self.words}。")
        return redirect("infrastructure:pools")

    def show(self, form, status=200):
        context = {"form": form, "heading": self.words, "page": self.page, "button": "保存"}
        return render(self.request, "infrastructure/form.html", context, status=status)


class PoolCreate(_Register):
    form_class, words, page = PoolForm, "登记资源池", "infrastructure.pool_create"


class RatioCreate(_Register):
    form_class, words, page = RatioForm, "设定超配比", "infrastructure.ratio_create"


class UsageImport(RolesMixin, View):
    roles = OFFICE_ROLES

    def get(self, request):
        return self.show(UsageForm())

    def post(self, request):
        form, errors = UsageForm(request.POST, request.FILES), []
        if form.is_valid():
            try:
                count = services.import_usage(upload=form.cleaned_data["file"], post=request.post)
            except UsageError as problem:
                errors = problem.errors
            else:
                messages.success(request, f"已导入 {count} 条使用率。")
                return redirect("infrastructure:pools")
        return self.show(form, errors, status=422)

    def show(self, form, errors=(), status=200):
        context = {
            "form": form, "errors": errors, "heading": "导入使用率", "page": "infrastructure.usage_import",
            "button": "导入",
        }  # fmt: skip
        return render(self.request, "infrastructure/form.html", context, status=status)


class MigrationPage(RecordPage):
    roles = SYSTEMS
    model = Migration
    related = ("system__unit",)
    template_name = "infrastructure/migration.html"


class VisitList(RolesMixin, ExportedList):
    roles = CII
    template_name = "infrastructure/visit_list.html"
    context_object_name = "visits"
    paginate_by = 25
    export_name = "安全检查和风险评估"
    export_columns = (
        STATE,
        Column("事项", lambda row: row.get_kind_display()),
        Column("系统", lambda row: row.system.name, 40),
        Column("单位", lambda row: row.system.unit.name, 28),
        Column("计划日期", lambda row: row.planned_on),
        Column("实施日期", lambda row: row.held_on),
        Column("未整改问题", lambda row: row.open_count),
    )

    def get_queryset(self):
        return queries.visits(self.request.post)

    def get_context_data(self, **kwargs):
        return super().get_context_data(overdue=queries.overdue_findings(self.request.post), **kwargs)


class VisitPage(RecordPage):
    roles = CII
    model = Visit
    related = ("system__unit",)
    template_name = "infrastructure/visit.html"


class FindingPage(RecordPage):
    roles = CII
    model = Finding
    related = ("visit__system__unit",)
    template_name = "infrastructure/finding.html"
