import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from projects.queries import Overdue, listable, supervised
from projects.queries.supervision import PIECE, SUPERVISED_PATHS
from results.models import Evaluation, OperationYear, Result, Retirement, Reuse, Transfer
from results.rules import evaluation_due
from workflow.audit import reading
from workflow.models import AuditEvent
from workflow.parameters import parameter


def results(post: Post | None):
    return Result.objects.visible_to(post).filter(project__is_classified=False).select_related("project__unit")


ATTEMPTS = ("correct", "transfer_refused")


def trail(result: Result, post: Post) -> Any:
    """Corrections, and what was tried without permission: for the office and the owner."""
    if post.role not in OFFICE_ROLES and post.organisation_id != result.project.unit_id:
        return AuditEvent.objects.none()
    events = AuditEvent.objects.filter(subject_type=Result._meta.label_lower, subject_id=str(result.pk))
    return events.filter(content__action__in=ATTEMPTS).select_related("content").order_by("-pk")


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


def not_evaluated(today: datetime.date) -> Q:
    """In use for a year and longer than that is given for it, and no evaluation was begun."""
    with reading():
        days = int(parameter("evaluation.after_days") + parameter("evaluation.within_days"))
    used = Q(in_use_at__date__lt=today - datetime.timedelta(days=days), retired_on__isnull=True)
    return used & ~Q(pk__in=Evaluation.objects.values("project_id"))


def late_evaluations(post: Post) -> Iterator[Overdue]:
    """For whoever supervises: evaluations that nobody has begun."""
    seen = supervised(post) if post.role in SUPERVISED_PATHS else listable(post)
    rows = seen.filter(not_evaluated(timezone.localdate()), suspended_at__isnull=True).select_related("unit")
    with reading():
        for project in rows.iterator(PIECE):
            page = f"{project.get_absolute_url()}?tab=results"
            yield Overdue(project, "绩效评价未开展", "21", evaluation_due(project), page=page)
