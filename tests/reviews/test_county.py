"""Articles 3, 16: a county's plan and a bought service pass the same review, and without a pass nothing begins."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, Post
from accounts.roles import Role
from documents.models import Document
from projects.models import Project
from projects.paths import Path
from projects.queries import merged_panel
from projects.rules import PLAN_PASSED
from projects.states import PROJECT, Stage
from reviews.queries import county_figures
from reviews.services import report_county_plan, save_plan
from tests.city import POSTS
from tests.factories import attach, make_post
from tests.journey import Journey
from tests.reviews.story import MATTERS, Review
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.panel import panel_step

FIELDS = {"name": "剑阁县智慧旅游平台", "category": "application", "nature": "new", "declared_sum": Decimal(2_000_000)}


class CountyJourney:
    """What tests.reviews.story needs of a journey, without the city's way before it."""

    def __init__(self, city, project, post):
        self.city, self.project, self.budget = city, project, project.declared_sum
        city.posts["applicant"] = post

    def act(self, obj, name, who, /, **data):
        done = perform(obj, name, post=self.city.posts[who], data=data, reason=data.pop("reason", ""))
        self.project.refresh_from_db()
        return done

    def attach(self, obj, slot):
        attach(obj, slot, self.city.applicant)


@pytest.fixture
def county(city) -> Post:
    org = Organisation.objects.create(name="剑阁县人民政府", short_name="剑阁县", kind="county", county="剑阁县")
    return make_post(Role.APPLICANT, org)


@pytest.fixture
def reported(city, county) -> Review:
    round_ = report_county_plan(post=county, **FIELDS)
    return Review(CountyJourney(city, round_.project, county))


def as_(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def hand_in(review):
    save_plan(obj=review.round, post=review.city.applicant, version=0, fields=MATTERS)
    review.journey.attach(review.round, "technical_plan")
    review.submit()


def test_without_a_passed_plan_nothing_begins(reported):
    project = reported.journey.project
    assert (project.stage, project.builder) == (Stage.REPORTED, "county")
    with pytest.raises(RuleViolation) as violation:
        reported.journey.act(project, "start_build", "applicant")
    assert [v.rule.code for v in violation.value.verdicts if v.blocks] == ["build.plan_passed"]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET build_started_at = now() WHERE id = %s", [project.pk])
    hand_in(reported)
    for who in ("office_clerk", "applicant"):
        steps = [one.step.name for one in merged_panel([project, reported.round], reported.city.posts[who])]
        assert (steps[0] == "record_breach", steps[-1]) == (False, "record_breach"), "possible, never the next thing"
    reported.convene()
    reported.answer_all()
    reported.conclude()
    reported.sign()
    assert project.plan_opinion_number
    assert project.pk in {task.obj.pk for task in inbox(reported.city.applicant)}
    assert Document.objects.get(kind="review_opinion").context["copy_to"] == [], "a county answers to itself"
    item = panel_step(project, PROJECT.by_name["start_build"], reported.city.applicant)
    asked = {one.rule.code for one in item.verdicts}
    assert "build.plan_passed" in asked
    of_the_city = {"build.approved", "build.contract", "build.supervision", "build.agent", "similarity.decided"}
    assert not asked & of_the_city, "no tick, no cross: of a county it is not asked"
    reported.journey.act(project, "start_build", "applicant")
    assert project.stage == Stage.BUILDING
    reported.journey.act(project, "note_progress", "applicant", percent=40, done="平台上线", problems="")


def test_a_plan_that_failed_does_not_begin(reported):
    hand_in(reported)
    reported.convene()
    reported.answer_all(conclusion="disagree", score=50)
    reported.conclude("fail")
    reported.sign()
    with pytest.raises(RuleViolation):
        reported.journey.act(reported.journey.project, "start_build", "applicant")


def test_only_a_county_reports(city, client):
    with pytest.raises(Forbidden, match="第十六条"):
        report_county_plan(post=city.applicant, **FIELDS)
    page = reverse("reviews:county_create")
    form = {**FIELDS, "declared_sum": "2000000"}
    assert as_(client, city.applicant).post(page, form).status_code == 403
    assert not Project.objects.exists()


def test_the_county_through_its_pages(county, client):
    as_(client, county)
    assert client.get(reverse("projects:project_create")).headers["Location"] == reverse("reviews:county_create")
    page = reverse("reviews:county_create")
    assert client.get(page).status_code == 200
    assert client.post(page, {**FIELDS, "declared_sum": "0"}).status_code == 422
    answer = client.post(page, {**FIELDS, "declared_sum": "2000000"})
    project = Project.objects.get()
    assert answer.headers["Location"] == project.review_rounds.get().get_absolute_url()
    for where in (project.get_absolute_url(), reverse("reviews:county_list"), "/"):
        assert FIELDS["name"] in client.get(where).content.decode(), where


@pytest.mark.parametrize("who", POSTS)
def test_the_counties_by_role(reported, client, who):
    sees = {"office_clerk", "office_leader", "leading_group", "city_government"}
    opens = sees | {"applicant", "unit_leader", "stranger", "strange_leader"}
    answer = as_(client, reported.city.posts[who]).get(reverse("reviews:county_list"))
    assert answer.status_code == (200 if who in opens else 403)
    if who in sees:
        assert FIELDS["name"] in answer.content.decode()
    if who in {"unit_leader", "stranger"}:
        assert FIELDS["name"] not in answer.content.decode()


def test_figures_by_county_leave_out_what_is_classified(reported):
    clerk = reported.city.office_clerk
    (row,) = county_figures(clerk)
    assert (row["unit__county"], row["number"], row["passed"], row["total"]) == ("剑阁县", 1, 0, Decimal(2_000_000))
    Project.objects.update(is_classified=True, secrecy_level="secret", declared_sum=F("declared_sum"))
    assert county_figures(clerk) == []


def test_the_list_asks_the_same_for_one_and_for_three(reported, client):
    as_(client, reported.city.office_clerk)
    page = reverse("reviews:county_list")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for number in (2, 3):
        report_county_plan(post=reported.city.applicant, **{**FIELDS, "name": f"项目{number}"})
    with CaptureQueriesContext(connection) as three:
        client.get(page)
    assert len(three) == len(one)


def test_a_service_that_an_enterprise_builds_passes_the_same_review(city):
    """Article 3: what government buys as a service is reviewed before it begins, whoever builds it."""
    enterprise = Organisation.objects.create(name="广元某数字科技有限公司", short_name="某数科", kind="enterprise")
    journey = Journey(city, Path.SERVICE)
    journey.to(Stage.PRE_APPROVED)
    Project.objects.update(builder="enterprise", investor=enterprise)
    journey.project.refresh_from_db()
    review = Review(journey)
    assert PLAN_PASSED.check(journey.project, city.applicant, {})
    review.open()
    review.submit()
    review.convene()
    assert enterprise.pk not in {seat.expert.organisation_id for seat in review.seats()}
    review.answer_all()
    review.conclude()
    review.sign()
    journey.project.refresh_from_db()
    assert PLAN_PASSED.check(journey.project, city.applicant, {}) == ""
