"""The matrix of units that take part: the participant's leader answers, the lead changes the circle."""

import pytest

from projects.models import SourceLine
from projects.services import invite_participant
from tests import factories as make
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("projects.participation",)
pytestmark = own_process("participation")


def _invited(lead, unit):
    application = make.make_draft(lead).application
    make.fill(application, lead)
    row = invite_participant(application=application, unit=unit, task="数据汇聚", post=lead)
    line = application.sources.get()
    SourceLine.objects.create(application=application, kind="city", year=line.year, amount=500_000, holder=unit)
    return row


def answers(city):
    """Another unit leads; the city's own takes part."""
    lead = make.make_post("applicant", make.make_org("广元市水利局"))
    row = _invited(lead, city.unit)
    yield [row]
    yield [perform(row, "confirm", post=city.unit_leader)]
    yield [perform(_invited(lead, city.unit), "decline", post=city.unit_leader, reason="本年无此预算")]


def leads(city):
    """The city's own unit leads."""
    row = _invited(city.applicant, make.make_org("广元市水利局"))
    yield [perform(row, "take_out", post=city.applicant, reason="改由本单位承担")]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [answers, leads])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
