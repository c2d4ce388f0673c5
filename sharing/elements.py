"""What a word means, who is its source, and what a project would collect a second time (article 19)."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Organisation
from projects.models import DataItem as Row
from sharing.models import DataElement, ElementSource
from sharing.names import Names

# Between two items of a text, not within brackets.
_PARTS = re.compile(r"[、，,；;。\n/|：:]+(?![^（()）]*[）)])")
# What others hold already and the project only takes: 户籍（由市公安局共享）.
_TAKEN = re.compile(r"[（(][^（()）]*(?:共享|调用|回流|下发|推送)[^（()）]*[）)]")


@dataclass(frozen=True)
class Declared:
    """An item of data as an application names and defines it."""

    name: str
    definition: str = ""


@dataclass(frozen=True)
class Doubled:
    """`item` as the application calls it, why it is taken for the element, and the element's source."""

    item: str
    reason: str
    element: DataElement
    source: ElementSource


def collected_by(application: Any) -> list[Declared]:
    """The items that an application collects itself: its rows, or its text where it has none."""
    if application is None:
        return []
    rows = list(application.data_rows.all())
    if rows:
        return [Declared(row.name, row.definition) for row in rows if row.direction == Row.Direction.COLLECT]
    pieces = (piece.strip() for piece in _PARTS.split(application.data_items or ""))
    return [Declared(piece) for piece in pieces if piece and not _TAKEN.search(piece)]


def house_of(unit: Organisation) -> set[Any]:
    return {unit.pk, unit.parent_id, *unit.children.values_list("pk", flat=True)} - {None}


def doubled(project: Any) -> list[Doubled]:
    """Elements that another body is the source of on the day of the application, each once."""
    items = dict.fromkeys(one.name for one in collected_by(getattr(project, "application", None)))
    if not items:
        return []
    names = Names()
    day = timezone.localdate(project.submitted_at) if project.submitted_at else timezone.localdate()
    house: set[Any] | None = None
    found: dict[Any, Doubled] = {}
    for item in items:
        match = names.find(item)
        source = match.element.source_on(day) if match and not match.element.generic else None
        if match is None or source is None:
            continue
        house = house or house_of(project.unit)
        if source.body_id not in house:
            found.setdefault(match.element.pk, Doubled(item, match.reason, match.element, source))
    return list(found.values())


def unsettled(project: Any) -> list[Doubled]:
    """Of these, what was neither switched to sharing nor allowed for a reason."""
    settled = set(project.collections.settled().values_list("element_id", flat=True))
    return [one for one in doubled(project) if one.element.pk not in settled]
