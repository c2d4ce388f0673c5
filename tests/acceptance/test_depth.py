"""Readiness, trial, rectification to the third failure, and “never in use without acceptance” by every door (12)."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from acceptance.models import Acceptance
from acceptance.readiness import readiness
from funds.models import Contract
from projects.models import Project
from projects.paths import Path
from tests.city import POSTS
from tests.journey import Journey
from workflow.engine import perform
from workflow.errors import RuleViolation
from workflow.models import Notice


@pytest.fixture
def journey(city):
    """A procurement project that is being built."""
    journey = Journey(city, Path.PROCUREMENT)
    for _ in (*journey.apply(), *journey.enlist(), *journey.pre_review(), *journey.review(), *journey.approve()):
        pass
    for _ in journey.build():
        pass
    return journey


def codes(refusal) -> set[str]:
    return {verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks}


def test_never_in_use_without_acceptance_by_every_role_and_every_door(journey):
    pk = journey.project.pk
    for name in POSTS:
        client = Client()
        client.force_login(journey.city.posts[name].user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(f"/projects/project/{pk}/put_in_use/").status_code in (403, 404, 422), name
        assert client.post(f"/projects/project/{pk}/accept/").status_code in (403, 404), name
    doors = (
        "UPDATE projects_project SET in_use_at = now()",
        "UPDATE projects_project SET in_use_at = now(), accepted_at = now(), certificate_number = '广信验〔2026〕1号'",
        "UPDATE projects_project SET in_use_at = now(), accepted_at = now(), stage = 'accepted', "
        "certificate_number = 'x'",
    )
    for sql in doors:
        refused = pytest.raises(IntegrityError, match=r"第十二条|article_12")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=pk).update(in_use_at=timezone.now())
    project = Project.objects.get(pk=pk)
    project.in_use_at = project.accepted_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        project.save()
    assert Project.objects.get(pk=pk).in_use_at is None


def test_a_forged_acceptance_opens_no_door_and_a_signed_one_stays(journey):
    for _ in journey.accept("rectify"):
        pass
    for sql in ("UPDATE acceptance_acceptance SET conclusion = 'pass'", "DELETE FROM acceptance_acceptance"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    for _ in journey.accept("pass"):
        pass
    journey.act(journey.project, "put_in_use", "applicant")
    assert journey.project.in_use_at is not None


def test_the_board_is_green_before_one_may_report(journey):
    journey.act(journey.project, "apply_acceptance", "applicant")
    acceptance = journey.project.acceptances.get()
    board = {line.what: line for line in readiness(acceptance)}
    assert not any(line.ok for what, line in board.items() if "报告" in what or what.startswith("指标"))
    promised = [line.what for line in board.values() if line.what.startswith("指标：")]
    assert promised == ["指标：一网通办率由40%提高到90%", "指标：平均办理时间由5个工作日降到1个工作日"]
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "report", "applicant")
    assert "acceptance.indicators" in codes(refusal)
    client = Client()
    client.force_login(journey.city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
    assert 'data-table="readiness"' in client.get(acceptance.get_absolute_url()).content.decode()
    result = acceptance.results.first()
    url = acceptance.step_url("record_results")
    assert client.get(url).status_code == 200
    answer = client.post(url, {f"measured_{result.pk}": "92%"})
    assert answer.status_code == 422
    whole = {f"measured_{result.pk}": "92%", f"by_{result.pk}": "测评中心", f"met_{result.pk}": "True"}
    assert client.post(url, whole).status_code == 302
    assert acceptance.results.first().met is True


def test_the_buyers_papers_stand_for_the_scan(journey):
    from tests.funds.test_chain import buyer_accepts

    class Hands:
        clerk, leader = journey.city.applicant, journey.city.unit_leader

    journey.act(journey.project, "apply_acceptance", "applicant")
    acceptance = journey.project.acceptances.get()
    assert "contract_acceptance" in {paper.slot for paper in acceptance.demanded_papers()}
    buyer_accepts(Hands, Contract.objects.get())
    acceptance = Acceptance.objects.get()
    assert "contract_acceptance" not in {paper.slot for paper in acceptance.demanded_papers()}


def test_a_large_project_runs_on_trial_for_its_days(city):
    journey = Journey(city, Path.PROCUREMENT, budget=6_000_000)
    for _ in (*journey.apply(), *journey.enlist(), *journey.pre_review(), *journey.review(), *journey.approve()):
        pass
    for _ in journey.build():
        pass
    today = timezone.localdate()
    opinion = {"examined_on": today, "begun_on": today, "opinion": "同意试运行", "members": ""}
    acceptance = journey.report()
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "report", "applicant")
    assert codes(refusal) == {"acceptance.trial"}
    journey.act(journey.project, "begin_trial", "applicant", **opinion)
    trial = journey.project.trial
    journey.act(trial, "note_incident", "applicant", happened_on=today, text="接口超时", measure="扩容")
    page = Client()
    page.force_login(city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "接口超时" in page.get(trial.get_absolute_url()).content.decode()
    with pytest.raises(RuleViolation) as refusal:
        journey.act(trial, "finish", "applicant", report="平稳")
    assert codes(refusal) == {"trial.days"}
    with time_machine.travel(timezone.now() + datetime.timedelta(days=90), tick=False):
        journey.act(trial, "finish", "applicant", report="运行九十日，平稳。")
        journey.act(type(acceptance).objects.get(), "report", "applicant")
    assert journey.project.stage == "completed"


def test_rectification_is_verified_and_the_third_failure_escalates(journey):
    for _ in journey.accept("rectify"):
        pass
    acceptance = journey.act(journey.report(), "report", "applicant")
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "convene", "office_clerk", **journey.convened())
    assert codes(refusal) == {"acceptance.verified"}
    bad = {item.pk: (False, "接口文档仍缺鉴权说明") for item in acceptance.items_to_answer()}
    journey.act(acceptance, "verify_items", "office_clerk", verdicts=bad)
    with pytest.raises(RuleViolation):
        journey.act(acceptance, "convene", "office_clerk", **journey.convened())
    good = dict.fromkeys(bad, (True, ""))
    journey.act(acceptance, "verify_items", "office_clerk", verdicts=good)
    acceptance = journey.act(acceptance, "convene", "office_clerk", **journey.convened())
    acceptance = finish(journey, acceptance, "rectify")
    assert acceptance.escalated_at is None
    for _ in journey.accept("fail"):
        pass
    last = Acceptance.objects.order_by("-attempt").first()
    assert last.attempt == 3
    assert last.escalated_at is not None
    group = journey.city.leading_group.user
    assert Notice.objects.filter(user=group, text__contains="第 3 次验收未通过").exists()
    assert journey.project.in_use_at is None


def finish(journey, acceptance, conclusion):
    for _ in journey.sit(Acceptance.objects.get(pk=acceptance.pk).panel, "agree"):
        pass
    acceptance = Acceptance.objects.get(pk=acceptance.pk)
    acceptance = journey.act(acceptance, "conclude", "office_clerk", **journey.findings(conclusion))
    return perform(acceptance, "sign", post=journey.city.office_leader)


def test_each_part_keeps_examiner_and_evidence(journey):
    for event in journey.accept():
        if event == "acceptance panel drawn":
            break
    acceptance = Acceptance.objects.get()
    data = journey.findings("pass") | {"examiner_papers": "李工", "evidence_papers": "测评报告第12页"}
    for _ in journey.sit(acceptance.panel, "agree"):
        pass
    journey.act(Acceptance.objects.get(), "conclude", "office_clerk", **data)
    part = Acceptance.objects.get().parts.get(part="papers")
    assert (part.examiner, part.evidence) == ("李工", "测评报告第12页")
    assert journey.project.contract_sum == Decimal(1_499_000)
