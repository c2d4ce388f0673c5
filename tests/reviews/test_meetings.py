"""Before and in the sitting: the formal check, other bodies, certificates, several plans at once, quorum, letters."""

import datetime
import json
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from experts.models import Meeting, Panel, Seat
from experts.queries import replay_export
from experts.services import due_reminders, note_fees
from experts.states import MeetingState, PanelState, SeatState
from experts.tasks import remind_before_meetings
from projects.models import Project
from reviews.models import BodyOpinion, ProductCertificate, ReviewRound
from reviews.services import convene_together
from tests.experts.pool import post_of
from tests.experts.test_two_persons import SCRIPT
from tests.factories import make_project
from tests.journey import Journey
from tests.reviews.story import MATTERS, Review, meeting_time
from tests.reviews.test_sealing import sign_in
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.models import Notice

HAS = ("survey", "analysis", "present", "needs", "processes", "goals", "content")


def test_no_expert_is_called_before_the_formal_check(review, client):
    review.open()
    review.submit(checked=False)
    with pytest.raises(RuleViolation, match="形式审查"):
        review.convene()
    sign_in(client, review.city.office_clerk)
    page = review.round.step_url("check_form")
    found = {f"has_{name}": "on" for name in HAS}
    assert client.post(page, {**found, "has_survey": ""}).status_code == 422
    assert client.post(page, found).status_code == 302
    assert review.round.checked_by == review.city.office_clerk
    review.act("return_for_papers", "office_clerk", reason="缺图")
    review.submit(checked=False)
    assert review.round.checked_at is None, "what was found whole was another plan"


def test_the_database_knows_it_too(review):
    review.open()
    review.submit()
    review.convene()
    with pytest.raises(IntegrityError, match="article_11_checked_before_experts"), transaction.atomic():
        ReviewRound.objects.update(checked_at=None)


def test_papers_are_out_before_the_meeting(review):
    review.open()
    review.submit()
    soon = {"meeting_at": meeting_time(1), "place": "三楼", "size": 5, "quotas": {}}
    with pytest.raises(RuleViolation, match="个工作日阅读材料"):
        review.act("convene", "office_clerk", **soon)
    review.act("convene", "office_clerk", **soon, urgent_reason="防汛应急")
    assert review.panel.is_drawn


def _ask(review, post):
    review.act(
        "ask_body",
        "office_clerk",
        bodies=[post.organisation],
        question="请就安全保护措施提出意见",
        due_on=timezone.localdate() + datetime.timedelta(days=5),
    )
    return BodyOpinion.objects.open_().get()


def test_where_critical_infrastructure_is_touched_the_cyberspace_office_is_heard(review, client):
    city = review.city
    Project.objects.update(touches_cii=True)
    review.open()
    review.submit()
    with pytest.raises(RuleViolation, match="网信办"):
        review.convene()
    asked = _ask(review, city.cyberspace)
    review.convene()
    review.answer_all()
    with pytest.raises(RuleViolation, match="答复意见"):
        review.conclude()
    assert not BodyOpinion.objects.visible_to(city.secrecy).exists()
    assert sign_in(client, city.applicant).get(asked.get_absolute_url()).status_code == 403
    sign_in(client, city.cyberspace)
    assert asked.title in client.get(reverse("reviews:bodyopinion_list")).content.decode()
    words = {"opinion": "disagree", "reasons": "", "signer": "唐喆", "signed_on": timezone.localdate()}
    assert client.post(asked.step_url("answer"), words).status_code == 422
    words |= {"opinion": "conditional", "reasons": "须先完成等级保护测评"}
    assert client.post(asked.step_url("answer"), words).status_code == 302
    assert (
        "须先完成等级保护测评"
        in sign_in(client, city.office_clerk).get(review.round.get_absolute_url()).content.decode()
    )
    review.conclude()


def test_nobody_is_asked_where_article_5_gives_no_say(review, client):
    review.open()
    review.submit()
    sign_in(client, review.city.office_clerk)
    assert client.get(review.round.step_url("ask_body")).status_code == 404


def test_the_list_of_certificates(review, client):
    review.open()
    page = reverse("reviews:certificate_add", args=[review.round.pk])
    row = {"kind": "security_products", "product": "防火墙 X", "maker": "某厂"}
    sign_in(client, review.city.applicant)
    refused = client.post(page, row)
    assert (refused.status_code, 'value="防火墙 X"' in refused.content.decode()) == (422, True)
    assert not ProductCertificate.objects.exists(), "no number and no word why"
    client.post(page, {**row, "number": "CNITSEC-2026-1", "valid_until": "2020-01-01"})
    client.post(page, {**row, "product": "堡垒机", "planned": "招标时要求提供"})
    assert [one.standing for one in ProductCertificate.objects.order_by("pk")] == ["expired", "none"]
    assert "已过期" in client.get(review.round.get_absolute_url()).content.decode()
    review.submit()
    assert client.post(page, {**row, "number": "2"}).status_code == 403
    review.convene()
    seat = review.declare(review.seats()[0])
    assert "CNITSEC-2026-1" in sign_in(client, post_of(seat.expert)).get(seat.get_absolute_url()).content.decode()


# --- several plans in one meeting ------------------------------------------------------------------------------------


@pytest.fixture
def pair(review):
    """Two plans that wait for experts."""
    review.open()
    review.submit()
    second = Review(Journey(review.city, review.journey.path), pool=False)
    project = make_project(review.city.applicant, name="智慧水利平台")
    project.submitted_at = project.admitted_at = timezone.now()
    project.save()
    second.journey.project = project
    ReviewRound.objects.create(project=project, number=1, created_by=review.city.applicant, **MATTERS)
    second.journey.attach(second.round, "technical_plan")
    second.submit()
    return review, second


BATCH = {"place": "三楼", "size": 5, "quotas": {"security": 1}, "way": "both", "link": "832-114-590", "reserves": 2}


def _together(pair, **more):
    rounds = [one.round for one in pair]
    data = {**BATCH, "meeting_at": meeting_time(), **more}
    return convene_together(rounds=rounds, data=data, post=pair[0].city.office_clerk)


def test_one_group_judges_two_plans(pair, tmp_path):
    first, second = pair
    meeting = _together(pair, mode="two_persons", phrase="春分后的第一场雨")
    assert [panel.position for panel in meeting.agenda()] == [1, 2]
    assert second.panel.state == PanelState.FROZEN
    assert not second.panel.machine.by_name["witness_commit"].on_the_way(second.panel), "one draw, not two"
    clerk, leader = first.city.office_clerk, first.city.office_leader
    for step, who, phrase in (
        ("witness_commit", leader, "嘉陵江水位四百八十"),
        ("clerk_reveal", clerk, "春分后的第一场雨"),
        ("witness_reveal", leader, "嘉陵江水位四百八十"),
    ):
        perform(first.panel, step, post=who, data={"phrase": phrase})
    groups = [[seat.expert_id for seat in one.seats()] for one in pair]
    assert groups[0] == groups[1]
    assert len(groups[0]) == 5
    assert [one.panel.replay() for one in pair] == [[], []]
    # One of them stands aside on the second alone: there the next of the order follows, here nobody moves.
    seat = second.declare(second.seats()[1])
    perform(seat, "recuse", post=post_of(seat.expert), reason="亲属在申报单位任职")
    assert second.panel.replay() == []
    assert len(first.panel.active_seats()) == 5
    # Outside the product, too: each panel's export replays by the script of docs/.
    told = tmp_path / "draw.json"
    told.write_text(json.dumps(replay_export(second.panel)), encoding="utf-8")
    assert subprocess.run([sys.executable, str(SCRIPT), str(told)], check=False).returncode == 0
    for one in pair:
        one.answer_all()
    assert all(one.panel.is_open for one in pair)
    # One sitting is one fee; who sat on the second plan alone has one, too.
    Panel.objects.update(meeting_at=timezone.now())
    noted = [note_fees(panel=one.panel, length="half", post=clerk) for one in pair]
    assert [len(fees) for fees in noted] == [5, 1]
    with pytest.raises(Conflict, match="同一场评审会"):
        note_fees(panel=second.panel, length="half", post=clerk)


def test_a_group_that_waits_for_a_cancelled_draw_is_dissolved(pair):
    first, _second = pair
    _together(pair, mode="two_persons", phrase="春分后的第一场雨")
    first.act("redraw", "office_clerk", reason="会议延期")
    assert [one.round.state for one in pair] == ["submitted", "submitted"]
    assert not Panel.objects.filter(closed_at=None).exists()
    assert Meeting.objects.get().state == MeetingState.CLOSED


def test_the_page_of_the_meeting(pair, client):
    first, second = pair
    sign_in(client, first.city.office_clerk)
    page = reverse("reviews:batch")
    assert second.round.project.name in client.get(page).content.decode()
    when = f"{meeting_time():%Y-%m-%dT%H:%M}"
    data = {"meeting_at": when, "place": "三楼", "size": 5, "mode": "two_persons", "phrase": "春分后的第一场雨"}
    order = {f"position_{second.round.pk}": 1, f"position_{first.round.pk}": 2}
    assert client.post(page, {**data, f"position_{first.round.pk}": 1}).status_code == 422
    assert client.post(page, {**data, **order, "way": "video"}).status_code == 422
    assert client.post(page, {**data, **order, "quota_law": 9}).status_code == 422
    answer = client.post(page, {**data, **order, "way": "video", "link": "832"})
    assert answer.status_code == 302
    assert [panel.project for panel in Meeting.objects.get().agenda()] == [second.round.project, first.round.project]
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(reverse("experts:meeting_list")).status_code == 200
    assert sign_in(client, first.city.applicant).get(answer["Location"]).status_code == 403


def test_minutes_need_the_hour_and_a_quorum(pair, client):
    first, _second = pair
    meeting = _together(pair)
    came = [seat.pk for one in pair for seat in one.seats()]
    words = {"host": "何喆", "points": ["同意两个方案修改后通过。"]}
    with pytest.raises(RuleViolation, match="尚未开始"):
        perform(meeting, "hold", post=first.city.office_clerk, data={**words, "present": came})
    Meeting.objects.update(starts_at=timezone.now())
    with pytest.raises(RuleViolation, match="法定人数 4 人"):
        perform(meeting, "hold", post=first.city.office_clerk, data={**words, "present": came[:8]})
    sign_in(client, first.city.office_clerk)
    page = client.post(
        meeting.step_url("hold"),
        {"host": "何喆", "points": "同意。\n请完善。", "present": [str(pk) for pk in came[1:]]},
    )
    assert page.status_code == 302
    minutes = Document.objects.get(kind="minutes")
    assert minutes.context["points"] == ["同意。", "请完善。"]
    absent = first.seats()[0].expert.name
    assert minutes.context["absent"][0]["names"] == absent
    assert "缺席" in client.get(meeting.get_absolute_url()).content.decode()


def _attendance(review):
    review.sign_group()
    paper = Document.objects.get(kind="group_opinion")
    return {row["how"]: (row["number"], row["names"]) for row in paper.context["attendance"]}


def test_who_came_stands_in_the_groups_opinion(review):
    review.open()
    review.submit()
    review.convene()
    review.answer_all()
    meeting = review.panel.meeting
    Meeting.objects.update(starts_at=timezone.now())
    *came, away = review.seats()
    data = {"host": "何喆", "points": ["同意。"], "present": [seat.pk for seat in came]}
    perform(meeting, "hold", post=review.city.office_clerk, data=data)
    assert _attendance(review) == {
        "到会": (4, "、".join(seat.expert.name for seat in came)),
        "未到会，已提交意见": (1, away.expert.name),
    }


def test_before_the_minutes_who_handed_in_took_part_and_who_was_missing_is_named(review):
    review.open()
    review.submit()
    review.convene()
    *four, last = review.seats()
    for seat in four:
        review.answer(seat)
    Panel.objects.update(meeting_at=timezone.now())
    chair = review.panel.chair
    perform(chair, "open_early", post=post_of(chair.expert))
    attendance = _attendance(review)
    assert attendance["参加评审"] == (4, "、".join(seat.expert.name for seat in four))
    assert attendance["缺席"] == (1, last.expert.name)


def test_a_moved_meeting_is_told(review, client):
    review.open()
    review.submit()
    review.convene()
    meeting = review.panel.meeting
    sign_in(client, review.city.office_clerk)
    when = {"starts_at": f"{meeting_time(6):%Y-%m-%dT%H:%M}", "place": "五楼", "way": "place"}
    assert client.post(meeting.step_url("move"), when).status_code == 302
    assert review.panel.place == "五楼"
    assert Notice.objects.filter(text__contains="五楼").count() >= 6


# --- the chair opens -------------------------------------------------------------------------------------------------


def test_the_chair_opens_without_the_last_one(review):
    review.open()
    review.submit()
    review.convene()
    *four, last = review.seats()
    review.declare(last)
    for seat in four[:3]:
        review.answer(seat)
    Panel.objects.update(meeting_at=timezone.now())
    chair = review.panel.chair
    with pytest.raises(RuleViolation, match="4 人方可"):
        perform(chair, "open_early", post=post_of(chair.expert))
    review.answer(four[3])
    perform(Seat.objects.get(pk=chair.pk), "open_early", post=post_of(chair.expert))
    assert review.panel.is_open
    assert review.panel.tally().number == 4
    gone = Seat.objects.get(pk=last.pk)
    assert (gone.state, gone.may_read) == (SeatState.ABSENT, False)
    assert not Project.objects.visible_to(post_of(last.expert)).exists()
    review.conclude()
    review.sign()
    assert review.journey.project.review_rounds.get().conclusion == "pass"


# --- letters ---------------------------------------------------------------------------------------------------------


def test_letters_reach_their_expert_alone(review, client):
    review.open()
    review.submit()
    review.convene()
    clerk = review.city.office_clerk
    perform(review.panel, "send_invitations", post=clerk)
    assert Document.objects.filter(kind="expert_invitation").count() == 5
    first, second, *_ = review.seats()
    assert Document.objects.visible_to(post_of(first.expert)).get().context["unit"] == first.expert.name
    assert not Document.objects.visible_to(review.city.applicant).filter(kind="expert_invitation").exists()
    with pytest.raises(RuleViolation, match="均已出具"):
        perform(review.panel, "send_invitations", post=clerk)
    review.answer_all()
    perform(review.panel, "send_thanks", post=clerk)
    assert Document.objects.filter(kind="expert_thanks").count() == 5
    note_fees(panel=review.panel, length="half", post=clerk)
    fees = Document.objects.get(kind="fee_list").context
    assert fees["totals"] == {"amount": "3000.00", "tax": "0.00", "net": "3000.00"}
    assert "感谢信" in sign_in(client, post_of(second.expert)).get(second.get_absolute_url()).content.decode()


def test_a_reminder_comes_once_by_itself_and_by_hand(review):
    review.open()
    review.submit()
    review.convene()
    assert due_reminders() == []
    Panel.objects.update(meeting_at=timezone.now() + datetime.timedelta(hours=2))
    review.answer(review.seats()[0])
    assert remind_before_meetings() == 4
    assert remind_before_meetings() == 0
    perform(review.panel, "remind", post=review.city.office_clerk)
    assert Notice.objects.filter(text__startswith="提醒").count() == 8


def test_meetings_in_few_queries(pair, client, django_assert_max_num_queries):
    _together(pair)
    sign_in(client, pair[0].city.office_clerk)
    counts = []
    for _ in range(2):
        client.get(reverse("experts:meeting_list"))
        with django_assert_max_num_queries(40) as asked:
            client.get(reverse("experts:meeting_list"))
        counts.append(len(asked))
        Meeting.objects.create(purpose="plan_review", starts_at=timezone.now(), place="四楼")
    assert counts[0] == counts[1]
