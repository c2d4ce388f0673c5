"""Fixtures for every test. Servers and strict templates come from tests/plugin.py."""

import pytest
from django.db import connection

from tests.city import City, build_city


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-matrix", action="store_true", help="write the permission matrix under tests/matrix/")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Django empties tables by TRUNCATE between tests that commit; the audit trail refuses that everywhere else."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("workflow_auditevent", "workflow_auditcontent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_no_truncate")


@pytest.fixture(scope="session", autouse=True)
def compared_at_once():
    """No worker stands beside these tests: what was handed in counts as compared. tests/similarity asks the rule."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("similarity.rules.awaits_comparison", lambda project: False)
        yield


@pytest.fixture
def city(db) -> City:
    return build_city()
