"""Days that were counted and told, counted again when the holidays of a year become known (practice.md)."""

from django.utils import timezone

from projects.choices import Outcome
from projects.models import Approval, CorrectionNotice, Project
from workflow.parameters import parameter
from workflow.workdays import Notices, add_working_days


def count_again(known: Notices) -> None:
    """Days that a unit was told, by a notice on holidays that came later: never earlier than it was told."""
    for notice in CorrectionNotice.objects.open_().select_for_update():
        issued = timezone.localdate(notice.issued_at)
        due = add_working_days(issued, int(parameter("clock.papers_awaited", on=issued)), known)
        if due > notice.due_on:
            notice.due_on = due
            notice.save(update_fields=["due_on"])
    cuts = Approval.objects.filter(outcome__in=[Outcome.REDUCED, Outcome.CUT])
    for project in Project.objects.filter(revise_by__isnull=False).select_for_update():
        cut = cuts.filter(project=project).last()
        if cut is None:
            continue
        told = timezone.localdate(cut.recorded_at)
        due = add_working_days(told, int(parameter("clock.revision", on=told)), known)
        if project.revise_by and due > project.revise_by:
            project.revise_by = due
            project.save(update_fields=["revise_by"])
