"""Readiness, trial, rectification to the third failure, and “never in use without acceptance” by every door (12)."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from acceptance.models import Acceptance
from acceptance.models.acceptance import scan_slot
from acceptance.readiness import readiness
from acceptance.rules import BUYERS_PAPERS
from documents.models import Attachment
from funds.models import Contract
from projects.models import Project
from projects.paths import Path
from tests.acceptance.hands import codes, finish
from tests.city import POSTS
from tests.journey import Journey
from workflow.errors import RuleViolation
from workflow.models import Notice, Parameter
from workflow.rules import judge_all


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
    assert promised == ["指标：平均办理时间：由 5工作日 达到 1工作日", "指标：一网通办率由40%提高到90%"]
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
    """Each contract by its own 验收书; on paper only where the norm of the day lets it, and then each by its own."""
    journey.act(journey.project, "apply_acceptance", "applicant")
    acceptance, first = journey.project.acceptances.get(), Contract.objects.get()

    def state():
        one = Acceptance.objects.get()
        asked = [paper.label for paper in one.demanded_papers() if paper.slot.startswith("buyer")]
        lines = [line.state for line in readiness(one) if line.what.endswith("履约验收书")]
        (verdict,) = judge_all([BUYERS_PAPERS], one, journey.city.applicant, {})
        return asked, lines, verdict.ok

    assert state() == ([], ["未出具"], False)
    today, norm = timezone.localdate(), {"key": "contract_acceptance.scan", "unit": "是/否", "source": "测试"}
    Parameter.objects.create(value=1, valid_from=today, **norm)
    label = f"合同 {first.number} 履约验收书（扫描件）"
    assert state() == ([label], ["未出具"], False)
    journey.attach(acceptance, scan_slot(first))
    assert [one.slot_label for one in Attachment.objects.current_for(acceptance)] == ["合同履约验收书（扫描件）"]
    assert state() == ([label], ["以扫描件代"], True)
    # It was of the contract that is ended now; the one that is bought again has none.
    journey.act(first, "terminate", "unit_leader", settled_sum=Decimal(0), reason="违约")
    again = {**journey.contract(), "number": "HT-续"}
    journey.act(journey.project, "register_contract", "applicant", **again)
    assert state() == (["合同 HT-续 履约验收书（扫描件）"], ["未出具"], False)
    journey.buyers_accept()
    assert state() == ([], ["已出具"], True)
    Parameter.objects.filter(key="contract_acceptance.scan", valid_from=today).update(value=0)
    assert Acceptance.objects.get().may_be_scanned() is False
    type(journey.project).objects.update(rule="2012", begun_on=datetime.date(2017, 5, 1))
    assert Acceptance.objects.get().may_be_scanned() is True


def test_a_large_project_runs_on_trial_for_its_days(city):
    journey = Journey(city, Path.PROCUREMENT, budget=6_000_000)
    for _ in (*journey.apply(), *journey.enlist(), *journey.pre_review(), *journey.review(), *journey.approve()):
        pass
    for _ in journey.build():
        pass
    today = timezone.localdate()
    acceptance = journey.report()
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "report", "applicant")
    assert codes(refusal) == {"acceptance.trial"}
    journey.act(journey.project, "begin_trial", "applicant", **journey.examined())
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
    # A group that cannot be completed is dissolved; another is drawn, the record of the first stays.
    first = acceptance.panel
    acceptance = journey.act(acceptance, "dissolve", "office_leader", reason="候选名单须更正")
    first.refresh_from_db()
    assert (acceptance.state, acceptance.panel, first.state) == ("reported", None, "closed")
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


def test_each_demand_has_its_own_day_and_is_late_by_itself(journey):
    for event in journey.accept("rectify"):
        if event == "acceptance concluded":
            break
    acceptance = Acceptance.objects.get()
    assert acceptance.rectify_by == timezone.localdate() + datetime.timedelta(days=20)
    journey.act(acceptance, "sign", "office_leader")
    paper = acceptance.documents.get(kind="rectification").context
    assert [(row["part"], row["text"], row["due_on"]) for row in paper["items"]] == [
        ("符合法律法规规定的其他要求", "没有应急预案", f"{timezone.localdate()}"),
        ("项目资料完备性、规范性", "接口文档不全", f"{acceptance.rectify_by}"),
    ]
    client = Client()
    pages = (acceptance.get_absolute_url(), f"{journey.project.get_absolute_url()}?tab=acceptance", "/acceptance/")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=6), tick=False):
        client.force_login(journey.city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
        for page in pages:
            words = client.get(page).content.decode()
            assert 'data-days-late="6"' in words or 'data-late-items="1"' in words, page
        again = journey.act(journey.report(), "report", "applicant")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=40), tick=False):
        first, second = again.items_to_answer()
        assert (first.days_late, second.days_late) == (6, 0)
        verdicts = {first.pk: (True, ""), second.pk: (False, "仍缺鉴权说明")}
        journey.act(again, "verify_items", "office_clerk", verdicts=verdicts)
        assert [item.days_late for item in again.items_to_answer()] == [6, 20]


def test_what_only_warns_is_amber_on_the_board(journey):
    """Declared data without a grant: one may report all the same, and the board does not say otherwise (20)."""
    journey.project.application.data_rows.create(direction="give", name="公交线路", position=1)
    acceptance = journey.report()
    board = {line.what: line.grade for line in readiness(acceptance)}
    assert (board["提供共享：公交线路"], set(board.values())) == ("warn", {"yes", "warn"})
    client = Client()
    client.force_login(journey.city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(acceptance.get_absolute_url()).content.decode()
    assert 'data-ok="warn"' in page
    assert "提示：目录中没有本单位发布的这项资源" in page
    journey.act(acceptance, "report", "applicant")


# --- clause by clause, indicators and sharing bear the verdicts ---


def test_every_contract_is_held_against_what_was_delivered(journey):
    journey.act(journey.project, "apply_acceptance", "applicant")
    acceptance = journey.project.acceptances.get()
    begun = [one.reference for one in acceptance.clauses.all()]
    assert begun == [f"合同 {Contract.objects.get().number}", "建设内容"]
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "report", "applicant")
    assert "acceptance.clauses" in codes(refusal)
    client = Client()
    client.force_login(journey.city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
    url = acceptance.step_url("record_clauses")
    assert 'data-table="clauses"' in client.get(url).content.decode()
    row = {"reference_1": "合同 X 第三条", "agreed_1": "交付平台一套", "verdict_1": "whole"}
    answer = client.post(url, row)
    assert answer.status_code == 422
    assert "请写明交付情况" in answer.content.decode()
    assert client.post(url, row | {"delivered_1": "已交付"}).status_code == 302
    assert str(acceptance.clauses.get()) == "合同 X 第三条：交付平台一套"


def test_declared_data_must_stand_in_the_catalogue_and_answer(journey):
    from projects.rooms import sharing_lines
    from tests.sharing.hands import Sides

    sides = Sides(journey.city)
    sides.giver, sides.giver_leader = journey.city.applicant, journey.city.unit_leader
    rows = journey.project.application.data_rows
    rows.create(direction="give", name="公交线路", position=1)
    assert [(line.ok, line.state) for line in sharing_lines(journey.project)] == [
        (False, "目录中没有本单位发布的这项资源")
    ]
    resource = sides.published(name="公交线路")
    (line,) = sharing_lines(journey.project)
    assert not line.ok
    assert "接口不能应答" in line.state
    resource.rows.create(number=1, values={"线路": "1路"})
    (line,) = sharing_lines(journey.project)
    assert line.ok
    assert "接口可应答，1 条" in line.state


# --- the buyer's paper instead of experts ---


def test_a_dated_switch_says_whether_the_buyers_paper_may_stand(journey):
    acceptance = journey.act(journey.report(), "report", "applicant")
    data = journey.findings("pass")
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "adopt", "office_clerk", **data)
    assert codes(refusal) == {"acceptance.may_stand"}
    client = Client()
    client.force_login(journey.city.office_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(acceptance.step_url("adopt")).content.decode()
    assert page.count('name="verdict_') == 5
    assert 'name="items-' not in page
    Parameter.objects.create(
        key="contract_acceptance.stands", value=1, unit="是/否", source="测试", valid_from=timezone.localdate()
    )
    acceptance = journey.act(acceptance, "adopt", "office_clerk", **data)
    acceptance = journey.act(acceptance, "reopen", "office_leader", reason="意见过简")
    acceptance = journey.act(acceptance, "adopt", "office_clerk", **data)
    assert acceptance.stands_on.startswith("广采履验")
    journey.act(acceptance, "sign", "office_leader")
    assert journey.project.stage == "accepted"
    journey.act(journey.project, "put_in_use", "applicant")
    assert journey.project.in_use_at is not None
