"""What a view leaves unsaid: losing a race is a page with words (HTTP 409), never a 500."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflow.errors import Conflict


class ConflictMiddleware:
    """A view that has more to say (what was typed, the way to the record) answers a Conflict itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Conflict):
            return None
        return render(request, "409.html", {"message": exception.message, "object": None}, status=409)
