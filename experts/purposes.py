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


_purposes: dict[str, PanelPurpose] = {}


def register(purpose: PanelPurpose) -> None:
    _purposes[purpose.purpose] = purpose


def purpose_of(panel: Any) -> PanelPurpose | None:
    return _purposes.get(panel.purpose)
