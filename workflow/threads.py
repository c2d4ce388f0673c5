"""Which models are threads: whoever sees the thread sees what hangs on it (papers, events, submissions)."""

from django.db.models import Model, Q

from accounts.models import Post
from accounts.permits import NOBODY

_models: list[type[Model]] = []


def register(model: type[Model]) -> None:
    """Named in the `ready()` of the app that owns the model; its manager answers `visible_to(post)`."""
    if model not in _models:
        _models.append(model)


def visible_q(post: Post | None) -> Q:
    if post is None:
        return NOBODY
    q = NOBODY
    for model in _models:
        q |= Q(thread_id__in=model._default_manager.visible_to(post).values("pk"))
    return q
