"""What happens without anybody: who does not answer in time makes room for the next of the order."""

from celery import shared_task

from experts import services
from experts.services.letters import due_reminders, remind_seat
from experts.services.seats import release_unanswered, unanswered
from projects.models import Project
from workflow.errors import Conflict, Forbidden, RuleViolation


@shared_task(ignore_result=True)
def sweep_unanswered() -> int:
    """Each on its own; one that was answered meanwhile is left alone."""
    released = 0
    for seat in unanswered():
        try:
            release_unanswered(seat=seat)
            released += 1
        except (Conflict, Forbidden, RuleViolation):
            continue
    return released


@shared_task(ignore_result=True)
def remind_before_meetings() -> int:
    """On the working day before: each once."""
    seats = due_reminders()
    for seat in seats:
        remind_seat(seat=seat)
    return len(seats)


@shared_task(ignore_result=True)
def recuse_late_conflicts(project_id: str = "") -> int:
    """After an act that changed the bodies round a project; without one the sweep, for what no act announces: a new
    parent of a body, a setting, somebody who hands in for the unit."""
    project = Project.objects.filter(pk=project_id).first() if project_id else None
    return services.recuse_late_conflicts(project=project)
