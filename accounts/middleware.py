from accounts.queries import active_post


class ActivePostMiddleware:
    """`request.post`: the post through which this request acts; None for a stranger or a person without one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.post = active_post(request) if request.user.is_authenticated else None
        return self.get_response(request)
