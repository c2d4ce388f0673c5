"""Pages that take files in for any record that asks for papers (`PAPERS`, `may_attach(post)`)."""

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from documents import services
from documents.models import Attachment
from documents.queries import slots_context
from documents.slots import Paper, may_bring, papers_asked
from workflow.articles import cite
from workflow.errors import Conflict, Forbidden
from workflow.machines import REGISTRY
from workflow.models import WorkflowModel

NO_SECRETS = (
    "涉密项目不得在本系统上传任何文件：本系统未按涉密信息系统建设，涉密信息不得在非涉密网络存储、处理"
    "（《办法》{article}）。请通过涉密载体报送，并在此只登记文号和日期。"
)
NOT_NOW = "现在不能为该事项上传或移除材料：材料由经办单位在提交之前（或退回补正期间）上传。"


@require_POST
@for_roles()
def upload(request: HttpRequest, app: str, model: str, pk) -> HttpResponse:
    """POST slot and one or more files; back to where the form stood."""
    obj = _record(request, app, model, pk)
    paper = _paper(request, obj, request.POST.get("slot", ""))
    files = request.FILES.getlist("file")
    errors = [] if files else [f"{paper.label}：请先选择文件。"]
    for file in files:
        try:
            services.store_attachment(
                upload=file, thread_id=obj.thread_id, subject=obj, slot=paper.slot, post=request.post
            )
        except ValidationError as refusal:
            errors += refusal.messages
    return _answer(request, obj, errors, f"已上传{paper.label}。" if files and not errors else "")


@require_POST
@for_roles()
def attachment_remove(request: HttpRequest, pk) -> HttpResponse:
    """Take a file out of the record; what was handed in earlier keeps it."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.post).current(), pk=pk)
    app, model = attachment.subject_type.split(".")
    obj = _record(request, app, model, attachment.subject_id)
    _paper(request, obj, attachment.slot)
    errors = []
    try:
        services.remove_attachment(attachment=attachment, post=request.post)
    except Conflict as conflict:
        errors.append(conflict.message)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return _answer(request, obj, errors, "" if errors else f"已移除“{attachment.name}”。")


def _record(request: HttpRequest, app: str, model: str, pk) -> WorkflowModel:
    """The record, if this post sees it and its papers may lie here at all."""
    if f"{app}.{model}" not in REGISTRY:
        raise Http404("没有这类事项。")
    obj = get_object_or_404(apps.get_model(app, model).objects.visible_to(request.post), pk=pk)
    project = getattr(obj, "project", obj)
    if getattr(project, "is_classified", False) and settings.CLASSIFIED_MODE == "register":
        raise PermissionDenied(NO_SECRETS.format(article=cite("24")))
    return obj


def _paper(request: HttpRequest, obj: WorkflowModel, slot: str) -> Paper:
    """The paper, if it is this post's to bring, and now."""
    paper = next((one for one in papers_asked(obj) if one.slot == slot), None)
    if paper is None:
        raise Http404("该事项没有这一项材料。")
    if not may_bring(obj, paper, request.post):
        raise PermissionDenied(NOT_NOW)
    return paper


def _answer(request: HttpRequest, obj: WorkflowModel, errors: list[str], done: str) -> HttpResponse:
    """A part of the page where htmx asked, else the page again."""
    if request.htmx:
        context = slots_context(obj, request.post) | {"errors": errors, "done": done}
        return render(request, "components/papers.html", context | {"next": request.POST.get("next", "")})
    for error in errors:
        messages.error(request, error)
    if done:
        messages.success(request, done)
    there = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return redirect(there if there and safe else obj.get_absolute_url())
