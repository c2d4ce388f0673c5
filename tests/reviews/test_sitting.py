"""A sitting that moves, what whoever convened it reads, who waits for whom, and who may replay the draw."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from experts.models import Absence, Panel
from experts.services import note_fees, seal_numbers
from experts.states import DrawMode
from projects.models import Project
from tests.experts.pool import post_of
from tests.reviews.story import meeting_time
from tests.reviews.test_sealing import sign_in
from workflow.engine import perform
from workflow.errors import RuleViolation
from workflow.models import AuditEvent, Notice


@pytest.fixture
def convened(review):
    review.open()
    review.submit()
    review.convene(days=3)
    return review


def move(review, moment, **more):
    data = {"starts_at": moment, "place": "五楼", "way": "place", "link": "", **more}
    return perform(review.panel.meeting, "move", post=review.city.office_clerk, data=data)


def test_a_meeting_is_not_moved_into_the_past_nor_too_near(convened, client):
    for moment, code in (
        (timezone.now() - datetime.timedelta(minutes=1), "meeting.not_past"),
        (timezone.now() + datetime.timedelta(hours=3), "meeting.papers_days"),
    ):
        with pytest.raises(RuleViolation) as violation:
            move(convened, moment)
        assert code in {one.rule.code for one in violation.value.verdicts}
    page = convened.panel.meeting.step_url("move")
    typed = {"starts_at": "2020-01-01T09:00", "place": "五楼", "way": "place"}
    answer = sign_in(client, convened.city.office_clerk).post(page, typed)
    assert answer.status_code == 422
    assert "会议时间不能早于现在" in answer.content.decode()
    near = timezone.now() + datetime.timedelta(hours=3)
    meeting = move(convened, near, urgent_reason="汛期应急")
    assert meeting.starts_at == near
    assert AuditEvent.objects.filter(thread_id=meeting.pk, content__reason="汛期应急").exists()
    move(convened, meeting_time(8))


def test_the_place_changes_on_the_day_itself(convened):
    meeting = convened.panel.meeting
    meeting.starts_at = (timezone.now() - datetime.timedelta(minutes=5)).replace(second=0, microsecond=0)
    meeting.save()
    assert move(convened, meeting.starts_at).place == "五楼"


def test_who_cannot_come_on_the_new_day_is_named(convened, client):
    chair, day = convened.panel.chair, meeting_time(6)
    Absence.objects.create(expert=chair.expert, starts_on=day.date(), ends_on=day.date(), reason="授课")
    clerk = sign_in(client, convened.city.office_clerk)
    meeting = convened.panel.meeting
    assert "data-clashes" not in clerk.get(meeting.get_absolute_url()).content.decode()
    typed = {"starts_at": f"{day:%Y-%m-%dT%H:%M}", "place": "五楼", "way": "place"}
    page = clerk.post(meeting.step_url("move"), typed, follow=True).content.decode()
    assert page.count(chair.expert.name) >= 3, "in the message, in the list, at the seat"
    assert "data-clashes" in page
    told = Notice.objects.filter(user=convened.city.office_clerk.user, text__contains="请免去席位并递补")
    assert chair.expert.name in told.get().text
    perform(chair, "release", post=convened.city.office_clerk, reason="改期后不能参加")
    assert convened.panel.meeting.clashes() == []


def test_frozen_is_not_said_to_be_drawn(review, client):
    review.open()
    review.submit()
    page = review.round.step_url("convene")
    clerk = sign_in(client, review.city.office_clerk)
    assert "候选名单随即冻结" in clerk.get(page).content.decode()
    typed = {
        "meeting_at": f"{meeting_time(4):%Y-%m-%dT%H:%M}",
        "place": "三楼",
        "size": 5,
        "mode": DrawMode.TWO_PERSONS,
        "phrase": "春分后的第一场雨",
    }
    text = clerk.post(page, typed, follow=True).content.decode()
    assert not review.panel.is_drawn
    assert "候选名单已冻结，尚未抽取" in text
    assert "已抽取专家" not in text


def test_a_round_that_waits_is_not_said_to_be_over(convened, client, time_machine):
    time_machine.move_to(convened.panel.meeting_at)
    first, *rest = convened.seats()
    convened.answer(first, conclusion="agree_with_changes", overall="补充测算")
    for seat in rest:
        convened.answer(seat)
    convened.demand()
    convened.answer_remarks()
    for who in ("applicant", "office_leader"):
        text = sign_in(client, convened.city.posts[who]).get(convened.round.get_absolute_url()).content.decode()
        assert "现由提出意见的专家或组长办理" in text, who
        assert "此事已办结" not in text
    expert = sign_in(client, post_of(rest[0].expert)).get(rest[0].get_absolute_url()).content.decode()
    assert "此事已办结" not in expert
    convened.verify(convened.panel.chair)
    convened.conclude("amend")
    signed = convened.sign()
    text = sign_in(client, convened.city.applicant).get(signed.get_absolute_url()).content.decode()
    assert "此事已办结" in text


def test_the_audit_administrator_replays_the_draw_without_names(convened, client):
    auditor = convened.city.posts["audit_admin"]
    page = reverse("experts:panel_replay", args=[convened.panel.pk])
    text = sign_in(client, auditor).get(page).content.decode()
    assert 'data-replay="identical"' in text
    names = [convened.journey.project.name, *(seat.expert.name for seat in convened.seats())]
    assert not [name for name in names if name in text]
    assert str(convened.seats()[0].expert_id) in text
    assert client.get(page, {"format": "json"}).json()["seed"] == convened.panel.seed
    assert page in client.get(reverse("workflow:audit_list")).content.decode()
    assert client.get(convened.panel.get_absolute_url()).status_code == 403
    Project.objects.filter(pk=convened.journey.project.pk).update(is_classified=True)
    assert client.get(page).status_code == 404


def test_only_a_county_sees_the_form_of_a_county(city, client):
    page = reverse("reviews:county_create")
    assert sign_in(client, city.applicant).get(page).status_code == 403


def test_the_list_of_fees_shows_the_last_four(convened, time_machine):
    time_machine.move_to(convened.panel.meeting_at)
    first = convened.seats()[0]
    seal_numbers(expert=first.expert, post=convened.city.office_clerk, numbers={"account": "6227000012344821"})
    convened.answer_all()
    note_fees(panel=Panel.objects.get(pk=convened.panel.pk), length="half", post=convened.city.office_clerk)
    rows = Document.objects.get(kind="fee_list").context["rows"]
    assert sorted({row["account"] for row in rows}) == ["4821", "未登记"]
