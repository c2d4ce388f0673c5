"""What two applications have in common, measured part by part: pure functions over texts, no database.

Boilerplate of applications is weighted down and words of the trade are brought to one word: `lexicon.txt` knows fields
of work, `concepts.txt` the things and acts that projects of every field are made of.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from similarity.houses import same_house


class Finder:
    """Finds words of a list in a text, the longest first; Latin ones only by themselves (VR is not in NVR).

    By first letters: a pattern of some thousand words tries them all at each place, and takes ten times as long.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words, key=len, reverse=True):
            self._words[word[0]].append(word)

    def _at(self, text: str, at: int) -> str:
        for word in self._words.get(text[at], ()):
            if text.startswith(word, at) and not (word.isascii() and _in_word(text, at, at + len(word))):
                return word
        return ""

    def places(self, text: str) -> Iterator[tuple[int, str]]:
        """Where each word begins."""
        at = 0
        while at < len(text):
            if word := self._at(text, at):
                yield at, word
            at += len(word) or 1

    def findall(self, text: str) -> list[str]:
        return [word for _, word in self.places(text)]


def _in_word(text: str, start: int, end: int) -> bool:
    return any(sign.isascii() and sign.isalnum() for sign in text[max(start - 1, 0) : start] + text[end : end + 1])


# One line: words that clerks use for one subject (the first names it). Read once; edited by hand.
_LEXICON = [line.split() for line in (Path(__file__).parent / "lexicon.txt").read_text("utf-8").splitlines() if line]
_SUBJECT = {word: group[0] for group in _LEXICON for word in group}
_SUBJECT_OF = {word: (subject,) for word, subject in _SUBJECT.items()}
_SUBJECTS = Finder(_SUBJECT)

# One line: words for one thing or act (the first names it); a word may stand for several.
_CONCEPT: dict[str, set[str]] = defaultdict(set)
for _line in (Path(__file__).parent / "concepts.txt").read_text("utf-8").splitlines():
    for _word in (_group := _line.upper().split()):
        _CONCEPT[_word].add(_group[0])
_CONCEPTS = Finder(_CONCEPT)

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
# Whole phrases of the kind; a clause made of their words says nothing about the matter.
_OFFICE = (Path(__file__).parent / "office.txt").read_text("utf-8").split("\n")
_OFFICE_GRAMS = {line[at : at + 2] for line in (*_OFFICE, *_PHRASES) for at in range(len(line) - 1)}
_CLAUSE = re.compile(r"[。；;!！\n]+|(?<=[^\d])[、，,：:](?=\S)")
_PHASE = re.compile(
    r"[一二三四五六七八九十]期|[（(][一二三四五六][）)]|第[一二三四五六]批|[东南西北]区|[ABCD甲乙丙丁]包|[ABCD]标段"
)
# What stands before and behind the substance of a clause: its number in the list, "build", "600 pieces", "subsystem".
_LEADS = re.compile(
    r"^(?:[一二三四五六七八九]是|\d+[.．、]|[（(]?[一二三四五六七]+[)）、]|以及|并且|并|和|及|建设|开发|搭建|构建|建立|新建|"
    r"购置|采购|配套|实现|完成|开展|支持|对|为|给)+"
)
_QUANTITY = re.compile(
    r"\d+(?:\.\d+)?[%％]?(?:万元|万|余|多)?(?:台|套|个|只|处|座|架|块|条|根|组|支|辆|部|张|顶|把|副|项|次|家|名|人|年|月|日|"
    r"天|秒|s|ms|米|㎡|立方|件|页|份|小时|分钟|户|村)?(?:以上|以内|以下)?"
)
_TAILS = re.compile(r"(?:子系统|功能模块|等功能|等模块|模块|功能|系统|平台)$")
_HERE = re.compile(r"^(?:广元市?|全市|市级|(?:利州|昭化|朝天|旺苍|青川|剑阁|苍溪)(?:[县区](?!域))?|经开区)")
_PIECE = re.compile(r"[。；;！!？?\n]+|(?<=[^\d])[、，,：:](?=\S)|[（()）]")
_SENTENCE = re.compile(r"[。；;！!？?\n，,：:]+")
_LETTERS = re.compile(r"[一-鿿A-Za-z]")
_HAN = re.compile(r"[^一-鿿A-Za-z0-9]")


@dataclass(frozen=True)
class Part:
    """One text of an application, taken apart once."""

    text: str
    grams: dict[str, float]
    subjects: frozenset[str]
    clauses: tuple[tuple[str, dict[str, float], frozenset[str]], ...]


@lru_cache(maxsize=5_000)
def grams(text: str) -> dict[str, float]:
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


def own_subjects(text: str) -> frozenset[str]:
    """Without those that are mentioned in passing everywhere."""
    return subjects(text) - _PASSING


def matter(name: Part, goals: Part, content: Part) -> frozenset[str]:
    """What an application is about; a subject in passing counts where the name says it."""
    return matter_of(name.text, goals.text, content.text)


def matter_of(name: str, goals: str, content: str) -> frozenset[str]:
    return subjects(name) | own_subjects(goals) | own_subjects(content)


@lru_cache(maxsize=20_000)
def part(text: str) -> Part:
    clauses = [piece.strip() for piece in _CLAUSE.split(text) if len(piece.strip()) >= 2]
    return Part(text, grams(text), subjects(text), tuple((c, grams(c), subjects(c)) for c in clauses))


def cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if len(a) > len(b):
        a, b = b, a
    return sum(value * b.get(gram, 0.0) for gram, value in a.items())


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice: 1 when equal, 0 when nothing is shared; two empty sets say nothing (0)."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def aligned(a: Part, b: Part) -> list[tuple[float, str, str]]:
    """For each module of `a` the module of `b` most like it, in its words or in what they name."""

    def alike(text: str, grams: dict[str, float], other: str, other_grams: dict[str, float]) -> float:
        return max(cosine(grams, other_grams), overlap(concepts(text), concepts(other)))

    rows = []
    for text, grams, _ in a.clauses:
        best = max(((alike(text, grams, words, other), words) for words, other, _ in b.clauses), default=(0.0, ""))
        rows.append((best[0], text, best[1]))
    return rows


def core_name(name: str, unit: str = "") -> str:
    return _PHASE.sub("", name.replace(unit, "")) if unit else _PHASE.sub("", name)


def bare_name(item: dict[str, Any]) -> str:
    """The name without unit, lot and place: what is to be built."""
    name = core_name(item["name"], item["unit"]) or item["name"]
    return _HERE.sub("", name) or name


@lru_cache(maxsize=20_000)
def concepts(text: str) -> frozenset[str]:
    return frozenset(name for word in _CONCEPTS.findall(text.upper()) for name in _CONCEPT[word])


@lru_cache(maxsize=20_000)
def clauses(text: str) -> tuple[str, ...]:
    """The pieces of a text without list numbers, quantities and words that say nothing by themselves."""
    pieces = (_LEADS.sub("", _QUANTITY.sub("", piece.strip())).strip(" .。") for piece in _PIECE.split(text))
    bare = (_TAILS.sub("", piece) for piece in pieces)
    return tuple(dict.fromkeys(piece for piece in bare if len(_LETTERS.findall(piece)) >= 2))


@lru_cache(maxsize=5_000)
def substance(text: str) -> str:
    """The text without the clauses that any application could say."""

    def empty(clause: str) -> bool:
        words = _HAN.sub("", re.sub(r"^[一二三四五六七八九]是", "", clause))
        grams = [words[at : at + 2] for at in range(len(words) - 1)]
        return sum(gram in _OFFICE_GRAMS for gram in grams) >= 0.75 * len(grams)

    return "，".join(piece for piece in _SENTENCE.split(text) if not empty(piece))


def spoken(words: Finder, meanings: Mapping[str, Iterable[str]], text: str, searched: str) -> dict[str, str]:
    """Meaning → the first words of the text that say it, as they stand there; `searched` is as long as the text."""
    found: dict[str, str] = {}
    for at, word in words.places(searched):
        for meaning in meanings[word]:
            found.setdefault(meaning, text[at : at + len(word)])
    return found


def subjects_spoken(text: str) -> dict[str, str]:
    return spoken(_SUBJECTS, _SUBJECT_OF, text, text)


def concepts_spoken(text: str) -> dict[str, str]:
    return spoken(_CONCEPTS, _CONCEPT, text, text.upper())


def said(item: dict[str, Any]) -> str:
    return f"{item['name']}。{item.get('goals') or ''}。{item.get('content') or ''}"


def in_common(a: Mapping[str, str], b: Mapping[str, str]) -> list[list[str]]:
    """Words of both texts that mean the same: one where they are equal, else that of each."""
    pairs = ((a[meaning], b[meaning]) for meaning in a.keys() & b.keys())
    return sorted([here] if here == there else [here, there] for here, there in set(pairs))


# Rows shown of each field: goals must not push out what is built.
SHOWN = {"goals": 5, "modules": 8, "content": 8}
LEAST = 0.25


def _fields(item: dict[str, Any]) -> dict[str, Part]:
    """Goals; modules, each a whole; what the content says besides."""
    modules = [words for words in item.get("modules") or () if words]
    text = item.get("content") or ""
    for words in modules:
        text = text.replace(words, "\n")
    whole = tuple((words, grams(words), subjects(words)) for words in modules)
    listed = Part("\n".join(modules), grams("\n".join(modules)), frozenset(), whole)
    return {"goals": part(item.get("goals") or ""), "modules": listed, "content": part(text)}


def side_by_side(a: dict[str, Any], b: dict[str, Any]) -> list[dict[str, Any]]:
    """The sentences of both that say the like, goals with goals, modules with modules, content with content.

    Where only one of them has its content by modules, these are held against what the other says of its content.
    """
    one, two = _fields(a), _fields(b)
    if not one["modules"].clauses or not two["modules"].clauses:
        for fields in (one, two):
            both = (*fields.pop("modules").clauses, *fields["content"].clauses)
            fields["content"] = replace(fields["content"], clauses=both)
    shown = []
    for field in one:
        rows = [row for row in aligned(one[field], two[field]) if row[0] >= LEAST]
        rows.sort(key=lambda row: -row[0])
        shown += [
            {"field": field, "a": here, "b": there, "score": round(score, 2)}
            for score, here, there in rows[: SHOWN[field]]
        ]
    return shown


def evidence(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    """What an officer sees: sentences side by side, words of one meaning, unit, sums, years."""
    texts = said(a), said(b)
    shared = in_common(*map(subjects_spoken, texts)) + in_common(*map(concepts_spoken, texts))
    return {
        "aligned": side_by_side(a, b),
        "spoken": shared,
        "same_unit": a["unit"] == b["unit"],
        "same_house": same_house(a["unit"], b["unit"]),
        "budgets": [a.get("budget_yuan"), b.get("budget_yuan")],
        "years": [a.get("year"), b.get("year")],
    }
