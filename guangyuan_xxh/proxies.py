"""Who asks, where reverse proxies stand between: locks, limits and the call log are by address."""

from django.conf import settings


class RealAddressMiddleware:
    """`REMOTE_ADDR` becomes what the outermost of our own proxies saw (environment PROXIES: how many there are).

    Each appends the address of its caller to X-Forwarded-For, so the last PROXIES entries are ours to believe and
    all before them are whatever the client wrote.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if 0 < settings.PROXIES <= len(passed):
            request.META["REMOTE_ADDR"] = passed[-settings.PROXIES]
        return self.get_response(request)
