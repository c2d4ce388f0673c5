from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from documents import files, services
from documents.going_back import back_to
from documents.models import Attachment, Document
from documents.reading import reading_room
from documents.registry import SPECS
from documents.services.standing import standing_on
from documents.sniffing import BY_CONTENT_TYPE, PDF
from workflow.errors import Conflict


class DocumentPage(RolesMixin, DetailView):
    """One paper: what it is, how far its file is, the file itself beside it."""

    template_name = "documents/document.html"
    context_object_name = "document"

    def get_queryset(self):
        related = ("issued_by__organisation", "entry", "replaces", "replaced_by", "voided_by__organisation")
        return Document.objects.visible_to(self.request.post).select_related(*related)

    def get(self, request, *args, **kwargs):
        if request.htmx and not request.htmx.boosted:
            return card(request, pk=kwargs["pk"])
        answer = super().get(request, *args, **kwargs)
        if (elsewhere := to_reading_room(request, self.object)) is not None:
            return elsewhere
        if self.object.state == Document.State.READY:
            services.mark_read(document=self.object, post=request.post)
        return answer

    def get_context_data(self, **kwargs):
        document, post = self.object, self.request.post
        deliveries = list(document.deliveries.select_related("organisation", "read_by__user", "signed_by__user"))
        mine = [row for row in deliveries if row.organisation_id == post.organisation_id and row.signed_at is None]
        standing = document.voided_at is None
        return super().get_context_data(
            **kwargs,
            deliveries=deliveries,
            may_sign_for=bool(mine) and document.state == Document.State.READY,
            may_void=standing and post.role == Role.OFFICE_LEADER,
            stands_on=standing_on(document) if standing and post.role == Role.OFFICE_LEADER else "",
            may_scan=bool(document.code) and document.state == Document.State.READY and post.role in OFFICE_ROLES,
            may_correct=standing and document.kind in SPECS and post.role == Role.OFFICE_LEADER,
            scans=document.scans.select_related("uploaded_by__user"),
        )


@for_roles()
def card(request: HttpRequest, pk) -> HttpResponse:
    """The card alone, which asks again while the file is being made."""
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    return render(request, "components/document_card.html", {"document": document})


@for_roles()
def download(request: HttpRequest, pk) -> HttpResponseBase:
    """The finished file; `?preview=1` shows it in the page instead of saving it."""
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    if (elsewhere := to_reading_room(request, document)) is not None:
        return elsewhere
    if document.state != Document.State.READY:
        raise Http404("文书尚未生成，请稍后再试。")
    if not files.is_intact(document.file.name, document.sha256):
        raise Http404("存档文件缺失或与校验值不符，请联系系统管理员从备份恢复。")
    preview = request.GET.get("preview") == "1"
    if preview and document.wants_stamp:
        raise Http404("文书已作废，带“作废”字样的版面尚未生成，请稍后再试。")
    if preview and document.stamped:
        # Whoever looks at a void paper sees 作废 across it; the file as it was issued is still there to download.
        return hand_out(document.shown, document.file_name, PDF.content_type, preview=True)
    services.record_download(subject=document, post=request.post, preview=preview)
    services.mark_read(document=document, post=request.post)
    return hand_out(document.file, document.file_name, PDF.content_type, preview=preview)


@require_POST
@for_roles()
def retry(request: HttpRequest, pk) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    try:
        services.retry_document(document=document, post=request.post)
        messages.success(request, f"{document.number} 正在重新生成，可以离开本页。")
    except Conflict as conflict:
        messages.info(request, conflict.message)
    return redirect(back_to(request, document.get_absolute_url()))


@for_roles()
def download_attachment(request: HttpRequest, pk) -> HttpResponseBase:
    return _hand_out_attachment(request, pk, preview=request.GET.get("preview") == "1")


@for_roles()
def preview_attachment(request: HttpRequest, pk) -> HttpResponseBase:
    return _hand_out_attachment(request, pk, preview=True)


def _hand_out_attachment(request: HttpRequest, pk, *, preview: bool) -> HttpResponseBase:
    """The file as it came, or for a role that has a reading room the page where it is read."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.post), pk=pk)
    if (elsewhere := to_reading_room(request, attachment)) is not None:
        return elsewhere
    kind = BY_CONTENT_TYPE[attachment.content_type]
    if not files.exists(attachment.file.name):
        raise Http404("存档文件缺失，请联系系统管理员从备份恢复。")
    services.record_download(subject=attachment, post=request.post, preview=preview)
    name = attachment.name
    if not name.lower().endswith(kind.suffix) and not (kind.suffix == ".jpg" and name.lower().endswith(".jpeg")):
        name += kind.suffix  # it came under a wrong ending; the one who opens it should not be misled
    return hand_out(attachment.file, name, kind.content_type, preview=preview and kind.previewable)


def to_reading_room(request: HttpRequest, paper: Attachment | Document) -> HttpResponseBase | None:
    """Where a role that has a reading room reads this paper; None for whoever gets it as it is."""
    room = reading_room(request.post)
    address = room.address(request.post, paper) if room else None
    if room is None or address is None:
        return None
    if not address:
        raise PermissionDenied(room.refusal)
    return redirect(address)


# A file of somebody else shown in our page: no scripts, no forms, nothing loaded, only our own pages frame it.
CLOSED = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"


def hand_out(file, name: str, content_type: str, *, preview: bool) -> FileResponse:
    response = FileResponse(file.open("rb"), as_attachment=not preview, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = f"{CLOSED}; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
