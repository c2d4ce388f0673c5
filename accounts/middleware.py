from django.shortcuts import redirect
from django.urls import reverse

from accounts.queries import active_post


class ActivePostMiddleware:
    """`request.post`: the post through which this request acts; None for a stranger or a person without one.

    With a password that somebody else has known one comes to no page but that on which another is chosen.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.post = active_post(request) if request.user.is_authenticated else None
        if request.user.is_authenticated and request.user.must_change_password:
            change = reverse("accounts:password_change")
            if request.path not in (change, reverse("accounts:sign_out")):
                return redirect(change)
        return self.get_response(request)
