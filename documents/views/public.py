"""What the QR code on a sheet leads to. No sign-in, no list, no counting; nothing of a classified project."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.models import Document
from workflow.limits import too_often

# Of one address: enough for a counter clerk with a pile of certificates, too few for whoever tries codes.
PER_MINUTE = 30


@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Number, title, date, standing and hash of one paper; the same words for a wrong code as for none."""
    if too_often(f"verify:{request.META.get('REMOTE_ADDR', '')}", PER_MINUTE):
        answer = render(request, "documents/verify_wait.html", status=429)
        answer["Retry-After"] = "60"
        return answer
    document = Document.objects.select_related("replaced_by").filter(code=code).exclude(code="").first()
    answer = render(request, "documents/verify.html", {"document": document}, status=200 if document else 404)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
