"""The review room's other pages in a real browser, at both sizes; an opinion that is written over a bad line."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from experts.models import Employment, Enrolment, Expert, Meeting, Opinion, Tie
from experts.services import add_recusal, ask_waiver
from projects.models import Project
from projects.states import Stage
from reviews.models import BodyOpinion
from reviews.services import report_county_plan
from tests.browser.conftest import PHONE, look
from tests.factories import make_org, make_post
from tests.journey import Journey
from tests.reviews.story import Review, meeting_time
from workflow.engine import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CLERK, WATCH = "春分后的第一场雨落在利州", "嘉陵江水位四百八十米"


@pytest.fixture
def review(browser_city) -> Review:
    journey = Journey(browser_city)
    journey.to(Stage.PRE_APPROVED)
    return Review(journey)


def heard(review: Review) -> BodyOpinion:
    """网信办 is asked, and waits."""
    Project.objects.update(touches_cii=True)
    review.act(
        "ask_body",
        "office_clerk",
        bodies=[review.city.cyberspace.organisation],
        question="请就关键信息基础设施安全保护措施提出意见。",
        due_on=timezone.localdate() + datetime.timedelta(days=5),
    )
    return BodyOpinion.objects.get()


def drawn_by_two(review: Review):
    """Five in office and seven that follow; two of the pool stand aside."""
    city = review.city
    data = {"meeting_at": meeting_time(), "place": "三楼会议室", "size": 5, "quotas": {"security": 1}, "reserves": 2}
    review.act("convene", "office_clerk", **data, mode="two_persons", phrase=CLERK)
    for step, who, phrase in (
        ("witness_commit", city.office_leader, WATCH),
        ("clerk_reveal", city.office_clerk, CLERK),
        ("witness_reveal", city.office_leader, WATCH),
    ):
        perform(review.panel, step, post=who, data={"phrase": phrase})
    return review.panel


def aside(review: Review) -> None:
    """One of the unit's own, one with a tie, one that the office added."""
    project, city = review.journey.project, review.city
    one, other, third = Expert.objects.order_by("pk")[6:9]
    began = timezone.localdate() - datetime.timedelta(days=900)
    Employment.objects.create(expert=one, employer=project.unit.name, began_on=began)
    Tie.objects.create(expert=other, kind="kinship", name=project.unit.name, note="配偶在该单位任职", since=began)
    add_recusal(project=project, expert=third, reason="担任该单位常年顾问", post=city.office_clerk)
    ask_waiver(project=project, expert=one, code="past", reason="已调离三年以上，登记日期有误", post=city.office_clerk)


def test_the_offices_pages(desks, review):
    city = review.city
    review.open()
    review.submit()
    asked = heard(review)
    aside(review)
    panel = drawn_by_two(review)
    review.answer_all()
    Enrolment.objects.create(
        source="unit",
        name="李䶮",
        employer="川北大学",
        rank_title="教授",
        statement="数据治理",
        created_by=city.applicant,
    )
    with desks("cyberspace") as desk:
        look(desk, reverse("reviews:bodyopinion_list"), "bodyopinions")
        look(desk, asked.get_absolute_url(), "bodyopinion-asked")
        look(desk, asked.step_url("answer"), "bodyopinion-answer")
        words = {"opinion": "conditional", "reasons": "须先完成等级保护测评。", "signer": "唐喆"}
        desk.step(asked, "answer", **words, signed_on=timezone.localdate().isoformat())
        look(desk, asked.get_absolute_url(), "bodyopinion-answered")
    Meeting.objects.update(starts_at=timezone.now())
    with desks("office_clerk") as desk:
        meeting = panel.meeting
        look(desk, meeting.step_url("hold"), "meeting-hold")
        page = desk.open(meeting.step_url("hold"))
        for box in page.locator("[name='present']").all()[:4]:
            box.check()
        page.locator("[name='present']").nth(4).uncheck()
        desk.take(page, "hold", host="何喆", points="同意方案修改后通过。\n请申报单位一周内完善接口设计。")
        look(desk, meeting.get_absolute_url(), "meeting-held")
        look(desk, reverse("experts:meeting_list"), "meetings")
        look(desk, reverse("experts:panel_replay", args=[panel.pk]), "replay")
        assert desk.page.locator("[data-replay='identical']").count() == 1
        look(desk, reverse("experts:conflicts", args=[review.journey.project.pk]), "conflicts")
        look(desk, reverse("experts:expert_list"), "pool")
        look(desk, Expert.objects.first().get_absolute_url(), "expert")
        look(desk, reverse("experts:expert_edit", args=[Expert.objects.first().pk]), "expert-edit")
        look(desk, reverse("experts:enrolment_list"), "enrolments")
        look(desk, Enrolment.objects.get().get_absolute_url(), "enrolment")
        look(desk, Enrolment.objects.get().step_url("pass_check"), "enrolment-check")
        look(desk, reverse("experts:enrolment_import"), "enrolment-import")
    with desks("applicant") as desk:
        look(desk, reverse("experts:enrolment_create"), "enrolment-new")


def test_the_counties_pages(desks, browser_city):
    county = make_post("applicant", make_org("剑阁县人民政府", "county", county="剑阁县"))
    fields = {"name": "剑阁县智慧旅游平台", "category": "application", "nature": "new", "declared_sum": 2_000_000}
    round_ = report_county_plan(post=county, **fields)
    with desks(county.user.username) as desk:
        look(desk, reverse("reviews:county_create"), "county-new")
        look(desk, reverse("reviews:county_list"), "county-own")
        look(desk, round_.get_absolute_url(), "county-round")
        look(desk, round_.project.get_absolute_url(), "county-project")
    with desks("office_clerk") as desk:
        look(desk, reverse("reviews:county_list"), "counties")
        assert "剑阁县" in desk.text()


def test_an_opinion_is_kept_over_a_bad_line(desks, review):
    """The line falls while an expert writes: the page says so, keeps the words, sends them when it is back."""
    review.open()
    review.submit()
    review.convene()
    seat = review.declare(review.seats()[0])
    with desks(seat.expert.user.username, PHONE) as desk:
        page = desk.open(seat.get_absolute_url())
        status = page.locator("[data-autosave-status]")
        desk.fill(page, "overall", "第一句")
        page.wait_for_selector("[data-autosave-status][data-state='saved']")
        desk.context.set_offline(True)
        desk.fill(page, "overall", "第一句，断网时写的第二句")
        page.wait_for_selector("[data-autosave-status][data-state='failed']")
        assert "尚未保存，正在重试" in status.inner_text()
        assert Opinion.objects.get(seat=seat).overall == "第一句"
        desk.context.set_offline(False)
        page.wait_for_selector("[data-autosave-status][data-state='saved']", timeout=20_000)
        assert Opinion.objects.get(seat=seat).overall == "第一句，断网时写的第二句"
        # What the browser itself says of the line that fell is no error of the page.
        desk.errors = [words for words in desk.errors if "ERR_INTERNET_DISCONNECTED" not in words]
