"""Context to PDF. Runs in the worker; nothing is fetched from anywhere but our own style sheets."""

from dataclasses import dataclass
from typing import Any


class RenderingError(Exception):
    """The paper cannot be made; the message is for the person who waits for it."""


@dataclass(frozen=True)
class Made:
    pdf: bytes
    pages: int


def render(kind: str, context: dict[str, Any]) -> Made:
    raise RenderingError("版式尚未就绪")


def warm_up() -> None:
    pass
