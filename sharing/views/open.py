"""Open data: for everybody, without an account. Only items that may be opened leave the house."""

import csv
import io

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from sharing.dcat import catalogue
from sharing.models import InformationResource

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def _opened():
    return InformationResource.objects.opened().select_related("provider").prefetch_related("items")


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def open_list(request: HttpRequest) -> HttpResponse:
    rows = _opened()
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(name__icontains=words)
    return render(request, "sharing/open_list.html", {"resources": rows})


def open_page(request: HttpRequest, pk) -> HttpResponse:
    resource = get_object_or_404(_opened(), pk=pk)
    items = resource.open_items()
    rows = [[row.values.get(item.name, "") for item in items] for row in resource.rows.all()[:20]]
    context = {"resource": resource, "items": items, "rows": rows, "count": resource.rows.count()}
    return render(request, "sharing/open_page.html", context)


def open_file(request: HttpRequest, pk) -> HttpResponse:
    resource = get_object_or_404(_opened(), pk=pk)
    names = [item.name for item in resource.open_items()]
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(names)
    for row in resource.rows.all():
        writer.writerow([_cell(row.values.get(name, "")) for name in names])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="data.csv"'
    return response


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def dcat(request: HttpRequest) -> JsonResponse:
    body = catalogue(_opened(), _base(request))
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")


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
