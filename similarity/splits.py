"""化整为零 (article 14): a group of one house, near in time, each below a limit that the sum exceeds, one subject."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from similarity.features import core_name, cosine, matter, other_place, overlap, part, same_house

# Likeness counts where a split is possible at all: one house, not far apart in time, together above a limit.
GROUP_FEATURES = ("house", "near", "far", "crosses", "places", "names_alike", "subjects_alike")
GROUP_AGAINST = frozenset(["far", "places"])


def _month(value: str) -> int:
    year, month = value.split("-")[:2]
    return int(year) * 12 + int(month)


def crossed(sums: Sequence[float], limits: Sequence[float]) -> list[float]:
    """Limits under which every part stays and which all together exceed."""
    return [limit for limit in limits if max(sums) <= limit < sum(sums)]


def _circumstances(items: list[dict[str, Any]], limits: Sequence[float]) -> list[float]:
    pairs = list(combinations(items, 2))
    months = [_month(item.get("month") or f"{item.get('year') or 2026}-06") for item in items]
    spread = max(months) - min(months)
    return [
        sum(same_house(a["unit"], b["unit"]) for a, b in pairs) / max(len(pairs), 1),
        float(spread <= 6),
        float(spread > 12),
        float(bool(crossed([float(item.get("budget_yuan") or 0) for item in items], limits))),
        max((other_place(a, b) for a, b in pairs), default=0.0),
    ]


def possible(items: list[dict[str, Any]], limits: Sequence[float]) -> float:
    house, _near, far, crosses, _places = _circumstances(items, limits)
    return house * (1 - far) * crosses


def group_features(items: list[dict[str, Any]], limits: Sequence[float]) -> list[float]:
    """In the order of GROUP_FEATURES, each about 0…1."""
    names = [part(core_name(item["name"], item["unit"])) for item in items]
    texts = [(part(item.get("goals") or ""), part(item.get("content") or "")) for item in items]
    about = [matter(name, *said) for name, said in zip(names, texts, strict=True)]
    named = [cosine(a.grams, b.grams) for a, b in combinations(names, 2)] or [0.0]
    alike = [overlap(a, b) for a, b in combinations(about, 2)] or [0.0]
    weight = possible(items, limits)
    return [*_circumstances(items, limits), weight * sum(named) / len(named), weight * sum(alike) / len(alike)]
