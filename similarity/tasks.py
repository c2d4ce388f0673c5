"""Comparing stands outside the request. A message is an id and may be lost; the sweeper finds what is behind."""

from celery import shared_task

from projects.models import Project
from similarity import queries, services

# A round of the sweeper: some seconds of work, so that papers never wait behind a first comparison of all years.
SWEEP = 40


@shared_task(ignore_result=True)
def compare_project(project_id: str) -> None:
    """Idempotent: the same texts find the same pairs, and what was decided stays so."""
    project = Project.objects.filter(pk=project_id).first()
    if project is not None:
        services.compare(project=project)


@shared_task(ignore_result=True)
def sweep_comparisons() -> int:
    """Projects that were handed in or amended and not compared since, the newest first."""
    behind = list(queries.behind()[:SWEEP])
    for project in behind:
        services.compare(project=project)
    return len(behind)
