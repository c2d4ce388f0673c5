"""Several units apply together: the lead acts, each participant confirms its own money."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from projects.models import Participation, Project, SourceLine
from projects.rules import PARTNERS_AGREED
from projects.services import invite_participant
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.inbox import inbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make.make_post(Role.APPLICANT)


@pytest.fixture
def partner():
    return make.make_post(Role.UNIT_LEADER, make.make_org("广元市水利局"))


@pytest.fixture
def application(lead):
    return make.make_project(lead, budget=1_500_000).application


def invited(application, partner, lead, amount=500_000):
    row = invite_participant(application=application, unit=partner.organisation, task="水情数据汇聚", post=lead)
    own = application.sources.get()
    SourceLine.objects.filter(pk=own.pk).update(amount=own.amount - amount)
    year = own.year
    SourceLine.objects.create(
        application=application, kind="city", year=year, amount=amount, holder=partner.organisation
    )
    return row


def test_the_partner_sees_the_draft_confirms_and_the_application_goes(application, partner, lead):
    assert not Project.objects.visible_to(partner).exists()
    row = invited(application, partner, lead)
    assert Project.objects.visible_to(partner).get() == application.project
    assert [task.obj for task in inbox(partner)] == [row]
    with pytest.raises(RuleViolation, match="尚未确认"):
        perform(make.again(application), "submit", post=lead)
    assert make.signed_in(partner).post(row.step_url("confirm")).status_code == 302
    assert make.again(row).confirmed_sum == 500_000
    assert perform(make.again(application), "submit", post=lead).state == "unit_review"
    page = make.signed_in(partner).get(row.get_absolute_url())
    assert "水情数据汇聚" in page.content.decode()


def test_money_changed_after_the_word_asks_for_a_new_one(application, partner, lead):
    row = perform(invited(application, partner, lead), "confirm", post=partner)
    lines = list(application.sources.order_by("amount"))
    SourceLine.objects.filter(pk=lines[0].pk).update(amount=600_000)
    SourceLine.objects.filter(pk=lines[1].pk).update(amount=900_000)
    with pytest.raises(RuleViolation, match="须重新确认"):
        perform(make.again(application), "submit", post=lead)
    perform(make.again(row), "ask_again", post=lead)
    perform(make.again(row), "confirm", post=partner)
    assert perform(make.again(application), "submit", post=lead).state == "unit_review"


def test_without_money_of_its_own_nothing_is_confirmed(application, partner, lead):
    row = invite_participant(application=application, unit=partner.organisation, task="配合", post=lead)
    with pytest.raises(RuleViolation, match="资金来源"):
        perform(row, "confirm", post=partner)


def test_only_its_own_leader_answers_and_a_decline_ends_the_sight(application, partner, lead):
    row = invited(application, partner, lead)
    with pytest.raises(Forbidden):
        perform(row, "confirm", post=make.make_post(Role.UNIT_LEADER, lead.organisation))
    perform(make.again(row), "decline", post=partner, reason="本年无此预算")
    assert not Project.objects.visible_to(partner).exists()
    assert make.signed_in(partner).get(application.project.get_absolute_url()).status_code == 404


def test_the_lead_invites_on_the_page_while_it_drafts(application, partner, lead):
    client, url = make.signed_in(lead), reverse("projects:participant_invite", args=[application.pk])
    data = {"unit": partner.organisation_id, "task": "水情数据汇聚"}
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert again.status_code == 422
    # Nobody types it twice.
    assert "水情数据汇聚" in again.content.decode().split('name="task"')[1].split(">")[0]
    assert client.get(url).url == f"{application.edit_url()}#participants"
    assert Participation.objects.count() == 1
    assert "待参与单位确认" in client.get(application.edit_url()).content.decode()
    Participation.objects.all().delete()
    make.submit_application(application.project)
    assert client.post(url, data).status_code == 403


def test_who_takes_part_in_a_classified_project_sees_it_only_when_cleared(application, partner, lead):
    invited(application, partner, lead)
    Project.objects.update(is_classified=True)
    assert not Project.objects.visible_to(partner).exists()


def in_the_library(application, partner, lead):
    perform(invited(application, partner, lead), "confirm", post=partner)
    return make.bring(application.project, "library")


def test_the_parts_of_a_split_ask_the_partner_anew_and_keep_its_money(partner, lead):
    project = in_the_library(make.make_project(lead, budget=900_000).application, partner, lead)
    parts = [("甲部分", Decimal(360_000)), ("乙部分", Decimal(540_000))]
    leader = make.make_post(Role.OFFICE_LEADER)
    perform(project, "split_entry", post=leader, data={"parts": parts}, reason="分属两个科室")
    for child in Project.objects.filter(came_from__parent=project):
        assert child in Project.objects.visible_to(partner)
        row = child.participations.get()
        assert (row.state, row.task) == ("invited", "水情数据汇聚")
        assert row.money() == child.declared_sum * 5 / 9
    assert len([task for task in inbox(partner) if isinstance(task.obj, Participation)]) == 2


def test_a_merge_brings_the_partner_along_and_the_pre_review_waits_for_its_word(application, partner, lead):
    project = in_the_library(application, partner, lead)
    other = make.bring(make.make_project(lead, budget=500_000), "library")
    leader = make.make_post(Role.OFFICE_LEADER)
    perform(project, "merge_entry", post=leader, data={"into": other}, reason="内容重复")
    row = other.participations.get()
    assert (row.state, row.money()) == ("invited", 500_000)
    assert "尚未确认" in PARTNERS_AGREED.check(make.again(other), lead, {})
    perform(row, "confirm", post=partner)
    assert PARTNERS_AGREED.check(make.again(other), lead, {}) == ""


def test_two_joint_projects_that_become_one_ask_the_partner_of_both_again(application, partner, lead):
    project = in_the_library(application, partner, lead)
    second = in_the_library(make.make_project(lead, budget=900_000).application, partner, lead)
    perform(project, "merge_entry", post=make.make_post(Role.OFFICE_LEADER), data={"into": second}, reason="内容重复")
    row = second.participations.get()
    assert (row.state, row.money()) == ("invited", 1_000_000)
