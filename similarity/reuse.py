"""Reusable results that fit what is applied for (article 15): shown while the application can still follow them.

A result is described in a sentence or two, an application in pages: what counts is how much of the result is wanted.
Things and acts of the trade in whatever words, the rarer among the results the heavier, and the plain wording.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES
from projects.states import Stage
from results.models import Result
from results.queries import results
from similarity.facts import objects
from similarity.features import concepts, grams, own_subjects, said
from similarity.services import item_of
from workflow.parameters import parameter

READS_ADVICE = (*UNIT_ROLES, *OFFICE_ROLES)
EARLY = (Stage.DRAFT, Stage.LIBRARY, Stage.LISTED)
MOST = 5
FEWEST = 2  # things in common: one alone is chance


@dataclass(frozen=True)
class Fit:
    result: Result
    likeness: float

    @property
    def percent(self) -> int:
        return round(self.likeness * 100)


@dataclass(frozen=True)
class Said:
    things: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=2_000)
def told(text: str) -> Said:
    """Things and acts under one name each; pairs of characters outside office phrases."""
    words = frozenset(gram for gram in grams(text) if gram[0] != "#")
    return Said(own_subjects(text) | concepts(text) | own_subjects("，".join(objects(text))), words)


def _share(wanted: frozenset[str], there: frozenset[str], weights: dict[str, float]) -> float:
    whole = sum(weights.get(one, 1.0) for one in there)
    return sum(weights.get(one, 1.0) for one in there & wanted) / whole if whole else 0.0


def likeness(wanted: Said, result: Said, weights: dict[str, float]) -> float:
    """0…1: how much of the result is wanted."""
    things = _share(wanted.things, result.things, weights) if len(wanted.things & result.things) >= FEWEST else 0.0
    return (things + _share(wanted.words, result.words, {})) / 2


def fitting(project: Any, post: Post | None) -> list[Fit]:
    """Best first."""
    application = getattr(project, "application", None)
    if application is None or project.is_classified:
        return []
    known = [(one, told(f"{one.name}。{one.summary}")) for one in results(post).filter(reusable=True)]
    counted = Counter(thing for _, one in known for thing in one.things)
    weights = {thing: math.log(1 + len(known) / count) for thing, count in counted.items()}
    wanted = told(f"{said(item_of(project))}。{application.need}")
    least = float(parameter("result.fit"))
    rated = (Fit(one, likeness(wanted, words, weights)) for one, words in known if one.project_id != project.pk)
    return sorted((fit for fit in rated if fit.likeness >= least), key=lambda fit: -fit.likeness)[:MOST]


def advice(project: Any, post: Post | None) -> list[Fit] | None:
    """For whoever applies and whoever judges."""
    if post is None or post.role not in READS_ADVICE or project.stage not in EARLY:
        return None
    return fitting(project, post) or None
