"""Role × state × transition of a social filing."""

import pytest
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import OrgKind
from archives.models import SocialFiling
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("archives.socialfiling",)
pytestmark = own_process("archives")


def walk(city):
    day = timezone.localdate()
    texts = {"name": "园区平台", "category": "application", "amount": 1, "content": "联网", "place": "经开区"}
    days = {"starts_on": day, "ends_on": day, "contact": "李工", "phone": "1"}
    # Whoever files is of society.
    Organisation.objects.filter(pk=city.unit.pk).update(kind=OrgKind.ENTERPRISE)
    filing = SocialFiling.objects.create(unit=city.unit, created_by=city.applicant, **texts, **days)
    yield [filing]
    filing = perform(filing, "return_for_papers", post=city.office_clerk, reason="不全")
    yield [filing]
    again = {**texts, **days, "level": ""}
    filing = perform(filing, "resubmit", post=city.applicant, data=again)
    yield [perform(filing, "confirm", post=city.office_clerk)]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [walk])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
