"""The draw (article 6): a stated, versioned, pure function of the candidates, the quotas and the seed.

Anyone who has the frozen list and the seed can compute it again, years later and without this product:

1. Every candidate gets the number sha256("<seed>:<id>"); the candidates stand in the order of these numbers.
2. The order is walked once. A candidate is taken when nobody of the same work unit was taken before and when, with
   this candidate, the places that are left still suffice for the quotas of the fields.
3. It ends when the panel is full. A vacant place is filled by walking the same order again, with those who still sit
   as given and those who left as absent.

The seed is nobody's choice. Either two persons each hand in sha256("<panel>:<phrase>") while both phrases are secret,
then reveal them: seed = sha256("<panel>|<hash of the list>|<first phrase>|<second phrase>"). Or a public value is
named before it exists: seed = sha256("<panel>|<hash of the list>|<value>"). <panel> is the panel's id, of those that
share one group in a meeting the leading one's: the same words over the same list are another draw for another panel.
`docs/replay_draw.py` computes all of this without the product.

A change of any of this is a new ALGORITHM; drawn panels keep the name of theirs. "sha256-order/1" had no <panel> in
the seed.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

FIRST = "sha256-order/1"
ALGORITHM = "sha256-order/2"


@dataclass(frozen=True)
class Candidate:
    """One who may be drawn: fields by code, `unit` whatever tells work units apart."""

    id: str
    fields: tuple[str, ...]
    unit: str


class Infeasible(Exception):
    """No panel can be drawn; the message says why, in Chinese."""


@dataclass(frozen=True)
class Draw:
    """`order` is the whole list as the seed orders it; `selected` those taken, in that order."""

    order: tuple[str, ...]
    selected: tuple[str, ...]


def commitment_of(panel: str, phrase: str) -> str:
    return hashlib.sha256(f"{panel}:{phrase}".encode()).hexdigest()


def seed_from(*, algorithm: str, panel: str, candidates_hash: str, parts: Sequence[str]) -> str:
    if algorithm not in (FIRST, ALGORITHM):
        raise ValueError(f"unknown algorithm {algorithm}")
    if not all(parts):
        raise ValueError("a part of the seed is missing")
    start = [] if algorithm == FIRST else [panel]
    return hashlib.sha256("|".join([*start, candidates_hash, *parts]).encode()).hexdigest()


def rank(seed: str, id_: str) -> str:
    return hashlib.sha256(f"{seed}:{id_}".encode()).hexdigest()


def put_in_order(candidates: Iterable[Candidate], seed: str) -> list[Candidate]:
    """By the seed's numbers; the id decides between equal ones, so that the order is always whole."""
    return sorted(candidates, key=lambda one: (rank(seed, one.id), one.id))


def candidates_hash(candidates: Iterable[Candidate]) -> str:
    """Over the list in the order of ids: a changed, added or removed candidate changes it."""
    rows = [[one.id, sorted(one.fields), one.unit] for one in sorted(candidates, key=lambda one: one.id)]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def draw(
    candidates: Sequence[Candidate],
    size: int,
    seed: str,
    quotas: Mapping[str, int] | None = None,
    *,
    minimum: int = 5,
    kept: Collection[str] = (),
    gone: Collection[str] = (),
) -> Draw:
    """Draw a panel, or fill it up. `quotas` are least numbers by field; each member counts for one of them.

    Raises Infeasible with the reason.
    """
    quotas = {field: count for field, count in (quotas or {}).items() if count}
    if reason := why_not(candidates, size, quotas, minimum=minimum, kept=kept, gone=gone):
        raise Infeasible(reason)
    order = put_in_order(candidates, seed)
    chosen = [one for one in order if one.id in kept]
    for one in order:
        if len(chosen) == size:
            break
        free = one.id not in kept and one.id not in gone and one.unit not in {other.unit for other in chosen}
        if free and _suffices([*chosen, one], order, size, quotas, gone):
            chosen.append(one)
    taken = {one.id for one in chosen}
    return Draw(tuple(one.id for one in order), tuple(one.id for one in order if one.id in taken))


def why_not(
    candidates: Sequence[Candidate],
    size: int,
    quotas: Mapping[str, int],
    *,
    minimum: int = 5,
    kept: Collection[str] = (),
    gone: Collection[str] = (),
) -> str:
    """Why no panel can be drawn; "" when one can. What can be relaxed is said with it."""
    if size < minimum or size % 2 == 0:
        return f"专家人数应为不少于 {minimum} 人的单数，现为 {size} 人"
    if sum(quotas.values()) > size:
        return f"各领域名额合计 {sum(quotas.values())} 人，超过专家组人数 {size} 人；请减少名额或增加人数"
    chosen = [one for one in candidates if one.id in kept]
    units = {one.unit for one in candidates if one.id not in gone}
    if len(units) < size:
        return f"回避后可抽取的专家来自 {len(units)} 个单位，每个单位至多一人，不足 {size} 人；请减少人数或增补专家"
    for field, count in quotas.items():
        able = {one.unit for one in candidates if field in one.fields and one.id not in gone}
        if len(able) < count:
            return f"“{field}”领域需 {count} 人，可抽取的专家只来自 {len(able)} 个单位；请减少该领域名额"
    if not _suffices(chosen, candidates, size, quotas, gone):
        return "各领域名额不能同时满足（同一专家或同一单位不能占两个名额）；请减少名额或增加人数"
    return ""


def _suffices(
    chosen: Sequence[Candidate],
    candidates: Iterable[Candidate],
    size: int,
    quotas: Mapping[str, int],
    gone: Collection[str],
) -> bool:
    """Can the places that are left be filled so that every quota has its own members?

    A bipartite matching of quota places with the chosen first, then with the units that are still free: matching the
    chosen as far as possible leaves the fewest places to the others.
    """
    taken = {one.unit for one in chosen}
    free: dict[str, set[str]] = {}
    for one in candidates:
        if one.unit not in taken and one.id not in gone:
            free.setdefault(one.unit, set()).update(one.fields)
    left = size - len(chosen)
    if len(free) < left:
        return False
    places = [field for field, count in sorted(quotas.items()) for _ in range(count)]
    holders: list[set[str]] = [set(one.fields) for one in chosen] + [free[unit] for unit in sorted(free)]
    owner: dict[int, int] = {}
    by_chosen = sum(_assign(place, places, holders, range(len(chosen)), owner, set()) for place in range(len(places)))
    open_places = [place for place in range(len(places)) if place not in owner.values()]
    matched = sum(_assign(place, places, holders, range(len(holders)), owner, set()) for place in open_places)
    return matched == len(open_places) and len(places) - by_chosen <= left


def _assign(
    place: int, places: list[str], holders: list[set[str]], within: range, owner: dict[int, int], seen: set[int]
) -> bool:
    """Kuhn's step: find a holder for a place, moving other places where that frees one."""
    for number in within:
        if places[place] in holders[number] and number not in seen:
            seen.add(number)
            if number not in owner or _assign(owner[number], places, holders, within, owner, seen):
                owner[number] = place
                return True
    return False
