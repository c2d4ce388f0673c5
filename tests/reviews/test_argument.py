"""论证: experts say whether a project is needed and feasible, before the office decides (articles 6, 10)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from experts.conflicts import exclusions
from experts.models import Expert, Seat
from projects.states import Stage
from reviews.models import Argument
from tests.experts.pool import post_of
from tests.journey import Journey
from tests.reviews.story import Discussion, Review, meeting_time
from tests.reviews.test_sealing import PLANTED, sign_in
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import Notice, Parameter


@pytest.fixture
def discussion(city) -> Discussion:
    """A pre-review that waits for the leader's decision, and a pool of nine; nobody was asked yet."""
    journey = Journey(city)
    journey.to(Stage.LISTED)
    for state in journey.pre_review():
        if state == "pre-review checked":
            break
    return Discussion(journey)


def approve(discussion):
    journey = discussion.journey
    until = timezone.localdate() + timezone.timedelta(days=300)
    pre_review = journey.project.prereviews.get()
    return journey.act(pre_review, "approve", "office_leader", amount=journey.budget, valid_until=until, demands="")


def text_at(client, post, address) -> str:
    return sign_in(client, post).get(address).content.decode()


def test_from_the_question_to_the_issued_paper_in_a_browser(discussion, client, time_machine):
    """Each by their own hand over HTTP: asked, drawn, sealed, opened, signed, issued, read by whoever decides."""
    city, project = discussion.city, discussion.journey.project
    pre_review = project.prereviews.get()
    sign_in(client, city.office_leader).post(project.step_url("ask_argument"), {"question": "能否在省平台上扩展？"})
    argument = discussion.argument
    assert {task.obj for task in inbox(city.office_clerk)} == {argument}
    when = timezone.localtime(meeting_time()).strftime("%Y-%m-%dT%H:%M")
    wanted = {"meeting_at": when, "place": "三楼会议室", "size": "5", "reserves": "1", "quota_software": "1"}
    wanted |= {"mode": "two_persons", "phrase": "嘉陵江水位四百八十米"}
    assert sign_in(client, city.office_clerk).post(argument.step_url("convene"), wanted).status_code == 302
    panel = discussion.panel
    assert not panel.seats.exists(), "frozen and hashed before two persons have spoken"
    other = {"phrase": "春分后的第一场雨落下"}
    for step, who, words in (
        ("witness_commit", city.office_leader, other),
        ("clerk_reveal", city.office_clerk, wanted),
        ("witness_reveal", city.office_leader, other),
    ):
        assert sign_in(client, who).post(panel.step_url(step), {"phrase": words["phrase"]}).status_code == 302
    assert discussion.panel.replay() == []
    first, *others = discussion.seats()
    expert = post_of(first.expert)
    assert "可行性研究" not in text_at(client, expert, first.get_absolute_url()), "no declaration, no papers"
    declaration = {"statement": "没有利害关系", "no_conflict": "on"}
    client.post(first.step_url("declare"), declaration)
    page = text_at(client, expert, first.get_absolute_url())
    for words in (
        "能否在省平台上扩展？",
        "必要性",
        "投资估算",
        "共享与集约",
        "安全保密",
        "feasibility.pdf",
        "平台开发",
    ):
        assert words in page, words
    line = project.application.budget_lines.get()
    opinion = {f"{one.code}_verdict": "met" for one in panel.aspects} | {
        f"{one.code}_score": 86 for one in panel.aspects
    }
    opinion |= {"money_text": PLANTED, "money_verdict": "partly", f"line_{line.pk}": "high", f"cut_{line.pk}": "10"}
    opinion |= {
        "conclusion": "agree_with_changes",
        "overall": "应使用省平台的规则库。",
        "version": 0,
        "submit_opinion": 1,
    }
    assert client.post(reverse("experts:opinion_save", args=[first.pk]), opinion).status_code == 302
    for who in (city.office_clerk, city.office_leader, city.applicant, post_of(others[0].expert)):
        for address in (argument.get_absolute_url(), panel.get_absolute_url(), pre_review.get_absolute_url()):
            assert PLANTED not in text_at(client, who, address), "sealed"
    with pytest.raises(RuleViolation, match="尚未出具意见"):
        approve(discussion)
    for seat in others:
        discussion.answer(seat)
    chair = discussion.panel.chair
    time_machine.move_to(panel.meeting_at)
    sign_in(client, post_of(chair.expert)).post(
        chair.step_url("write_group"), {"points": "确有必要。〔1〕\n技术可行。〔1,2〕"}
    )
    assert "可行性论证" in text_at(client, city.office_clerk, discussion.panel.get_absolute_url())
    with pytest.raises(RuleViolation, match="未签署"):
        discussion.act("issue", "office_leader")
    for seat in discussion.seats():
        dissent = {"dissent": "应单独立项"} if seat.pk == others[-1].pk else {}
        sign_in(client, post_of(seat.expert)).post(seat.step_url("sign_group"), dissent)
    name = chair.expert.name
    assert name not in text_at(client, city.applicant, argument.get_absolute_url()), "hidden until it is issued"
    assert sign_in(client, city.office_leader).post(argument.step_url("issue")).status_code == 302
    argument.refresh_from_db()
    assert (argument.conclusion, argument.state) == ("amend", "issued")
    paper = Document.objects.get(kind="argument_opinion")
    assert paper.number == argument.opinion_number
    assert paper.context["aspects"][0]["label"] == "必要性"
    assert paper.context["opinion"] == ["确有必要。", "技术可行。"]
    assert "建议结论：完善后可行" in paper.context["figures"]
    assert "应单独立项" in paper.context["dissent"]
    assert {one["name"] for one in paper.context["experts"]} == {seat.expert.name for seat in discussion.seats()}
    # Whoever decides has it before them: beside condition 1.5, on top of the page, on the project.
    page = text_at(client, city.office_leader, pre_review.get_absolute_url())
    assert page.split("经过可行性研究和论证")[1].split("</tr>")[0].count(f"完善后可行（{argument.opinion_number}") == 1
    assert 'data-advice="arguments"' in page
    page = text_at(client, city.applicant, f"{project.get_absolute_url()}?tab=reviews")
    assert argument.opinion_number in page
    assert name in text_at(client, city.applicant, argument.get_absolute_url())
    # It advises: the leader may decide otherwise, and nothing of the project has moved by it.
    assert approve(discussion).state == "approved"
    assert sign_in(client, expert).get(first.get_absolute_url()).content.decode().count("已停止开放") == 1


def test_what_is_not_needed_any_more_is_taken_back_with_a_reason(discussion):
    discussion.ask()
    with pytest.raises(RuleViolation, match="已有一次专家论证在办理"):
        discussion.ask("office_leader")
    discussion.convene()
    seat = discussion.declare(discussion.seats()[0])
    with pytest.raises(Forbidden, match="写明理由"):
        discussion.act("withdraw", "office_clerk")
    with pytest.raises(Forbidden, match="不能撤销论证"):
        discussion.act("withdraw", "applicant", reason="不想论证")
    discussion.act("withdraw", "office_clerk", reason="省厅已有同类论证")
    assert discussion.panel.closed_at is not None
    assert not Seat.objects.get(pk=seat.pk).may_read
    assert Notice.objects.filter(text__contains="省厅已有同类论证").exists()
    assert approve(discussion).state == "approved"
    with pytest.raises(Forbidden, match="没有“提请专家论证”这一环节"):
        discussion.ask()


def test_an_answer_that_displeases_is_not_taken_back(discussion):
    discussion.ask()
    discussion.convene()
    discussion.answer_all(conclusion="disagree", score=40, verdict="not_met", text="无必要")
    discussion.sign_group()
    with pytest.raises(RuleViolation, match="不能取消"):
        discussion.act("withdraw", "office_leader", reason="结论不理想")
    assert discussion.act("issue", "office_leader").conclusion == "fail"
    assert discussion.ask().number == 2, "another may be asked; the first stays"
    with pytest.raises(IntegrityError, match="argument_concludes_by_opinions"), transaction.atomic():
        Argument.objects.filter(number=2).update(conclusion="pass")


def test_asked_at_the_library_it_holds_the_decision_there(city, client):
    """Before admission; a draft concerns nobody yet."""
    journey = Journey(city)
    steps = journey.apply()
    discussion = Discussion(journey)
    assert next(steps) == "draft"
    with pytest.raises(Forbidden, match="没有“提请专家论证”这一环节"):
        discussion.ask()
    for state in steps:
        if state == "checked":
            break
    discussion.ask()
    application = journey.project.application
    for step in ("admit", "refuse"):
        with pytest.raises(RuleViolation, match="尚未出具意见"):
            journey.act(application, step, "office_leader", planned_year=journey.year, reason="不需要")
    assert "待组织" in text_at(client, city.office_leader, journey.project.get_absolute_url())
    discussion.convene()
    discussion.answer_all()
    discussion.sign_group()
    discussion.act("issue", "office_leader")
    assert next(steps) == "admitted"
    assert journey.project.stage == Stage.LIBRARY
    with pytest.raises(Conflict):
        perform(discussion.argument, "issue", post=city.office_leader)


def test_it_ends_with_its_project_and_by_a_dated_setting_its_experts_stand_aside_later(discussion):
    discussion.ask()
    discussion.convene()
    discussion.answer_all()
    discussion.sign_group()
    discussion.act("issue", "office_leader")
    judged = {seat.expert_id for seat in discussion.seats()}
    approve(discussion)
    review = Review(discussion.journey, pool=False)
    review.open()
    review.submit()
    assert {found.expert.pk for found in exclusions(review.journey.project, Expert.objects.all())} == set()
    Parameter.objects.create(key="conflict.earlier_round", value=1, valid_from=timezone.localdate(), source="测试")
    aside = {found.expert.pk: found.reason for found in exclusions(review.journey.project, Expert.objects.all())}
    assert aside == dict.fromkeys(judged, "已参加本项目前一轮评审")
    with pytest.raises(RuleViolation, match="专家"):
        review.convene()
    journey = Journey(discussion.city, name="第二平台")
    journey.to(Stage.LIBRARY)
    other = Discussion(journey, pool=False)
    other.ask()
    journey.act(journey.project, "terminate", "office_leader", reason="不再建设")
    assert other.argument.state == "closed"
