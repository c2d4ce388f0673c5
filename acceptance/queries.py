from typing import Any

from acceptance.models import Acceptance
from accounts.models import Post


def acceptances(post: Post | None):
    return Acceptance.objects.visible_to(post).select_related("project__unit").order_by("-created_at")


def acceptances_of(project: Any, post: Post | None):
    rows = Acceptance.objects.visible_to(post).filter(project=project)
    return rows.select_related("project__unit", "panel", "concluded_by")
