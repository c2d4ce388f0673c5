"""What a word means, who is its source, and what a project would collect a second time (article 19)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Organisation
from projects.models import DataItem as Row
from sharing.models import DataElement, ElementName, ElementSource

_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_PARTS = re.compile(r"[、，,；;。\n/|：:]+")


@dataclass(frozen=True)
class Doubled:
    """`item` as the application calls it; the element has this source."""

    item: str
    element: DataElement
    source: ElementSource


def plain(word: str) -> str:
    return _BRACKETS.sub("", word).strip()


def collected_by(application: Any) -> list[str]:
    """Names of the items that an application collects itself: its rows, or its text where it has none."""
    if application is None:
        return []
    rows = list(application.data_rows.all())
    if rows:
        return [plain(row.name) for row in rows if row.direction == Row.Direction.COLLECT]
    return [plain(piece) for piece in _PARTS.split(application.data_items or "") if plain(piece)]


def elements_of(words: Iterable[str]) -> dict[str, DataElement]:
    """Word → element, for the words that are known; two queries whatever their number."""
    names = ElementName.objects.filter(word__in=list(words)).select_related("element")
    return {one.word: one.element for one in names.prefetch_related("element__sources__body")}


def house_of(unit: Organisation) -> set[Any]:
    return {unit.pk, unit.parent_id, *unit.children.values_list("pk", flat=True)} - {None}


def doubled(project: Any) -> list[Doubled]:
    """Elements that another body is the source of on the day of the application, each once."""
    known = elements_of(dict.fromkeys(collected_by(getattr(project, "application", None))))
    if not known:
        return []
    day = timezone.localdate(project.submitted_at) if project.submitted_at else timezone.localdate()
    house, found = house_of(project.unit), {}
    for item, element in known.items():
        source = None if element.generic else element.source_on(day)
        if source is not None and source.body_id not in house:
            found.setdefault(element.pk, Doubled(item, element, source))
    return list(found.values())


def unsettled(project: Any) -> list[Doubled]:
    """Of these, what was neither switched to sharing nor allowed for a reason."""
    settled = set(project.collections.settled().values_list("element_id", flat=True))
    return [one for one in doubled(project) if one.element.pk not in settled]
