"""Judges pairs and groups with the weights in `weights.json` (made by `manage.py fit_similarity`)."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from similarity.facts import objects_spoken
from similarity.features import evidence, in_common, said
from similarity.logistic import score
from similarity.pairs import PAIR_FEATURES, pair_features
from similarity.reasons import reasons
from similarity.splits import (
    GROUP_FEATURES,
    GROUP_VECTORS,
    WINDOW,
    crossed,
    divided_by,
    group_features,
    group_vectors,
    others_named,
    possible,
)
from similarity.vectors import PAIR_VECTORS, available, pair_vectors

WEIGHTS = Path(__file__).parent / "weights.json"
# Yuan: 采购限额 and 监理 limit, services, goods, works and public tender (practice.md, "Money limits").
LIMITS = (1_000_000.0, 2_000_000.0, 4_000_000.0)


@cache
def weights() -> dict[str, Any]:
    return json.loads(WEIGHTS.read_text("utf-8"))


def pair_model() -> tuple[str, tuple[str, ...]]:
    """Which weights judge here: with embeddings where they are, else by words alone."""
    return ("vectors", (*PAIR_FEATURES, *PAIR_VECTORS)) if available() else ("plain", PAIR_FEATURES)


def group_model() -> tuple[str, tuple[str, ...]]:
    return ("vectors", (*GROUP_FEATURES, *GROUP_VECTORS)) if available() else ("plain", GROUP_FEATURES)


def pair_row(a: dict[str, Any], b: dict[str, Any], kind: str) -> list[float]:
    words = pair_features(a, b)
    return [*words, *pair_vectors(a, b)] if kind == "vectors" else words


def group_row(items: list[dict[str, Any]], kind: str) -> list[float]:
    words = group_features(items)
    return [*words, *group_vectors(items)] if kind == "vectors" else words


def _weigh(kind: str, name: str, features: tuple[str, ...], row: list[float]) -> tuple[float, float]:
    """A feature that the model does not name is silent."""
    model = weights()[kind][name]
    return score([model["weights"].get(feature, 0.0) for feature in features], model["bias"], row), model["threshold"]


def weigh_pair(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    """`predicted` same, related or different; `score` is that of same."""
    kind, features = pair_model()
    row = pair_row(a, b, kind)
    same, limit = _weigh(kind, "same", features, row)
    related, related_limit = _weigh(kind, "related", features, row)
    predicted = "same" if same >= limit else "related" if related >= related_limit else "different"
    return {"predicted": predicted, "score": round(same, 4)}


def pair_evidence(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    """What an officer sees of it: gathered only for what is shown."""
    found = evidence(a, b)
    shared = found["spoken"] + in_common(*(objects_spoken(said(item)) for item in (a, b)))
    return found | {"spoken": sorted(map(list, set(map(tuple, shared)))), "reasons": reasons(a, b)}


def judge_pair(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    return weigh_pair(a, b) | {"evidence": pair_evidence(a, b)}


def group_score(
    items: list[dict[str, Any]], limits: Sequence[float], window: int = WINDOW
) -> tuple[float, float, dict[str, float]]:
    """Score, the least score of a split, and the features. 0 for strangers, other years, sums within the limits."""
    kind, features = group_model()
    if not possible(items, limits, window):
        return 0.0, 1.0, {}
    row = group_row(items, kind)
    return *_weigh(kind, "split", features, row), dict(zip(features, row, strict=True))


def judge_group(items: list[dict[str, Any]], limits: Sequence[float] = LIMITS, window: int = WINDOW) -> dict[str, Any]:
    value, least, signals = group_score(items, limits, window)
    sums = [float(item.get("budget_yuan") or 0) for item in items]
    evidence = {
        "sum": sum(sums),
        "each": sums,
        "limits": crossed(sums, limits),
        "speak_of_each_other": others_named(items),
        "divided_by": divided_by(items),
        "signals": {name: round(value, 3) for name, value in signals.items()},
    }
    return {"predicted": "split" if value >= least else "independent", "score": round(value, 4), "evidence": evidence}


def judge(item: dict[str, Any]) -> dict[str, Any]:
    """One line of an evaluation file, judged as the product judges."""
    verdict = judge_pair(item["a"], item["b"]) if item["kind"] == "pair" else judge_group(item["projects"])
    return {"id": item["id"], "label": item["label"], **verdict}


def figures(judged: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 per label."""
    table = {}
    for label in sorted({row["label"] for row in judged}):
        hit = sum(row["label"] == label == row["predicted"] for row in judged)
        named = sum(row["predicted"] == label for row in judged)
        there = sum(row["label"] == label for row in judged)
        precision, recall = hit / named if named else 0.0, hit / there
        f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
        table[label] = {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
            "count": there,
        }
    return table
