"""What of the building a payment may wait for (article 22)."""

from collections.abc import Iterator
from typing import Any

from projects.rooms import Event


def events_of(project: Any) -> Iterator[Event]:
    """By its row: a plan that is written anew keeps it, whatever the milestone is called by then."""
    for milestone in project.milestones.all():
        yield Event(f"milestone:{milestone.pk}", f"里程碑：{milestone.name}", milestone.done_on is not None)
