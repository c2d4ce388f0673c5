"""化整为零 (article 14): a group of one house, near in time, each below a limit that the sum exceeds, one subject."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from similarity.features import _PHASE, core_name, cosine, matter, other_place, overlap, part, same_house

GROUP_FEATURES = (
    "house", "near", "far", "crosses", "name_mean", "name_min", "subject_all", "subjects_mean", "content_mean",
    "content_min", "goals_mean", "goals_min", "phase", "category", "places", "just_below",
)  # fmt: skip

GROUP_AGAINST = frozenset(["far", "places"])


def _month(value: str) -> int:
    year, month = value.split("-")[:2]
    return int(year) * 12 + int(month)


def crossed(sums: Sequence[float], limits: Sequence[float]) -> list[float]:
    """Limits under which every part stays and which all together exceed."""
    return [limit for limit in limits if max(sums) <= limit < sum(sums)]


def group_features(items: list[dict[str, Any]], limits: Sequence[float]) -> list[float]:
    pairs = list(combinations(items, 2))
    months = [_month(item.get("month") or f"{item.get('year', 2026)}-06") for item in items]
    sums = [float(item.get("budget_yuan") or 0) for item in items]
    over = crossed(sums, limits)
    names = [part(core_name(item["name"], item["unit"])) for item in items]
    goals = [part(item.get("goals") or "") for item in items]
    contents = [part(item.get("content") or "") for item in items]
    subjects = [matter(n, g, c) for n, g, c in zip(names, goals, contents, strict=True)]
    common = frozenset.intersection(*subjects) if subjects else frozenset()

    def over_pairs(values: list[Any], measure: Any) -> list[float]:
        return [measure(x, y) for x, y in combinations(values, 2)] or [0.0]

    name = over_pairs([n.grams for n in names], cosine)
    content = over_pairs([c.grams for c in contents], cosine)
    goal = over_pairs([g.grams for g in goals], cosine)
    subject = over_pairs(subjects, overlap)
    spread = max(months) - min(months)
    return [
        sum(same_house(a["unit"], b["unit"]) for a, b in pairs) / len(pairs),
        float(spread <= 6),
        float(spread > 12),
        float(bool(over)),
        sum(name) / len(name),
        min(name),
        min(len(common), 2) / 2,
        sum(subject) / len(subject),
        sum(content) / len(content),
        min(content),
        sum(goal) / len(goal),
        min(goal),
        float(any(_PHASE.search(item["name"]) for item in items)),
        float(len({item.get("category") for item in items}) == 1),
        max((other_place(a, b) for a, b in pairs), default=0.0),
        max((max(sums) / limit for limit in over), default=0.0),
    ]
