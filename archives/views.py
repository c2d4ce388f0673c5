from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES
from archives import queries, services
from documents import files
from documents.services import record_download
from projects.queries import listable
from workflow.errors import Forbidden


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
