"""The page of one step: whatever refuses the act, what was typed stays."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from workflow.errors import Conflict
from workflow.views import steps

pytestmark = pytest.mark.django_db


def test_what_only_the_act_could_refuse_is_said_on_the_form(monkeypatch):
    clerk = make.make_post("applicant")
    project = make.make_project(clerk)
    client = make.signed_in(clerk)

    def refuse(*args, **kwargs):
        raise ValidationError("该文号刚被他人占用。")

    monkeypatch.setattr(steps, "perform", refuse)
    answer = client.post(project.step_url("withdraw"), {"reason": "上级已统一建设，本项目不再需要。"})
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "该文号刚被他人占用。" in words
    assert "上级已统一建设，本项目不再需要。" in words


def test_a_lost_race_that_a_view_does_not_answer_is_a_page(monkeypatch):
    def lose(**kwargs):
        raise Conflict("该年度的清单刚由他人建立，请刷新页面查看。")

    monkeypatch.setattr("projects.views.lists.services.create_list", lose)
    client, typed = make.signed_in(make.make_post("office_clerk")), {"year": timezone.localdate().year, "ceiling": 900}
    answer = client.post(reverse("projects:annual_list_create"), typed)
    assert answer.status_code == 409
    assert "刚由他人建立" in answer.content.decode()
