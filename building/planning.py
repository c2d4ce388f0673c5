"""What a plan of milestones that is written anew does to the one that stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from projects.states import Stage

# From the start of the building on the first plan is what lateness is measured by.
FIXED = (Stage.BUILDING, Stage.COMPLETED)
PARTS = ("name", "planned_on", "responsible")


@dataclass
class Replan:
    """Lines as they were and as they shall be; `changed` holds (milestone, {part: [old, new]})."""

    added: list[Mapping[str, Any]] = field(default_factory=list)
    changed: list[tuple[Any, dict[str, list[Any]]]] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)
    anew: bool = True

    @property
    def touches(self) -> bool:
        """Is a plan changed that stands already?"""
        return not self.anew and bool(self.added or self.changed or self.removed)


def is_fixed(project: Any) -> bool:
    return project.stage in FIXED


def replan(project: Any, rows: Iterable[Mapping[str, Any]]) -> Replan:
    """A row names its milestone by `pk`, or none where it is a new one."""
    there = {one.pk: one for one in project.milestones.all()}
    found = Replan(anew=not there)
    kept = set()
    for row in rows:
        milestone = there.get(row.get("pk"))
        if milestone is None:
            found.added.append(row)
            continue
        kept.add(milestone.pk)
        if parts := {part: pair for part in PARTS if (pair := _pair(milestone, row, part))}:
            found.changed.append((milestone, parts))
    found.removed = [one for pk, one in there.items() if pk not in kept]
    return found


def _pair(milestone: Any, row: Mapping[str, Any], part: str) -> list[Any]:
    old, new = getattr(milestone, part), row.get(part) or ""
    return [] if old == new else [old, new]


def in_words(parts: Mapping[str, list[Any]], model: Any) -> str:
    """计划日期 2026-10-01 → 2026-11-15"""
    labels = {part: model._meta.get_field(part).verbose_name for part in parts}
    return "，".join(f"{labels[part]} {old or '—'} → {new or '—'}" for part, (old, new) in parts.items())
