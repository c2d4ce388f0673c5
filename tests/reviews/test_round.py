"""The plan review from the first draft to the issued opinion, and each refusal on the way."""

import pytest
from django.db import IntegrityError, connection, transaction

from documents.models import Document
from experts.documents import draw_record_context
from experts.models import Panel
from experts.services import has_access
from experts.states import SeatState
from projects.states import Stage
from reviews.documents import review_opinion_context
from reviews.models import ReviewRound
from reviews.services import save_plan
from reviews.states import RoundState
from tests.factories import signed_in
from tests.reviews.story import MATTERS
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.models import AuditEvent, Notice, Submission


def codes(violation):
    return {verdict.rule.code for verdict in violation.value.verdicts}


def test_the_whole_way(review):
    done = review.whole()
    assert done.state == RoundState.ISSUED
    assert done.conclusion == "pass"
    assert done.opinion_number.startswith("广经信评")
    project = review.journey.project
    assert project.plan_approved_at is not None
    assert project.plan_opinion_number == done.opinion_number
    paper = Document.objects.get(kind="review_opinion")
    assert len(paper.context["aspects"]) == 7
    assert len(paper.context["experts"]) == 5
    assert paper.context["experts"][0]["is_leader"]
    assert paper.context["plan_sha256"]
    assert Submission.objects.about(done).get().outcome == "通过"
    assert review.panel.closed_at is not None


def test_a_draft_says_all_that_is_missing(review):
    review.journey.act(review.journey.project, "apply_plan_review", "applicant")
    with pytest.raises(RuleViolation) as violation:
        review.submit()
    assert codes(violation) == {"round.matters", "round.papers"}
    assert "业务流程" in str(violation.value)


def test_a_draft_is_saved_once(review):
    found = review.open()
    with pytest.raises(Conflict):
        save_plan(obj=found, post=review.city.applicant, version=0, fields=MATTERS)
    review.submit()
    with pytest.raises(Forbidden):
        save_plan(obj=found, post=review.city.applicant, version=1, fields=MATTERS)


def test_returned_and_handed_in_again(review):
    review.open()
    review.submit()
    review.act("return_for_papers", "office_clerk", reason="缺少业务流程图")
    assert review.round.state == RoundState.RETURNED
    review.submit()
    first, second = Submission.objects.about(review.round)
    assert (first.outcome, first.reason) == ("退回补正", "缺少业务流程图")
    assert second.closed_at is None


def test_one_round_at_a_time(review):
    review.open()
    with pytest.raises(RuleViolation) as violation:
        review.journey.act(review.journey.project, "apply_plan_review", "applicant")
    assert codes(violation) == {"plan.no_open_round"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRound.objects.create(project=review.journey.project, number=9)


def test_a_passed_plan_is_not_reviewed_again(review):
    review.whole()
    with pytest.raises(RuleViolation) as violation:
        review.journey.act(review.journey.project, "apply_plan_review", "applicant")
    assert codes(violation) == {"plan.not_passed"}


def test_revise_opens_a_second_round_with_the_old_one_kept(review):
    first = review.whole("revise")
    assert review.journey.project.plan_approved_at is None
    second = review.open()
    assert second.number == 2
    assert second.content == first.content
    review.submit()
    review.convene()
    review.answer_all()
    review.conclude()
    review.sign()
    assert list(ReviewRound.objects.order_by("number").values_list("conclusion", flat=True)) == ["revise", "pass"]
    assert review.journey.project.plan_approved_at is not None


def test_no_conclusion_before_all_opinions_are_in(review):
    review.open()
    review.submit()
    review.convene()
    *most, last = review.seats()
    for seat in most:
        review.answer(seat)
    with pytest.raises(RuleViolation) as violation:
        review.conclude()
    assert codes(violation) == {"round.all_in"}
    assert "尚有 1 名" in str(violation.value)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_reviewround SET state = 'concluded' WHERE id = %s", [review.round.pk])
    review.answer(last)
    assert review.round.opened_at is not None
    assert review.conclude().state == RoundState.CONCLUDED


def test_four_eyes(review):
    """Whoever drew the experts or wrote the conclusion does not sign it, also through another post."""
    review.open()
    review.submit()
    review.convene()
    review.answer_all()
    review.conclude()
    clerk, leader = review.city.office_clerk, review.city.office_leader
    leader.user = clerk.user
    leader.save()
    with pytest.raises(Forbidden, match="两人分办"):
        review.sign()


def test_sent_back_and_concluded_again(review):
    review.open()
    review.submit()
    review.convene()
    review.answer_all()
    review.conclude("revise")
    review.act("send_back", "office_leader", reason="结论与评分不符")
    assert review.round.state == RoundState.CONVENED
    review.conclude("pass")
    assert review.sign().conclusion == "pass"


def test_a_conclusion_against_the_figures_wants_two_reasons(review):
    review.open()
    review.submit()
    review.convene()
    review.answer_all()
    with pytest.raises(RuleViolation) as violation:
        review.conclude("fail", override_reason="")
    assert codes(violation) == {"round.figures"}
    assert "没有一个方面" in str(violation.value)
    review.conclude("fail", override_reason="现场演示发现方案与已建系统重复")
    with pytest.raises(RuleViolation) as violation:
        review.act("sign", "office_leader", override_approval=" ")
    assert codes(violation) == {"round.override"}
    signed = review.act("sign", "office_leader", override_approval="同意，重复建设")
    assert (signed.conclusion, signed.override_approval) == ("fail", "同意，重复建设")
    assert review.journey.project.plan_approved_at is None


def test_cancelled_and_drawn_anew(review):
    review.open()
    review.submit()
    review.convene()
    first = review.panel
    review.declare(review.seats()[0])
    review.act("dissolve", "office_leader", reason="评审时间调整")
    first.refresh_from_db()
    assert first.closed_at is not None
    assert set(first.seats.values_list("state", flat=True)) == {SeatState.CLOSED}
    review.convene()
    assert review.panel != first
    assert Panel.objects.count() == 2
    page = signed_in(review.city.office_clerk).get(review.panel.get_absolute_url()).content.decode()
    assert "此前的抽取" in page
    assert "评审时间调整" in page
    assert draw_record_context(review.panel)["earlier"][0]["reason"] == "评审时间调整"
    assert Document.objects.filter(kind="draw_record").count() == 1, "the first panel's; the second has no answers yet"


def test_a_pool_that_does_not_suffice_is_said(review):
    review.open()
    review.submit()
    with pytest.raises(RuleViolation) as violation:
        review.convene(size=11)
    assert codes(violation) == {"round.drawable"}
    assert "不足 11 人" in str(violation.value)


def test_nothing_goes_on_when_the_project_has_ended(review):
    """The round, its seats and the experts' access end with the project."""
    review.open()
    review.submit()
    review.convene()
    seat = review.declare(review.seats()[0])
    review.journey.act(review.journey.project, "terminate", "office_leader", reason="不再建设")
    assert review.journey.project.stage == Stage.TERMINATED
    assert review.round.state == RoundState.CLOSED
    assert review.panel.closed_at is not None
    assert {one.state for one in review.seats()} == {SeatState.CLOSED}
    assert not has_access(expert=seat.expert, project=review.journey.project)
    with pytest.raises((Forbidden, Conflict)):
        perform(review.round, "convene", post=review.city.office_clerk)


def test_names_and_conclusion_are_hidden_from_the_unit_until_issued(review, client):
    review.open()
    review.submit()
    review.convene()
    review.answer_all()
    review.conclude()
    project = review.journey.project
    pages = [review.round.get_absolute_url(), project.get_absolute_url(), f"{project.get_absolute_url()}?tab=timeline"]
    pages += [f"{project.get_absolute_url()}?tab=reviews", f"{project.get_absolute_url()}?tab=papers", "/reviews/"]
    client.force_login(review.city.applicant.user, backend="django.contrib.auth.backends.ModelBackend")
    names = [seat.expert.name for seat in review.seats()]
    for page in pages:
        text = client.get(page).content.decode()
        assert not [name for name in [*names, "方案完整、合理、可行"] if name in text], page
    assert client.get(review.panel.get_absolute_url()).status_code == 403
    assert not Document.objects.visible_to(review.city.applicant).filter(kind="draw_record").exists()
    seen = AuditEvent.objects.visible_to(review.city.applicant).filter(subject_type="experts.seat")
    assert not seen.exists()
    assert not [n for n in Notice.objects.filter(user=review.city.applicant.user) if any(x in n.text for x in names)]
    review.sign()
    text = client.get(review.round.get_absolute_url()).content.decode()
    assert all(name in text for name in names)
    assert "方案完整、合理、可行" in text


def test_the_paper_of_a_pass_with_changes_says_so(review):
    review.open()
    review.submit()
    review.convene()
    review.answer_all(conclusion="agree_with_changes", verdict="partly", text="接口应细化")
    with pytest.raises(RuleViolation) as violation:
        review.conclude(override_reason="意见均为建议性", asides=[])
    assert codes(violation) == {"round.remarks_closed"}
    review.conclude(override_reason="意见均为建议性")
    found = review.sign()
    context = review_opinion_context(found)
    assert context["conclusion"] == "通过，专家意见 42 条不作修改要求，理由见采纳情况对照表"
    assert context["aspects"][0]["verdict"] == "基本符合"
    assert "接口应细化" in context["aspects"][0]["remark"]
