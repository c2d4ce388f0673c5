"""The matrix of the road's machines, walked by whole projects; other rooms walk their own (tests/matrix_tools.py)."""

import importlib
from pathlib import Path as FilePath

import pytest

from accounts.models import Organisation
from projects.paths import Path
from reviews.services import report_county_plan
from tests.journey import Journey
from tests.matrix_tools import FOLDER, judge, own_process, try_walks
from workflow.machines import REGISTRY

pytestmark = own_process("road")

KEYS = (
    "acceptance.acceptance",
    "changes.changerequest",
    "projects.annuallist",
    "projects.application",
    "projects.filing",
    "projects.prereview",
    "projects.project",
)

# What another unit does on a project that is not its own: it says whether it takes it over.
ANOTHERS = {"changes.changerequest": ("take_over", "decline")}
COUNTY_PLAN = {"name": "县平台", "category": "application", "nature": "new", "declared_sum": 2_000_000}
# Two projects walk their whole way, the others end early.
WAYS = (
    (Path.PROCUREMENT, "walk"),
    (Path.TENDER, "walk"),
    (Path.PROCUREMENT, "refused"),
    (Path.PROCUREMENT, "withdrawn"),
    (Path.PROCUREMENT, "given_back"),
    (Path.PROCUREMENT, "pre_review_refused"),
    (Path.PROCUREMENT, "revoked"),
    (Path.PROCUREMENT, "changed"),
)


def walk(path, way):
    def along(city):
        journey = Journey(city, path)
        for _ in getattr(journey, way)():
            yield journey.live()

    return along


def county(city):
    """A county's project, as it stands when its plan is brought (article 16)."""
    org = Organisation.objects.create(name="剑阁县人民政府", short_name="剑阁县", kind="county", county="剑阁县")
    city.applicant.organisation = org
    city.applicant.save()
    yield [report_county_plan(post=city.applicant, **COUNTY_PLAN).project]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [*(walk(*way) for way in WAYS), county])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request, anybodys=ANOTHERS.get(key, ()))


def test_every_machine_is_walked_by_one_module():
    tests = FilePath(__file__).parent
    names = [".".join(path.relative_to(tests.parent).with_suffix("").parts) for path in tests.rglob("test_matrix.py")]
    owned = [key for name in names for key in importlib.import_module(name).KEYS]
    assert sorted(owned) == sorted(REGISTRY)
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(REGISTRY)
