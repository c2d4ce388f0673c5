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


def built(city):
    journey = Journey(city, Path.SELF, budget=900_000)
    for _ in (*journey.apply(), *journey.enlist(), *journey.review(), *journey.build()):
        pass
    today = timezone.localdate()
    data = {"examined_on": today, "begun_on": today, "opinion": "同意", "members": ""}
    journey.act(journey.project, "begin_trial", "applicant", **data)
    return Trial.objects.get(project=journey.project)


def finished(city):
    trial = built(city)
    yield [trial]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=90), tick=False):
        trial = perform(trial, "finish", post=city.applicant, data={"report": "平稳"})
    yield [trial]


def shortened(city):
    yield [perform(built(city), "shorten", post=city.office_leader, reason="试用已久")]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [finished, shortened])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
