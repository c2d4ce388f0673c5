"""Which of the projects round one make a likely split together with it (article 14)."""

from collections.abc import Sequence
from typing import Any

from similarity.ranker import judge_group
from similarity.splits import crossed

MOST = 8


def sums_of(items: Sequence[dict[str, Any]]) -> list[float]:
    return [float(item.get("budget_yuan") or 0) for item in items]


def grow_group(item: dict[str, Any], others: Sequence[dict[str, Any]], limits: Sequence[float]) -> list[int]:
    """Positions of those `others` that would make a split together with `item`; [] where there is none.

    Whether the sum exceeds a limit is asked of the whole: three parts may do what no two of them do.
    """
    scored = []
    for at, other in enumerate(others):
        sums = sums_of([item, other])
        if min(sums) <= 0 or max(sums) > max(limits):
            continue
        verdict = judge_group([item, other], (max(sums),))
        if verdict["predicted"] == "split":
            scored.append((verdict["score"], at))
    chosen = [at for _, at in sorted(scored, reverse=True)[: MOST - 1]]
    while chosen:
        group = [item, *(others[at] for at in chosen)]
        if crossed(sums_of(group), limits) and judge_group(group, tuple(limits))["predicted"] == "split":
            return chosen
        chosen.pop()
    return []
