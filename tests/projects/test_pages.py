"""Every page of chapter 3 is drawn for those who may see it, whole (an undefined variable fails), in few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from projects.models import Project
from projects.paths import Path
from projects.services import add_to_list, register_classified
from tests import factories as make
from workflow.engine import perform

pytestmark = pytest.mark.django_db

TABS = ("overview", "papers", "money", "process", "timeline")
LISTS = ("project_list", "library", "annual_lists", "prereview_list", "filing_list")


def count_queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def page(client, name, *args, status=200, **query):
    answer = client.get(reverse(f"projects:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


@pytest.mark.parametrize("goal", ["library", "pre_approved", "approved"])
def test_the_record_page_at_every_tab(goal):
    project = make.bring(make.make_project(path=Path.TENDER if goal == "approved" else Path.PROCUREMENT), goal)
    client = make.signed_in(make.make_post(Role.OFFICE_CLERK))
    for tab in TABS:
        assert project.name in page(client, "project", project.pk, tab=tab)


def test_a_draft_page_leads_its_applicant_to_the_form():
    post = make.make_post(Role.APPLICANT)
    project = make.make_draft(post)
    html = page(make.signed_in(post), "project", project.pk)
    assert reverse("projects:application_edit", args=[project.application.pk]) in html


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_much_for_one_row_as_for_three(name):
    client = make.signed_in(make.make_post(Role.OFFICE_LEADER))
    goal = {"project_list": "submitted", "library": "library"}.get(name, "")
    url = reverse(f"projects:{name}")
    counts = []
    for _ in range(2):
        for _again in range(1 if not counts else 2):
            project = make.make_project()
            if goal:
                make.bring(project, goal)
            elif name == "prereview_list":
                project = make.admit(make.submit_application(project))
                make.open_pre_review(project)
        counts.append(count_queries(client, url))
    assert counts[0] == counts[1]


def test_the_annual_list_page_asks_as_much_for_one_line_as_for_three():
    client = make.signed_in(make.make_post(Role.OFFICE_CLERK))
    *projects, _candidate = [make.bring(make.make_project(), "library") for _ in range(4)]
    annual_list = make.make_list(projects[0])
    one = count_queries(client, annual_list.get_absolute_url())
    add_to_list(annual_list=annual_list, projects=projects, post=make.make_post(Role.OFFICE_CLERK))
    html = page(client, "annuallist", annual_list.pk)
    assert all(project.name in html for project in projects)
    assert count_queries(client, annual_list.get_absolute_url()) == one


def test_the_page_of_the_decision_shows_the_lines():
    project = make.bring(make.make_project(), "library")
    annual_list = perform(make.make_list(project), "submit", post=make.make_post(Role.OFFICE_LEADER))
    html = make.signed_in(make.make_post(Role.CITY_GOVERNMENT)).get(annual_list.step_url("approve")).content.decode()
    assert project.name in html
    assert 'data-transition="approve"' in html


def test_the_gate_asks_as_much_for_one_row_as_for_three():
    post = make.make_post(Role.FINANCE)
    projects = [make.bring(make.make_project(), "library") for _ in range(3)]
    make.approve_list(make.make_list(*projects))
    make.pre_approve(make.again(projects[0]))
    one = count_queries(make.signed_in(post), reverse("projects:gate"))
    for project in projects[1:]:
        make.pre_approve(make.again(project))
    assert count_queries(make.signed_in(post), reverse("projects:gate")) == one


def test_the_checklist_and_the_filing_page():
    project = make.bring(make.make_project(), "listed")
    pre_review = make.submit_pre_review(make.open_pre_review(project))
    html = page(make.signed_in(make.make_post(Role.OFFICE_CLERK)), "prereview", pre_review.pk)
    assert html.count("保存此项") == 11
    assert "年度清单第 1 项" in html


def test_a_register_entry_shows_no_content():
    post = make.make_post(Role.APPLICANT)
    project = register_classified(
        post=post, code_name="甲-07", level="机密", unit=post.organisation, path="tender", category="security"
    )
    html = page(make.signed_in(post), "project", project.pk)
    assert 'data-page="projects.classified"' in html
    assert "机密" in html
    assert "申报数" not in html
    assert "甲-07" not in page(make.signed_in(post), "project_list")


def test_forms_are_drawn():
    applicant, clerk = make.make_post(Role.APPLICANT), make.make_post(Role.OFFICE_CLERK)
    page(make.signed_in(applicant), "project_create")
    page(make.signed_in(clerk), "annual_list_create")
    project = make.make_draft(applicant)
    assert "提交前还缺" in page(make.signed_in(applicant), "application_edit", project.application.pk)


def test_an_expert_sees_the_application_and_no_more():
    project = make.bring(make.make_project(), "listed")
    expert = make.make_post(Role.EXPERT)
    make.grant(expert.user, project)
    client = make.signed_in(expert)
    html = page(client, "project", project.pk, tab="timeline")
    assert 'data-tab="overview"' in html
    assert 'data-tab="timeline"' not in html
    assert "data-panel" not in html
    assert page(client, "project", project.pk, tab="papers")
    assert Project.objects.visible_to(expert).count() == 1
