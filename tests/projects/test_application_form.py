"""The draft: saved by hand and by itself, two windows, nothing typed is lost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from projects.models import Application, Project
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant():
    return make.make_post(Role.APPLICANT)


@pytest.fixture
def application(applicant):
    return make.make_draft(applicant, name="智慧交通平台").application


def form(application, **fields):
    """What the page posts: no lines unless given."""
    return {
        "name": application.project.name,
        "category": "application",
        "nature": "new",
        "version": application.version,
        "budget-TOTAL_FORMS": 0,
        "budget-INITIAL_FORMS": 0,
        "sources-TOTAL_FORMS": 0,
        "sources-INITIAL_FORMS": 0,
        **fields,
    }


def lines(*prices):
    found = {"budget-TOTAL_FORMS": len(prices), "budget-INITIAL_FORMS": 0}
    for place, price in enumerate(prices):
        row = {"kind": "software", "name": f"第{place}项", "unit_price": price, "count": "2"}
        found |= {f"budget-{place}-{name}": value for name, value in row.items()}
    return found


def edit(application, name="application_edit"):
    return reverse(f"projects:{name}", args=[application.pk])


def test_what_touches_a_critical_infrastructure_is_said_and_stays_said(applicant, application):
    client = make.signed_in(applicant)
    assert "是否涉及关键信息基础设施" in client.get(edit(application)).content.decode()
    client.post(edit(application), form(application, touches_cii="True"))
    assert make.again(application.project).touches_cii is True
    whole = make.make_project()
    Project.objects.filter(pk=whole.pk).update(touches_cii=True)
    assert make.submit_application(make.again(whole)).touches_cii is True


def test_an_incomplete_draft_is_saved(applicant, application):
    answer = make.signed_in(applicant).post(
        edit(application), form(application, contact="王经办", **lines("10.50", ""))
    )
    assert answer.status_code == 302
    application.refresh_from_db()
    assert (application.contact, application.version) == ("王经办", 1)
    assert [line.amount for line in application.budget_lines.all()] == [Decimal("21.00"), Decimal("0.00")]


def test_autosave_answers_the_new_version(applicant, application):
    answer = make.signed_in(applicant).post(edit(application, "application_autosave"), form(application, need="一"))
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert len(answer.json()["saved_at"]) == 5


def test_a_second_window_is_told_and_overwrites_nothing(applicant, application):
    client, url = make.signed_in(applicant), edit(application, "application_autosave")
    client.post(url, form(application, need="第一个窗口"))
    answer = client.post(url, form(application, need="第二个窗口"))
    assert answer.status_code == 409
    assert "另一窗口" in answer.json()["message"]
    assert Application.objects.get().need == "第一个窗口"


def test_without_javascript_the_second_window_keeps_what_was_typed(applicant, application):
    client = make.signed_in(applicant)
    client.post(edit(application), form(application, need="第一个窗口"))
    answer = client.post(edit(application), form(application, need="第二个窗口"))
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "第二个窗口" in html
    assert 'name="version" value="1"' in html


def test_hard_errors_lose_nothing(applicant, application):
    typed = form(application, starts_on="不是日期", need="很长的需求", **lines("一千"))
    answer = make.signed_in(applicant).post(edit(application), typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert all(text in html for text in ("不是日期", "很长的需求", "第0项", "data-error-summary"))


def test_autosave_keeps_what_is_good_and_names_the_rest(applicant, application):
    typed = form(application, starts_on="不是日期", need="很长的需求")
    answer = make.signed_in(applicant).post(edit(application, "application_autosave"), typed)
    assert answer.status_code == 200
    assert answer.json()["unsaved"] == ["计划开工"]
    assert Application.objects.get().need == "很长的需求"


def test_the_name_is_saved_with_the_project(applicant, application):
    make.signed_in(applicant).post(edit(application), form(application, name="智慧交通一体化平台"))
    assert Project.objects.get().name == "智慧交通一体化平台"


def test_submitting_from_the_form_leads_to_the_step_or_to_what_is_missing(applicant):
    application = make.make_project(applicant).application
    client = make.signed_in(applicant)
    page = client.get(edit(application)).context
    typed = form(
        application, action="submit", **{name: page["form"][name].value() or "" for name in page["form"].fields}
    )
    source = {"kind": "city", "year": 2026, "amount": "3000000"}
    typed |= {f"sources-0-{name}": value for name, value in source.items()} | {"sources-TOTAL_FORMS": 1}
    typed |= lines("1500000") | {"version": application.version}
    answer = client.post(edit(application), typed)
    assert answer.headers["Location"] == application.step_url("submit")
    application.refresh_from_db()
    answer = client.post(edit(application), typed | {"version": application.version, "need": ""})
    assert answer.headers["Location"] == edit(application)


def test_what_left_the_unit_is_not_edited(applicant):
    project = make.submit_application(make.make_project(applicant))
    client = make.signed_in(applicant)
    assert client.get(edit(project.application)).status_code == 403
    answer = client.post(edit(project.application, "application_autosave"), form(project.application))
    assert answer.status_code == 403


def test_a_neighbour_does_not_see_the_draft(application):
    stranger = make.make_post(Role.APPLICANT, make.make_org("广元市教育局"))
    assert make.signed_in(stranger).get(edit(application)).status_code == 404


def test_creating_takes_only_open_paths(applicant):
    client, url = make.signed_in(applicant), reverse("projects:project_create")
    data = {"secret": "no", "name": "新  平台", "category": "application", "nature": "new", "path": "county"}
    assert "path" in client.post(url, data).context["form"].errors
    assert client.post(url, {**data, "path": "tender"}).status_code == 302
    assert Project.objects.get().name == "新 平台"


def test_what_may_be_a_secret_is_asked_first_and_nothing_of_it_is_kept(applicant):
    client, url = make.signed_in(applicant), reverse("projects:project_create")
    data = {"name": "某某工程", "category": "security", "nature": "new", "path": "tender"}
    assert "secret" in client.post(url, data).context["form"].errors
    answer = client.post(url, {**data, "secret": "yes"}, follow=True)
    assert answer.redirect_chain == [(reverse("secrecy:register_create"), 302)]
    assert "某某工程" not in answer.content.decode()
    assert not Project.objects.exists()


# --- papers ----------------------------------------------------------------------------------------------------------


def upload(application):
    return reverse("documents:upload", args=["projects", "application", application.pk])


def test_a_paper_is_uploaded_and_removed(applicant, application):
    client = make.signed_in(applicant)
    answer = client.post(upload(application), {"slot": "proposal", "file": make.pdf(), "next": "/projects/"})
    assert answer.headers["Location"] == "/projects/"
    paper = make.attach(application, "proposal", applicant)
    client.post(reverse("documents:attachment_remove", args=[paper.pk]))
    assert application.missing_papers() == ["项目组织实施计划", "可行性研究报告或论证材料"]


def test_htmx_gets_the_part_alone(applicant, application):
    answer = make.signed_in(applicant).post(
        upload(application), {"slot": "proposal", "file": make.pdf()}, headers={"HX-Request": "true"}
    )
    html = answer.content.decode()
    assert "data-papers" in html
    assert "材料.pdf" in html
    assert "<html" not in html


def test_what_is_no_paper_is_refused_in_words(applicant, application):
    bad = make.SimpleUploadedFile("木马.pdf", b"MZ not a pdf")
    answer = make.signed_in(applicant).post(upload(application), {"slot": "proposal", "file": bad}, follow=True)
    assert 'data-message="error"' in answer.content.decode()
    assert application.missing_papers()[0] == "项目建议书（建设方案）"


def test_only_the_slots_that_are_asked_for(applicant, application):
    answer = make.signed_in(applicant).post(upload(application), {"slot": "anything", "file": make.pdf()})
    assert answer.status_code == 404


def test_an_outside_address_is_not_gone_to(applicant, application):
    data = {"slot": "proposal", "file": make.pdf(), "next": "https://example.com/"}
    answer = make.signed_in(applicant).post(upload(application), data)
    assert answer.headers["Location"] == application.get_absolute_url()


def test_after_handing_in_nothing_is_added(applicant):
    project = make.submit_application(make.make_project(applicant))
    answer = make.signed_in(applicant).post(upload(project.application), {"slot": "other", "file": make.pdf()})
    assert answer.status_code == 403
