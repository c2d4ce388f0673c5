from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.models import Post
from projects.queries import listable
from results.models import Evaluation, OperationYear, Result, Retirement, Reuse, Transfer


def results(post: Post | None):
    return Result.objects.visible_to(post).filter(project__is_classified=False).select_related("project__unit")


def of_project(project: Any, post: Post | None) -> list[Any]:
    joins = ("result__project__unit", "body", "created_by")
    reuses = Reuse.objects.visible_to(post).filter(result__project=project).select_related(*joins)
    transfers = Transfer.objects.visible_to(post).filter(result__project=project).select_related(*joins)
    rows = Result.objects.visible_to(post).filter(project=project)
    evaluations = Evaluation.objects.visible_to(post).filter(project=project).select_related("project__unit")
    retirements = Retirement.objects.visible_to(post).filter(project=project).select_related("project__unit")
    return [*evaluations, *retirements, *reuses, *transfers, *rows]


def operation_years(post: Post | None):
    """Operation year by year of what this post sees, without secrets; the latest year first."""
    rows = OperationYear.objects.visible_to(post).filter(project__in=listable(post)).select_related("project__unit")
    return rows.order_by("-year", "-price", "pk")


def outsourced_by_year(post: Post | None) -> Any:
    """Article 23, operation by year: `year`, `count`, `services`, `total`, `money`."""
    out = Q(outsourced=True)
    return operation_years(post).order_by().values("year").annotate(
        count=Count("pk"), services=Count("pk", filter=out), total=Sum("price"),
        money=Sum("price", filter=out, default=Decimal(0)),
    )  # fmt: skip
