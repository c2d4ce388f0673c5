"""Which models are threads: whoever sees the thread sees what hangs on it (papers, events, submissions)."""

from typing import Any, Protocol

from django.db.models import Q

from accounts.models import Post
from accounts.permits import NOBODY


class Thread(Protocol):
    """A model class whose manager answers `visible_to(post)`."""

    _default_manager: Any


_models: list[type[Thread]] = []


def register(model: type[Thread]) -> None:
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
