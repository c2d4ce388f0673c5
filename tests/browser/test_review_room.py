"""Two whole reviews in a real browser: a smooth one on a phone; one that goes wrong in every way and comes right."""

import datetime
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from documents.services import store_attachment
from experts.models import Note, Panel, Seat
from experts.states import SeatState
from projects.models import Project
from projects.states import Stage
from tests.browser.conftest import PHONE
from tests.browser.test_gates import look
from tests.experts.pool import post_of
from tests.journey import Journey
from tests.reviews.story import MATTERS, Review
from tests.reviews.test_reading import two_pages
from workflow.engine import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LOOKING = bool(os.environ.get("LOOK"))
HAS = ("survey", "analysis", *MATTERS)


def seen(desk, obj_or_address, name: str) -> None:
    """A picture in both sizes where they are asked for; the walk itself does not need them."""
    if LOOKING:
        address = obj_or_address if isinstance(obj_or_address, str) else obj_or_address.get_absolute_url()
        before = desk.page.viewport_size
        look(desk, address, name)
        desk.page.set_viewport_size(before)


@pytest.fixture
def review(browser_city) -> Review:
    journey = Journey(browser_city)
    journey.to(Stage.PRE_APPROVED)
    return Review(journey)


def hand_in(review: Review) -> None:
    review.open()
    upload = SimpleUploadedFile("技术方案.pdf", two_pages(), "application/pdf")
    owner = {"thread_id": review.round.thread_id, "subject": review.round, "post": review.city.applicant}
    store_attachment(upload=upload, slot="technical_plan", **owner)
    review.submit(checked=False)


def judge(desk, seat: Seat, conclusion: str, *, score: int = 88, verdict: str = "met", text: str = "") -> None:
    page = desk.open(seat.get_absolute_url())
    for aspect in seat.panel.aspects:
        page.locator(f"[name='{aspect.code}_verdict'][value='{verdict}']").check()
        desk.fill(page, f"{aspect.code}_score", score)
        if text:
            desk.fill(page, f"{aspect.code}_text", text)
    desk.answer_further(page, seat.panel)
    page.locator(f"[name='conclusion'][value='{conclusion}']").check()
    desk.take(page, "submit_opinion")


def test_a_smooth_review_on_a_phone(desks, review):
    hand_in(review)
    with desks("office_clerk") as desk:
        seen(desk, review.round, "round-submitted")
        seen(desk, review.round.step_url("check_form"), "formal-check")
        desk.step(review.round, "check_form", **{f"has_{name}": True for name in HAS})
        seen(desk, review.round.step_url("convene"), "convene")
        seen(desk, reverse("reviews:batch"), "batch")
    review.convene()
    with desks("office_clerk") as desk:
        desk.step(review.panel, "send_invitations")
        seen(desk, review.panel, "panel-drawn")
        seen(desk, review.panel.meeting, "meeting")
        seen(desk, "/experts/meetings/", "meetings")
    first, *others = review.seats()
    with desks(first.expert.user.username, PHONE) as desk:
        seen(desk, "/experts/mine/", "mine")
        seen(desk, first, "seat-invited")
        desk.step(first, "declare", no_conflict=True)
        page = desk.open(first.get_absolute_url())
        page.locator("[data-read][data-attachment='technical_plan']").last.click()
        page.wait_for_selector("main[data-page='experts.reader']")
        page.locator("[data-page-turn='next']").click()
        # The page is in view at once, and fits the phone.
        picture = page.locator("[data-sheet] img")
        assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1240
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] <= PHONE["width"]
        page.locator("[data-sheet]").click(position={"x": box["width"] / 2, "y": box["height"] / 4})
        desk.fill(page, "text", "第二页缺少容量测算依据")
        page.locator("[data-note-form] button[type=submit]").click()
        page.wait_for_selector("[data-note]")
        seen(desk, page.url, "reader")
        note = Note.objects.get()
        assert note.page == 2
        assert abs(note.x - 500) < 20
        assert abs(note.y - 250) < 20
        page = desk.open(first.get_absolute_url())
        page.locator("[data-take-notes]").click()
        page.wait_for_selector("main[data-page='experts.seat']")
        assert "容量测算" in page.locator("[name='overall']").input_value()
        seen(desk, first, "seat-writing")
        judge(desk, first, "agree")
        assert "密封" in desk.text()
    for seat in others:
        review.answer(seat)
    chair = review.panel.chair
    with desks(chair.expert.user.username, PHONE) as desk:
        seen(desk, chair.step_url("write_group"), "write-group")
        desk.step(chair, "write_group", points="方案完整、合理、可行。〔1,2〕\n应补充容量测算依据。〔1〕")
        desk.step(chair, "sign_group")
    with desks("office_clerk") as desk:
        desk.sign_on_paper(review.panel)
        seen(desk, review.panel, "panel-open")
        page = desk.open(review.panel.get_absolute_url())
        page.locator("[data-fees] button").click()
        page.wait_for_selector("main[data-page='experts.fee_list']")
        seen(desk, "/experts/fees/", "fees")
        seen(desk, review.round.step_url("conclude"), "conclude")
        desk.step(review.round, "conclude", aside_all="评价性意见，不涉及修改")
    with desks("office_leader") as desk:
        desk.step(review.round, "sign")
        seen(desk, review.round, "round-issued")
    project = Project.objects.get()
    assert project.plan_approved_at is not None
    assert project.plan_opinion_number
    with desks("applicant") as desk:
        desk.open(review.round.get_absolute_url())
        assert chair.expert.name in desk.text(), "the names are open once the opinion is issued"


def test_recusal_at_the_last_hour_reserve_second_round_and_dissent(desks, review):
    hand_in(review)
    review.act("check_form", "office_clerk")
    review.convene()
    Panel.objects.update(meeting_at=timezone.now() + datetime.timedelta(minutes=50))
    late = review.declare(review.seats()[0])
    with desks(late.expert.user.username, PHONE) as desk:
        desk.step(late, "recuse", reason="刚得知配偶任职于拟参与的承建单位")
        page = desk.open(late.get_absolute_url())
        assert "已停止开放" in desk.text()
        assert page.locator("[data-read]").count() == 0
    with desks("office_clerk") as desk:
        page = desk.open(review.panel.get_absolute_url())
        assert page.locator("[data-vacant]").count() == 0, "the next of the order followed at once"
        seen(desk, review.panel, "panel-followed")
        assert page.locator("[data-replay='identical']").count() == 1
    reserve = review.seats(SeatState.INVITED)[-1]
    with desks(reserve.expert.user.username, PHONE) as desk:
        desk.step(reserve, "declare", no_conflict=True)
        judge(desk, reserve, "disagree", score=50, verdict="not_met", text="论证不足，与在建系统边界不清")
    for seat in review.seats(SeatState.INVITED):
        review.answer(seat, conclusion="disagree", score=55, verdict="not_met", text="须重做")
    Panel.objects.update(meeting_at=timezone.now())
    review.sign_group()
    with desks("office_clerk") as desk:
        desk.step(review.round, "conclude", conclusion=review.panel.tally().suggested)
    review.sign()
    first_round = review.round
    assert first_round.conclusion in ("revise", "fail")
    # The second round keeps the first, its words and its experts' papers.
    with desks("applicant") as desk:
        desk.step(review.journey.project, "apply_plan_review")
    assert review.round.number == 2
    assert review.round.present == MATTERS["present"]
    review.journey.attach(review.round, "technical_plan")
    review.submit()
    review.convene()
    review.answer_all()
    chair = review.panel.chair
    points = [{"text": "修改后的方案可行。", "ranks": [1]}]
    perform(chair, "write_group", post=post_of(chair.expert), data={"points": points})
    other = next(seat for seat in review.seats() if not seat.is_chair)
    with desks(other.expert.user.username, PHONE) as desk:
        seen(desk, other.step_url("sign_group"), "sign-group")
        desk.step(other, "sign_group", dissent="硬件质保期应延长至五年")
    with desks("office_clerk") as desk:
        desk.sign_on_paper(review.panel)
        desk.step(review.round, "conclude", aside_all="评价性意见，不涉及修改")
    review.sign()
    with desks("office_clerk") as desk:
        seen(desk, review.round, "round-second")
        desk.open(review.round.get_absolute_url())
        assert "硬件质保期应延长至五年" in desk.text()
        assert "第 1 轮" in desk.text()
