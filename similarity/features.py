"""What two applications have in common, measured part by part: pure functions over texts, no database.

Boilerplate of applications is weighted down, words of the trade are brought to one word, and like is compared
with like: name with name, goals with goals, module with module.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

# One line: words that clerks use for one subject (the first names it). Read once; edited by hand.
_LEXICON = [line.split() for line in (Path(__file__).parent / "lexicon.txt").read_text("utf-8").splitlines() if line]
_SUBJECT = {word: group[0] for group in _LEXICON for word in group}
_SUBJECTS = re.compile("|".join(sorted(map(re.escape, _SUBJECT), key=len, reverse=True)))

# Subjects that many applications mention in passing: they count in a name only.
_PASSING = frozenset(
    [
        "政务云",
        "网络安全",
        "身份认证",
        "运维",
        "监理",
        "数据共享",
        "终端",
        "国产化",
        "密码",
        "地理信息",
        "大屏",
        "灾备",
        "机房",
        "电子政务外网",
        "统计",
        "供热",
    ]
)

# What nearly every application says; alike in it means nothing.
_PHRASES = (Path(__file__).parent / "boilerplate.txt").read_text("utf-8").split()
_BOILERPLATE = re.compile("|".join(sorted(_PHRASES, key=len, reverse=True)))
_CLAUSE = re.compile(r"[。；;!！\n]+|(?<=[^\d])[、，,：:](?=\S)")
_PLACE = re.compile(
    "利州|昭化|朝天|旺苍|青川|剑阁|苍溪|经开区|"
    r"(?<![一-鿿])[一-鿿]{2,3}(?:县|区|镇|乡|街道|村|学校|中学|小学|医院|大楼|校区|院区)"
)
_PHASE = re.compile(
    r"[一二三四五六七八九十]期|[（(][一二三四五六][）)]|第[一二三四五六]批|[东南西北]区|[ABCD甲乙丙丁]包|[ABCD]标段"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[^一-鿿A-Za-z0-9]")


@dataclass(frozen=True)
class Part:
    """One text of an application, taken apart once."""

    text: str
    grams: dict[str, float]
    subjects: frozenset[str]
    clauses: tuple[tuple[str, dict[str, float], frozenset[str]], ...]


def _weights(text: str) -> dict[str, float]:
    """Character bigrams outside boilerplate and subjects of the trade (heavier); unit length."""
    found: Counter[str] = Counter()
    for subject in subjects(text):
        found["#" + subject] = 3.0  # type: ignore[assignment]
    for piece in _BOILERPLATE.sub(" ", text).split():
        piece = _HAN.sub("", piece)
        for at in range(len(piece) - 1):
            found[piece[at : at + 2]] += 1
    weights = {gram: 1 + math.log(count) if count >= 1 else count for gram, count in found.items()}
    norm = math.sqrt(sum(value * value for value in weights.values())) or 1.0
    return {gram: value / norm for gram, value in weights.items()}


@lru_cache(maxsize=20_000)
def subjects(text: str) -> frozenset[str]:
    return frozenset(_SUBJECT[word] for word in _SUBJECTS.findall(text))


def matter(name: Part, goals: Part, content: Part) -> frozenset[str]:
    """What an application is about; a subject in passing counts where the name says it."""
    return name.subjects | ((goals.subjects | content.subjects) - _PASSING)


@lru_cache(maxsize=20_000)
def part(text: str) -> Part:
    clauses = [piece.strip() for piece in _CLAUSE.split(text) if len(piece.strip()) >= 2]
    return Part(text, _weights(text), subjects(text), tuple((c, _weights(c), subjects(c)) for c in clauses))


def cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if len(a) > len(b):
        a, b = b, a
    return sum(value * b.get(gram, 0.0) for gram, value in a.items())


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice: 1 when equal, 0 when nothing is shared; two empty sets say nothing (0)."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def aligned(a: Part, b: Part) -> list[tuple[float, str, str]]:
    """For each module of `a` the module of `b` most like it."""
    rows = []
    for text, grams, _ in a.clauses:
        best = max(((cosine(grams, other), words) for words, other, _ in b.clauses), default=(0.0, ""))
        rows.append((best[0], text, best[1]))
    return rows


def _mean_best(a: Part, b: Part) -> float:
    rows = aligned(a, b)
    return sum(row[0] for row in rows) / len(rows) if rows else 0.0


def core_name(name: str, unit: str = "") -> str:
    return _PHASE.sub("", name.replace(unit, "")) if unit else _PHASE.sub("", name)


def places(item: dict[str, Any]) -> frozenset[str]:
    return frozenset(_PLACE.findall(f"{item.get('name', '')} {item.get('unit', '')}"))


def root_unit(unit: str) -> str:
    """A subordinate body carries its authority's field: 市水利局 and 市水利局信息中心 have one root."""
    unit = re.sub(r"^(广元市|广元|四川省)", "", unit)
    return (
        re.sub(
            r"(信息中心|服务中心|管理中心|数据中心|执法支队|支队|大队|事务中心|中心|管理站|分局|管理处|站|所)$",
            "",
            unit,
        )
        or unit
    )


def same_house(a: str, b: str) -> bool:
    """One unit, or one the subordinate of the other (by name, where the register does not say)."""
    if a == b:
        return True
    one, two = root_unit(a), root_unit(b)
    return bool(one and two) and min(len(one), len(two)) >= 3 and (one.startswith(two) or two.startswith(one))


PAIR_FEATURES = (
    "name", "name_subjects", "goals", "goals_best", "content", "content_best_max", "content_best_min",
    "subjects", "subjects_contained", "named_in", "goal_subjects", "content_subjects", "cross",
    "unit", "house", "category", "budget",
    "years", "other_place", "numbers",
)  # fmt: skip


def pair_features(a: dict[str, Any], b: dict[str, Any]) -> list[float]:
    """In the order of PAIR_FEATURES, each about 0…1."""
    name_a, name_b = part(core_name(a["name"], a["unit"])), part(core_name(b["name"], b["unit"]))
    goals_a, goals_b = part(a.get("goals") or ""), part(b.get("goals") or "")
    content_a, content_b = part(a.get("content") or ""), part(b.get("content") or "")
    all_a, all_b = matter(name_a, goals_a, content_a), matter(name_b, goals_b, content_b)
    named_in = [len(x & y) / len(x) for x, y in ((name_a.subjects, all_b), (name_b.subjects, all_a)) if x]
    one, two = _mean_best(content_a, content_b), _mean_best(content_b, content_a)
    g_one, g_two = _mean_best(goals_a, goals_b), _mean_best(goals_b, goals_a)
    sums = float(a.get("budget_yuan") or 0), float(b.get("budget_yuan") or 0)
    here, there = places(a), places(b)
    whole_a, whole_b = (part("。".join((x["name"], x.get("goals") or "", x.get("content") or ""))) for x in (a, b))
    figures = [frozenset(_NUMBER.findall((x.get("goals") or "") + (x.get("content") or ""))) for x in (a, b)]
    return [
        cosine(name_a.grams, name_b.grams),
        overlap(name_a.subjects, name_b.subjects),
        cosine(goals_a.grams, goals_b.grams),
        (g_one + g_two) / 2,
        cosine(content_a.grams, content_b.grams),
        max(one, two),
        min(one, two),
        overlap(all_a, all_b),
        len(all_a & all_b) / min(len(all_a), len(all_b)) if all_a and all_b else 0.0,
        sum(named_in) / len(named_in) if named_in else 0.0,
        overlap(goals_a.subjects - _PASSING, goals_b.subjects - _PASSING),
        overlap(content_a.subjects - _PASSING, content_b.subjects - _PASSING),
        cosine(whole_a.grams, whole_b.grams),
        float(a["unit"] == b["unit"]),
        float(same_house(a["unit"], b["unit"])),
        float(a.get("category") == b.get("category")),
        min(sums) / max(sums) if min(sums) > 0 else 0.5,
        min(abs(int(a.get("year") or 0) - int(b.get("year") or 0)), 5) / 5,
        float(bool(here and there and not here & there)),
        overlap(*figures),
    ]


def evidence(a: dict[str, Any], b: dict[str, Any], limit: int = 5) -> dict[str, Any]:
    """What an officer sees: sentences side by side, shared subjects, unit, sums, years."""
    rows = []
    for field in ("goals", "content"):
        for score, here, there in aligned(part(a.get(field) or ""), part(b.get(field) or "")):
            if score >= 0.25:
                rows.append({"field": field, "a": here, "b": there, "score": round(score, 2)})
    rows.sort(key=lambda row: -row["score"])
    shared = sorted(part(a["name"] + a.get("content", "")).subjects & part(b["name"] + b.get("content", "")).subjects)
    return {
        "aligned": rows[:limit],
        "subjects": shared,
        "same_unit": a["unit"] == b["unit"],
        "same_house": same_house(a["unit"], b["unit"]),
        "budgets": [a.get("budget_yuan"), b.get("budget_yuan")],
        "years": [a.get("year"), b.get("year")],
    }
