"""一数一源 (article 19): data items that an application would collect although somebody already provides them.

Names are brought to one form (spaces, brackets, "信息", "数据" at the end) and to the first of their synonyms.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import Organisation
from projects.states import Stage
from sharing.models import InformationResource

_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_TAIL = re.compile(r"(?:基本信息|基础信息|信息|数据|情况|记录|明细|资料)$")
_PARTS = re.compile(r"[、，,；;。\n/|：:]+")
_OWN = re.compile(r"自行采集|现场采集|由本单位|本单位产生|新采集")
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


def plain(name: str) -> str:
    """One form of a name: 法定代表人姓名（必填） and 企业法人姓名 are one item."""
    name = _BRACKETS.sub("", name).strip(" 　-·.0123456789")
    found = _synonyms().get(name)
    if found is None:
        name = _TAIL.sub("", name) or name
        found = _synonyms().get(name, name)
    return found


def items_of(text: str) -> list[str]:
    """Single items out of a free text: one after a list mark, a line, a colon."""
    words = (piece.strip() for piece in _PARTS.split(text or ""))
    return [word for word in words if 2 <= len(word) <= 30 and not _OWN.search(word)]


def matches(wanted: Iterable[str], provided: Iterable[str]) -> list[tuple[str, str]]:
    known = {plain(name): name for name in provided}
    return [(name, known[plain(name)]) for name in wanted if plain(name) in known]


def provided_items(project: Any) -> list[Provided]:
    """What the catalogue already has of the items that this application would collect, each once."""
    wanted = items_of(getattr(getattr(project, "application", None), "data_items", ""))
    if not wanted:
        return []
    house = _house(project.unit)
    resources = InformationResource.objects.published().exclude(provider__in=house).exclude(sharing="none")
    found: dict[str, Provided] = {}
    for resource in resources.select_related("provider").prefetch_related("items").order_by("kind", "code"):
        names = [one.name for one in resource.items.all()]
        for item, same_as in matches(wanted, [*names, resource.name]):
            found.setdefault(item, Provided(item, same_as, resource.provider.short_name, resource.name))
    return [found[item] for item in dict.fromkeys(wanted) if item in found]


def built_items(project: Any, seen: Any) -> list[Provided]:
    """The same of other units' projects that are built or being built; `seen` are the projects that the post sees."""
    wanted = items_of(getattr(getattr(project, "application", None), "data_items", ""))
    if not wanted:
        return []
    others = seen.filter(stage__in=BUILT).exclude(unit__in=_house(project.unit)).exclude(application__data_items="")
    found: dict[str, Provided] = {}
    rows = others.values_list("name", "unit__short_name", "application__data_items").order_by("-submitted_at")
    for name, unit, text in rows:
        for item, same_as in matches(wanted, items_of(text or "")):
            found.setdefault(item, Provided(item, same_as, unit, name, is_project=True))
    return list(found.values())


def _house(unit: Organisation) -> list[Any]:
    above = [unit.pk, unit.parent_id] if unit.parent_id else [unit.pk]
    return [*above, *Organisation.objects.filter(parent_id=unit.pk).values_list("pk", flat=True)]
