"""The matrix of the draw and of the lifting of conflicts."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Post, User
from accounts.roles import Role
from experts.models import Enrolment, Expert
from experts.services import ask_waiver, close_panel, convene
from experts.states import DrawMode
from tests.experts.pool import make_expert, make_pool
from tests.factories import make_project
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("experts.enrolment", "experts.expert", "experts.panel", "experts.waiver")
pytestmark = own_process("experts")
CLERK, WATCH = "春分后的第一场雨", "嘉陵江水位四百八十"


def _project(city):
    project = make_project(city.applicant)
    project.submitted_at = timezone.now()
    project.save()
    return project


def drawn(city):
    make_pool(city.pool)
    when = timezone.now() + datetime.timedelta(days=3)
    panel = convene(
        project=_project(city),
        purpose="plan_review",
        meeting_at=when,
        place="三楼",
        size=5,
        quotas={},
        mode=DrawMode.TWO_PERSONS,
        phrase=CLERK,
        post=city.office_clerk,
    )
    yield [panel]
    for step, who, phrase in (
        ("witness_commit", city.office_leader, WATCH),
        ("clerk_reveal", city.office_clerk, CLERK),
        ("witness_reveal", city.office_leader, WATCH),
    ):
        panel = perform(panel, step, post=who, data={"phrase": phrase})
        yield [panel]
    close_panel(panel=panel, post=city.office_clerk)
    panel.refresh_from_db()
    yield [panel]


def lifted(city):
    project = _project(city)
    for number, step in enumerate(("approve_waiver", "refuse_waiver")):
        expert = make_expert(city.pool, number, organisation=project.unit)
        waiver = ask_waiver(project=project, expert=expert, code="unit", reason="已调离", post=city.office_clerk)
        yield [waiver]
        yield [perform(waiver, step, post=city.office_leader, reason="档案未改")]


def came_and_went(city):
    for last in ("enrol", "refuse"):
        user = User.objects.create_user(f"candidate-{last}", password="test-2026-gy", display_name="候选人")
        Post.objects.create(user=user, role=Role.EXPERT, organisation=city.pool)
        found = Enrolment.objects.create(
            source="unit", name="候选人", employer="川北大学", rank_title="教授", user=user, nominated_by=city.unit
        )
        yield [found]
        found = perform(found, "pass_check", post=city.office_clerk)
        yield [found]
        yield [perform(found, last, post=city.office_leader, reason="职称不符")]
    expert = Expert.objects.get()
    yield [expert]
    for step in ("suspend", "retire"):
        expert = perform(expert, step, post=city.office_clerk, reason="出国访学")
        yield [expert]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [drawn, lifted, came_and_went])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
