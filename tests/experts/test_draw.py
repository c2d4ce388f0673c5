"""The draw as a pure function: quotas, units, exclusions, replay, uniformity, and what it says when it cannot."""

import itertools
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from experts.draw import Candidate, Infeasible, candidates_hash, draw, put_in_order, why_not

FIELDS = ("network", "software", "data", "security", "finance")

candidates = st.lists(
    st.tuples(st.sets(st.sampled_from(FIELDS), min_size=1, max_size=3), st.integers(0, 12)), min_size=3, max_size=24
).map(
    lambda rows: [
        Candidate(f"e{number:02d}", tuple(sorted(fields)), f"u{unit}") for number, (fields, unit) in enumerate(rows)
    ]
)
quotas = st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 3), max_size=4)
sizes = st.sampled_from((5, 7, 9))
seeds = st.text(alphabet="0123456789abcdef", min_size=8, max_size=32)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


def meets(chosen, quotas_) -> bool:
    """By trying: can each place of a quota have its own member?"""
    places = [field for field, count in quotas_.items() for _ in range(count)]

    def place(number, free):
        if number == len(places):
            return True
        return any(places[number] in one.fields and place(number + 1, free - {one}) for one in free)

    return place(0, frozenset(chosen))


@quick
@given(candidates, sizes, seeds, quotas)
def test_a_draw_meets_everything_or_says_why_it_cannot(pool, size, seed, quotas_):
    if reason := why_not(pool, size, {field: count for field, count in quotas_.items() if count}):
        with pytest.raises(Infeasible) as refusal:
            draw(pool, size, seed, quotas_)
        assert str(refusal.value) == reason
        return
    drawn = draw(pool, size, seed, quotas_)
    by_id = {one.id: one for one in pool}
    chosen = [by_id[one] for one in drawn.selected]
    assert len(chosen) == len(set(drawn.selected)) == size
    assert size % 2 == 1
    assert len({one.unit for one in chosen}) == size, "one a work unit"
    assert meets(chosen, quotas_)
    assert sorted(drawn.order) == sorted(by_id)
    assert draw(list(reversed(pool)), size, seed, quotas_) == drawn, "the order of the list does not matter"


@quick
@given(candidates, seeds, quotas, st.data())
def test_a_vacancy_is_filled_by_the_same_order(pool, seed, quotas_, data):
    try:
        drawn = draw(pool, 5, seed, quotas_)
    except Infeasible:
        reject()
    gone = data.draw(st.sampled_from(drawn.selected))
    kept = [one for one in drawn.selected if one != gone]
    wanted = {field: count for field, count in quotas_.items() if count}
    if why_not(pool, 5, wanted, kept=kept, gone=[gone]):
        return
    again = draw(pool, 5, seed, quotas_, kept=kept, gone=[gone])
    assert gone not in again.selected
    assert set(kept) < set(again.selected)
    chosen = [one for one in pool if one.id in again.selected]
    assert len({one.unit for one in chosen}) == 5
    assert meets(chosen, quotas_)


@settings(max_examples=60, deadline=None)
@given(candidates.filter(lambda pool: len(pool) <= 9), quotas)
def test_infeasible_is_said_only_when_it_is(pool, quotas_):
    """Against trying every five."""
    wanted = {field: count for field, count in quotas_.items() if count}
    possible = any(
        len({one.unit for one in five}) == 5 and meets(five, wanted) for five in itertools.combinations(pool, 5)
    )
    assert (why_not(pool, 5, wanted) == "") == possible


@pytest.mark.parametrize("size", [0, 3, 4, 6, 8])
def test_an_even_or_too_small_panel_is_refused(size):
    pool = [Candidate(str(number), ("data",), str(number)) for number in range(20)]
    with pytest.raises(Infeasible, match="不少于 5 人的单数"):
        draw(pool, size, "seed")


def test_what_is_missing_is_named():
    pool = [Candidate(str(number), ("data",), str(number)) for number in range(6)]
    assert "“law”领域需 1 人" in why_not(pool, 5, {"law": 1})
    assert "合计 6 人" in why_not(pool, 5, {"data": 6})
    both = [Candidate("x", ("law", "security"), "x"), *pool]
    assert "不能同时满足" in why_not(both, 5, {"law": 1, "security": 1})


def test_a_changed_list_or_seed_is_another_draw():
    pool = [Candidate(str(number), ("data",), str(number)) for number in range(40)]
    first = draw(pool, 5, "a" * 32)
    assert draw(pool, 5, "a" * 32) == first
    assert draw(pool, 5, "b" * 32).selected != first.selected
    assert candidates_hash(pool) != candidates_hash(pool[:-1])
    assert candidates_hash(pool) == candidates_hash(reversed(pool))
    assert put_in_order(pool, "a")[0] != put_in_order(pool, "c")[0]


def test_every_candidate_is_drawn_alike():
    """Chi-squared over 20,000 draws of 5 out of 20 (19 degrees of freedom; 43.8 is the 0.1 % limit)."""
    pool = [Candidate(f"e{number}", ("data",), f"u{number}") for number in range(20)]
    counts = Counter(one for number in range(20_000) for one in draw(pool, 5, f"seed{number}").selected)
    expected = 20_000 * 5 / 20
    # Drawing without replacement narrows the spread; the factor makes it a chi-squared again.
    statistic = sum((counts[one.id] - expected) ** 2 / expected for one in pool) * (20 - 1) / (20 - 5)
    assert statistic < 43.8
