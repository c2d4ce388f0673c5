from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, ListView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from projects import queries, services
from projects.forms.lists import ListCreateForm
from projects.models import AnnualList, ListLine, Project
from projects.states import ListState
from workflow.errors import Conflict
from workflow.models import AuditEvent
from workflow.panel import build_panel

READERS = (*OFFICE_ROLES, Role.CITY_GOVERNMENT, Role.LEADING_GROUP, Role.DRC, Role.FINANCE)
DRAFTERS = OFFICE_ROLES


class AnnualLists(RolesMixin, ListView):
    roles = READERS
    template_name = "projects/annual_lists.html"
    context_object_name = "lists"

    def get_queryset(self):
        return queries.annual_lists(self.request.post)


class AnnualListCreate(RolesMixin, FormView):
    roles = DRAFTERS
    form_class = ListCreateForm
    template_name = "projects/annual_list_create.html"

    def form_valid(self, form):
        try:
            annual_list = services.create_list(post=self.request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("year", refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已建立{annual_list}，请从滚动库勾选项目。")
        return redirect(annual_list.get_absolute_url())


class AnnualListPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "projects/annuallist.html"
    context_object_name = "annual_list"

    def get_queryset(self):
        return queries.annual_lists(self.request.post)

    def get_context_data(self, **kwargs):
        annual_list, post = self.object, self.request.post
        lines = queries.list_lines(annual_list)
        drafting = annual_list.state == ListState.DRAFT and post.role in DRAFTERS
        total = sum((line.total for line in lines), Decimal(0))
        on_list = [line.project_id for line in lines]
        candidates = queries.library_rows(post).exclude(pk__in=on_list)[:200] if drafting else ()
        return super().get_context_data(
            lines=lines,
            total=total,
            this_year=sum((line.this_year for line in lines), Decimal(0)),
            left=annual_list.ceiling - total if annual_list.ceiling is not None else None,
            by_unit=queries.sums_by_unit(lines),
            by_source=queries.sums_by_source(lines),
            candidates=candidates,
            drafting=drafting,
            panel_steps=build_panel(annual_list, post),
            documents=annual_list.documents,
            events=AuditEvent.objects.filter(thread_id=annual_list.pk).select_related("content").order_by("-pk")[:50],
            **kwargs,
        )


def _change(request, pk, change):
    """One change of a draft list; a list that is no longer a draft answers 409."""
    annual_list = get_object_or_404(AnnualList.objects.visible_to(request.post), pk=pk)
    try:
        change(annual_list)
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": annual_list}, status=409)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    return redirect(annual_list.get_absolute_url())


@require_POST
@for_roles(*DRAFTERS)
def list_add(request, pk):
    keys = request.POST.getlist("project")[:500]

    def change(annual_list):
        found = Project.objects.visible_to(request.post).filter(pk__in=[key for key in keys if len(key) == 36])
        rows = found.select_related("application").prefetch_related("application__sources")
        count = services.add_to_list(annual_list=annual_list, projects=rows, post=request.post)
        messages.success(request, f"已列入 {count} 个项目。")

    return _change(request, pk, change)


@require_POST
@for_roles(*DRAFTERS)
def list_remove(request, pk, line):
    def change(annual_list):
        row = get_object_or_404(ListLine, pk=line, annual_list=annual_list)
        services.remove_from_list(annual_list=annual_list, line=row, post=request.post)
        messages.success(request, f"已移出《{row.project.name}》，仍在滚动库。")

    return _change(request, pk, change)


@require_POST
@for_roles(*DRAFTERS)
def list_ceiling(request, pk):
    def change(annual_list):
        typed = request.POST.get("ceiling", "").replace(",", "").strip()
        try:
            ceiling = Decimal(typed) * 10000 if typed else None
        except InvalidOperation:
            raise ValidationError("年度盘子须填数字（万元）。") from None
        if ceiling is not None and not 0 <= ceiling < Decimal("1e12"):
            raise ValidationError("年度盘子须在 0 至 1 亿万元之间。")
        services.set_ceiling(annual_list=annual_list, ceiling=ceiling, post=request.post)
        messages.success(request, "已调整年度盘子。")

    return _change(request, pk, change)
