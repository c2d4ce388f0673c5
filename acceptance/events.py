"""What of the acceptance a payment may wait for (article 22)."""

from collections.abc import Iterator
from typing import Any

from projects.rooms import Event

TRIAL = "trial"


def events_of(project: Any) -> Iterator[Event]:
    """初验 opens the trial; who may skip both has passed it with the final acceptance."""
    yield Event(TRIAL, "初验", hasattr(project, "trial") or project.accepted_at is not None)
