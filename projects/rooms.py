"""What higher rooms show on a project's page. They register in `ready()`; this room never names them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Room:
    """A tab of the project page.

    `attempts(project, post)` are the sub-processes of this project that the post may see, newest first; those still
    under way bring their steps into the panel. `template` draws the tab with `attempts` and `project`.
    `ended(project=, post=)` runs inside the act that ends the project, and closes what was under way in the room.
    """

    code: str
    title: str
    order: int
    attempts: Callable[[Any, Any], Iterable[Any]]
    template: str
    ended: Callable[..., None] | None = None
    # Is it shown on the page of a classified register entry, too (article 24)?
    of_register: bool = False


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    _rooms[room.code] = room


def all_rooms() -> list[Room]:
    return sorted(_rooms.values(), key=lambda room: room.order)
