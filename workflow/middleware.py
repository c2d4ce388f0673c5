"""What every request goes through before its view."""

from django.http import QueryDict


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
