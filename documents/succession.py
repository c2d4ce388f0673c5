"""What a room does when a paper is replaced or made void. A room says so in its `ready()`; this room knows no project.

The record that a paper is about goes over to the new number by itself (`repeating`). What else repeats the number, and
what stands on the paper so that it can only be corrected or revoked by its own act, the room above knows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Post
    from documents.models import Document


@dataclass(frozen=True)
class Follower:
    """`renumber(old, new, post)` inside the transaction; `stands_on(document)` in words, empty where none."""

    renumber: Callable[["Document", "Document", "Post"], None]
    stands_on: Callable[["Document"], str]


FOLLOWERS: list[Follower] = []


def register_follower(follower: Follower) -> None:
    FOLLOWERS.append(follower)


def repeating(obj: Any, number: str) -> list[str]:
    """The fields of a record that hold this number; numbers are unique, so an equal text is the same number."""
    texts = (field for field in obj._meta.concrete_fields if isinstance(field, models.CharField))
    return [field.attname for field in texts if getattr(obj, field.attname) == number]
