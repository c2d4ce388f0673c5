"""Who sees what (articles 5, 24), and who is refused at the door in words."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from projects import queries
from projects.models import AnnualList, Application, Project
from projects.paths import Path
from projects.services import register_classified
from tests import factories as make
from workflow.engine import perform

pytestmark = pytest.mark.django_db

EVERYBODY_BUT_ADMINS = [role for role in Role if "admin" not in role]
OUTSIDE = [role for role in EVERYBODY_BUT_ADMINS if role not in (Role.APPLICANT, Role.UNIT_LEADER)]


def secret(unit_post):
    return register_classified(
        post=unit_post,
        code_name="甲-07",
        level="机密",
        unit=unit_post.organisation,
        path="tender",
        category="security",
    )


@pytest.mark.parametrize("role", OUTSIDE)
def test_a_draft_is_the_units_own(role):
    project = make.make_project()
    post = make.make_post(role)
    assert not Project.objects.visible_to(post).exists()
    assert not Application.objects.visible_to(post).exists()
    assert make.signed_in(post).get(project.get_absolute_url()).status_code == 404


def test_the_drc_sees_tenders_and_finance_fiscal_paths():
    tender = make.submit_application(make.make_project(path=Path.TENDER))
    procurement = make.submit_application(make.make_project(path=Path.PROCUREMENT))
    assert set(Project.objects.visible_to(make.make_post(Role.DRC))) == {tender}
    assert set(Project.objects.visible_to(make.make_post(Role.FINANCE))) == {tender, procurement}
    assert set(queries.at_gate(make.make_post(Role.FINANCE))) == {procurement}


def test_an_expert_sees_only_what_was_granted():
    first, second = [make.submit_application(make.make_project()) for _ in range(2)]
    expert = make.make_post(Role.EXPERT)
    make.grant(expert.user, first)
    assert set(Project.objects.visible_to(expert)) == {first}
    assert make.signed_in(expert).get(second.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRECY])
def test_a_classified_project_is_seen_by_nobody_who_may_not(role):
    owner = make.make_post(Role.APPLICANT)
    project = secret(owner)
    post = make.make_post(role)
    client = make.signed_in(post)
    assert not Project.objects.visible_to(post).exists()
    # 403 is the answer to an administrator on every project page, so it says nothing of this one.
    assert client.get(project.get_absolute_url()).status_code == (403 if "admin" in role else 404)
    if role in queries.GATES:
        assert project.name not in client.get(reverse("projects:gate"), {"q": "甲"}).content.decode()
    listed = client.get(reverse("projects:project_list"))
    if listed.status_code == 200:
        assert project.name not in listed.content.decode()
        exported = b"".join(client.get(reverse("projects:project_list"), {"export": "csv"}).streaming_content)
        assert project.name not in exported.decode()


def test_the_secrecy_bureau_and_the_one_who_entered_it_see_the_entry():
    owner = make.make_post(Role.APPLICANT)
    project = secret(owner)
    for post in (owner, make.make_post(Role.SECRECY)):
        assert set(Project.objects.visible_to(post)) == {project}
        assert not queries.listable(post).exists()


@pytest.mark.parametrize("model", ["project", "application"])
def test_no_file_of_a_classified_project_is_taken_in(model):
    owner = make.make_post(Role.APPLICANT)
    project = secret(owner)
    client = make.signed_in(owner)
    url = reverse("documents:upload", args=["projects", model, project.pk])
    answer = client.post(url, {"slot": "other", "file": make.pdf()})
    if model == "project":
        assert answer.status_code == 403
        assert "第二十四条" in answer.content.decode()
    else:
        assert answer.status_code == 404


def test_a_list_in_the_making_stays_in_the_office():
    project = make.bring(make.make_project(), "library")
    annual_list = make.make_list(project)
    for role in (Role.CITY_GOVERNMENT, Role.LEADING_GROUP, Role.FINANCE):
        assert not AnnualList.objects.visible_to(make.make_post(role)).exists()
    perform(annual_list, "submit", post=make.make_post(Role.OFFICE_LEADER))
    assert AnnualList.objects.visible_to(make.make_post(Role.CITY_GOVERNMENT)).exists()


# --- the door --------------------------------------------------------------------------------------------------------

DOORS = {
    "project_create": {Role.APPLICANT},
    "annual_list_create": {Role.OFFICE_CLERK, Role.OFFICE_LEADER},
    "gate": {Role.DRC, Role.FINANCE},
}


@pytest.mark.parametrize("name", DOORS)
def test_a_page_opens_for_its_roles_alone(name):
    for role in Role:
        answer = make.signed_in(make.make_post(role)).get(reverse(f"projects:{name}"))
        assert answer.status_code == (200 if role in DOORS[name] else 403), role


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.OFFICE_CLERK, Role.DRC])
def test_a_wrong_role_is_refused_with_the_article(role):
    project = make.bring(make.make_project(), "pre_approved")
    post = make.Hands(project).applicant if role == Role.APPLICANT else make.make_post(role)
    answer = make.signed_in(post).post(project.step_url("approve_procurement"), make.gate_data(1))
    # The DRC does not see a procurement at all.
    assert answer.status_code == (404 if role == Role.DRC else 403)


def test_only_the_clerk_judges_conditions():
    project = make.bring(make.make_project(), "listed")
    pre_review = make.submit_pre_review(make.open_pre_review(project))
    url = reverse("projects:prereview_judge", args=[pre_review.pk])
    for role in (Role.OFFICE_LEADER, Role.APPLICANT, Role.FINANCE):
        assert make.signed_in(make.make_post(role)).post(url, {"verdict_1.1": "yes"}).status_code == 403
    assert make.signed_in(make.Hands(project).clerk).post(url, {"verdict_1.1": "yes"}).status_code == 302
    assert pre_review.items.get(code="1.1").verdict == "yes"


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(reverse("projects:project_list")).status_code == 302
