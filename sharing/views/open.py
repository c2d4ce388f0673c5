"""Open data: for everybody, without an account. Only items that may be opened leave the house."""

from functools import wraps

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from sharing.dcat import catalogue
from sharing.models import InformationResource
from workflow.exports import CHUNK, export_table
from workflow.limits import too_often

# Of one address: enough for a portal that harvests the catalogue, too few to keep the house busy.
PER_MINUTE = 60


def _limited(view):
    """What goes through all rows of something, and asks nobody who he is."""

    @wraps(view)
    def limited(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if too_often(f"{view.__name__}:{request.META.get('REMOTE_ADDR', '')}", PER_MINUTE):
            words = f"下载过于频繁，同一地址每分钟最多 {PER_MINUTE} 次，请一分钟后再试。"
            return HttpResponse(
                words, status=429, headers={"Retry-After": "60"}, content_type="text/plain; charset=utf-8"
            )
        return view(request, *args, **kwargs)

    return limited


def _opened():
    return InformationResource.objects.opened().select_related("provider").prefetch_related("items")


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def open_list(request: HttpRequest) -> HttpResponse:
    rows = _opened()
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(name__icontains=words)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "sharing/open_list.html", {"page_obj": page})


def open_page(request: HttpRequest, pk) -> HttpResponse:
    resource = get_object_or_404(_opened(), pk=pk)
    items = resource.open_items()
    rows = [[row.values.get(item.name, "") for item in items] for row in resource.rows.all()[:20]]
    context = {"resource": resource, "items": items, "rows": rows, "count": resource.rows.count()}
    return render(request, "sharing/open_page.html", context)


@_limited
def open_file(request: HttpRequest, pk) -> HttpResponseBase:
    resource = get_object_or_404(_opened(), pk=pk)
    names = [item.name for item in resource.open_items()]
    read = resource.rows.values_list("values", flat=True).iterator(chunk_size=CHUNK)
    rows = ([values.get(name) for name in names] for values in read)
    return export_table("csv", name=resource.name, titles=names, rows=rows)


@_limited
def dcat(request: HttpRequest) -> JsonResponse:
    body = catalogue(_opened(), _base(request))
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")


@_limited
def sitemap(request: HttpRequest) -> HttpResponse:
    base = _base(request)
    pages = [(reverse("sharing:open_list"), None)]
    pages += [(reverse("sharing:open_page", args=[one.pk]), one.opened_at) for one in _opened()]
    lines = [
        f"<url><loc>{base}{path}</loc>{f'<lastmod>{day:%Y-%m-%d}</lastmod>' if day else ''}</url>"
        for path, day in pages
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return HttpResponse(f"{head}{''.join(lines)}</urlset>\n", content_type="application/xml")
