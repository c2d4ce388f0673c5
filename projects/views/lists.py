"""The annual list: drafting, its page, its lines (article 9)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects import queries, services
from projects.exports import STATE
from projects.forms.lists import (
    AnnualListForm,
    CeilingsForm,
    ChangeLineForm,
    OperationForm,
    VersionForm,
    ceilings_of,
)
from projects.list_sheet import list_response
from projects.models import AnnualList
from projects.presence import say_here
from projects.states import ListState
from workflow.errors import Conflict
from workflow.exports import Column, ExportedList
from workflow.panel import build_panel

# Units come here by the navigation; what they see of a list stands on their project's page.
READERS = (
    *UNIT_ROLES,
    *OFFICE_ROLES,
    Role.CITY_GOVERNMENT,
    Role.LEADING_GROUP,
    Role.DRC,
    Role.FINANCE,
    Role.CYBERSPACE,
    Role.SECRECY,
)
CANDIDATES = 50


class AnnualLists(RolesMixin, ExportedList):
    export_name = "年度清单"
    export_columns = (
        STATE,
        Column("年度", lambda row: row.year),
        Column("清单", str, 30),
        Column("文号", lambda row: row.number, 24),
        Column("项目数", lambda row: row.line_count),
        Column("总投资（元）", lambda row: row.line_total),
        Column("本年安排（元）", lambda row: row.line_this_year),
        Column("年度盘子（元）", lambda row: row.ceiling),
        Column("审定会议", lambda row: row.meeting, 30),
        Column("审定日期", lambda row: row.approved_on),
    )
    roles = READERS
    template_name = "projects/annual_lists.html"
    context_object_name = "lists"

    def get_queryset(self):
        return queries.annual_lists(self.request.post)

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_draft=self.request.post.role in OFFICE_ROLES, **kwargs)


class AnnualListCreate(RolesMixin, FormView):
    roles = OFFICE_ROLES
    form_class = AnnualListForm
    template_name = "projects/annual_list_create.html"

    def form_valid(self, form):
        try:
            annual_list = services.create_list(post=self.request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("year", refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已建立{annual_list}，请从滚动库勾选项目列入。")
        return redirect(annual_list.get_absolute_url())


class AnnualListPage(RolesMixin, DetailView):
    """What is on the list, what it comes to against the ceiling, and what could still be put on it."""

    roles = READERS
    template_name = "projects/annuallist.html"
    context_object_name = "annual_list"

    def get_queryset(self):
        return AnnualList.objects.visible_to(self.request.post)

    def get_context_data(self, **kwargs):
        annual_list, post = self.object, self.request.post
        drafting = annual_list.state == ListState.DRAFT and post.role in OFFICE_ROLES
        own_only = post.role in UNIT_ROLES
        documents = annual_list.documents.filter(kind="annual_list") if own_only else annual_list.documents
        context = {
            "sums": queries.list_sums(annual_list, post),
            "drafting": drafting,
            "own_only": own_only,
            "panel_steps": [] if own_only else build_panel(annual_list, post),
            "documents": documents,
            "supplements": AnnualList.objects.visible_to(post).filter(base=annual_list),
            "may_supplement": post.role in OFFICE_ROLES and annual_list.may_be_supplemented,
            "events": queries.timeline(annual_list)[:50] if post.role in OFFICE_ROLES else [],
        }
        if drafting:
            found = Paginator(queries.candidates(annual_list, post), CANDIDATES)
            context["page_obj"] = found.get_page(self.request.GET.get("page"))
            context |= self.workbench(annual_list, post)
        return super().get_context_data(**context | kwargs)

    def workbench(self, annual_list, post):
        """What only the drafting office sees."""
        supplement = annual_list.base_id is not None
        return {
            "others": say_here(annual_list, post),
            "ceiling_form": CeilingsForm(initial=ceilings_of(annual_list)),
            "version_form": VersionForm(),
            "versions": queries.what_ifs(annual_list),
            "operation_form": OperationForm(projects=queries.operable(annual_list, post)),
            "change_form": ChangeLineForm(lines=queries.changeable(annual_list, post)) if supplement else None,
            # Of the one line whose change was refused.
            "line_form": None,
        }


class ListVersions(RolesMixin, DetailView):
    """What-if versions beside each other and beside the list as it stands."""

    roles = OFFICE_ROLES
    template_name = "projects/list_versions.html"
    context_object_name = "annual_list"

    def get_queryset(self):
        return AnnualList.objects.visible_to(self.request.post)

    def get_context_data(self, **kwargs):
        versions = queries.what_ifs(self.object)
        rows = queries.compare_versions(self.object, [one.version for one in versions])
        now = queries.list_sums(self.object, self.request.post)
        drafting = self.object.state == ListState.DRAFT
        return super().get_context_data(versions=versions, rows=rows, now=now, drafting=drafting, **kwargs)


@require_POST
@for_roles(*OFFICE_ROLES)
def list_supplement(request, pk):
    """追加、调整 in mid-year: a list of its own."""
    base = get_object_or_404(AnnualList.objects.visible_to(request.post), pk=pk)
    try:
        supplement = services.create_supplement(base=base, post=request.post)
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": base}, status=409)
    messages.success(request, f"已建立{supplement}，可以从滚动库追加项目，或调整、调出已列项目。")
    return redirect(supplement.get_absolute_url())


@for_roles(*READERS)
def list_sheet(request, pk):
    """The list as xlsx: the figures of the paper. A unit gets no sums of others."""
    annual_list = get_object_or_404(AnnualList.objects.visible_to(request.post), pk=pk)
    if request.post.role in UNIT_ROLES:
        raise PermissionDenied("单位只能查看本单位所在的行，不能导出全部清单。")
    return list_response(annual_list)
