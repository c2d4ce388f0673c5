from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from accounts.roles import OFFICE_ROLES
from documents import files, queries, services
from documents.models import Batch
from documents.registry import SPECS
from documents.views.papers import hand_out
from workflow.errors import Conflict
from workflow.numbers import asked_number

TYPES = {".zip": "application/zip", ".pdf": "application/pdf"}
SHOWN = 20


@for_roles(*OFFICE_ROLES)
def batch_list(request: HttpRequest) -> HttpResponse:
    """Start a bundle; those that one has started."""
    context = {
        "batches": Batch.objects.visible_to(request.post)[:SHOWN],
        "kinds": [(spec.kind, spec.label) for spec in SPECS.values()],
        "forms": Batch.Form.choices,
        "years": queries.years() or [timezone.localdate().year],
    }
    return render(request, "documents/batches.html", context)


@require_POST
@for_roles(*OFFICE_ROLES)
def batch_start(request: HttpRequest) -> HttpResponse:
    year = request.POST.get("year", "")
    try:
        batch = services.start_batch(
            kind=request.POST.get("kind", ""),
            year=asked_number(year, 0, least=1000, most=9999),
            form=request.POST.get("form", ""),
            post=request.post,
        )
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return redirect("documents:batches")
    return redirect(batch.get_absolute_url())


@for_roles(*OFFICE_ROLES)
def batch_page(request: HttpRequest, pk) -> HttpResponse:
    """How far it is; asks again by itself while it runs."""
    batch = get_object_or_404(Batch.objects.visible_to(request.post), pk=pk)
    part = request.htmx and not request.htmx.boosted
    context = {"batch": batch, "progress": queries.batch_progress(batch)}
    return render(request, "documents/batch_progress.html" if part else "documents/batch.html", context)


@require_POST
@for_roles(*OFFICE_ROLES)
def batch_cancel(request: HttpRequest, pk) -> HttpResponse:
    batch = get_object_or_404(Batch.objects.visible_to(request.post), pk=pk)
    try:
        services.cancel_batch(batch=batch, post=request.post)
        messages.success(request, "已取消汇集；各份文书本身不受影响。")
    except Conflict as conflict:
        messages.info(request, conflict.message)
    return redirect(batch.get_absolute_url())


@for_roles(*OFFICE_ROLES)
def batch_file(request: HttpRequest, pk) -> FileResponse:
    batch = get_object_or_404(Batch.objects.visible_to(request.post), pk=pk)
    if batch.state != Batch.State.READY or not files.exists(batch.file.name):
        raise Http404("尚未汇集完成，请稍后再试。")
    services.record_download(subject=batch, post=request.post)
    suffix = ".zip" if batch.form == Batch.Form.ZIP else ".pdf"
    return hand_out(batch.file, f"{batch}{suffix}", TYPES[suffix], preview=False)
