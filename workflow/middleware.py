"""What every request goes through before its view, and what a view leaves unsaid."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from workflow.errors import Conflict


class NoNulMiddleware:
    """No NUL reaches a view: PostgreSQL keeps none, so any read of the database by such a word would be a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.GET, request.POST = _without_nul(request.GET), _without_nul(request.POST)


def _without_nul(asked: QueryDict) -> QueryDict:
    if not any("\0" in text for _name, texts in asked.lists() for text in texts):
        return asked
    kept = asked.copy()
    for name, texts in asked.lists():
        kept.setlist(name, [text.replace("\0", "") for text in texts])
    return kept


class ConflictMiddleware:
    """Losing a race is a page with words (HTTP 409), never a 500.

    A view that has more to say (what was typed, the way to the record) answers a Conflict itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Conflict):
            return None
        return render(request, "409.html", {"message": exception.message, "object": None}, status=409)
