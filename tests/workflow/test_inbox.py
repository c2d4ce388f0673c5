"""待办 follows states and permits by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Post
from projects.paths import Path
from tests.journey import Journey
from workflow.inbox import done, inbox

pytestmark = pytest.mark.django_db


def waiting(city, name):
    return [(task.obj._meta.model_name, [step.name for step in task.steps]) for task in inbox(city.posts[name])]


def test_work_moves_from_inbox_to_inbox(city):
    journey = Journey(city, Path.PROCUREMENT)
    application = journey.draft()
    assert waiting(city, "applicant") == [("application", ["submit"])]
    assert waiting(city, "stranger") == []
    application = journey.act(application, "submit", "applicant")
    assert waiting(city, "applicant") == []
    assert waiting(city, "unit_leader") == [("application", ["unit_approve", "unit_return"])]
    assert waiting(city, "office_clerk") == []
    application = journey.act(application, "unit_approve", "unit_leader")
    assert waiting(city, "office_clerk") == [("application", ["pass_check", "return_for_papers"])]
    assert "unit_approve" in [event.content.action for event in done(city.unit_leader)]


def test_whoever_checked_does_not_find_the_decision_in_the_inbox(city):
    """Two persons: a clerk who is also a leader does not decide what the clerk checked."""
    journey = Journey(city, Path.PROCUREMENT)
    for event in journey.apply():
        if event == "checked":
            break
    both = Post.objects.create(user=city.office_clerk.user, role="office_leader", organisation=city.office)
    names = [step.name for task in inbox(both) for step in task.steps]
    assert "admit" not in names
    assert "admit" in [step.name for task in inbox(city.office_leader) for step in task.steps]


def test_the_inbox_has_a_bounded_number_of_queries(city):
    Journey(city, Path.PROCUREMENT, name="甲").draft()
    inbox(city.applicant)  # the calendar is cached from here on
    with CaptureQueriesContext(connection) as one:
        inbox(city.applicant)
    Journey(city, Path.PROCUREMENT, name="乙").draft()
    Journey(city, Path.TENDER, name="丙").draft()
    with CaptureQueriesContext(connection) as three:
        assert len(inbox(city.applicant)) == 3
    assert len(three) == len(one)
