from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from archives import queries, services
from archives.forms import SocialForm
from archives.rules import refuse_filer
from archives.states import SocialState
from documents import files
from documents.services import record_download
from projects.exports import OF_PROJECT, STATE
from projects.paths import beginning_of
from projects.queries import listable
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column, ExportedList, local_day
from workflow.lists import StateList
from workflow.panel import build_panel

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT)


@require_POST
@for_roles(*OFFICE_ROLES)
def ask(request: HttpRequest, pk) -> HttpResponse:
    """One click; a second one finds the package that is under way."""
    project = get_object_or_404(listable(request.post), pk=pk)
    try:
        package = services.request_package(project=project, post=request.post)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    messages.success(request, "正在后台打包，可以离开本页；完成后在此下载。")
    return redirect(package)


class PackagePage(RolesMixin, DetailView):
    roles = OFFICE_ROLES
    template_name = "archives/package.html"
    context_object_name = "package"

    def get_queryset(self):
        return queries.packages(self.request.post)


@for_roles(*OFFICE_ROLES)
def download(request: HttpRequest, pk) -> FileResponse:
    package = get_object_or_404(queries.packages(request.post), pk=pk)
    if package.state != package.State.READY or not files.exists(package.file.name):
        raise Http404("归档包还没有生成，或存档文件缺失；请重新生成。")
    record_download(subject=package, post=request.post)
    return FileResponse(package.file.open(), as_attachment=True, filename=package.file_name)


class SocialList(RolesMixin, StateList):
    roles = READERS
    states = SocialState
    template_name = "archives/social_list.html"
    context_object_name = "filings"
    export_name = "社会投资项目备案"
    export_columns = (
        STATE,
        Column("项目", lambda row: row.name, 40),
        Column("备案单位", lambda row: row.unit.name, 28),
        Column("类别", lambda row: row.get_category_display()),
        Column("总投资（元）", lambda row: row.amount),
        Column("建设地点", lambda row: row.place, 28),
        Column("计划开工", lambda row: row.starts_on),
        Column("计划完工", lambda row: row.ends_on),
        Column("备案号", lambda row: row.number, 24),
        Column("进入此状态", lambda row: local_day(row.state_since)),
    )

    def rows(self, post):
        return queries.social_filings(post, self.request.GET.get("q", "").strip())

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_file=_may_file(self.request.post), **kwargs)


def _may_file(post) -> bool:
    return post.role == Role.APPLICANT and not refuse_filer(post.organisation)


class SocialCreate(RolesMixin, FormView):
    """One page; handed in with one click."""

    roles = (Role.APPLICANT,)
    template_name = "archives/social_create.html"
    form_class = SocialForm

    def get(self, request, *args, **kwargs):
        # Money of the city is applied for, a county reports its plan: each is sent to where its own way begins.
        if refusal := refuse_filer(request.post.organisation):
            messages.info(request, f"{refusal}（《办法》第十三条）。")
            return redirect(beginning_of(request.post.organisation.kind).address)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"unit": self.request.post.organisation}

    def form_valid(self, form):
        try:
            filing = services.file_social(filing=form.save(commit=False), post=self.request.post)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        except Conflict as conflict:
            form.add_error("name", conflict.message)
            return self.form_invalid(form)
        messages.success(self.request, "已提交备案，等待信息办核对；核对后出具备案回执。")
        return redirect(filing)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SocialPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "archives/socialfiling.html"
    context_object_name = "filing"

    def get_queryset(self):
        return queries.social_filings(self.request.post)

    def get_context_data(self, **kwargs):
        return super().get_context_data(panel_steps=build_panel(self.object, self.request.post), **kwargs)


class LateFilings(RolesMixin, ExportedList):
    """Who owes a filing, since when, and when it was told."""

    roles = READERS
    template_name = "archives/late_filings.html"
    context_object_name = "rows"
    export_name = "逾期未备案"
    export_columns = (
        *OF_PROJECT,
        Column("应办备案", lambda row: row.label),
        Column("应办日期", lambda row: row.due),
        Column("逾期天数", lambda row: row.days),
        Column("上次提醒", lambda row: row.reminded_on),
    )

    def get_queryset(self):
        return queries.late_filings(self.request.post)
