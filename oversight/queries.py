from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from infrastructure.models import RunningSystem
from oversight.models import Assignment, Breach, BreachKind, Matter
from oversight.states import BreachState
from projects.models import Project
from projects.states import Stage


def breaches(post: Post | None) -> QuerySet[Breach]:
    """Open ones first, the most urgent on top."""
    return Breach.objects.visible_to(post).select_related("project__unit", "created_by__user")


def breaches_of(project: Any, post: Post | None) -> QuerySet[Breach]:
    return breaches(post).filter(project=project)


def breach_figures(post: Post | None) -> dict[str, int]:
    open_ = Breach.objects.visible_to(post).open_()
    late = Q(due_on__lt=timezone.localdate())
    return open_.aggregate(open=Count("pk"), late=Count("pk", filter=late))


def in_use_unaccepted() -> list[tuple[Project, RunningSystem]]:
    """Not accepted, and yet running: the project's own row, or one of its name that came after the start.

    Classified projects are left out: their systems are followed by 保密局 (article 24).
    """
    today = timezone.localdate()
    known = Breach.objects.filter(kind=BreachKind.NO_ACCEPTANCE).exclude(state=BreachState.CLOSED)
    projects = Project.objects.filter(
        stage__in=(Stage.BUILDING, Stage.COMPLETED), accepted_at__isnull=True, is_classified=False
    ).exclude(pk__in=known.values("project_id"))
    found = []
    rows = RunningSystem.objects.running().filter(in_use_since__lte=today)
    for project in projects.filter(
        Exists(rows.filter(Q(project=OuterRef("pk")) | Q(unit=OuterRef("unit"), name=OuterRef("name"))))
    ):
        own = rows.filter(Q(project=project) | Q(unit=project.unit_id, name=project.name)).first()
        began = timezone.localdate(project.build_started_at)
        if own is not None and (own.project_id == project.pk or own.in_use_since > began):
            found.append((project, own))
    return found


def matters(post: Post | None) -> QuerySet[Matter]:
    return Matter.objects.visible_to(post).select_related("project")


def assignments(matter: Matter) -> QuerySet[Assignment]:
    return matter.assignments.select_related("matter", "body", "answered_by__user")
