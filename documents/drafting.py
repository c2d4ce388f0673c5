"""Which papers can be worded before they are issued. A room says so in its `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Drafting:
    """`build(obj)` is the context as far as it stands; `when(obj)`: is this paper the next act?"""

    kind: str
    model: str
    build: Callable[[Any], dict[str, Any]]
    when: Callable[[Any], bool]


DRAFTING: dict[str, Drafting] = {}


def register_drafting(drafting: Drafting) -> None:
    DRAFTING[drafting.kind] = drafting


def drafting_for(obj: Any) -> list[Drafting]:
    """The papers that this record may get next."""
    label = obj._meta.label_lower
    return [one for one in DRAFTING.values() if one.model == label and one.when(obj)]
