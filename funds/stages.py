"""The plan of payments follows the way of the project: what each of its lines waits for (article 22)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.rooms import Event, events_of

ZERO = Decimal(0)
BUYER, ACCEPTED, WARRANTY, TRIAL = "buyer", "accepted", "warranty", "trial"

# A line that is called so waits for it, whether or not somebody says so. 初验 is an event of the acceptance room.
BY_NAME = {"初验": TRIAL, "终验": ACCEPTED, "竣工": ACCEPTED, "履约验收": BUYER, "质保": WARRANTY}


def events_for(contract: Any) -> Iterator[Event]:
    """What a line of this contract's plan can wait for, and whether it has happened."""
    over = contract.warranty_until is not None and contract.warranty_until <= timezone.localdate()
    yield from events_of(contract.project)
    yield Event(BUYER, "履约验收合格", contract.is_accepted())
    yield Event(ACCEPTED, "项目验收（终验）", contract.project.accepted_at is not None)
    yield Event(WARRANTY, "质保期满", over)


def event_by_name(name: str) -> str:
    return next((key for word, key in BY_NAME.items() if word in name), "")


def lines_of(contract: Any) -> list[tuple[Any, str]]:
    """(line of the plan, what it still waits for; empty where its money may be paid)."""
    stages = list(contract.stages.all())
    asked = any(stage.waits_for for stage in stages)
    events = {event.key: event for event in events_for(contract)} if asked else {}
    # By law only the 质保金 waits once a small firm has delivered.
    free = asked and contract.falls_due_by_law()
    return [
        (stage, "" if free and stage.waits_for != WARRANTY else _waits(stage, events.get(stage.waits_for)))
        for stage in stages
    ]


def _waits(stage: Any, event: Event | None) -> str:
    if not stage.waits_for:
        return ""
    if event is None:
        # A milestone that the plan of the building no longer has.
        return f"付款节点“{stage.name}”所依据的里程碑已不在建设计划中，请修改付款计划"
    return "" if event.happened else f"付款节点“{stage.name}”须待{event.label}完成后支付"


def asked_of(stage: Any, but: Any = None) -> Decimal:
    """What is requested of it or was paid; `but` is the request that is judged."""
    rows = [one for one in stage.requests.all() if one.counts and one.pk != getattr(but, "pk", None)]
    return sum((one.amount for one in rows), ZERO)
