"""Plans (articles 7, 8), and hardware that is bought although the cloud has room."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from infrastructure import queries, services
from infrastructure.choices import PlanKind
from infrastructure.forms import PlanForm, PurchaseForm
from infrastructure.models import Plan, Purchase
from infrastructure.models.planning import SEES_PLANS
from infrastructure.permits import PLANNER
from infrastructure.states import PlanState
from infrastructure.views.processes import RecordPage
from projects.exports import STATE
from projects.models import Project
from workflow.errors import Conflict
from workflow.exports import Column, ExportedList, local_day
from workflow.numbers import asked_number

PLANNERS = (Role.APPLICANT, Role.OFFICE_CLERK)


class PlanList(RolesMixin, ExportedList):
    roles = SEES_PLANS
    template_name = "infrastructure/plan_list.html"
    context_object_name = "plans"
    paginate_by = 25
    export_name = "规划"
    export_columns = (
        STATE,
        Column("规划", lambda row: row.name, 40),
        Column("编制单位", lambda row: row.unit.name, 28),
        Column("类别", lambda row: row.get_kind_display()),
        Column("起始年度", lambda row: row.first),
        Column("终止年度", lambda row: row.last),
        Column("关联项目", lambda row: row.project_count),
        Column("编制日期", lambda row: local_day(row.created_at)),
    )

    def get_queryset(self):
        asked = self.request.GET
        rows = queries.plans(self.request.post)
        if asked.get("kind") in PlanKind:
            rows = rows.filter(kind=asked["kind"])
        if asked.get("state") in PlanState:
            rows = rows.filter(state=asked["state"])
        if year := asked_number(asked.get("year"), 0, most=9999):
            rows = rows.filter(pk__in=Plan.objects.filter(years__year=year).values("pk"))
        return rows

    def get_context_data(self, **kwargs):
        post = self.request.post
        return super().get_context_data(
            kinds=PlanKind.choices, states=PlanState.choices, may_plan=post.role in PLANNERS,
            years=queries.plan_years(post), **kwargs,
        )  # fmt: skip


class PlanPage(RecordPage):
    roles = SEES_PLANS
    model = Plan
    related = ("unit",)
    template_name = "infrastructure/plan.html"

    def get_context_data(self, **kwargs):
        plan, post = self.object, self.request.post
        linked = Project.objects.visible_to(post).filter(plans=plan, is_classified=False)
        return super().get_context_data(
            years=plan.years.all(), platforms=plan.platforms.all(), linked=linked,
            may_edit=plan.editable and PLANNER(plan, post), **kwargs,
        )  # fmt: skip


class PlanEdit(RolesMixin, View):
    roles = PLANNERS

    def load(self):
        if "pk" not in self.kwargs:
            return Plan()
        plan = get_object_or_404(Plan.objects.visible_to(self.request.post), pk=self.kwargs["pk"])
        if not PLANNER(plan, self.request.post) or not plan.editable:
            raise PermissionDenied("规划由编制单位经办人在草稿状态下修改。")
        return plan

    def get(self, request, **kwargs):
        return self.show(PlanForm(instance=self.load()))

    def post(self, request, **kwargs):
        form = PlanForm(request.POST, instance=self.load())
        if not form.is_valid():
            return self.show(form, status=422)
        data = form.cleaned_data
        try:
            plan = services.save_plan(
                plan=form.instance, platforms=data["platforms"], years=data["lines"], post=request.post
            )
        except Conflict as conflict:
            form.meet(conflict)
            return self.show(form, status=409)
        messages.success(request, f"已保存《{plan.name}》；可上传规划文本，核对后提交审核。")
        return redirect(plan)

    def show(self, form, status=200):
        context = {"form": form, "heading": "编制规划", "page": "infrastructure.plan_edit", "button": "保存"}
        return render(self.request, "infrastructure/form.html", context, status=status)


class PurchasePage(RecordPage):
    roles = (*UNIT_ROLES, *OFFICE_ROLES, Role.DRC, Role.FINANCE, Role.CYBERSPACE, Role.LEADING_GROUP)
    model = Purchase
    related = ("project__unit",)
    template_name = "infrastructure/purchase.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**_room(self.object.project), **kwargs)


def _room(project):
    application = getattr(project, "application", None)
    lines = application.budget_lines.filter(kind="hardware") if application else []
    return {"hardware": lines, "room": [line for line in queries.pool_lines_of("gov_cloud") if line.free > 0]}


class PurchaseState(RolesMixin, View):
    """What the cloud has free beside what is to be bought; the unit says why all the same."""

    roles = (*UNIT_ROLES, *OFFICE_ROLES)

    def load(self, pk):
        seen = Project.objects.visible_to(self.request.post).filter(is_classified=False).select_related("unit")
        project = get_object_or_404(seen, pk=pk)
        if not hasattr(project, "application"):
            raise Http404
        return project

    def get(self, request, pk):
        project = self.load(pk)
        return redirect(project.purchase) if hasattr(project, "purchase") else self.show(project, PurchaseForm())

    def post(self, request, pk):
        project, form = self.load(pk), PurchaseForm(request.POST)
        if request.post.role != Role.APPLICANT or request.post.organisation_id != project.unit_id:
            raise PermissionDenied("由项目申报单位经办人说明（《办法》第八条）。")
        if not form.is_valid():
            return self.show(project, form, status=422)
        try:
            made = services.state_purchase(project=project, post=request.post, **form.cleaned_data)
        except Conflict as conflict:
            messages.warning(request, conflict.message)
            return redirect(project.purchase)
        messages.success(request, "已说明理由，等待信息办审查。")
        return redirect(made)

    def show(self, project, form, status=200):
        post = self.request.post
        mine = post.role == Role.APPLICANT and post.organisation_id == project.unit_id
        context = {"project": project, "form": form, "mine": mine, **_room(project)}
        return render(self.request, "infrastructure/purchase_state.html", context, status=status)
