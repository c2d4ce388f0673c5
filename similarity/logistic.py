"""Logistic regression: small enough to read, and its weights go into a file that can be read too."""

import math
from collections.abc import Sequence

import numpy as np


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


def score(weights: Sequence[float], bias: float, row: Sequence[float]) -> float:
    return sigmoid(bias + sum(w * x for w, x in zip(weights, row, strict=True)))


def fit(
    rows: list[list[float]],
    labels: list[int],
    *,
    signs: Sequence[int] | None = None,
    worth: Sequence[float] | None = None,
    decay: float = 0.05,
    rounds: int = 600,
) -> tuple[list[float], float]:
    """Gradient descent with momentum on the balanced loss; `decay` keeps weights small (ridge), `signs` (1, -1) says
    which way each feature may speak: a weight that would turn the other way stays 0. `worth`: what each row counts.

    Features are brought to one spread for the fit; the weights that come back are those of the features as they are.
    """
    table, wanted = np.array(rows, dtype=float), np.array(labels, dtype=float)
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread < 1e-6] = np.inf  # what never varies says nothing
    table = (table - mean) / spread
    share = np.array(worth if worth is not None else np.ones(len(wanted)), dtype=float)
    for label in (0, 1):
        share[wanted == label] /= 2 * max(share[wanted == label].sum(), 1e-9)
    way = np.array(signs if signs is not None else np.zeros(table.shape[1]))
    weights, bias = np.zeros(table.shape[1]), 0.0
    speed, bias_speed = np.zeros(table.shape[1]), 0.0
    for _ in range(rounds):
        error = (1 / (1 + np.exp(-(table @ weights + bias))) - wanted) * share
        speed = 0.9 * speed - 0.3 * (table.T @ error + decay * weights)
        bias_speed = 0.9 * bias_speed - 0.3 * error.sum()
        weights, bias = weights + speed, bias + bias_speed
        turned = weights * way < 0
        weights[turned], speed[turned] = 0, 0
    plain = weights / spread
    return [round(float(w), 4) for w in plain], round(float(bias - (plain * mean).sum()), 4)


def best_threshold(scores: list[float], labels: list[int]) -> float:
    """The middle of the widest range of thresholds that reaches the best F1."""

    def f1(limit: float) -> float:
        hit = sum(1 for s, y in zip(scores, labels, strict=True) if s >= limit and y)
        named = sum(1 for s in scores if s >= limit)
        return 2 * hit / (named + sum(labels)) if named else 0.0

    grid = [at / 100 for at in range(20, 81)]
    top = max(map(f1, grid))
    best = [limit for limit in grid if f1(limit) >= top - 1e-9]
    return best[len(best) // 2]
