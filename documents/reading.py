"""Roles that read files in a room of their own, with their name across, and never get one as it came.

A higher room registers in `ready()`; this room never names it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Post
from documents.models import Attachment


@dataclass(frozen=True)
class ReadingRoom:
    """`address(post, attachment)` is the page where this post reads it; "" where it may not be read now."""

    role: str
    address: Callable[[Post, Attachment], str]
    refusal: str


_rooms: dict[str, ReadingRoom] = {}


def register_reading_room(room: ReadingRoom) -> None:
    _rooms[room.role] = room


def reading_room(post: Post) -> ReadingRoom | None:
    return _rooms.get(post.role)
