"""Roles that read files in a room of their own, with their name across, and never get one as it came.

A higher room registers in `ready()`; this room never names it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Post
from documents.models import Attachment, Document


@dataclass(frozen=True)
class ReadingRoom:
    """`address(post, paper)` is the page where this post reads what was handed in or issued.

    "" where it may not be read now; None where the paper is none of this room's, and is handed out as to anybody.
    """

    role: str
    address: Callable[[Post, Attachment | Document], str | None]
    refusal: str


_rooms: dict[str, ReadingRoom] = {}


def register_reading_room(room: ReadingRoom) -> None:
    _rooms[room.role] = room


def reading_room(post: Post) -> ReadingRoom | None:
    return _rooms.get(post.role)
