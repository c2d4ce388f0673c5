"""初验 and trial operation: within the life of the project, for days that really pass (article 12)."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from acceptance.models import Trial
from acceptance.rules import TRIED
from projects.paths import Path
from tests.acceptance.hands import codes
from tests.journey import Journey
from workflow.errors import Forbidden, RuleViolation

DAY = datetime.timedelta(days=1)


@pytest.fixture
def journey(city):
    """A small one that runs on trial of its own will; its building began ten days ago."""
    journey = Journey(city, Path.SELF, budget=900_000)
    for _ in (*journey.apply(), *journey.enlist(), *journey.review(), *journey.build()):
        pass
    type(journey.project).objects.update(build_started_at=timezone.now() - 10 * DAY)
    journey.project.refresh_from_db()
    return journey


def later(days):
    return time_machine.travel(timezone.now() + days * DAY, tick=False)


def begin(journey, **fields):
    journey.act(journey.project, "begin_trial", "applicant", **journey.examined(**fields))
    return Trial.objects.get()


def test_a_preliminary_examination_lies_between_start_and_today(journey):
    today = timezone.localdate()
    for examined, begun in (
        (datetime.date(2010, 1, 1), today),
        (today - 11 * DAY, today),
        (today, today - DAY),
        (today, today + DAY),
    ):
        with pytest.raises(RuleViolation) as refusal:
            begin(journey, examined_on=examined, begun_on=begun)
        assert codes(refusal) == {"trial.order"}
    begin(journey, examined_on=today - 10 * DAY, begun_on=today)


def test_it_has_members_a_report_and_a_verdict_that_lets_it_run(journey):
    client = Client()
    client.force_login(journey.city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(journey.project.step_url("begin_trial"), {"opinion": "同意"})
    assert answer.status_code == 422
    assert {"members", "verdict", "paper"} <= set(answer.context["form"].errors)
    for fields in ({"verdict": "not_met"}, {"verdict": "partly"}):
        with pytest.raises(RuleViolation) as refusal:
            begin(journey, **fields)
        assert codes(refusal) == {"trial.examined"}
    trial = begin(journey, verdict="partly", problems="报表导出偏慢")
    assert "报表导出偏慢" in client.get(trial.get_absolute_url()).content.decode()
    for forged in ({"verdict": "not_met"}, {"members": ""}, {"problems": ""}):
        with pytest.raises(IntegrityError, match="good_examination"), transaction.atomic():
            Trial.objects.update(**forged)


def test_what_began_before_its_entry_counts_from_the_entry_until_the_office_consents(journey):
    today = timezone.localdate()
    trial = begin(journey, examined_on=today - 10 * DAY, begun_on=today - 10 * DAY)
    assert trial.may_end_on == today + 90 * DAY
    with pytest.raises(Forbidden):
        journey.act(trial, "confirm_start", "office_clerk", basis="运行日志")
    trial = journey.act(trial, "confirm_start", "office_leader", basis="看过运行日志")
    assert (trial.may_end_on, trial.start_basis) == (today + 80 * DAY, "看过运行日志")
    with pytest.raises(Forbidden, match="没有“确认试运行起始日”"):
        journey.act(trial, "confirm_start", "office_leader", basis="再次")


def test_a_trial_lasts_its_days_and_is_shortened_only_on_a_report_and_not_to_nothing(journey):
    trial = begin(journey)
    with pytest.raises(RuleViolation) as refusal:
        journey.act(trial, "shorten", "office_leader", reason="试用已久")
    assert codes(refusal) == {"trial.asked", "trial.least"}
    with pytest.raises(RuleViolation) as refusal:
        journey.act(trial, "finish", "applicant", report="平稳")
    assert codes(refusal) == {"trial.days"}
    for days in (-1, 1):
        happened = {"happened_on": timezone.localdate() + days * DAY, "text": "超时", "measure": ""}
        with pytest.raises(RuleViolation) as refusal:
            journey.act(trial, "note_incident", "applicant", **happened)
        assert codes(refusal) == {"trial.incident"}
    for forged in ({"state": "finished"}, {"state": "shortened"}):
        ended = {"ended_on": trial.counts_from + 29 * DAY, "report": "平稳"}
        with pytest.raises(IntegrityError, match="lasts_its_days"), transaction.atomic():
            Trial.objects.update(**forged, **ended)
    with later(29):
        trial = journey.act(trial, "ask_shorter", "applicant", report="运行平稳", why="汛期将至")
        with pytest.raises(RuleViolation) as refusal:
            journey.act(trial, "shorten", "office_leader", reason="试用已久")
        assert codes(refusal) == {"trial.least"}
    with later(30):
        trial = journey.act(trial, "shorten", "office_leader", reason="试用已久")
    assert (trial.state, trial.lasted, trial.report) == ("shortened", 30, "运行平稳")
    assert TRIED.judge(journey.project.acceptances.model(project=journey.project), None, {}).ok
