"""The rolling library: the page, entries side by side, many at once with a preview and one undo (article 9)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects import queries, services
from projects.exports import LIBRARY
from projects.filters import LibraryFilter, ordered
from projects.forms.library import BulkForm
from projects.models import BulkAct
from projects.views.workbench import keys_of
from workflow.errors import Conflict, Forbidden
from workflow.exports import ExportedList

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.CITY_GOVERNMENT, Role.LEADING_GROUP)
COMPARED = (2, 4)
MOST = 500


class Library(RolesMixin, ExportedList):
    """The three-year window (article 9); the clerk puts projects on a list in the making from here."""

    roles = READERS
    template_name = "projects/library.html"
    export_name, export_columns = "滚动库", LIBRARY
    context_object_name = "projects"
    paginate_by = 50

    def get_queryset(self):
        self.everything = queries.library(self.request.post)
        self.filter = LibraryFilter(self.request.GET, self.everything)
        sort = self.request.GET.get("sort", "")
        if sort.removeprefix("-") == "score":
            return queries.by_score(self.filter.qs, descending=sort.startswith("-"))
        return ordered(self.filter.qs, sort) if sort else self.filter.qs.order_by("planned_year", "admitted_at", "pk")

    def export_rows(self):
        return queries.library_rows(self.get_queryset())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        keeping = self.request.post.role in OFFICE_ROLES
        return context | {
            "filter": self.filter,
            "totals": queries.totals(self.filter.qs),
            "years": queries.library_years(self.everything),
            "rows": queries.library_rows(context["page_obj"]),
            "drafts": list(queries.draft_lists(self.request.post)) if keeping else [],
            "bulk_form": BulkForm(auto_id="id_bulk_%s") if keeping else None,
            "last_bulk": queries.last_bulk(self.request.post),
            "scheme": queries.score_scheme(),
            "sort": self.request.GET.get("sort", ""),
        }


class LibraryCompare(RolesMixin, TemplateView):
    """Two to four entries side by side."""

    roles = READERS
    template_name = "projects/library_compare.html"

    def get(self, request, *args, **kwargs):
        rows = queries.compared(request.post, keys_of(request.GET.getlist("project")[:MOST]))
        if not COMPARED[0] <= len(rows) <= COMPARED[1]:
            messages.warning(request, f"请勾选 2 至 4 个项目比较，现在是 {len(rows)} 个。")
            return redirect("projects:library")
        return self.render_to_response(self.get_context_data(rows=rows, scheme=queries.score_scheme()))


@require_POST
@for_roles(*OFFICE_ROLES)
def library_bulk(request):
    """First the preview of the effect; with `confirmed` the act."""
    found = queries.library(request.post).filter(pk__in=keys_of(request.POST.getlist("project")[:MOST]))
    form = BulkForm(request.POST)
    if not form.is_valid() or not found.exists():
        messages.error(request, "请先勾选项目，并选择要调整成什么。")
        return redirect("projects:library")
    field, value = form.cleaned_data["field"], form.value
    if "confirmed" not in request.POST:
        effects = services.preview_bulk(projects=found.order_by("number"), field=field, value=value)
        context = {"effects": effects, "field": field, "value": value, "label": services.LABELS[field]}
        return render(request, "projects/library_bulk.html", context)
    try:
        act = services.apply_bulk(projects=found, field=field, value=value, post=request.post)
    except Conflict as conflict:
        messages.warning(request, conflict.message)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    else:
        messages.success(request, f"{act.label}：{len(act.rows)} 个项目。一天之内可以撤销一次。")
    return redirect("projects:library")


@require_POST
@for_roles(*OFFICE_ROLES)
def library_undo(request, act_pk):
    act = get_object_or_404(BulkAct, pk=act_pk)
    try:
        back, left = services.undo_bulk(act=act, post=request.post)
    except Conflict as conflict:
        messages.warning(request, conflict.message)
    else:
        rest = f"；{left} 个之后又有改动，保持现状" if left else ""
        messages.success(request, f"已撤销“{act.label}”：恢复 {back} 个项目{rest}。")
    return redirect("projects:library")
