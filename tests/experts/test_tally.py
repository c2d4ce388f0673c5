"""From opinions to a suggested conclusion, at the limits."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from experts.aspects import ASPECTS, Purpose
from experts.tally import count_opinions

SEVEN = ASPECTS[Purpose.PLAN_REVIEW]


@dataclass
class Given:
    conclusion: str
    score: int = 80
    verdict: str = "met"

    @property
    def aspects(self):
        return {a.code: {"score": self.score, "verdict": self.verdict, "text": "细化"} for a in SEVEN}


def count(*opinions):
    return count_opinions(opinions, SEVEN, pass_share=Decimal("0.67"), pass_score=Decimal("75"))


AGREE, CHANGES, NO = "agree", "agree_with_changes", "disagree"


@pytest.mark.parametrize(
    ("given", "score", "suggested"),
    [
        ([AGREE] * 5, 75, "pass"),
        ([AGREE] * 5, 74, "revise"),
        ([AGREE, AGREE, CHANGES, CHANGES, NO], 80, "pass"),
        ([AGREE, AGREE, AGREE, NO, NO], 90, "revise"),
        ([AGREE, AGREE, NO, NO, NO], 90, "fail"),
        ([AGREE] * 6 + [NO] * 3, 75, "pass"),
    ],
)
def test_the_suggestion(given, score, suggested):
    tally = count(*(Given(one, score) for one in given))
    assert tally.suggested == suggested
    assert tally.suggested_label in tally.explanation


def test_figures_of_an_aspect():
    row = count(Given(AGREE, 90), Given(AGREE, 60, "partly"), Given(NO, 50, "not_met")).aspects[0]
    assert (row.average, row.low, row.high) == (Decimal("66.7"), 50, 90)
    assert row.disputed
    assert row.verdict == "not_met", "where verdicts are equal the worst stands"
    assert row.texts == ("细化", "细化", "细化")


def test_the_regulations_words():
    assert len(SEVEN) == 7
    assert len(ASPECTS[Purpose.ACCEPTANCE]) == 5
