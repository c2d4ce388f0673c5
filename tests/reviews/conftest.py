import pytest

from projects.states import Stage
from tests.journey import Journey
from tests.reviews.story import Review


@pytest.fixture
def review(city) -> Review:
    """A pre-approved project and a pool of nine; no round yet."""
    journey = Journey(city)
    journey.to(Stage.PRE_APPROVED)
    return Review(journey)
