"""Two texts laid on one another: how much stands in both to the letter, and what is left of each beside it.

Clerks fill in an old paper for a new matter. What is copied says nothing then; what differs says all.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

RUN = 4  # characters: shorter runs are in any two texts
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NEAR = 0.12  # of a count: 4.2 and 4.3 万卷 are one stock counted twice


@lru_cache(maxsize=200)  # of one query
def _runs(text: str, size: int) -> frozenset[str]:
    return frozenset(text[at : at + size] for at in range(len(text) - size + 1))


def _shared(text: str, other: str, size: int) -> list[bool]:
    """For each character, whether it stands in a run of `size` that `other` has too."""
    known, marks = _runs(other, size), [False] * len(text)
    for at in range(len(text) - size + 1):
        if text[at : at + size] in known:
            marks[at : at + size] = [True] * size
    return marks


def copied_share(a: str, b: str) -> float:
    """0…1: of both texts together, what the other says to the letter."""
    return (sum(_shared(a, b, RUN)) + sum(_shared(b, a, RUN))) / max(len(a) + len(b), 1)


def left_over(text: str, other: str, size: int = RUN) -> str:
    """`text` without what `other` says too; a space where something was taken out."""
    marks = _shared(text, other, size)
    kept = "".join(" " if gone else sign for sign, gone in zip(text, marks, strict=True))
    return " ".join(kept.split())


def _counts(text: str) -> dict[tuple[str, str], float]:
    """Numbers by the two characters before and behind them."""
    found = {}
    for match in _NUMBER.finditer(text):
        place = (_NUMBER.sub("#", text[: match.start()])[-2:], text[match.end() : match.end() + 2])
        found[place] = float(match.group())
    return found


def other_counts(a: str, b: str) -> int:
    """Numbers in one place of a common text, that are not near one another."""
    here, there = _counts(a), _counts(b)
    pairs = [(here[place], there[place]) for place in here.keys() & there.keys()]
    return sum(abs(one - two) > _NEAR * max(one, two) for one, two in pairs)


def shared_counts(a: Iterable[float], b: Iterable[float]) -> float:
    """Counts of things that both state: an equal one says more the less round it is, a near one half."""
    worth, rest = 0.0, list(b)
    for value in a:
        near = min(rest, key=lambda other: abs(other - value), default=None)
        if near is None or abs(near - value) > 0.07 * max(near, value):
            continue
        rest.remove(near)
        worth += 0.5 + 0.25 * len(str(int(value * 10)).rstrip("0")) if near == value else 0.5
    return worth
