"""Article 26: what began under the rule of 2012 is entered as it stands and goes on from there."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.roles import Role
from projects.models import Project
from projects.paths import Way, way_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def typed(unit, **other):
    return {
        "unit": unit.pk,
        "name": "应急指挥系统一期",
        "category": "application",
        "path": "tender",
        "begun_on": "2017-05-02",
        "approval_number": "广发改〔2017〕33号",
        "budget": "2300000",
        "planned_end": "2018-12-31",
        "content": "指挥调度、视频会商。",
        **other,
    }


def test_it_is_entered_by_the_clerk_as_it_stands():
    unit, clerk = make.make_org(), make.make_post(Role.OFFICE_CLERK)
    answer = make.signed_in(clerk).post(reverse("projects:old_project_create"), typed(unit))
    assert answer.status_code == 302
    project = Project.objects.get()
    assert (project.stage, project.rule, project.begun_on) == ("building", "2012", datetime.date(2017, 5, 2))
    assert (project.pre_approved_at, project.plan_approved_at) == (None, None)
    assert way_of(project) == (Way.BUILD, Way.ACCEPTANCE, Way.FILING)
    page = make.signed_in(clerk).get(project.get_absolute_url()).content.decode()
    assert "2012年暂行办法" in page
    applicant = make.signed_in(make.make_post(Role.APPLICANT, unit))
    assert applicant.post(project.step_url("apply_pre_review")).status_code == 404


def test_nobody_else_enters_it_and_the_day_must_be_right():
    unit, url = make.make_org(), reverse("projects:old_project_create")
    assert make.signed_in(make.make_post(Role.APPLICANT)).post(url, typed(unit)).status_code == 403
    client = make.signed_in(make.make_post(Role.OFFICE_CLERK))
    for day in ("2011-12-31", "2099-01-01"):
        assert client.post(url, typed(unit, begun_on=day)).status_code == 200
    assert not Project.objects.exists()


def test_under_this_rule_the_database_still_refuses_to_build_without_a_plan():
    project = make.bring(make.make_project(), "approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(build_started_at=project.approved_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(rule="2012")
