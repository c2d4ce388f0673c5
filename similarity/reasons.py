"""What the facts say of a pair, in the officer's words: beside the score, so that it can be judged and doubted."""

from typing import Any

from similarity.copying import copied_share, left_over
from similarity.facts import Facts, facts_of
from similarity.features import same_house

COPIED = 0.4  # of both texts: from here one is told that a paper was filled in twice
NEAR = 0.07
MOST = 4


def _counts(a: Facts, b: Facts) -> list[str]:
    """Equal ones once, near ones as a pair."""
    found = []
    for here in a.quantities:
        there = min(b.quantities, key=lambda other: abs(other - here), default=0.0)
        if abs(there - here) <= NEAR * max(here, there):
            found.append(f"{here:g}" if here == there else f"{here:g}≈{there:g}")
    return found[:MOST]


def _years(years: frozenset[int]) -> str:
    first, last = min(years), max(years)
    return f"{first}" if first == last else f"{first}—{last}"


def _alike(a: Facts, b: Facts) -> list[str]:
    found = []
    if counts := _counts(a, b):
        found.append("数量相同或相近：" + "、".join(counts))
    if sites := a.sites & b.sites:
        found.append("同一地点：" + "、".join(sorted(sites)[:MOST]))
    return found


def _apart(a: Facts, b: Facts) -> list[str]:
    found = []
    if a.years and b.years and not a.years & b.years:
        found.append(f"所及年份不同：{_years(a.years)}与{_years(b.years)}")
    if a.counties and b.counties and not a.counties & b.counties:
        found.append("县区不同：" + "、".join(sorted(a.counties)) + "与" + "、".join(sorted(b.counties)))
    if a.own and b.own and not same_house(a.unit, b.unit):
        found.append("多为各单位自用之物")
    takes = [saying for x, y in ((a, b), (b, a)) for saying in x.takes if saying not in y.text]
    found += [f"称依托已有：“{saying}”" for saying in takes[:2]]
    return found


def _copied(a: Facts, b: Facts) -> list[str]:
    share = copied_share(a.text, b.text)
    if share < COPIED:
        return []
    names = [left_over(x.name, y.name, 2) or "—" for x, y in ((a, b), (b, a))]
    rest = f"；名称不同处：{names[0]}／{names[1]}" if names != ["—", "—"] else ""
    return [f"文字约 {share:.0%} 相同{rest}"]


def reasons(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    one, two = facts_of(a), facts_of(b)
    return _copied(one, two) + _alike(one, two) + _apart(one, two)
