"""What two applications have in common, in words: few measures, each of which can only speak one way (see `SIGNS`)."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from similarity.features import bare_name, clauses, concepts, cosine, matter, other_place, overlap, part, subjects

PAIR_FEATURES = (
    "name", "name_concepts", "name_subjects", "concepts", "concepts_covered", "subjects", "category",
    "other_place", "copied_goals", "copied_content",
)  # fmt: skip
# What speaks against: another place, and text copied from a paper of another name. All else speaks for, or is silent:
# a fit that may not turn a likeness against itself holds on items of other hands.
AGAINST = frozenset(["other_place", "copied_goals", "copied_content", "copied_goals_v", "copied_content_v"])


@dataclass(frozen=True)
class Words:
    name: str
    goals: str
    content: str
    concepts: frozenset[str]
    subjects: frozenset[str]
    told: tuple[frozenset[str], ...]  # concepts and subjects, clause by clause


@lru_cache(maxsize=20_000)
def _words(name: str, goals: str, content: str) -> Words:
    told = tuple(
        concepts(clause) | {f"#{subject}" for subject in subjects(clause)}
        for text in (goals, content)
        for clause in clauses(text)
    )
    about = matter(part(name), part(goals), part(content))
    return Words(name, goals, content, concepts(f"{name}。{goals}。{content}"), about, told)


def words_of(item: dict[str, Any]) -> Words:
    return _words(bare_name(item), item.get("goals") or "", item.get("content") or "")


def _covered(a: Words, b: Words) -> float:
    """How much of what `a` tells clause by clause has its like somewhere in `b`."""

    def alike(one: frozenset[str], two: frozenset[str]) -> float:
        return len(one & two) / math.sqrt(len(one) * len(two)) if one and two else 0.0

    best = [max((alike(one, two) for two in b.told), default=0.0) for one in a.told]
    return sum(best) / len(best) if best else 0.0


def _contained(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def copied(a: dict[str, Any], b: dict[str, Any], name_alike: float) -> list[float]:
    """Goals and content alike to the letter under names that are not: one paper filled in for several projects."""
    unlike = max(0.0, 1 - name_alike)
    one, two = words_of(a), words_of(b)
    pairs = ((one.goals, two.goals), (one.content, two.content))
    return [cosine(part(x).grams, part(y).grams) * unlike for x, y in pairs]


def pair_features(a: dict[str, Any], b: dict[str, Any]) -> list[float]:
    """In the order of PAIR_FEATURES, each about 0…1."""
    one, two = words_of(a), words_of(b)
    name = cosine(part(one.name).grams, part(two.name).grams)
    name_concepts = overlap(concepts(one.name), concepts(two.name))
    name_subjects = overlap(subjects(one.name), subjects(two.name))
    return [
        name,
        name_concepts,
        name_subjects,
        _contained(one.concepts, two.concepts),
        min(_covered(one, two), _covered(two, one)),
        overlap(one.subjects, two.subjects),
        float(a.get("category") == b.get("category")),
        other_place(a, b),
        *copied(a, b, max(name, name_concepts, name_subjects)),
    ]
