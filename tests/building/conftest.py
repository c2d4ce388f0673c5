import pytest
from django.db import connection

from tests import factories as make


def put_at(stage, clerk=None):
    """There; how it came there is tested elsewhere."""
    project = make.submit_application(make.make_project(clerk))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_project SET stage = %s, plan_approved_at = now(),"
            " build_started_at = CASE WHEN %s = 'building' THEN now() - interval '60 days' END WHERE id = %s",
            [stage, stage, project.pk],
        )
    return make.again(project)


@pytest.fixture
def begun(db):
    return put_at("building")


@pytest.fixture
def listed(db):
    return put_at("listed")
