"""一数一源 (article 19): data items that an application would collect although somebody already provides them.

Names are brought to one form (spaces, brackets, "信息", "数据" at the end) and to the first of their synonyms. A
definition names its item at its end: "居民身份证上的公民身份号码" is 公民身份号码, whatever the item is called.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from projects.models import DataItem as Row
from projects.states import Stage
from sharing.elements import Declared, collected_by, house_of
from sharing.models import InformationResource

_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_TAIL = re.compile(r"(?:基本信息|基础信息|信息|数据|情况|记录|明细|资料)$")
_ENDS = " 　-·.。；;0123456789"
# Of a definition's end: shorter words end too many of them.
SHORTEST = 4
BUILT = (Stage.BUILDING, Stage.COMPLETED, Stage.ACCEPTED, Stage.FILED)


@dataclass(frozen=True)
class Provided:
    """`item` as the application calls it, `same_as` as the provider does; `source` is a resource or a project."""

    item: str
    same_as: str
    provider: str
    source: str
    is_project: bool = False


@cache
def _synonyms() -> dict[str, str]:
    lines = (Path(__file__).parent / "synonyms.txt").read_text("utf-8").splitlines()
    groups = [line.split() for line in lines if line and not line.startswith("#")]
    return {word: group[0] for group in groups for word in group}


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """One form of a name: 法定代表人姓名（必填） and 企业法人姓名 are one item."""
    name = _BRACKETS.sub("", name).strip(_ENDS)
    found = _synonyms().get(name)
    if found is None:
        name = _TAIL.sub("", name) or name
        found = _synonyms().get(name, name)
    return found


@lru_cache(maxsize=2_000)
def _ends(definition: str) -> tuple[str, ...]:
    """What a definition may be the definition of, the longest first."""
    text = plain(definition)
    return tuple(plain(text[at:]) for at in range(len(text) - SHORTEST + 1))


class Known:
    """Items that somebody provides, by their names and by what their definitions name."""

    def __init__(self, provided: Iterable[Declared]) -> None:
        items = list(provided)
        self._names = {plain(item.name): item.name for item in items}
        self._defined = {end: item.name for item in items for end in _ends(item.definition)}

    def find(self, wanted: Declared) -> str | None:
        """As the provider calls it."""
        name, ends = plain(wanted.name), _ends(wanted.definition)
        by_name = (self._names[form] for form in (name, *ends) if form in self._names)
        by_definition = (self._defined[form] for form in (name, *ends[:1]) if form in self._defined)
        return next(by_name, None) or next(by_definition, None)


def wanted_by(project: Any) -> list[Declared]:
    return list(dict.fromkeys(collected_by(getattr(project, "application", None))))


def provided_items(project: Any) -> list[Provided]:
    """What the catalogue already has of the items that this application would collect, each once."""
    wanted = wanted_by(project)
    if not wanted:
        return []
    resources = InformationResource.objects.published().exclude(provider__in=house_of(project.unit))
    resources = resources.exclude(sharing="none").select_related("provider").prefetch_related("items")
    found: dict[Declared, Provided] = {}
    for resource in resources.order_by("kind", "code"):
        known = Known(map(Declared, (resource.name, *(one.name for one in resource.items.all()))))
        for item in wanted:
            if item not in found and (same_as := known.find(item)):
                found[item] = Provided(item.name, same_as, resource.provider.short_name, resource.name)
    return [found[item] for item in wanted if item in found]


def built_items(project: Any, seen: Any) -> list[Provided]:
    """The same of what other units' projects give that are built or being built, among those that the post sees."""
    wanted = wanted_by(project)
    if not wanted:
        return []
    others = seen.filter(stage__in=BUILT).exclude(unit__in=house_of(project.unit))
    rows = Row.objects.filter(direction=Row.Direction.GIVE, application__project__in=others)
    found: dict[Declared, Provided] = {}
    told = ("application__project__name", "application__project__unit__short_name", "name", "definition")
    for source, unit, name, definition in rows.order_by("-application__project__submitted_at", "pk").values_list(
        *told
    ):
        known = Known([Declared(name, definition)])
        for item in wanted:
            if item not in found and (same_as := known.find(item)):
                found[item] = Provided(item.name, same_as, unit, source, is_project=True)
    return [found[item] for item in wanted if item in found]
