from typing import Any

from acceptance.models import Acceptance, Trial
from accounts.models import Post


def acceptances(post: Post | None):
    rows = Acceptance.objects.visible_to(post).select_related("project__unit").prefetch_related("items")
    return rows.order_by("-created_at")


def acceptances_of(project: Any, post: Post | None):
    rows = Acceptance.objects.visible_to(post).filter(project=project)
    return rows.select_related("project__unit", "panel", "concluded_by").prefetch_related("items")


def attempts_of(project: Any, post: Post | None) -> list[Any]:
    """Acceptances, newest first, and the trial between the preliminary one and the final."""
    trials = Trial.objects.visible_to(post).filter(project=project).select_related("project__unit")
    return [*acceptances_of(project, post), *trials]


def trials(post: Post | None):
    return Trial.objects.visible_to(post).select_related("project__unit", "paper").prefetch_related("incidents")
