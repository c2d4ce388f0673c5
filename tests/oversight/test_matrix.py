"""Role × state × transition of breaches, matters and their parts."""

import pytest
from django.utils import timezone

from oversight.models import Breach
from oversight.services import give_matter
from projects.models import Project
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = ("oversight.breach", "oversight.matter", "oversight.assignment")
pytestmark = own_process("oversight")


def breaches(city):
    facts = {"category": "application", "path": "procurement", "submitted_at": "2026-01-05T09:00+08:00"}
    project, day = Project.objects.create(name="平台", unit=city.unit, **facts), timezone.localdate()
    texts = {"kind": "other", "facts": "先行建设", "remedy": "补办"}
    breach = Breach.objects.create(project=project, happened_on=day, due_on=day, **texts)
    yield [breach]
    breach = perform(breach, "report_remedy", post=city.applicant, data={"remedy_done": "已补办"})
    yield [breach]
    yield [perform(breach, "close", post=city.office_leader, data={"conclusion": "齐全"})]


def matters(city):
    for name in ("close", "withdraw"):
        fields = {"name": name, "text": "接口对接", "due_on": timezone.localdate(), "project": None}
        matter = give_matter(post=city.leading_group, bodies=[city.unit], fields=fields)
        part = matter.assignments.get()
        yield [matter, part]
        if name == "withdraw":
            matter = perform(matter, name, post=city.leading_group, reason="另行解决")
            yield [matter, matter.assignments.get()]
            break
        part = perform(part, "answer", post=city.unit_leader, data={"answer": "已通"})
        yield [part]
        part = perform(part, "accept", post=city.leading_group)
        yield [part]
        yield [perform(matter, name, post=city.leading_group, data={"conclusion": "办结"})]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [breaches, matters])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
