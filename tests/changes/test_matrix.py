"""The permission matrix of a reform: role × state × transition."""

import pytest
from django.utils import timezone

from changes.services import enter_reform
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("changes.reform",)
pytestmark = own_process("changes")


def reforms(city):
    """A new name is carried out; another is dropped."""
    for step, who, reason in (("carry_out", "security_admin", ""), ("drop", "system_admin", "登记有误")):
        fields = {
            "organisation": city.other,
            "kind": "rename",
            "new_name": f"广元市教育局（{step}）",
            "new_short_name": "市教育局",
            "into": None,
            "basis": "广委发〔2026〕3号",
            "effective_on": timezone.localdate(),
        }
        reform = enter_reform(fields=fields, post=city.system_admin)
        yield [reform]
        yield [perform(reform, step, post=city.posts[who], reason=reason)]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [reforms])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
