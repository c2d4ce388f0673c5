"""Papers that a record asks for. A model names them in `PAPERS`; uploads and the rules of completeness read them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Post


@dataclass(frozen=True)
class Paper:
    """One slot: `slot` is the code that attachments carry, `article` why it is asked for.

    `by(obj, post)` says whose it is to bring, where not everybody who may attach to the record brings everything.
    """

    slot: str
    label: str
    required: bool = False
    article: str = ""
    by: Callable[[Any, Post | None], bool] | None = None


def papers_asked(obj: Any) -> list[Paper]:
    """The papers of a record in the order in which it asks for them."""
    return list(getattr(obj, "asked_papers", getattr(obj, "PAPERS", ())))


def may_bring(obj: Any, paper: Paper, post: Post | None) -> bool:
    """May this post put a file into this slot now?"""
    return hasattr(obj, "may_attach") and obj.may_attach(post) and (paper.by is None or paper.by(obj, post))
