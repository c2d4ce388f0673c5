from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, UpdateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from infrastructure import queries, services
from infrastructure.forms import IdentifyForm, LinkForm, PlatformForm, StartMoveForm, SystemForm, VisitForm
from infrastructure.models import SEES_PLATFORMS, SEES_SYSTEMS, Platform, RunningSystem
from infrastructure.permits import UNIT_CLERK
from projects.exports import STATE
from workflow.exports import Column, ExportedList
from workflow.registers import keep_row

READERS = (*SEES_SYSTEMS, Role.APPLICANT, Role.UNIT_LEADER)


class PlatformList(RolesMixin, ExportedList):
    roles = SEES_PLATFORMS
    template_name = "infrastructure/platform_list.html"
    context_object_name = "platforms"
    paginate_by = 25
    export_name = "共享平台"
    export_columns = (
        Column("平台", lambda row: row.name, 30),
        Column("类别", lambda row: row.get_kind_display()),
        Column("运行单位", lambda row: row.operator, 28),
        Column("资源能力", lambda row: row.capacity, 40),
        Column("投入运行", lambda row: row.running_since),
        Column("停止服务", lambda row: row.stopped_on),
    )

    def get_queryset(self):
        return Platform.objects.visible_to(self.request.post)


class PlatformCreate(RolesMixin, CreateView):
    roles = (Role.OFFICE_CLERK,)
    form_class = PlatformForm
    template_name = "infrastructure/form.html"
    extra_context = {"heading": "登记共享平台", "page": "infrastructure.platform_create", "button": "登记"}

    def form_valid(self, form):
        keep_row(row=form.instance, label="登记共享平台", post=self.request.post)
        messages.success(self.request, "已登记共享平台。")
        return redirect("infrastructure:platform_list")


class PlatformEdit(RolesMixin, UpdateView):
    roles = (Role.OFFICE_CLERK,)
    form_class = PlatformForm
    template_name = "infrastructure/form.html"
    extra_context = {"heading": "修改共享平台", "page": "infrastructure.platform_edit", "button": "保存"}

    def get_queryset(self):
        return Platform.objects.visible_to(self.request.post)

    def form_valid(self, form):
        keep_row(row=form.instance, label="修改共享平台", post=self.request.post)
        messages.success(self.request, f"已保存“{form.instance}”。")
        return redirect("infrastructure:platform_list")


class SystemList(RolesMixin, ExportedList):
    roles = READERS
    template_name = "infrastructure/system_list.html"
    context_object_name = "systems"
    paginate_by = 25
    export_name = "在用系统"
    export_columns = (
        Column("系统", lambda row: row.name, 40),
        Column("单位", lambda row: row.unit.name, 28),
        Column("部署位置", lambda row: row.host, 28),
        Column("所在云平台", lambda row: row.get_cloud_display()),
        Column("信息共享", lambda row: "已共享" if row.shares else "未共享"),
        Column("关键信息基础设施", lambda row: "是" if row.is_critical else ""),
        Column("等保级别", lambda row: row.get_level_display()),
        Column("最近测评日期", lambda row: row.level_tested_on),
        Column("运维单位", lambda row: row.operator, 28),
        Column("年运行费用（元）", lambda row: row.yearly_cost),
        Column("投入使用", lambda row: row.in_use_since),
        Column("下线", lambda row: row.retired_on),
    )

    def get_queryset(self):
        asked, rows = self.request.GET, queries.systems(self.request.post)
        rows = rows.exclude(retired_on=None) if asked.get("retired") == "1" else rows.running()
        if asked.get("shares") == "0":
            rows = rows.filter(shares=False)
        if asked.get("critical") == "1":
            rows = rows.filter(is_critical=True)
        if words := asked.get("q", "").strip():
            rows = rows.filter(name__icontains=words)
        return rows.prefetch_related("confirmations")

    def get_context_data(self, **kwargs):
        return super().get_context_data(year=timezone.localdate().year, **kwargs)


class SystemCreate(RolesMixin, CreateView):
    roles = (Role.APPLICANT,)
    form_class = SystemForm
    template_name = "infrastructure/form.html"
    extra_context = {"heading": "登记在用系统", "page": "infrastructure.system_create", "button": "登记"}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "post": self.request.post}

    def form_valid(self, form):
        keep_row(row=form.instance, label="登记在用系统", post=self.request.post)
        messages.success(self.request, "已登记在用系统。")
        return redirect(form.instance.get_absolute_url())


class SystemEdit(RolesMixin, UpdateView):
    roles = (Role.APPLICANT,)
    form_class = SystemForm
    template_name = "infrastructure/form.html"
    extra_context = {"heading": "修改系统台账", "page": "infrastructure.system_edit", "button": "保存"}

    def get_queryset(self):
        return RunningSystem.objects.visible_to(self.request.post)

    def get_form_kwargs(self):
        if not UNIT_CLERK(self.object, self.request.post):
            raise PermissionDenied("系统台账由所属单位经办人维护。")
        return {**super().get_form_kwargs(), "post": self.request.post}

    def form_valid(self, form):
        keep_row(row=form.instance, label="修改系统台账", post=self.request.post)
        messages.success(self.request, "已保存。")
        return redirect(form.instance.get_absolute_url())


class SystemPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "infrastructure/runningsystem.html"
    context_object_name = "system"

    def get_queryset(self):
        return queries.systems(self.request.post).prefetch_related("confirmations__confirmed_by__user")

    def get_context_data(self, **kwargs):
        system, post = self.object, self.request.post
        nodes, edges, height = queries.neighbourhood(system, post)
        mine = UNIT_CLERK(system, post)
        return super().get_context_data(
            nodes=nodes,
            edges=edges,
            height=height,
            mine=mine,
            link_form=LinkForm(system=system) if mine else None,
            move=getattr(system, "migration", None),
            move_form=StartMoveForm() if post.role in OFFICE_ROLES else None,
            identify_form=IdentifyForm() if post.role == Role.CYBERSPACE else None,
            visit_form=VisitForm() if post.role == Role.CYBERSPACE and system.is_critical else None,
            visits=queries.visits(post).filter(system=system),
            **kwargs,
        )


def _act(request, pk, form_class, carry_out, done, **kwargs):
    """A small form on the system's page; what is wrong with it is said there."""
    system = get_object_or_404(RunningSystem.objects.visible_to(request.post), pk=pk)
    form = form_class(request.POST, **({"system": system} if form_class is LinkForm else {}))
    if not form.is_valid():
        words = "；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items())
        messages.error(request, f"没有保存。{words}")
        return redirect(system.get_absolute_url())
    result = carry_out(system, form.cleaned_data)
    messages.success(request, done)
    return redirect(getattr(result, "get_absolute_url", system.get_absolute_url)())


@require_POST
@for_roles(Role.APPLICANT)
def add_link(request, pk):
    def carry_out(system, data):
        if not UNIT_CLERK(system, request.post):
            raise PermissionDenied("系统台账由所属单位经办人维护。")
        services.link_systems(source=system, target=data["target"], what=data["what"], post=request.post)
        return system

    return _act(request, pk, LinkForm, carry_out, "已登记依赖的系统。")


@require_POST
@for_roles(*OFFICE_ROLES)
def start_move(request, pk):
    def carry_out(system, data):
        return services.start_migration(system=system, wave=data["wave"], post=request.post)

    return _act(request, pk, StartMoveForm, carry_out, "已列入迁移，已通知系统所属单位。")


@require_POST
@for_roles(Role.CYBERSPACE)
def identify(request, pk):
    def carry_out(system, data):
        return services.identify(system=system, post=request.post, **data)

    return _act(request, pk, IdentifyForm, carry_out, "已登记认定，已通知系统所属单位。")


@require_POST
@for_roles(Role.CYBERSPACE)
def plan_visit(request, pk):
    def carry_out(system, data):
        return services.plan_visit(system=system, post=request.post, **data)

    return _act(request, pk, VisitForm, carry_out, "已列入计划，已通知系统所属单位。")


@require_POST
@for_roles(Role.APPLICANT)
def confirm_inventory(request):
    year = timezone.localdate().year
    count = services.confirm_inventory(post=request.post, year=year)
    messages.success(request, f"已确认 {year} 年度系统台账，本次确认 {count} 个系统。")
    return redirect("infrastructure:system_list")


class Cockpit(RolesMixin, ExportedList):
    """Migrations by wave, all on one page."""

    roles = READERS
    template_name = "infrastructure/cockpit.html"
    export_name = "系统迁移"
    export_columns = (
        STATE,
        Column("批次", lambda row: row.wave, 8),
        Column("系统", lambda row: row.system.name, 40),
        Column("单位", lambda row: row.system.unit.name, 28),
        Column("方式", lambda row: row.get_way_display()),
        Column("计划完成", lambda row: row.due_on),
        Column("是否逾期", lambda row: "逾期" if row.is_late else ""),
        Column("等待", lambda row: "、".join(row.waits), 40),
        Column("年节约（元）", lambda row: row.saved),
    )

    def get_queryset(self):
        self.board = queries.cockpit(self.request.post)
        return [move for wave in self.board["waves"] for move in wave.rows]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.board, **kwargs)
