"""Coordination matters: given to several bodies, answered by each, urged, closed (article 5)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from documents.models import Document
from oversight.models import Assignment, Matter
from oversight.services import give_matter
from projects.models import Project
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make.make_post(Role.LEADING_GROUP)


@pytest.fixture
def finance():
    return make.make_post(Role.FINANCE)


@pytest.fixture
def unit():
    return make.make_post(Role.UNIT_LEADER)


@pytest.fixture
def matter(group, finance, unit):
    fields = {"name": "统一接入共享平台", "text": "两周内完成接口对接", "project": None}
    fields["due_on"] = timezone.localdate() + datetime.timedelta(days=14)
    return give_matter(post=group, bodies=[finance.organisation, unit.organisation], fields=fields)


def part(matter, post):
    return matter.assignments.get(body=post.organisation)


def test_given_once_on_a_double_click_and_answered_by_each(group, finance, unit):
    client = make.signed_in(group)
    form = {
        "name": "统一接入共享平台",
        "text": "完成接口对接",
        "due_on": timezone.localdate() + datetime.timedelta(days=14),
        "bodies": [finance.organisation_id, unit.organisation_id],
    }
    for _ in range(2):
        assert client.post("/oversight/matters/new/", form).status_code == 302
    matter = Matter.objects.get()
    assert matter.assignments.count() == 2
    with pytest.raises(Forbidden):
        perform(part(matter, finance), "answer", post=unit, data={"answer": "代答"})
    perform(part(matter, finance), "answer", post=finance, data={"answer": "资金已安排"})
    with pytest.raises(RuleViolation):
        perform(matter, "close", post=group, data={"conclusion": "办结"})
    perform(part(matter, finance), "send_back", post=group, reason="请写明金额")
    perform(part(matter, finance), "answer", post=finance, data={"answer": "已安排二十万元"})
    perform(part(matter, unit), "answer", post=unit, data={"answer": "接口已通"})
    page = client.get(matter.get_absolute_url()).content.decode()
    for post in (finance, unit):
        assert f"{post.organisation.short_name}：采纳答复" in page, "whose answer a button accepts is said"
        perform(part(matter, post), "accept", post=group)
    assert perform(matter, "close", post=group, data={"conclusion": "办结"}).state == "closed"
    assert "已安排二十万元" in make.signed_in(unit).get(matter.get_absolute_url()).content.decode()


def test_late_answers_are_urged_by_paper_and_a_withdrawn_matter_asks_nobody(matter, group, finance):
    Assignment.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    leader = make.make_post(Role.OFFICE_LEADER)
    perform(part(matter, finance), "urge", post=leader)
    assert Document.objects.get(kind="supervision_notice").context["unit"] == finance.organisation.name
    perform(matter, "withdraw", post=group, reason="已另行解决")
    assert set(matter.assignments.values_list("state", flat=True)) == {"dropped"}


def test_who_was_not_asked_sees_nothing(matter):
    other = make.signed_in(make.make_post(Role.UNIT_LEADER, make.make_org("广元市教育局")))
    assert other.get(matter.get_absolute_url()).status_code == 404
    assert matter.name not in other.get("/oversight/matters/").content.decode()
    assert make.signed_in(make.make_post(Role.EXPERT)).get("/oversight/matters/").status_code == 403


def test_a_matter_of_a_project_that_became_classified_vanishes(matter, group, finance):
    project = make.bring(make.make_project(), "submitted")
    Matter.objects.update(project=project)
    Project.objects.filter(pk=project.pk).update(is_classified=True)
    for post in (group, finance, make.make_post(Role.OFFICE_LEADER)):
        client = make.signed_in(post)
        assert client.get(matter.get_absolute_url()).status_code == 404
        assert matter.name not in client.get("/oversight/matters/").content.decode()


def test_the_list_asks_as_much_for_three_as_for_one(matter, group, finance):
    client = make.signed_in(group)

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/oversight/matters/").status_code == 200
        return len(asked)

    count()
    one = count()
    for name in ("甲", "乙"):
        fields = {"name": name, "text": name, "project": None, "due_on": matter.due_on}
        give_matter(post=group, bodies=[finance.organisation], fields=fields)
    assert count() == one
