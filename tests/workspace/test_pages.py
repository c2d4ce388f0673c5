"""Home, search, dashboard: what each role sees, in how many queries, and that every number is that of its list."""

import datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from funds.codes import check_letter
from funds.models import Contract
from projects.lateness import late_projects, latest_start, standings
from projects.models import ListLine, Project
from projects.paths import Path
from projects.services import create_project, register_classified
from results.models import OperationYear
from tests.city import POSTS
from tests.journey import Journey
from workflow.workdays import add_working_days
from workspace import charts, queries

LISTED = "listed"
HEAD = "91510800MA6200001"


def sign_in(client, post):
    client.force_login(post.user)
    session = client.session
    session["post_id"] = post.pk
    session.save()
    return client


@pytest.fixture
def journey(city):
    journey = Journey(city)
    journey.to(LISTED)
    return journey


@pytest.fixture
def listed(journey):
    """Three projects on this year's approved list."""
    for place, name in enumerate(("二号平台", "三号平台"), start=2):
        copy_of(journey, name, place)
    return journey


def copy_of(journey, name, place):
    """Another project on the same list, without walking the whole way again."""
    first = journey.project
    other = Project.objects.create(
        name=name,
        unit=journey.city.other,
        category="network",
        path=Path.PROCUREMENT,
        stage=first.stage,
        declared_sum=first.declared_sum / place,
        submitted_at=first.submitted_at,
        admitted_at=first.admitted_at,
        listed_at=first.listed_at,
        planned_year=first.planned_year,
    )
    ListLine.objects.create(
        annual_list=journey.annual_list,
        project=other,
        position=place,
        total=other.declared_sum,
        this_year=other.declared_sum,
        decision="approved",
    )
    return other


def classified(city):
    return register_classified(
        post=city.applicant,
        code_name="甲-01号工程",
        level="秘密",
        unit=city.unit,
        path="procurement",
        category="network",
    )


# --- home --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("tab", ["inbox", "done", "started", "nonsense"])
def test_home_opens_in_every_role(client, journey, role, tab):
    response = sign_in(client, journey.city.posts[role]).get(reverse("workspace:home"), {"tab": tab})
    assert response.status_code == 200
    assert 'data-page="workspace.home"' in response.content.decode()


def test_a_unit_follows_its_own_projects_only(client, listed):
    response = sign_in(client, listed.city.applicant).get(reverse("workspace:home"))
    assert [row.project.name for row in response.context["followed"]] == [listed.name]
    assert "figures" not in response.context


def test_leaders_see_the_four_figures(client, listed):
    response = sign_in(client, listed.city.leading_group).get(reverse("workspace:home"))
    figures = response.context["figures"]
    assert [figure["value"] for figure in figures][:3] == [3, "100%", 0]
    assert response.context["followed"] == []


def test_what_i_started_is_listed_newest_first(client, journey):
    newer = create_project(
        post=journey.city.applicant, name="新平台", category="network", nature="new", path=Path.PROCUREMENT
    )
    response = sign_in(client, journey.city.applicant).get(reverse("workspace:home"), {"tab": "started"})
    assert [obj.pk for obj in response.context["page_obj"]] == [newer.pk, journey.project.pk]


def test_home_asks_as_much_for_one_project_as_for_three(client, journey):
    sign_in(client, journey.city.office_clerk)
    url = reverse("workspace:home")
    client.get(url)
    one = count(client, url)
    for place, name in enumerate(("二号平台", "三号平台"), start=2):
        copy_of(journey, name, place)
    assert count(client, url) == one


def count(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- search ------------------------------------------------------------------------------------------------------


def test_a_whole_number_goes_to_its_page(client, journey):
    response = sign_in(client, journey.city.office_clerk).get(
        reverse("workspace:search"), {"q": journey.project.number.lower()}
    )
    assert response.headers["Location"] == journey.project.get_absolute_url()


def test_a_paper_is_found_by_its_number_in_any_brackets(client, journey):
    number = journey.annual_list.documents.get(kind="annual_list").number
    typed = number.replace("〔", "[").replace("〕", "]")
    response = sign_in(client, journey.city.office_clerk).get(reverse("workspace:search"), {"q": typed})
    assert response.headers["Location"] == journey.annual_list.documents.get(kind="annual_list").get_absolute_url()


def test_every_word_must_match(client, listed):
    sign_in(client, listed.city.office_clerk)
    found = client.get(reverse("workspace:search"), {"q": "交通 平台"}).context
    assert [project.name for project in found["projects"]] == [listed.name]
    assert client.get(reverse("workspace:search"), {"q": "交通 没有的词"}).context["project_count"] == 0


def test_an_empty_search_finds_nothing(client, listed):
    sign_in(client, listed.city.office_clerk)
    context = client.get(reverse("workspace:search"), {"q": " \0 "}).context
    assert (context["project_count"], context["document_count"]) == (0, 0)


def test_a_stranger_finds_nothing_of_another_unit(client, journey):
    sign_in(client, journey.city.stranger)
    response = client.get(reverse("workspace:search"), {"q": journey.project.number})
    assert response.status_code == 200
    assert response.context["project_count"] == 0


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.SECRECY, Role.APPLICANT, Role.UNIT_LEADER)]
)
def test_a_classified_project_is_never_found(client, city, role):
    secret = classified(city)
    sign_in(client, city.posts[role])
    for words in (secret.number, "甲-01"):
        response = client.get(reverse("workspace:search"), {"q": words})
        assert response.status_code == 200
        assert not list(response.context["projects"])


# --- dashboard ---------------------------------------------------------------------------------------------------

SEES_DASHBOARD = {
    Role.OFFICE_CLERK,
    Role.OFFICE_LEADER,
    Role.LEADING_GROUP,
    Role.CITY_GOVERNMENT,
    Role.DRC,
    Role.FINANCE,
}


@pytest.mark.parametrize("role", list(Role))
def test_the_dashboard_is_for_those_who_steer(client, journey, role):
    response = sign_in(client, journey.city.posts[role]).get(reverse("workspace:dashboard"))
    assert response.status_code == (200 if role in SEES_DASHBOARD else 403)


def test_without_a_list_the_dashboard_says_so(client, city):
    response = sign_in(client, city.leading_group).get(reverse("workspace:dashboard"))
    assert "还没有市政府审定的年度清单" in response.content.decode()


@pytest.mark.parametrize("measure", ["count", "total"])
def test_every_number_is_that_of_the_list_behind_it(client, listed, measure):
    sign_in(client, listed.city.leading_group)
    year = listed.year
    drawn = client.get(reverse("workspace:dashboard"), {"year": year, "measure": measure}).context
    for chart in drawn["charts"]:
        assert chart.count == 3
        for row in chart.rows:
            assert (row.count, row.total) == behind(client, row.url)
    assert behind(client, drawn["figures"][0]["url"])[0] == drawn["figures"][0]["value"] == 3
    assert behind(client, drawn["figures"][2]["url"])[0] == drawn["figures"][2]["value"]


def behind(client, url):
    """Count and declared sum of the list that an address leads to."""
    assert urlparse(url).path == reverse("projects:project_list")
    assert "listed" in parse_qs(urlparse(url).query)
    filtered = client.get(url).context["filter"].qs
    return filtered.count(), sum((project.declared_sum for project in filtered), Decimal(0))


def test_the_dashboard_asks_as_much_for_one_project_as_for_three(client, journey):
    sign_in(client, journey.city.leading_group)
    url = reverse("workspace:dashboard")
    client.get(url)
    one = count(client, url)
    for place, name in enumerate(("二号平台", "三号平台"), start=2):
        copy_of(journey, name, place)
    # The table of working days is kept for a minute; the copies may take longer.
    client.get(url)
    assert count(client, url) == one


def test_outsourcing_by_year_leads_to_its_lists(client, listed):
    """Article 23: count, share and sum of building and operation, each number that of the list behind it."""
    project = Project.objects.get(name="二号平台")
    clerk, today = listed.city.applicant, timezone.localdate()
    signed = today.year
    fields = {
        "name": "建设合同", "contractor": "四川某信息技术有限公司", "amount": Decimal(300_000),
        "contractor_code": HEAD + check_letter(HEAD), "registered_by": clerk,
    } | dict.fromkeys(("signed_on", "starts_on", "ends_on"), today)  # fmt: skip
    for place, owner in enumerate((listed.project, project, project)):
        Contract.objects.create(project=owner, number=f"合-{place}", outsourced=place == 0, **fields)
    # Supervision is no way of building.
    supervision = fields | {"kind": "supervision", "amount": Decimal(100_000)}
    Contract.objects.create(project=project, number="监-1", **supervision)
    for outsourced, year in ((True, signed), (False, signed - 1)):
        OperationYear.objects.create(
            project=project, year=year, operator="某运维公司", outsourced=outsourced, price=Decimal(80_000),
            quantity="驻场", availability=Decimal("99.9"), post=clerk,
        )  # fmt: skip
    # Who sees all; the gates see what passes them.
    for role in SEES_DASHBOARD - {Role.DRC, Role.FINANCE}:
        sign_in(client, listed.city.posts[role])
        page = client.get(reverse("workspace:dashboard"))
        rows = {row.year: row for row in page.context["outsourcing"]}
        this = rows[signed]
        assert (this.building.count, this.building.services, this.building.percent) == (3, 1, 33), role
        assert (this.building.money, this.operation.percent) == (Decimal(300_000), 100)
        assert (rows[signed - 1].operation.services, rows[signed - 1].building.count) == (0, 0)
        for number, url in (
            (3, f"/funds/?year={signed}&kind=bought"),
            (1, f"/funds/?year={signed}&kind=bought&outsourced=1"),
            (1, f"/results/operation/?year={signed}&outsourced=1"),
            (0, f"/results/operation/?year={signed - 1}&outsourced=1"),
        ):
            assert url.replace("&", "&amp;") in page.content.decode()
            assert client.get(url).context["page_obj"].paginator.count == number, url
    # The line of sums says what is filtered, not what there is.
    for asked, counted in (("", (4, 1, 300_000)), ("?q=合-1", (1, 0, 0)), ("?q=合-0", (1, 1, 300_000))):
        sums = client.get(f"/funds/{asked}").context["totals"]
        assert (sums["count"], sums["services"], sums["money"]) == counted
    for role in (Role.DRC, Role.FINANCE):
        sign_in(client, listed.city.posts[role])
        assert [client.get(url).status_code for url in ("/funds/", "/results/operation/")] == [200, 200]
    Project.objects.filter(pk=project.pk).update(is_classified=True)
    (left,) = queries.outsourcing(listed.city.leading_group)
    assert left.building.count == 1


def test_contracts_are_measured_by_what_approved_them_and_the_list_by_its_own(listed):
    """自行采购 has no gate: its list line approved it. 续建 of other years stands on the list and is said beside."""
    post, year = listed.city.leading_group, listed.year
    one, two, three = Project.objects.order_by("created_at")
    Project.objects.filter(pk=one.pk).update(budget_sum=1_000_000, contract_sum=900_000)
    Project.objects.filter(pk=two.pk).update(path="self", budget_sum=None, contract_sum=300_000)
    two.list_lines.update(total=400_000, this_year=400_000)
    figures = queries.figures(post, year)
    assert (figures.contract, figures.approved) == (1_200_000, 1_400_000)
    assert (figures.count, figures.others) == (3, 0)
    three.list_lines.update(kind="carried", total=150_000, this_year=150_000)
    figures = queries.figures(post, year)
    assert (figures.count, figures.others, figures.others_sum) == (2, 1, 150_000)


def test_no_figure_counts_a_classified_project(listed):
    Project.objects.filter(name="三号平台").update(is_classified=True)
    post, year = listed.city.leading_group, listed.year
    assert queries.figures(post, year).count == 2
    assert [chart.count for chart in charts.dashboard_charts(post, year, "count")] == [2, 2, 2, 2]


# --- late --------------------------------------------------------------------------------------------------------


def test_a_building_project_is_late_the_day_after_its_date(listed):
    today = timezone.localdate()
    late = Project.objects.filter(name="二号平台")
    moment = timezone.now()
    late.update(stage="building", plan_approved_at=moment, build_started_at=moment, planned_end=today)
    assert not Project.objects.filter(late_projects()).exists()
    late.update(planned_end=today - datetime.timedelta(days=1))
    assert [row.project.name for row in queries.late_list(listed.city.leading_group, listed.year)] == ["二号平台"]
    assert queries.figures(listed.city.leading_group, listed.year).late == 1


@pytest.mark.django_db
def test_what_is_late_in_the_database_is_late_in_the_inbox():
    today = datetime.date(2026, 10, 12)
    for days in (1, 3, 5, 10, 15):
        start = latest_start(days, today)
        assert add_working_days(start, days) < today
        assert add_working_days(start + datetime.timedelta(days=1), days) >= today


def test_who_has_it(journey):
    for mark in journey.pre_review():
        if mark == "pre-review submitted":
            break
    project = Project.objects.get(pk=journey.project.pk)
    (standing,) = standings([project])[project.pk]
    assert (standing.what, standing.holder) == ("预审：信息办审查", "信息办经办人")


@pytest.mark.parametrize("name", POSTS)
def test_every_line_of_the_navigation_opens(client, city, name):
    sign_in(client, city.posts[name])
    frame = client.get("/").context["frame"]
    lines = [item for group in frame.nav for item in group.items]
    assert {item.url: client.get(item.url).status_code for item in lines} == {item.url: 200 for item in lines}


def test_the_navigation_counts_what_waits_under_each_line(client, journey):
    sign_in(client, journey.city.applicant)
    frame = client.get("/").context["frame"]
    counts = {item.label: item.count for group in frame.nav for item in group.items if item.count}
    assert counts == {"待办": 1, "项目": 1}
