"""Which of the projects round one make a likely split together with it (article 14)."""

from collections.abc import Sequence
from typing import Any

from similarity.ranker import group_score, judge_group
from similarity.splits import WINDOW, crossed

MOST = 8
LINK = 0.6  # surer than the whole must be: among many others some are a little alike by chance


def sums_of(items: Sequence[dict[str, Any]]) -> list[float]:
    return [float(item.get("budget_yuan") or 0) for item in items]


def grow_group(
    item: dict[str, Any], others: Sequence[dict[str, Any]], limits: Sequence[float], window: int = WINDOW
) -> list[int]:
    """Positions of those `others` that would make a split together with `item`; [] where there is none.

    Whether the sum exceeds a limit is asked of the whole: three parts may do what no two of them do.
    """
    chosen = _chain(item, others, max(limits), window)
    while chosen:
        group = [item, *(others[at] for at in chosen)]
        if crossed(sums_of(group), limits) and judge_group(group, limits, window)["predicted"] == "split":
            return chosen
        chosen.pop()
    return []


def _chain(item: dict[str, Any], others: Sequence[dict[str, Any]], most: float, window: int) -> list[int]:
    """The surest links first, each to any part already found: software and cabling may meet only in the equipment."""
    if not 0 < sums_of([item])[0] <= most:
        return []
    links = {at: 0.0 for at, sum_ in enumerate(sums_of(others)) if 0 < sum_ <= most}
    chosen: list[int] = []
    last = item
    while links and len(chosen) < MOST - 1:
        for at, known in links.items():
            pair = [last, others[at]]
            links[at] = max(known, group_score(pair, [max(sums_of(pair))], window)[0])
        best = max(links, key=links.__getitem__)
        if links.pop(best) < LINK:
            break
        chosen.append(best)
        last = others[best]
    return chosen
