from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from oversight.models import Assignment, Breach, Matter


def breaches(post: Post | None) -> QuerySet[Breach]:
    """Open ones first, the most urgent on top."""
    return Breach.objects.visible_to(post).select_related("project__unit", "created_by__user")


def breaches_of(project: Any, post: Post | None) -> QuerySet[Breach]:
    return breaches(post).filter(project=project)


def breach_figures(post: Post | None) -> dict[str, int]:
    open_ = Breach.objects.visible_to(post).open_()
    late = Q(due_on__lt=timezone.localdate())
    return open_.aggregate(open=Count("pk"), late=Count("pk", filter=late))


def matters(post: Post | None) -> QuerySet[Matter]:
    return Matter.objects.visible_to(post).select_related("project")


def assignments(matter: Matter) -> QuerySet[Assignment]:
    return matter.assignments.select_related("matter", "body", "answered_by__user")
