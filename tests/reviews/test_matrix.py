"""The matrix of the plan review."""

import pytest

from projects.states import Stage
from tests.journey import Journey
from tests.matrix_tools import judge, own_process, try_walks
from tests.reviews.story import Review

KEYS = ("reviews.reviewround",)
pytestmark = own_process("reviews")


def _review(city):
    journey = Journey(city)
    journey.to(Stage.PRE_APPROVED)
    return Review(journey)


def amended(city):
    review = _review(city)
    yield [review.open()]
    yield [review.submit(checked=False)]
    yield [review.act("return_for_papers", "office_clerk", reason="缺图")]
    review.submit()
    yield [review.convene()]
    review.answer_all(conclusion="agree_with_changes")
    yield [review.demand("细化接口")]
    yield [review.answer_remarks()]
    review.verify(review.panel.chair)
    yield [review.round]
    yield [review.conclude("amend")]
    yield [review.sign()]


def ended(city):
    review = _review(city)
    review.open()
    review.journey.act(review.journey.project, "terminate", "office_leader", reason="不再建设")
    yield [review.round]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [amended, ended])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
