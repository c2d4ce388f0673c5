"""The annual list: drafting, its page, its lines (article 9)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, ListView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects import queries, services
from projects.forms.lists import AnnualListForm, CeilingForm
from projects.models import AnnualList, ListLine
from projects.states import ListState
from workflow.errors import Conflict, Forbidden
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


class AnnualLists(RolesMixin, ListView):
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
        context = {
            "sums": queries.list_sums(annual_list, post),
            "drafting": drafting,
            "panel_steps": build_panel(annual_list, post),
            "documents": annual_list.documents,
            "events": queries.timeline(annual_list)[:50] if post.role in OFFICE_ROLES else [],
        }
        if drafting:
            found = Paginator(queries.candidates(annual_list, post), CANDIDATES)
            context["page_obj"] = found.get_page(self.request.GET.get("page"))
            ceiling = annual_list.ceiling
            initial = {"ceiling": None if ceiling is None else (ceiling / 10000).normalize()}
            context["ceiling_form"] = CeilingForm(initial=initial)
        return super().get_context_data(**context, **kwargs)


def _change(request, pk, change):
    """One change of a list in the making; one that is so no more answers 409."""
    annual_list = get_object_or_404(AnnualList.objects.visible_to(request.post), pk=pk)
    try:
        change(annual_list)
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": annual_list}, status=409)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    return redirect(annual_list.get_absolute_url())


def _keys(texts):
    """Those that are keys of projects at all."""
    keys = []
    for text in texts:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


@require_POST
@for_roles(*OFFICE_ROLES)
def list_add(request, pk):
    keys = _keys(request.POST.getlist("project")[:500])

    def change(annual_list):
        found = queries.listable(request.post).filter(pk__in=keys).select_related("unit", "application")
        projects = found.prefetch_related("application__sources").order_by("admitted_at")
        count = services.add_to_list(annual_list=annual_list, projects=projects, post=request.post)
        if count:
            messages.success(request, f"已列入 {count} 个项目；提交市政府审定前可以增减。")
        else:
            messages.warning(request, "没有新列入的项目：请先勾选，或所选项目已在清单中。")

    return _change(request, pk, change)


@require_POST
@for_roles(*OFFICE_ROLES)
def list_add_from_library(request):
    """The library's own button: the list is chosen in the form."""
    chosen = _keys([request.POST.get("annual_list", "")])
    if not chosen:
        messages.error(request, "请先选择要列入的年度清单；没有拟制中的清单时，先建立当年清单。")
        return redirect("projects:library")
    return list_add(request, chosen[0])


@require_POST
@for_roles(*OFFICE_ROLES)
def list_remove(request, pk, line):
    def change(annual_list):
        row = get_object_or_404(ListLine.objects.select_related("project"), pk=line, annual_list=annual_list)
        services.remove_from_list(annual_list=annual_list, line=row, post=request.post)
        messages.success(request, f"已移出《{row.project.name}》，仍在滚动库。")

    return _change(request, pk, change)


@require_POST
@for_roles(*OFFICE_ROLES)
def list_ceiling(request, pk):
    form = CeilingForm(request.POST)

    def change(annual_list):
        if not form.is_valid():
            raise ValidationError([f"年度盘子：{text}" for text in form.errors["ceiling"]])
        services.set_ceiling(annual_list=annual_list, ceiling=form.cleaned_data["ceiling"], post=request.post)
        messages.success(request, "已调整年度盘子。")

    return _change(request, pk, change)
