from typing import Any

from django.db.models import Q

from accounts.models import Post
from results.models import Result, Reuse, Transfer


def results(post: Post | None, words: str = "", reusable: bool = False):
    rows = Result.objects.visible_to(post).filter(project__is_classified=False).select_related("project__unit")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(summary__icontains=words) | Q(project__name__icontains=words))
    return rows.filter(reusable=True) if reusable else rows


def of_project(project: Any, post: Post | None) -> list[Any]:
    joins = ("result__project__unit", "body", "created_by")
    reuses = Reuse.objects.visible_to(post).filter(result__project=project).select_related(*joins)
    transfers = Transfer.objects.visible_to(post).filter(result__project=project).select_related(*joins)
    rows = Result.objects.visible_to(post).filter(project=project)
    return [*reuses, *transfers, *rows]
