"""定密 and 分级保护: role × state × transition."""

import pytest
from django.utils import timezone

from projects.paths import Path
from secrecy.services import claim_classification, record_paper
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("secrecy.classification", "secrecy.protection")
pytestmark = own_process("secrecy")

WAY = ("admission", "list", "pre_approval", "plan_opinion", "approval", "start", "completion", "certificate")


def entry(city, name):
    return claim_classification(
        post=city.applicant,
        code_name=name,
        level="秘密",
        years=10,
        unit=city.unit,
        path=Path.TENDER,
        category="security",
    )


def walk(city):
    today = timezone.localdate()
    project = entry(city, "甲")
    claim = project.classifications.get()
    yield [claim]
    claim = perform(claim, "refer", post=city.secrecy, data={"number": "1号", "referred_on": today})
    yield [claim]
    data = {"level": "秘密", "years": 10, "number": "2号", "decided_on": today}
    claim = perform(claim, "confirm", post=city.secrecy, data=data)
    protection = project.protection
    yield [claim, protection]
    for kind in WAY:
        record_paper(project=project, post=city.applicant, kind=kind, direction="received", number="1号", day=today)
    for step in ("review_plan", "record_assessment", "examine", "approve_use"):
        data = {"number": f"{step}号", "day": today, "assessor": "省测评中心"}
        protection = perform(protection, step, post=city.secrecy, data=data)
        yield [protection]
    yield [perform(claim, "declassify", post=city.secrecy, reason="保密期限届满")]


def ended(city):
    claim = perform(entry(city, "乙").classifications.get(), "reject", post=city.secrecy, reason="不属于国家秘密")
    yield [claim]
    project = entry(city, "丙")
    perform(project, "withdraw", post=city.applicant, reason="不再建设")
    yield [project.classifications.get()]
    project = entry(city, "丁")
    data = {"level": "秘密", "years": 10, "number": "3号", "decided_on": timezone.localdate()}
    perform(project.classifications.get(), "confirm", post=city.secrecy, data=data)
    perform(project, "withdraw", post=city.applicant, reason="不再建设")
    yield [project.protection]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [walk, ended])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
