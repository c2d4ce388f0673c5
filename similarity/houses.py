"""Whose subordinate a body is, by its name: for texts without a register (the product asks its tree first)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

# One line: names of an authority | words in the names of its subordinates. The longest word found decides.
_HEADS: dict[str, str] = {}
_PARTS: dict[str, str] = {}
for _line in (Path(__file__).parent / "houses.txt").read_text("utf-8").splitlines():
    _names, _, _words = _line.partition("|")
    _HEADS |= dict.fromkeys(_names.split(), _names.split()[0])
    _PARTS |= dict.fromkeys(_words.split(), _names.split()[0])

# The city, but not the 市 of 市场, 市政, 市民中心; then the county or zone; then the party's committee.
_CITY = re.compile(r"^(?:中共|四川省?)?(?:广元市?|市(?!场|容|政[环工设维公]|民中心|民服))?")
_COUNTY = re.compile(r"^(利州|昭化|朝天|旺苍|青川|剑阁|苍溪|经开区|经济技术开发区)[区县]?")
_ZONE = {"经济技术开发区": "经开区"}
_COMMITTEE = re.compile(r"^委(?!员会|办)")
_TOWN = re.compile(r"^([一-鿿]{2,4}(?:镇|乡|街道))(人民政府|政府|办事处|便民|党|综合|社区|[一-鿿]{2,4}村|$)")
_HEAD = re.compile(r"[^局委]{0,12}(?:局|委|委员会|办|办公室|会|部)|")
_TAIL = re.compile(r"(?:信息中心|服务中心|管理中心|事务中心|执法支队|支队|大队|中心|管理站|管理处|分局|站|所)$")
_FIRM = re.compile(r"公司|集团")
SIBLINGS = 0.5


class House(NamedTuple):
    area: str
    root: str
    leads: bool


def _bare(unit: str) -> str:
    return _CITY.sub("", unit)


@lru_cache(maxsize=5_000)
def house(unit: str) -> House:
    """Its county ("" for the city), the authority above it, and whether it is that authority."""
    rest = _bare(unit)
    found = _COUNTY.match(rest)
    area, rest = (_ZONE.get(found[1], found[1]), rest[found.end() :]) if found else ("", rest)
    rest = _COMMITTEE.sub("", rest)
    if town := _TOWN.match(rest):
        return House(area, town[1], town[2] in ("人民政府", "政府", "办事处"))
    if _FIRM.search(rest):
        return House(area, rest, True)
    if head := max(filter(rest.startswith, _HEADS), key=len, default=""):
        return House(area, _HEADS[head], bool(_HEAD.fullmatch(rest[len(head) :])))
    if word := max((word for word in _PARTS if word in rest), key=len, default=""):
        return House(area, _PARTS[word], False)
    return House(area, _TAIL.sub("", rest) or rest or unit, not _TAIL.search(rest))


def _named_below(a: str, b: str) -> bool:
    """市公安局利州区分局 carries the whole name of 市公安局."""
    short, long = sorted((_bare(a), _bare(b)), key=len)
    return len(short) >= 3 and long.startswith(short)


def same_house(a: str, b: str) -> bool:
    """One unit, or both of one authority and one county or city."""
    return a == b or house(a)[:2] == house(b)[:2] or _named_below(a, b)


def kinship(items: Sequence[dict[str, Any]]) -> float:
    """1: one unit, or an authority with bodies below it. SIBLINGS: bodies of one authority, which is not among them:
    each mostly buys for itself. 0: there are strangers.

    Where the register knew, an item carries `house` (any key of the authority) and `leads` (it is the authority).
    """
    names = list(dict.fromkeys(_bare(item["unit"]) for item in items))
    if len(names) == 1:
        return 1.0
    if all(item.get("house") for item in items):
        if len({item["house"] for item in items}) > 1:
            return 0.0
        return 1.0 if any(item.get("leads") for item in items) else SIBLINGS
    top = min(names, key=len)
    if not all(same_house(top, name) for name in names):
        return 0.0
    led = any(house(name).leads for name in names) or all(_named_below(top, name) for name in names)
    return 1.0 if led else SIBLINGS
