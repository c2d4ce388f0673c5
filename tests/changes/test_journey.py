"""The matrix's way through changes meets every state."""

import pytest

from changes.states import ChangeState
from projects.paths import Path
from tests.journey import Journey

pytestmark = pytest.mark.django_db


def test_the_way_of_changes_meets_every_state(city):
    journey, seen = Journey(city, Path.PROCUREMENT), set()
    for _ in journey.changed():
        seen |= {change.state for change in journey.project.change_requests.all()}
    assert seen == set(ChangeState.values)
