from collections.abc import Mapping

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from accounts.roles import OFFICE_ROLES, Role
from documents import files, services
from documents.drafting import DRAFTING
from documents.models import Document, Draft
from documents.sniffing import PDF
from documents.views.papers import hand_out
from workflow.errors import Conflict, Forbidden
from workflow.numbers import asked_number


@require_POST
@for_roles(*OFFICE_ROLES)
def open_draft(request: HttpRequest, kind: str, pk) -> HttpResponse:
    """Word the paper that a record is about to get."""
    drafting = DRAFTING.get(kind)
    if drafting is None:
        raise Http404("这一文种没有可以自拟的段落。")
    subject = get_object_or_404(apps.get_model(drafting.model).objects.visible_to(request.post), pk=pk)
    if not drafting.when(subject):
        raise PermissionDenied("该事项现在不出具这份文书，不能拟稿。")
    draft = services.open_draft(
        kind=kind, subject=subject, thread_id=subject.thread_id, context=drafting.build(subject), post=request.post
    )
    return redirect(draft.get_absolute_url())


@require_POST
@for_roles(Role.OFFICE_LEADER)
def correct(request: HttpRequest, pk) -> HttpResponse:
    """Begin the paper that is to stand in the place of a wrong one."""
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    if document.voided_at is not None:
        messages.info(request, f"{document.number} 已作废，不能再更正。")
        return redirect(document.get_absolute_url())
    draft = services.open_correction(document=document, post=request.post)
    return redirect(draft.get_absolute_url())


@for_roles(*OFFICE_ROLES)
def draft_page(request: HttpRequest, pk) -> HttpResponse:
    """Left the words, right the layout as the paper will have it."""
    draft = get_object_or_404(Draft.objects.visible_to(request.post).select_related("replaces", "document"), pk=pk)
    if request.method == "POST":
        return _save(request, draft)
    return _page(request, draft)


def _page(
    request: HttpRequest,
    draft: Draft,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    reason: str = "",
) -> HttpResponse:
    """What was `typed` stays, whatever the answer; beside it stands what a colleague has saved meanwhile."""
    fields = []
    for name, label in draft.spec.passages.items():
        saved = as_text(draft.whole.get(name))
        text = saved if typed is None else typed[name]
        theirs = saved if status == 409 and saved.split() != text.split() else ""
        fields.append(
            {"name": name, "label": label, "text": text, "theirs": theirs, "error": (errors or {}).get(name)}
        )
    may_issue = draft.is_open and draft.replaces_id is not None and request.post.role == Role.OFFICE_LEADER
    context = {"draft": draft, "fields": fields, "may_issue": may_issue, "reason": reason}
    return render(request, "documents/draft.html", context, status=status)


def _save(request: HttpRequest, draft: Draft) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in draft.spec.passages}
    passages = {name: as_value(text, draft.context.get(name)) for name, text in typed.items()}
    version = asked_number(request.POST.get("version", ""), 0)
    try:
        services.save_draft(draft=draft, passages=passages, version=version, post=request.post)
    except Conflict as conflict:
        messages.info(request, conflict.message)
        draft.refresh_from_db()
        return _page(request, draft, status=409, typed=typed)
    except ValidationError as refusal:
        return _page(request, draft, status=422, typed=typed, errors=refusal.message_dict)
    messages.success(request, "已保存，右侧正在按新内容排版。")
    return redirect(draft.get_absolute_url())


def as_text(value) -> str:
    """A list of points as lines, so that it can be written like any text."""
    return "\n".join(value) if isinstance(value, list) else str(value or "")


def as_value(text: str, like):
    """The text in the shape of what stood there."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines if isinstance(like, list) else "\n".join(lines)


@for_roles(*OFFICE_ROLES)
def layout(request: HttpRequest, pk) -> HttpResponse:
    """The right half alone, which asks again while the worker is at it."""
    draft = get_object_or_404(Draft.objects.visible_to(request.post), pk=pk)
    return render(request, "documents/draft_layout.html", {"draft": draft})


@for_roles(*OFFICE_ROLES)
def preview(request: HttpRequest, pk) -> FileResponse:
    draft = get_object_or_404(Draft.objects.visible_to(request.post), pk=pk)
    if not draft.preview or not files.exists(draft.preview.name):
        raise Http404("尚未排版，请稍后再试。")
    return hand_out(draft.preview, f"{draft.spec.label}（草稿）.pdf", PDF.content_type, preview=True)


@require_POST
@for_roles(Role.OFFICE_LEADER)
def reissue(request: HttpRequest, pk) -> HttpResponse:
    """Issue the corrected paper in place of the wrong one."""
    draft = get_object_or_404(Draft.objects.visible_to(request.post), pk=pk)
    reason, version = request.POST.get("reason", ""), asked_number(request.POST.get("version", ""), 0)
    if not reason.strip():
        messages.error(request, "请写明更正的原因，它会作为原件的作废原因。")
        return _page(request, draft, status=422)
    try:
        document = services.reissue(draft=draft, version=version, reason=reason, post=request.post)
    except Conflict as conflict:
        messages.info(request, conflict.message)
        draft.refresh_from_db()
        return _page(request, draft, status=409, reason=reason)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    messages.success(request, f"已出具 {document.number}，原件 {draft.replaces.number} 已作废。")
    return redirect(document.get_absolute_url())
