"""Where a button leads when its work is done."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page that the button stood on, where it is ours."""
    there = request.headers.get("referer", "")
    return there if url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure()) else otherwise
