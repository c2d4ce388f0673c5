"""What a higher room brings to its panels: the papers to read, and what follows when the opinions are open.

Rooms register in `ready()`; this room never names them (as projects.rooms does).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PanelPurpose:
    """`template` draws the papers for an expert who has declared, with what `material(panel)` gives.

    `opened(panel=, post=)` runs inside the act that brings the last opinion in.
    """

    purpose: str
    template: str
    material: Callable[[Any], Mapping[str, Any]]
    opened: Callable[..., None] | None = None
    # Budget lines to be judged one by one: [(key, words, amount)].
    budget: Callable[[Any], list[tuple[str, str, Any]]] | None = None


_purposes: dict[str, PanelPurpose] = {}


def register(purpose: PanelPurpose) -> None:
    _purposes[purpose.purpose] = purpose


def budget_of(panel: Any) -> list[tuple[str, str, Any]]:
    purpose = purpose_of(panel)
    return purpose.budget(panel) if purpose is not None and purpose.budget is not None else []


def purpose_of(panel: Any) -> PanelPurpose | None:
    return _purposes.get(panel.purpose)
