"""The matrix of imports: whoever uploaded, and nobody else."""

import pytest

from documents.models import SheetImport
from documents.sheets.services import take_in
from projects.paths import Path
from tests.journey import Journey
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("documents.sheetimport",)
pytestmark = own_process("sheets")


def walk(city):
    journey = Journey(city, Path.PROCUREMENT)
    next(iter(journey.walk()))
    application, post = journey.project.application, city.applicant

    def taken(*cells) -> SheetImport:
        return take_in(kind="budget-lines", target_id=application.pk, raw=[(2, list(cells))], post=post)

    yield [taken("软件开发", "", 1, 1)]
    sheet = taken("软件开发", "业务平台", 350_000, 1)
    yield [sheet]
    yield [perform(sheet, "drop", post=post)]
    sheet = perform(taken("软件开发", "业务平台", 350_000, 1), "confirm", post=post)
    yield [sheet]
    yield [perform(sheet, "undo", post=post)]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [walk])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
