"""The matrix of the road's machines, walked by whole projects; other rooms walk their own (tests/matrix_tools.py)."""

import importlib
from pathlib import Path as FilePath

import pytest

from projects.paths import Path
from tests.journey import Journey
from tests.matrix_tools import FOLDER, judge, own_process, try_walks
from workflow.machines import REGISTRY

pytestmark = own_process("road")

KEYS = (
    "acceptance.acceptance",
    "changes.changerequest",
    "experts.seat",
    "projects.annuallist",
    "projects.application",
    "projects.filing",
    "projects.prereview",
    "projects.project",
    "reviews.reviewround",
)

# Two projects walk their whole way, four end early.
WAYS = (
    (Path.PROCUREMENT, "walk"),
    (Path.TENDER, "walk"),
    (Path.PROCUREMENT, "refused"),
    (Path.PROCUREMENT, "withdrawn"),
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


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [walk(*way) for way in WAYS])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)


def test_every_machine_is_walked_by_one_module():
    tests = FilePath(__file__).parent
    names = [".".join(path.relative_to(tests.parent).with_suffix("").parts) for path in tests.rglob("test_matrix.py")]
    owned = [key for name in names for key in importlib.import_module(name).KEYS]
    assert sorted(owned) == sorted(REGISTRY)
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(REGISTRY)
