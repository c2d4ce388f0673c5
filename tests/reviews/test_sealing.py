"""Sealed opinions, recusal and replacement: planted words are looked for everywhere before the opening."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Post
from documents.models import Attachment, Document
from experts.aspects import groups_of
from experts.models import Opinion, Panel, Seat
from experts.purposes import budget_of
from experts.services import close_panel, convene, has_access
from experts.states import SeatState
from projects.models import Project, ProjectUserGrant
from tests.city import POSTS
from tests.experts.pool import make_expert, post_of
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import AuditContent, Notice

PLANTED = "密封暗语青龙白虎"
SCORE = 97


@pytest.fixture
def convened(review):
    review.open()
    review.submit()
    review.convene()
    return review


def sign_in(client, post: Post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def answer_with_planted(review, seat):
    return review.answer(seat, text=PLANTED, overall=PLANTED, score=SCORE)


def everywhere(review, client, whose: dict) -> list[str]:
    """Every page, list and export of the story for every post; those that show the planted words."""
    project, panel = review.journey.project, review.panel
    pages = [panel.get_absolute_url(), review.round.get_absolute_url(), reverse("experts:expert_list"), "/reviews/"]
    pages += [seat.get_absolute_url() for seat in review.seats()]
    pages += [
        f"{project.get_absolute_url()}?tab={tab}" for tab in ("overview", "papers", "process", "reviews", "timeline")
    ]
    pages += [
        "/projects/?export=csv",
        "/projects/",
        "/",
        "/workflow/audit/",
        "/workflow/notices/",
        f"/search/?q={PLANTED}",
    ]
    pages += [reverse("experts:my_seats"), review.round.step_url("conclude")]
    found = []
    for name, post in whose.items():
        sign_in(client, post)
        for page in pages:
            answer = client.get(page)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            # The search page says the words that were searched.
            if PLANTED.encode() in body and "search" not in page:
                found.append(f"{name} {page}")
    return found


def test_nobody_reads_an_opinion_before_all_are_in(convened, client):
    author, *others = convened.seats()
    answer_with_planted(convened, author)
    whose = {name: convened.city.posts[name] for name in POSTS} | {"another expert": post_of(others[0].expert)}
    assert everywhere(convened, client, whose) == []
    assert PLANTED in sign_in(client, post_of(author.expert)).get(author.get_absolute_url()).content.decode()
    for post in whose.values():
        assert not Opinion.objects.visible_to(post).exists()
    assert convened.panel.tally() is None
    assert not convened.panel.opinions().exists()


def test_no_trail_notice_or_paper_holds_the_words(convened):
    for seat in convened.seats():
        answer_with_planted(convened, seat)
    contents = json.dumps(list(AuditContent.objects.values()), default=str, ensure_ascii=False)
    assert PLANTED not in contents
    assert not Notice.objects.filter(text__contains=PLANTED).exists()
    papers = json.dumps(list(Document.objects.values_list("context", flat=True)), ensure_ascii=False)
    assert PLANTED not in papers
    assert convened.panel.is_open


def test_after_the_last_one_the_office_reads_all(convened, client):
    for seat in convened.seats():
        answer_with_planted(convened, seat)
    clerk = sign_in(client, convened.city.office_clerk)
    assert clerk.get(convened.panel.get_absolute_url()).content.decode().count(PLANTED) >= 5
    assert not Opinion.objects.visible_to(convened.city.applicant).exists()
    assert Opinion.objects.visible_to(post_of(convened.seats()[0].expert)).count() == 1
    assert {task.obj for task in inbox(convened.city.office_clerk)} == {convened.round, convened.panel.meeting}


def test_a_sealed_opinion_does_not_change(convened):
    seat = convened.answer(convened.seats()[0])
    with pytest.raises(Conflict):
        convened.write(Seat.objects.get(pk=seat.pk), score=1)


def test_no_declaration_no_papers(convened, client):
    seat = convened.seats()[0]
    post = post_of(seat.expert)
    project = convened.journey.project
    plan = Attachment.objects.get(slot="technical_plan")
    preview = reverse("documents:attachment_preview", args=[plan.pk])
    sign_in(client, post)
    assert not Project.objects.visible_to(post).exists()
    assert client.get(preview).status_code == 404
    text = client.get(seat.get_absolute_url()).content.decode()
    assert project.name in text
    assert plan.name not in text
    assert "作出回避声明后开放" in text
    assert client.post(seat.step_url("declare"), {"statement": "没有利害关系"}).status_code == 422
    answer = client.post(seat.step_url("declare"), {"statement": "没有利害关系", "no_conflict": "on"})
    assert answer.status_code == 302
    assert plan.name in client.get(seat.get_absolute_url()).content.decode()
    assert client.get(preview).url == reverse("experts:paper_read", args=[seat.pk, plan.pk])
    assert has_access(expert=seat.expert, project=project)


def test_a_late_recusal_closes_the_papers_at_once_and_the_next_steps_in(convened, client):
    seat = convened.declare(convened.seats()[0])
    post, was_chair = post_of(seat.expert), seat.is_chair
    assert was_chair
    perform(seat, "recuse", post=post, reason="亲属在申报单位任职")
    assert not ProjectUserGrant.objects.filter(user=seat.expert.user).exists()
    plan = Attachment.objects.get(slot="technical_plan")
    sign_in(client, post)
    assert client.get(reverse("documents:attachment_preview", args=[plan.pk])).status_code == 404
    assert plan.name not in client.get(seat.get_absolute_url()).content.decode()
    assert convened.panel.chair.rank == 2
    new = convened.seats()[-1]
    assert (new.rank, new.state, new.basis["replaces"]) == (6, SeatState.INVITED, seat.rank)
    assert new.expert_id != seat.expert_id
    assert Seat.objects.get(pk=seat.pk).state == SeatState.REPLACED
    with pytest.raises(Conflict):
        perform(seat, "replace_seat", post=convened.city.office_clerk)
    convened.answer_all()
    assert convened.panel.is_open
    assert convened.panel.tally().number == 5
    assert convened.panel.replay() == []


def test_an_opinion_of_one_who_recused_later_does_not_count(convened):
    first, *_ = convened.seats()
    answer_with_planted(convened, first)
    perform(Seat.objects.get(pk=first.pk), "recuse", post=post_of(first.expert), reason="发现利害关系")
    convened.answer_all(score=80)
    assert convened.panel.tally().average == 80
    assert not Opinion.objects.visible_to(convened.city.office_clerk).filter(seat=first).exists()


def test_after_the_opening_no_seat_moves(convened):
    convened.answer_all()
    seat = convened.seats()[0]
    with pytest.raises(RuleViolation, match="全部提交"):
        perform(seat, "recuse", post=post_of(seat.expert), reason="迟到的回避")


def test_declined_and_released(convened):
    first, second, *_ = convened.seats()
    perform(first, "decline", post=post_of(first.expert), reason="因公出差")
    with pytest.raises(Forbidden):
        perform(second, "release", post=convened.city.office_leader, reason="联系不上")
    perform(second, "release", post=convened.city.office_clerk, reason="联系不上")
    assert len(convened.seats(SeatState.REPLACED)) == 2
    assert len(convened.panel.active_seats()) == 5
    assert convened.panel.replay() == []


def test_without_a_reserve_the_panel_says_so(convened):
    """A pool of nine: four may be replaced, the fifth may not."""
    for _ in range(4):
        seat = convened.seats(SeatState.INVITED)[0]
        perform(seat, "decline", post=post_of(seat.expert), reason="出差")
    seat = convened.seats(SeatState.INVITED)[0]
    seat = perform(seat, "decline", post=post_of(seat.expert), reason="出差")
    assert Notice.objects.filter(user=convened.city.office_clerk.user, text__contains="不能参加，无法递补").exists()
    with pytest.raises(RuleViolation, match="无法递补"):
        perform(seat, "replace_seat", post=convened.city.office_clerk)


def test_nobody_answers_for_another(convened):
    first, second, *_ = convened.seats()
    with pytest.raises(Forbidden):
        perform(first, "declare", post=post_of(second.expert), data={"statement": "x"})
    assert not Seat.objects.visible_to(post_of(second.expert)).filter(pk=first.pk).exists()
    assert not Seat.objects.visible_to(convened.city.applicant).exists()


def test_an_unfinished_opinion_is_not_sealed(convened):
    seat = convened.declare(convened.seats()[0])
    convened.write(seat, verdict="partly")
    seat = Seat.objects.get(pk=seat.pk)
    with pytest.raises(RuleViolation, match="具体意见"):
        perform(seat, "submit_opinion", post=post_of(seat.expert))
    convened.write(seat, score=101)
    with pytest.raises(RuleViolation, match="尚缺"):
        perform(Seat.objects.get(pk=seat.pk), "submit_opinion", post=post_of(seat.expert))


def test_the_opinion_page(convened, client):
    seat = convened.declare(convened.seats()[0])
    sign_in(client, post_of(seat.expert))
    auto, save = (reverse(f"experts:opinion_{name}", args=[seat.pk]) for name in ("autosave", "save"))
    data = {
        f"{aspect.code}_{name}": value
        for aspect in seat.panel.aspects
        for name, value in (("verdict", "met"), ("score", 80))
    }
    data |= {f"check_{code}": "yes" for group in groups_of(seat.panel.purpose) for code, _label in group.checks}
    data |= {f"line_{key}": "fair" for key, *_rest in budget_of(seat.panel)}
    assert client.post(auto, {**data, "version": 0, "design_score": "900"}).json()["version"] == 1
    assert Opinion.objects.get(seat=seat).aspects["design"]["score"] is None
    assert client.post(auto, {**data, "version": 0}).status_code == 409
    assert client.post(save, {**data, "version": 1, "design_score": "900"}).status_code == 422
    assert client.post(save, {**data, "version": 1}).status_code == 302
    answer = client.post(save, {**data, "version": 2, "submit_opinion": "1"})
    assert answer.status_code == 422
    assert "尚未选择总体结论" in answer.content.decode()
    answer = client.post(save, {**data, "version": 3, "conclusion": "agree", "submit_opinion": "1"})
    assert answer.status_code == 302
    assert Seat.objects.get(pk=seat.pk).state == SeatState.SUBMITTED
    assert "密封" in client.get(seat.get_absolute_url()).content.decode()
    assert client.post(auto, {**data, "version": 4}).status_code == 409
    assert client.get(reverse("experts:my_seats")).status_code == 200


def test_those_who_must_stand_aside_are_never_drawn(review):
    unit, other = review.city.unit, review.city.other
    other.parent = unit
    other.save()
    review.journey.project.supervisor = "四川某监理有限公司"
    review.journey.project.save()
    aside = [
        make_expert(review.city.pool, 21, organisation=unit, employer=unit.name),
        make_expert(review.city.pool, 22, organisation=other, employer=other.name),
        make_expert(review.city.pool, 23, employer="四川某监理有限公司广元分公司"),
        make_expert(review.city.pool, 24, employer="四川某承建（集团）公司"),
    ]
    review.open()
    review.submit()
    when = review.round.submitted_at
    for _ in range(4):
        panel = convene(
            project=review.journey.project,
            purpose="plan_review",
            meeting_at=when,
            place="会议室",
            size=7,
            quotas={"security": 1},
            post=review.city.office_clerk,
            conflicting_names=["四川某承建(集团)公司"],
        )
        drawn = set(panel.seats.values_list("expert_id", flat=True))
        assert not drawn & {expert.pk for expert in aside}
        assert {one["name"] for one in panel.excluded} == {expert.name for expert in aside}
        assert len({str(one["reason"]) for one in panel.excluded}) == 4
        close_panel(panel=panel, post=review.city.office_clerk)


def test_replay_on_the_command_line(convened):
    out = io.StringIO()
    call_command("replay_draw", str(convened.panel.pk), stdout=out)
    assert "一致" in out.getvalue()
    panel = convened.panel
    panel.candidates = panel.candidates[1:]
    panel.save()
    with pytest.raises(CommandError, match=r"不符|不一致"):
        call_command("replay_draw", str(panel.pk))
    Panel.objects.filter(pk=panel.pk).update(candidates=convened.panel.candidates, seed="0" * 32)
    with pytest.raises(CommandError, match="不一致"):
        call_command("replay_draw", str(panel.pk))
    with pytest.raises(CommandError, match="没有编号"):
        call_command("replay_draw", "x")
