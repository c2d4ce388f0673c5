"""What is done with a paper after it was issued: signed for, sealed by hand, validated, made void."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from accounts.roles import OFFICE_ROLES, Role
from documents import files, services
from documents.models import Document, Scan
from documents.sniffing import BY_CONTENT_TYPE
from documents.views.papers import hand_out, to_reading_room
from workflow.errors import Conflict, Forbidden


@require_POST
@for_roles(Role.OFFICE_LEADER)
def void(request: HttpRequest, pk) -> HttpResponse:
    """Number and file stay; the page, the ledger and the public page say 已作废."""
    return _act(
        request,
        pk,
        lambda document: services.void_document(
            document=document, reason=request.POST.get("reason", ""), post=request.post
        ),
        "{} 已作废，文号留在文号簿中；公开核验页同时显示已作废。",
    )


@require_POST
@for_roles()
def sign_for(request: HttpRequest, pk) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda document: services.sign_for(document=document, post=request.post),
        "已签收 {}，出具单位可以看到签收人和时间。",
    )


@require_POST
@for_roles(*OFFICE_ROLES)
def scan_upload(request: HttpRequest, pk) -> HttpResponse:
    upload = request.FILES.get("file")

    def act(document: Document):
        if upload is None:
            raise ValidationError("请先选择盖章后的扫描件。")
        return services.store_scan(document=document, upload=upload, post=request.post)

    return _act(request, pk, act, "扫描件上的二维码与 {} 一致，已收存。")


def _act(request: HttpRequest, pk, act, words: str) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    try:
        act(document)
        messages.success(request, words.format(document.number))
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    except Conflict as conflict:
        messages.info(request, conflict.message)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return redirect(document.get_absolute_url())


@for_roles()
def scan(request: HttpRequest, pk) -> HttpResponseBase:
    """The scan, to whoever may see its paper."""
    found = get_object_or_404(Scan.objects.select_related("document"), pk=pk)
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=found.document_id)
    if (elsewhere := to_reading_room(request, document)) is not None:
        return elsewhere
    if not files.is_intact(found.file.name, found.sha256):
        raise Http404("扫描件缺失或与校验值不符，请联系系统管理员从备份恢复。")
    services.record_download(subject=document, post=request.post, preview=True)
    kind = BY_CONTENT_TYPE[found.content_type]
    return hand_out(found.file, f"{document.number} 盖章扫描件{kind.suffix}", kind.content_type, preview=True)


@for_roles()
def signature(request: HttpRequest, pk) -> HttpResponse:
    """Validate the signature in the stored file, now."""
    from documents import signing  # a second of loading that no other page shall pay for

    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    if document.state != Document.State.READY or not files.exists(document.file.name):
        raise Http404("文书文件不在，不能验证签名。")
    with document.file.open("rb") as file:
        verdict = signing.validate(file.read())
    return render(request, "documents/signature.html", {"document": document, "verdict": verdict})
