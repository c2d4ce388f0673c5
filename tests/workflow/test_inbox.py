"""待办 follows states and permits by itself."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from projects.paths import Path
from projects.states import PROJECT
from tests import factories as make
from tests.journey import Journey
from workflow import inbox as module
from workflow.inbox import done, inbox
from workflow.machines import REGISTRY

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


LONG_AGO = timezone.localdate() - datetime.timedelta(days=400)


def building(ends, *, days=1):
    """A project that is being built for so many days."""
    project = make.bring(make.make_project(), "library")
    since = timezone.now() - datetime.timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_project SET stage = 'building', build_started_at = %s, state_since = %s,"
            " plan_approved_at = %s, planned_end = %s WHERE id = %s",
            [since, since, since, ends, project.pk],
        )
    return make.again(project)


def opens(post):
    """Which projects the office may open the acceptance of by itself, by its inbox."""
    return [task.obj for task in inbox(post) if "office_opens" in [step.name for step in task.steps]]


def test_what_waits_is_asked_first_and_then_the_list_is_cut(db, monkeypatch):
    monkeypatch.setattr(module, "PER_KIND", 2)
    clerk = make.make_post(Role.OFFICE_CLERK)
    for _ in range(3):
        building(timezone.localdate() + datetime.timedelta(days=90), days=50)
    late = building(LONG_AGO)
    assert opens(clerk) == [late]
    assert not inbox(clerk).cut
    longer = [building(LONG_AGO, days=days) for days in (9, 8)]
    assert opens(clerk) == longer
    assert inbox(clerk).cut == {PROJECT.key}
    page = make.signed_in(clerk).get("/").content.decode()
    assert "待办多于 2 件" in page
    assert "多于 2 件" in page.split("data-inbox-more")[0]


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.APPLICANT])
def test_what_waits_beyond_its_state_costs_no_query_a_row(db, role):
    first = building(LONG_AGO)
    post = make.Hands(first).clerk if role == Role.OFFICE_CLERK else make.Hands(first).applicant
    inbox(post)
    with CaptureQueriesContext(connection) as one:
        assert len(inbox(post)) == 1
    for _ in range(2):
        more = building(LONG_AGO)
        type(more).objects.filter(pk=more.pk).update(unit=first.unit)
    with CaptureQueriesContext(connection) as three:
        assert len(inbox(post)) == 3
    assert len(three) == len(one)


def test_a_row_and_the_query_have_one_answer(db):
    projects = [building(LONG_AGO), building(None), make.bring(make.make_project(), "listed")]
    marked = {row.pk: row for row in PROJECT.marked(type(projects[0]).objects.all())}
    for project in projects:
        for step in PROJECT.steps:
            assert step.awaited(project) == step.awaited(marked[project.pk]), step.name
    for machine in REGISTRY.values():
        # Every condition is one that its table can be asked.
        list(machine.marked(machine.model._base_manager.all()))
