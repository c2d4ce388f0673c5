"""The only door: permits, states, rules, one event, and twenty people at once."""

import threading

import pytest
from django.core.exceptions import FieldError
from django.db import connection, connections

from documents.models import NumberEntry
from projects.models import Project
from projects.paths import Path
from tests.city import build_city
from tests.journey import Journey
from workflow.audit import verify_chain
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation, WorkflowError
from workflow.models import AuditEvent, Notice, Submission


@pytest.fixture
def journey(city):
    journey = Journey(city, Path.PROCUREMENT)
    journey.draft()
    return journey


def test_a_step_moves_the_state_and_leaves_one_event(journey):
    application = journey.project.application
    before = AuditEvent.objects.count()
    done = journey.act(application, "submit", "applicant")
    assert done.state == "unit_review"
    event = AuditEvent.objects.select_related("content").latest("pk")
    assert AuditEvent.objects.count() == before + 1
    assert (event.content.action, event.content.from_state, event.content.to_state) == (
        "submit",
        "draft",
        "unit_review",
    )
    assert event.thread_id == journey.project.pk
    assert "测试申报单位经办人" in event.content.actor


def test_a_wrong_role_is_refused_in_words_and_with_the_article(journey):
    with pytest.raises(Forbidden, match=r"申报单位经办人.*第九条"):
        journey.act(journey.project.application, "submit", "office_clerk")


def test_another_unit_is_refused(journey):
    with pytest.raises(Forbidden, match="所属单位"):
        journey.act(journey.project.application, "submit", "stranger")


def test_a_step_of_another_state_is_a_conflict(journey):
    with pytest.raises(Conflict, match="草稿"):
        journey.act(journey.project.application, "unit_approve", "unit_leader")


def test_all_findings_come_at_once(journey):
    application = journey.project.application
    type(application).objects.filter(pk=application.pk).update(need="", goals="", platforms=[], systems_connected="")
    with pytest.raises(RuleViolation) as refusal:
        journey.act(application, "submit", "applicant")
    codes = {verdict.rule.code for verdict in refusal.value.verdicts}
    assert codes == {"application.need", "application.goals", "application.sharing"}
    assert Submission.objects.count() == 0


def test_a_return_without_a_reason_is_refused(journey):
    journey.act(journey.project.application, "submit", "applicant")
    with pytest.raises(WorkflowError, match="理由"):
        journey.act(journey.project.application, "unit_return", "unit_leader", reason="  ")


def test_a_fact_cannot_be_performed_by_a_person(journey):
    with pytest.raises(Forbidden, match="自动记入"):
        journey.act(journey.project, "admit", "office_leader", planned_year=2026)


def test_a_step_off_the_way_does_not_exist(journey):
    with pytest.raises(Forbidden, match="没有“申请招标备案”"):
        journey.act(journey.project, "apply_tender", "applicant")


def test_an_effect_that_fails_undoes_everything(journey, monkeypatch):
    def fail(**kwargs):
        raise FieldError("broken")

    monkeypatch.setattr("projects.services.after_submit", fail)
    events = AuditEvent.objects.count()
    with pytest.raises(FieldError):
        journey.act(journey.project.application, "submit", "applicant")
    journey.project.application.refresh_from_db()
    assert journey.project.application.state == "draft"
    assert AuditEvent.objects.count() == events


def test_every_attempt_is_kept(journey):
    application = journey.act(journey.project.application, "submit", "applicant")
    application = journey.act(application, "unit_return", "unit_leader", reason="补充预算")
    journey.act(application, "submit", "applicant")
    first, second = Submission.objects.about(application)
    assert (first.number, first.outcome, first.reason) == (1, "退回", "补充预算")
    assert (second.number, second.closed_at) == (2, None)
    assert first.content["need"] == "群众办事需多次往返，亟需统一平台。"
    assert len(first.content["papers"]) == 3


def test_a_notice_reaches_whose_turn_it_is(journey):
    journey.act(journey.project.application, "submit", "applicant")
    assert Notice.objects.filter(user=journey.city.unit_leader.user).exists()
    assert not Notice.objects.filter(user=journey.city.office_clerk.user).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_one_effect_nineteen_polite_losers_one_number():
    journey = Journey(build_city(), Path.PROCUREMENT)
    for event in journey.walk():
        if event == "pre-review checked":
            break
    pre_review = journey.project.prereviews.get()
    data = {"amount": journey.budget, "valid_until": pre_review.created_at.date().replace(year=2099), "demands": ""}
    outcomes, start = [], threading.Barrier(20)

    def approve():
        start.wait()
        try:
            perform(pre_review, "approve", post=journey.city.office_leader, data=data)
            outcomes.append("done")
        except Conflict as conflict:
            outcomes.append(conflict.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("done") == 1
    assert sum("已由他人办理" in outcome for outcome in outcomes) == 19
    assert NumberEntry.objects.filter(series="pre_approval").count() == 1
    assert Project.objects.get(pk=journey.project.pk).pre_approval_number
    assert verify_chain()[1] == []
    connection.close()
