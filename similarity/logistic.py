"""Logistic regression in plain Python: small enough to read, and its weights go into a file that can be read too."""

import math
from collections.abc import Sequence


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


def score(weights: Sequence[float], bias: float, row: Sequence[float]) -> float:
    return sigmoid(bias + sum(w * x for w, x in zip(weights, row, strict=True)))


def fit(
    rows: list[list[float]], labels: list[int], *, decay: float = 0.01, rounds: int = 1500
) -> tuple[list[float], float]:
    """Gradient descent with momentum on the balanced loss; `decay` keeps weights small (ridge)."""
    width, positive = len(rows[0]), sum(labels)
    share = {1: len(rows) / (2 * max(positive, 1)), 0: len(rows) / (2 * max(len(rows) - positive, 1))}
    weights, bias = [0.0] * width, 0.0
    speed, bias_speed = [0.0] * width, 0.0
    for _ in range(rounds):
        gradient, bias_gradient = [decay * w for w in weights], 0.0
        for row, label in zip(rows, labels, strict=True):
            error = (score(weights, bias, row) - label) * share[label] / len(rows)
            bias_gradient += error
            for at, value in enumerate(row):
                if value:
                    gradient[at] += error * value
        speed = [0.9 * v - 0.5 * g for v, g in zip(speed, gradient, strict=True)]
        bias_speed = 0.9 * bias_speed - 0.5 * bias_gradient
        weights = [w + v for w, v in zip(weights, speed, strict=True)]
        bias += bias_speed
    return [round(w, 4) for w in weights], round(bias, 4)


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
