"""A page of a record, drawn once more by another address: a form on it was refused there, and what was typed stays."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.generic import DetailView


def page_again(
    view: type[DetailView], request: HttpRequest, obj: Model, *, status: int = 422, **context: Any
) -> HttpResponse:
    """`obj` as the caller has it; `context` holds the bound form under its name on the page."""
    page = view(object=obj)
    page.setup(request, pk=obj.pk)
    return page.render_to_response(page.get_context_data(**context), status=status)
