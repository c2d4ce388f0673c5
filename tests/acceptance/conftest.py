import pytest

from projects.paths import Path
from tests.journey import Journey


@pytest.fixture
def journey(city):
    """A procurement project that is being built."""
    journey = Journey(city, Path.PROCUREMENT)
    for _ in (*journey.apply(), *journey.enlist(), *journey.pre_review(), *journey.review(), *journey.approve()):
        pass
    for _ in journey.build():
        pass
    return journey
