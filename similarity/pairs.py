"""What two applications have in common, in words: few measures, each of which speaks one way (see `AGAINST`)."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from similarity.copying import copied_share, left_over, other_counts, shared_counts
from similarity.facts import Facts, bigrams, facts_of, objects
from similarity.features import clauses, concepts, cosine, grams, matter_of, overlap, same_house, subjects

PAIR_FEATURES = (
    "concepts", "concepts_covered", "name_concepts", "subjects",
    "objects", "name_objects", "main_objects", "objects_apart", "objects_missed",
    "counts", "no_counts", "years", "years_apart", "county_apart", "sites", "sites_apart",
    "kind_apart", "run_apart", "special", "class_apart",
    "takes", "disclaims", "leans", "adds", "named", "named_taking",
    "own_apart", "own_elsewhere", "institutions_apart", "institution_elsewhere",
    "copy_name", "copy_other_name", "copy_objects", "copy_sites", "copy_rest", "copy_rest_objects", "copy_counts",
    "copy_elsewhere", "copy_own",
)  # fmt: skip
# What speaks against "same". All else speaks for it, or is silent: a fit that may not turn a likeness against itself
# holds on items of other hands.
AGAINST = frozenset(PAIR_FEATURES[PAIR_FEATURES.index("objects_apart") :]) - {"counts", "years", "sites"}
# What embeddings tell better than words: silent on "same" where there are embeddings (on hands left out it did harm).
TOLD_BY_VECTORS = frozenset(
    [
        "name_concepts", "subjects", "name_objects", "main_objects", "objects_apart", "objects_missed", "no_counts",
        "sites", "kind_apart", "adds", "named_taking", "own_elsewhere", "institutions_apart", "institution_elsewhere",
        "copy_own", "name_content_v",
    ]
)  # fmt: skip

# Words of a name that do not tell one project from another.
_ANY_NAME = re.compile(
    r"信息化|信息系统|管理系统|系统|平台|项目|建设|工程|管理|监管|服务|智慧|数字化|数字|智能|综合|采购|购置|设备|软件|升级|改造|更新|"
    r"广元市|市级|全市|一体化|[（()）“”·\-—]|\d+年?度?|年度|的|及|与|和"
)
# Of the product's categories and of those that clerks write.
_CLASS = {
    "硬件": "goods", "集成": "goods", "equipment": "goods", "network": "goods",
    "服务": "service", "运维": "service", "课题": "service", "soft": "service", "service": "service",
}  # fmt: skip
_FIGURES = re.compile(r"[\d.]+[万千]?")


@dataclass(frozen=True)
class Words:
    name: str
    concepts: frozenset[str]
    subjects: frozenset[str]
    told: tuple[frozenset[str], ...]  # concepts and subjects, clause by clause


@lru_cache(maxsize=5_000)
def _words(name: str, goals: str, content: str) -> Words:
    told = tuple(
        concepts(clause) | {f"#{subject}" for subject in subjects(clause)}
        for text in (goals, content)
        for clause in clauses(text)
    )
    about = matter_of(name, goals, content)
    return Words(name, concepts(f"{name}。{goals}。{content}"), about, told)


def words_of(facts: Facts) -> Words:
    return _words(facts.name, facts.goals, facts.content)


def _covered(a: Words, b: Words) -> float:
    """How much of what `a` tells clause by clause has its like somewhere in `b`."""

    def alike(one: frozenset[str], two: frozenset[str]) -> float:
        return len(one & two) / math.sqrt(len(one) * len(two)) if one and two else 0.0

    best = [max((alike(one, two) for two in b.told), default=0.0) for one in a.told]
    return sum(best) / len(best) if best else 0.0


def _contained(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _apart(a: Iterable[Any], b: Iterable[Any]) -> float:
    """Both say it, and nothing in common."""
    here, there = frozenset(a), frozenset(b)
    return float(bool(here and there and not here & there))


def _missed(a: Facts, b: Facts) -> float:
    """Share of the objects in the one's name of which the other says nothing, on average of both."""
    if not (a.main_objects and b.main_objects):
        return 0.0
    told = [len(x.main_objects & y.objects) / len(x.main_objects) for x, y in ((a, b), (b, a))]
    return 1 - sum(told) / 2


def _objects(a: Facts, b: Facts) -> dict[str, float]:
    """Whom or what the two serve, watch, count."""
    nothing = a.main_objects and b.main_objects and not a.main_objects & b.objects and not b.main_objects & a.objects
    return {
        "objects": overlap(a.objects, b.objects),
        "name_objects": overlap(a.name_objects, b.name_objects),
        "main_objects": overlap(a.name_objects | a.goal_objects, b.name_objects | b.goal_objects),
        "objects_apart": float(bool(nothing)),
        "objects_missed": _missed(a, b),
    }


def _plain_facts(a: Facts, b: Facts, copy: float) -> dict[str, float]:
    """Counts, years, places: what is copied with the paper counts for less."""
    counts, few = min(3.0, shared_counts(a.quantities, b.quantities)), min(len(a.quantities), len(b.quantities))
    sites = len(a.sites & b.sites)
    return {
        "counts": counts / few * (1 - copy) if few else 0.0,
        "no_counts": float(few >= 2 and not counts),
        "years": (1 - copy) * bool(a.years & b.years),
        "years_apart": _apart(a.years, b.years),
        "county_apart": _apart(a.counties, b.counties),
        "sites": min(1.5, sites and 0.5 + sites / 2),
        "sites_apart": _apart(a.sites, b.sites),
    }


def _names(said: list[str], name: frozenset[str]) -> float:
    """How much of a name stands in one of these sayings."""
    return max((len(name & bigrams(saying)) / len(name) for saying in said), default=0.0) if len(name) > 1 else 0.0


def _leaning(a: Facts, b: Facts) -> dict[str, float]:
    """The one keeps, extends or feeds on the other; what both say alike tells nothing of the two."""
    takes = [[saying for saying in x.takes if saying not in y.text] for x, y in ((a, b), (b, a))]
    refers = [[saying for saying in x.refers if saying not in y.text] for x, y in ((a, b), (b, a))]
    names = [frozenset(gram for gram in grams(x.name) if gram[0] != "#") for x in (a, b)]
    leans = any(objects(saying) & x.name_objects for x, said in zip((b, a), takes, strict=True) for saying in said)
    return {
        "kind_apart": float(a.kind != b.kind),
        "run_apart": float((a.kind == "运维") != (b.kind == "运维")),
        "special": float(a.kind == b.kind and a.special),
        "takes": min(2, len(takes[0]) + len(takes[1])) / 2,
        "disclaims": float(a.disclaims != b.disclaims),
        "leans": float(leans),
        "adds": float(a.adds != b.adds),
        "named": max(_names(refers[1], names[0]), _names(refers[0], names[1])),
        "named_taking": max(_names(takes[1], names[0]), _names(takes[0], names[1])),
        "class_apart": float(_CLASS.get(a.category) != _CLASS.get(b.category)),
    }


def _own_goods(a: Facts, b: Facts, other: bool) -> dict[str, float]:
    """Each body's ordinary goods, each institution's own system."""
    own = a.own and b.own and other
    apart = a.institution and b.institution and a.institution != b.institution
    return {
        "own_elsewhere": float(own),
        "own_apart": float(own and not (a.for_all and b.for_all)),
        "institutions_apart": float(bool(apart)),
        "institution_elsewhere": float(bool(a.institution or b.institution) and a.unit != b.unit),
    }


def _copying(a: Facts, b: Facts, copy: float, missed: float, other: bool) -> dict[str, float]:
    """One paper filled in twice: what is left beside the common text is of another matter."""
    names = [_ANY_NAME.sub("", x.full_name.replace(x.unit, "") if x.unit else x.full_name) for x in (a, b)]
    rests = [left_over(x, y, 2).replace(" ", "") for x, y in (names, names[::-1])]
    renamed = min(1.0, min(map(len, rests)) / 2)
    named_alike = max(overlap(a.name_objects, b.name_objects), overlap(concepts(rests[0]), concepts(rests[1])))
    left = [_FIGURES.sub("", left_over(x.text, y.text)) for x, y in ((a, b), (b, a))]
    alike = max(cosine(grams(left[0]), grams(left[1])), overlap(concepts(left[0]), concepts(left[1])))
    much = min(1.0, min(len(text.replace(" ", "")) for text in left) / 10)
    things = [x.name_objects | objects(text) for x, text in zip((a, b), left, strict=True)]
    sites = [x.name_sites for x in (a, b)]
    return {
        "copy_name": copy * renamed,
        "copy_other_name": copy * renamed * (1 - named_alike),
        "copy_objects": copy * missed,
        "copy_sites": copy * bool(sites[0] - sites[1] and sites[1] - sites[0]),
        "copy_rest": copy * much * (1 - alike),
        "copy_rest_objects": copy * float(bool(things[0] - things[1] and things[1] - things[0])),
        "copy_counts": copy * min(1.0, other_counts(a.text, b.text) / 3),
        "copy_elsewhere": copy * other,
        "copy_own": copy * (other and not (a.for_all and b.for_all)),
    }


def _likeness(one: Words, two: Words) -> dict[str, float]:
    """Words of the trade, in whatever order and company."""
    return {
        "concepts": _contained(one.concepts, two.concepts),
        "concepts_covered": min(_covered(one, two), _covered(two, one)),
        "name_concepts": overlap(concepts(one.name), concepts(two.name)),
        "subjects": overlap(one.subjects, two.subjects),
    }


def pair_features(a: dict[str, Any], b: dict[str, Any]) -> list[float]:
    """In the order of PAIR_FEATURES, each about 0…1."""
    one, two = facts_of(a), facts_of(b)
    copy, other = copied_share(one.text, two.text), not same_house(one.unit, two.unit)
    found = _objects(one, two)
    found |= _plain_facts(one, two, copy) | _leaning(one, two) | _own_goods(one, two, other)
    found |= _copying(one, two, copy, found["objects_missed"], other)
    found |= _likeness(words_of(one), words_of(two))
    return [float(found[name]) for name in PAIR_FEATURES]
