"""The matrix of the trial operation."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from acceptance.models import Trial
from projects.paths import Path
from tests.journey import Journey
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("acceptance.trial",)
pytestmark = own_process("acceptance")


def built(city, days=0):
    journey = Journey(city, Path.SELF, budget=900_000)
    for _ in (*journey.apply(), *journey.enlist(), *journey.review(), *journey.build()):
        pass
    day = timezone.localdate() - datetime.timedelta(days=days)
    type(journey.project).objects.update(build_started_at=timezone.now() - datetime.timedelta(days=days))
    begun = journey.examined(examined_on=day, begun_on=day)
    journey.act(journey.project, "begin_trial", "applicant", **begun)
    return Trial.objects.get(project=journey.project)


def finished(city):
    trial = built(city)
    yield [trial]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=90), tick=False):
        trial = perform(trial, "finish", post=city.applicant, data={"report": "平稳"})
    yield [trial]


def shortened(city):
    """Begun before it was entered, so that its start is to be confirmed: walked first, as it has every step."""
    trial = built(city, days=40)
    yield [trial]
    trial = perform(trial, "confirm_start", post=city.office_leader, data={"basis": "运行日志"})
    asked = {"report": "运行平稳", "why": "汛期将至"}
    trial = perform(trial, "ask_shorter", post=city.applicant, data=asked)
    yield [perform(trial, "shorten", post=city.office_leader, reason="试用已久")]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [shortened, finished])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
