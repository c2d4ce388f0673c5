"""化整为零 (article 14): a group of one house, near in time, each below a limit that the sum exceeds, one purchase.

The first three are asked as a rule (`possible`); what the parts say tells the rest. Parts of one purchase need not be
alike: equipment, its contents and its installation share the thing they are for, speak of each other, or divide the
floors, months and places among them.
"""

import re
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from similarity.facts import facts_of
from similarity.features import (
    Part,
    bare_name,
    concepts,
    core_name,
    cosine,
    matter,
    overlap,
    part,
)
from similarity.houses import kinship
from similarity.vectors import _profile, _things, _whole, vectors_of

GROUP_FEATURES = (
    "subjects_alike", "concepts_alike", "objects_alike", "named_within", "speak_of_each_other", "divided",
    "goals_copied",
)  # fmt: skip
GROUP_VECTORS = ("name_profiles_alike", "name_content_alike", "things_alike")
GROUP_AGAINST = frozenset(["goals_copied"])
WINDOW = 12  # months (split.window_months): what is bought again a year later is of another year's budget

# "the same back office", "as bought by the bureau", "the remaining ones": a part that knows of the others.
_OTHERS = re.compile(
    "共用|合用|复用|沿用|共享同|同一|同样|同型|同款|同规格|同配置|同批|同前|相同|一致|统一|整体|上批|前批|随前|随上|前[两几]|"
    "所购|已购|新购|已定|余下|其余|剩余|另外|一并|续[用签购]|继续|配套|配合|联调|纳入|原平台"
)
# What nearly every application says with these words.
_NO_OTHERS = re.compile("统一(?:的)?(?:技术|标准|规范|规划|受理)|配套(?:建设|配备)?(?:必要|相应)")
# The ways in which one purchase is divided.
_NUMBER = r"(?:[一二三四五六七八九十]|\d+|负一)"
_DIVIDED = {
    "楼层": rf"[一-鿿A-D][楼座]|{_NUMBER}(?:[、至到—-]{_NUMBER})*[层楼]",
    "时段": r"\d{1,2}月?[至到—-]\d{1,2}月|[一二三四]季度|[上下]半年|[前后][一二三四]个月|十年代|民国|建国|"
    r"(?:19|20)\d\d年?(?:[至到—-]|以?[前后])",
    "地点": r"[一-鿿]{2}(?:片区|片|街道|镇|乡|园区|公园|湿地|沿线|灌区|街)|[东南西北](?:片|岸|区|街)|"
    r"(?!重点|全[市区县]|主要|中小)[一-鿿]{2}[河江湖]|利州|昭化|朝天|旺苍|青川|剑阁|苍溪",
    "年级": r"[一二三四五六七八九]年级|[高初][一二三]|[低中高毕]年?[级段]",
    "批次": r"第?[一二三四五]批|[一二三四五][期标]|[ABCD甲乙丙丁][包标]",
}
_WAYS = {name: re.compile(pattern) for name, pattern in _DIVIDED.items()}


def _month(value: str) -> int:
    year, month = value.split("-")[:2]
    return int(year) * 12 + int(month)


def crossed(sums: Sequence[float], limits: Sequence[float]) -> list[float]:
    """Limits under which every part stays and which all together exceed."""
    return [limit for limit in limits if max(sums) <= limit < sum(sums)]


def possible(items: Sequence[dict[str, Any]], limits: Sequence[float], window: int = WINDOW) -> bool:
    """Can this be a split at all? Bodies whose authority is not among them must speak of a purchase in common."""
    months = [_month(item.get("month") or f"{item.get('year') or 2026}-06") for item in items]
    kin = kinship(items)
    joint = kin == 1 or (kin > 0 and len(others_named(items)) * 2 > len(items))
    below = crossed([float(item.get("budget_yuan") or 0) for item in items], limits)
    return joint and max(months) - min(months) < window and bool(below)


def _said(item: dict[str, Any]) -> str:
    return f"{item['name']}。{item.get('goals') or ''}。{item.get('content') or ''}".replace(item["unit"], "")


def others_named(items: Sequence[dict[str, Any]]) -> list[str]:
    """For each part that speaks of others, the words it uses."""
    found = (_OTHERS.search(_NO_OTHERS.sub("", _said(item))) for item in items)
    return [match[0] for match in found if match]


def divided_by(items: Sequence[dict[str, Any]]) -> list[str]:
    """楼层, 时段, …: where every part names its own."""
    found = []
    for name, pattern in _WAYS.items():
        named = [frozenset(pattern.findall(_said(item))) for item in items]
        if all(named) and len(set(named)) == len(named):
            found.append(name)
    return found


def nearest(count: int, alike: Callable[[int, int], float]) -> list[float]:
    """For each part, how near the nearest other one is: a chain of parts is a group as well as a circle."""
    table = {pair: alike(*pair) for pair in combinations(range(count), 2)}
    return [max((value for pair, value in table.items() if at in pair), default=0.0) for at in range(count)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _within(name: frozenset[str], text: frozenset[str]) -> float:
    return len(name & text) / len(name) if name else 0.0


def group_features(items: list[dict[str, Any]]) -> list[float]:
    """In the order of GROUP_FEATURES, each about 0…1."""
    names = [part(core_name(item["name"], item["unit"])) for item in items]
    goals = [part(item.get("goals") or "") for item in items]
    content = [part(item.get("content") or "") for item in items]
    about = [matter(*three) for three in zip(names, goals, content, strict=True)]
    things = [concepts(_said(item)) for item in items]
    served = [facts_of(item).objects for item in items]
    own = [frozenset(part(bare_name(item)).grams) for item in items]
    told = [frozenset(part(_said(item)).grams) for item in items]
    count = len(items)

    def pairs(of: list[Part]) -> float:
        return _mean([cosine(a.grams, b.grams) for a, b in combinations(of, 2)])

    named_within = nearest(count, lambda a, b: max(_within(own[a], told[b]), _within(own[b], told[a])))
    return [
        _mean(nearest(count, lambda a, b: overlap(about[a], about[b]))),
        _mean(nearest(count, lambda a, b: overlap(things[a], things[b]))),
        _mean(nearest(count, lambda a, b: overlap(served[a], served[b]))),
        _mean(named_within),
        len(others_named(items)) / count,
        float(bool(divided_by(items))),
        pairs(goals) * (1 - pairs(names)),
    ]


def group_vectors(items: list[dict[str, Any]]) -> list[float]:
    """Names; the name of one with the content of the other; things, where the part that fits least decides."""
    rows = [vectors_of(item) for item in items]
    names, things = [_profile(row[0]) for row in rows], [_things(_whole(row)) for row in rows]
    names_alike = nearest(len(rows), lambda a, b: float(names[a] @ names[b]))
    within = nearest(len(rows), lambda a, b: float(rows[a][0] @ rows[b][2] + rows[b][0] @ rows[a][2]) / 2)
    things_alike = nearest(len(rows), lambda a, b: float(things[a] @ things[b]))
    return [_mean(names_alike), _mean(within), min(things_alike)]
