from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from documents import files, queries, services
from documents.models import Attachment, Document, NumberEntry
from documents.registry import SERIES
from documents.sniffing import BY_CONTENT_TYPE, PDF
from workflow.errors import Conflict, Forbidden


class DocumentPage(RolesMixin, DetailView):
    """One paper: what it is, how far its file is, the file itself beside it."""

    template_name = "documents/document.html"
    context_object_name = "document"

    def get_queryset(self):
        return Document.objects.visible_to(self.request.post).select_related("issued_by__organisation", "entry")

    def get(self, request, *args, **kwargs):
        if request.htmx and not request.htmx.boosted:
            return card(request, pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)


@for_roles()
def card(request: HttpRequest, pk) -> HttpResponse:
    """The card alone, which asks again while the file is being made."""
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    return render(request, "components/document_card.html", {"document": document})


@for_roles()
def download(request: HttpRequest, pk) -> FileResponse:
    """The finished file; `?preview=1` shows it in the page instead of saving it."""
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    if document.state != Document.State.READY:
        raise Http404("文书尚未生成，请稍后再试。")
    if not files.is_intact(document.file.name, document.sha256):
        raise Http404("存档文件缺失或与校验值不符，请联系系统管理员从备份恢复。")
    preview = request.GET.get("preview") == "1"
    services.record_download(subject=document, post=request.post, preview=preview)
    return _hand_out(document.file, document.file_name, PDF.content_type, preview=preview)


@require_POST
@for_roles()
def retry(request: HttpRequest, pk) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.post), pk=pk)
    try:
        services.retry_document(document=document, post=request.post)
        messages.success(request, f"{document.number} 正在重新生成，可以离开本页。")
    except Conflict as conflict:
        messages.info(request, conflict.message)
    return redirect(_back(request, document.get_absolute_url()))


@for_roles()
def download_attachment(request: HttpRequest, pk) -> FileResponse:
    attachment = get_object_or_404(Attachment.objects.visible_to(request.post), pk=pk)
    preview = request.GET.get("preview") == "1"
    return _hand_out_attachment(request, attachment, preview=preview)


@for_roles()
def preview_attachment(request: HttpRequest, pk) -> FileResponse:
    attachment = get_object_or_404(Attachment.objects.visible_to(request.post), pk=pk)
    return _hand_out_attachment(request, attachment, preview=True)


def _hand_out_attachment(request: HttpRequest, attachment: Attachment, *, preview: bool) -> FileResponse:
    kind = BY_CONTENT_TYPE[attachment.content_type]
    if not files.exists(attachment.file.name):
        raise Http404("存档文件缺失，请联系系统管理员从备份恢复。")
    services.record_download(subject=attachment, post=request.post, preview=preview)
    name = attachment.name
    if not name.lower().endswith(kind.suffix) and not (kind.suffix == ".jpg" and name.lower().endswith(".jpeg")):
        name += kind.suffix  # it came under a wrong ending; the one who opens it should not be misled
    return _hand_out(attachment.file, name, kind.content_type, preview=preview and kind.previewable)


# A file of somebody else shown in our page: no scripts, no forms, nothing loaded, only our own pages frame it.
CLOSED = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"


def _hand_out(file, name: str, content_type: str, *, preview: bool) -> FileResponse:
    response = FileResponse(file.open("rb"), as_attachment=not preview, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = f"{CLOSED}; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


class Ledger(RolesMixin, ListView):
    """The ledger of numbers, with its own proof that none is missing."""

    roles = (*OFFICE_ROLES, Role.AUDIT_ADMIN)
    template_name = "documents/ledger.html"
    context_object_name = "entries"
    paginate_by = 50

    def get_queryset(self):
        year = self.request.GET.get("year", "")
        self.year = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
        chosen = self.request.GET.get("series", "")
        self.series = chosen if chosen in SERIES else ""
        return queries.ledger(series=self.series, year=self.year)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        lines = queries.series_lines(year=self.year)
        return context | {
            "lines": lines,
            "gaps": any(line.gaps for line in lines),
            "years": queries.years(),
            "choices": queries.series_choices(),
            "year": self.year,
            "series": self.series,
            "visible": queries.visible_documents(context["entries"], self.request.post),
            "may_void": self.request.post.role == Role.OFFICE_LEADER,
        }


@require_POST
@for_roles(Role.OFFICE_LEADER)
def void_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """A number that must not be used; it stays in the ledger with its reason."""
    entry = get_object_or_404(NumberEntry, pk=pk)
    try:
        services.void_number(entry=entry, reason=request.POST.get("reason", ""), post=request.post)
        messages.success(request, f"{entry.text} 已作废，仍保留在文号簿中。")
    except Conflict as conflict:
        messages.info(request, conflict.message)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return redirect(_back(request, "documents:ledger"))


def _back(request: HttpRequest, otherwise: str) -> str:
    """The page that the button stood on, where it is ours."""
    there = request.headers.get("referer", "")
    return there if url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure()) else otherwise
