"""Role × state × transition of a reason against an agent (article 14)."""

import pytest

from building.models import AgencyWaiver
from projects.models import Project
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("building.agencywaiver",)
pytestmark = own_process("building")


def waivers(city):
    facts = {"category": "application", "path": "procurement", "submitted_at": "2026-01-05T09:00+08:00"}
    project = Project.objects.create(name="平台", unit=city.unit, **facts)
    for outcome, reason in (("refuse", "力量不足"), ("accept", "")):
        waiver = AgencyWaiver.objects.create(project=project, reason="自有技术力量", created_by=city.applicant)
        yield [waiver]
        yield [perform(waiver, outcome, post=city.office_leader, reason=reason)]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [waivers])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
