from typing import Any

from accounts.models import Post
from changes.models import ChangeRequest


def change_requests(post: Post | None):
    return ChangeRequest.objects.visible_to(post).select_related("project__unit").order_by("-created_at")


def change_requests_of(project: Any, post: Post | None):
    return change_requests(post).filter(project=project).select_related("project__unit", "checked_by")
