"""Ways without a gate and ways like procurement: a step that is not on the way does not exist."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from projects.models import Project
from projects.paths import ACTS, OPEN_WAYS, WAYS, Path, Way
from projects.queries import stops
from projects.services import create_project
from tests import factories as make
from tests.journey import Journey
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.inbox import inbox


@pytest.fixture
def small(city):
    """自行采购, 800,000 yuan, on the approved list."""
    journey = Journey(city, Path.SELF, budget=800_000)
    journey.to("listed")
    return journey


def test_a_purchase_below_the_limit_walks_without_gate_and_pre_review(small):
    for stretch in (small.review, small.build, small.accept, small.file):
        for _ in stretch():
            pass
    project = small.project
    assert project.stage == "filed"
    assert project.in_use_at
    assert project.approved_at is None
    assert project.pre_approved_at is None


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("apply_pre_review", "applicant"),
        ("approve_project", "drc"),
        ("approve_procurement", "finance"),
        ("apply_tender", "applicant"),
    ],
)
def test_what_is_not_on_the_way_is_refused_with_the_reason(small, client, step, who):
    post = small.city.posts[who]
    with pytest.raises(Forbidden, match="没有"):
        perform(small.project, step, post=post, data={})
    client.force_login(post.user)
    page = client.get(small.project.step_url(step))
    assert page.status_code == 404
    # 发改委 does not even see a project whose way does not lead through it.
    assert ("没有“" in page.content.decode()) == (who != "drc")
    shown = client.get(small.project.get_absolute_url()).content.decode()
    assert f"{small.project.pk}/{step}/" not in shown


def test_somebody_waits_for_the_start_only_when_the_plan_has_passed(small):
    def waiting():
        return {step.name for task in inbox(small.city.applicant) for step in task.steps if task.obj == small.project}

    assert not waiting() & {"start_build", "register_contract"}
    for _ in small.review():
        pass
    assert {"start_build", "register_contract"} <= waiting()


def test_the_contract_of_a_small_purchase_stays_within_its_line_on_the_list(small):
    for _ in small.review():
        pass
    with pytest.raises(RuleViolation) as refusal:
        small.act(small.project, "register_contract", "applicant", **small.contract(Decimal("800000.01")))
    assert {verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks} == {"contract.within_approval"}
    small.act(small.project, "register_contract", "applicant", **small.contract(Decimal("800000.00")))


@pytest.mark.parametrize(("budget", "refused"), [("999999.99", False), ("1000000.00", True)])
def test_the_limit_itself_is_procurement(db, budget, refused):
    project = make.make_project(path=Path.SELF, budget=Decimal(budget))
    post = make.Hands(project).applicant
    if not refused:
        perform(project.application, "submit", post=post)
        return
    with pytest.raises(RuleViolation) as refusal:
        perform(project.application, "submit", post=post)
    assert "application.self_limit" in {verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks}


def test_a_purchase_of_services_walks_the_way_of_procurement(city):
    journey = Journey(city, Path.SERVICE)
    for _ in journey.walk():
        pass
    assert Project.objects.get(pk=journey.project.pk).stage == "filed"


def test_the_page_draws_the_table_as_it_is(db):
    client = make.signed_in(make.make_post(Role.APPLICANT))
    html = client.get(reverse("projects:ways")).content.decode()
    assert html.count("data-way") == len(WAYS)
    assert html.count("data-begin") == len(OPEN_WAYS)
    assert "尚未开放" not in html
    assert set(ACTS) == set(Way)


@pytest.mark.parametrize(
    ("kind", "page", "label"),
    [
        (OrgKind.DEPARTMENT, "projects.project_create", "新建申报"),
        (OrgKind.COUNTY, "reviews.county_create", "报送县区方案"),
        (OrgKind.ENTERPRISE, "archives.social_create", "社会投资备案"),
    ],
)
def test_everybody_is_led_to_where_the_own_way_begins(db, kind, page, label):
    """From the table, from the list of projects and from the address of a new application; no dead end."""
    client = make.signed_in(
        make.make_post(Role.APPLICANT, make.make_org("某单位", kind, "剑阁" if kind == "county" else ""))
    )
    drawn = client.get(reverse("projects:ways")).content.decode()
    [address] = set(re.findall(r'<a href="([^"]+)" data-begin>', drawn))
    listed = client.get(reverse("projects:project_list")).content.decode()
    assert label in listed
    assert f'href="{address}"' in listed
    assert ("批量导入申报" in listed) == (kind == OrgKind.DEPARTMENT)
    for start in (address, reverse("projects:project_create")):
        assert f'data-page="{page}"' in client.get(start, follow=True).content.decode()


def test_the_page_draws_whose_money_adds_what(db):
    page = make.signed_in(make.make_post(Role.OFFICE_CLERK)).get(reverse("projects:ways")).content.decode()
    money = page.partition("data-money-axis")[2]
    assert "同时备案" in money
    assert "与国家、省主办手续同时报备案" in money
    assert "∥ 可同时办理" in page


def test_upper_money_adds_its_filing_to_the_way_of_a_project(db):
    project = make.make_project()
    assert "同时备案" not in [stop.label for stop in stops(project)]
    project.application.sources.update(kind="nation")
    project = make.again(project)
    assert [(stop.label, stop.state) for stop in stops(project)][-1] == ("同时备案", "todo")
    project = make.bring(project, "library")
    assert stops(project)[-1].state == "current"
    hands = make.Hands(project)
    perform(project, "apply_early_filing", post=hands.applicant)
    filing = project.filings.get(kind="early")
    data = {"procedure": "省发改委初设批复 川发改〔2026〕1号", "statement": "同时备案"}
    filing = perform(filing, "submit", post=hands.applicant, data=data)
    filing = perform(filing, "confirm", post=hands.clerk)
    assert (stops(make.again(project))[-1].state, stops(make.again(project))[-1].note) == ("done", filing.number)


def test_a_forced_application_of_an_enterprise_names_the_right_place(db):
    client = make.signed_in(make.make_post(Role.APPLICANT, make.make_org("某公司", OrgKind.ENTERPRISE)))
    data = {"secret": "no", "name": "云仓", "category": "application", "nature": "new", "path": "tender"}
    page = client.post(reverse("projects:project_create"), data).content.decode()
    assert "不由此申报" in page
    assert not Project.objects.exists()


# --- purchase of services: the buyer applies, an enterprise builds (article 3)


@pytest.fixture
def enterprise(city):
    return Organisation.objects.create(name="广元某数字科技有限公司", short_name="某数科", kind=OrgKind.ENTERPRISE)


def begin(post, **more):
    return create_project(post=post, name="公共视频资源租用", category="application", nature="service", **more)


def test_an_enterprise_builds_what_the_unit_buys(city, enterprise):
    project = begin(city.applicant, path=Path.SERVICE, investor=enterprise)
    assert (project.builder, project.unit, project.investor) == ("enterprise", city.unit, enterprise)
    assert Way.APPROVAL_FINANCE in project.way


def test_the_investor_sees_the_project_once_it_has_left_the_buyer(city, enterprise):
    project = begin(city.applicant, path=Path.SERVICE, investor=enterprise)
    user = User.objects.create_user("investor", display_name="企业经办人")
    post = Post.objects.create(user=user, role=Role.APPLICANT, organisation=enterprise)
    assert not Project.objects.visible_to(post).exists()
    Project.objects.filter(pk=project.pk).update(submitted_at=timezone.now())
    assert Project.objects.visible_to(post).get() == project
    # It sees; what is done is done by the buyer.
    assert not [task for task in inbox(post) if task.obj == project]


def test_an_enterprise_does_not_apply_for_its_buyer(city, enterprise):
    user = User.objects.create_user("investor", display_name="企业经办人")
    post = Post.objects.create(user=user, role=Role.APPLICANT, organisation=enterprise)
    with pytest.raises(ValidationError, match="购买方"):
        begin(post, path=Path.SERVICE)


def test_an_investor_goes_with_a_purchase_of_services_only(city, enterprise, client):
    with pytest.raises(ValidationError):
        begin(city.applicant, path=Path.PROCUREMENT, investor=enterprise)
    client.force_login(city.applicant.user)
    data = {
        "secret": "no",
        "name": "租用",
        "category": "application",
        "nature": "service",
        "path": "tender",
        "investor": enterprise.pk,
    }
    page = client.post(reverse("projects:project_create"), data)
    assert "只能走“政府购买服务”路径" in page.content.decode()
    assert not Project.objects.filter(name="租用").exists()


def test_the_database_refuses_a_buyer_that_is_its_own_investor(city):
    project = begin(city.applicant, path=Path.SERVICE)
    with pytest.raises(IntegrityError, match="article_3"), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(builder="enterprise", investor=city.unit)
