"""The lists of an application, the meeting of two editors, the papers of a soft subject."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from infrastructure.models import RunningSystem
from projects.models import Application, Indicator, PresentSystem
from projects.services import create_project
from tests import factories as make
from tests.projects.test_application_form import form, lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant():
    return make.make_post(Role.APPLICANT)


@pytest.fixture
def application(applicant):
    return make.make_draft(applicant).application


def edit(application, name="application_edit"):
    return reverse(f"projects:{name}", args=[application.pk])


def rows(prefix, *values):
    found = {f"{prefix}-TOTAL_FORMS": len(values), f"{prefix}-INITIAL_FORMS": 0}
    for place, row in enumerate(values):
        found |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return found


def test_lists_are_saved_and_empty_rows_are_none(applicant, application):
    indicator = {"name": "办理时间", "unit": "天", "baseline": "5", "target": "1", "measure": "系统统计"}
    typed = form(application) | rows("indicators", indicator, {"name": ""}) | rows("data_rows", {"direction": "take"})
    assert make.signed_in(applicant).post(edit(application), typed).status_code == 302
    assert [(row.name, row.target) for row in Indicator.objects.all()] == [("办理时间", "1")]
    assert not application.data_rows.exists()


def test_present_systems_are_picked_out_of_the_register(applicant, application):
    system = RunningSystem.objects.create(unit=applicant.organisation, name="运政管理系统")
    RunningSystem.objects.create(unit=make.make_org(), name="别家的系统")
    html = make.signed_in(applicant).get(edit(application)).content.decode()
    assert "运政管理系统" in html
    assert "别家的系统" not in html
    typed = form(application) | rows("present_systems", {"system_id": system.pk, "future": "整合"}, {"name": "老网站"})
    make.signed_in(applicant).post(edit(application), typed)
    assert list(PresentSystem.objects.values_list("name", "system_id")) == [
        ("运政管理系统", system.pk),
        ("老网站", None),
    ]


def test_what_a_submit_demands_is_counted(applicant, application):
    assert application.completeness() < 40
    make.fill(application, applicant)
    assert make.again(application).completeness() == 100
    Indicator.objects.update(target="")
    assert [item.field for item in make.again(application).missing()] == ["indicators"]


def test_crypto_is_demanded_from_level_three_on(applicant, application):
    make.fill(application, applicant, crypto_note="", security_level="2")
    assert make.again(application).missing() == []
    Application.objects.update(security_level="3")
    assert [item.field for item in make.again(application).missing()] == ["crypto_note"]


def test_the_second_editor_sees_both_texts_and_chooses(applicant, application):
    client, url = make.signed_in(applicant), edit(application)
    client.post(url, form(application, need="甲写的需求", present="甲写的现状", **lines("10")))
    mine = form(application, need="乙写的需求", present="乙写的现状", **lines("20"))
    answer = client.post(url, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert all(text in html for text in ("甲写的需求", "乙写的需求", "甲写的现状", "乙写的现状"))
    assert [one.name for one in answer.context["both"]] == ["present", "need", "budget"]
    assert "data-autosave=" not in html
    mine |= {"version": 1, "take-need": "theirs", "take-present": "mine", "take-budget": "theirs"}
    assert client.post(url, mine).status_code == 302
    application.refresh_from_db()
    assert (application.need, application.present) == ("甲写的需求", "乙写的现状")
    assert application.budget_lines.get().unit_price == 10


def test_a_soft_subject_hands_in_less(applicant):
    project = create_project(post=applicant, name="数字化规划研究", category="soft", nature="new", path="procurement")
    fields = [item.label for item in project.application.missing()]
    assert "课题建议书（研究大纲）" in fields
    assert not any("可行性" in label or "分项" in label for label in fields)
    html = make.signed_in(applicant).get(edit(project.application)).content.decode()
    assert "课题建议书" in html
    assert "可行性研究报告或论证材料" not in html


def test_a_new_draft_begins_from_an_earlier_project(applicant):
    source = make.make_project(applicant, name="智慧交通一期")
    client = make.signed_in(applicant)
    typed = {"secret": "no", "name": "智慧交通运维", "category": "application", "nature": "new", "path": "procurement"}
    answer = client.post(reverse("projects:project_create"), {**typed, "copy_of": source.pk})
    assert answer.status_code == 302
    copied = Application.objects.get(project__name="智慧交通运维")
    assert (copied.need, copied.indicators.get().target) == (source.application.need, "1")
    assert copied.budget_total() == source.application.budget_total()
    assert (copied.starts_on, copied.sources.count(), copied.milestones.get().due_on) == (None, 0, None)
    assert not copied.project.documents.exists()
    foreign = make.make_project(make.make_post(Role.APPLICANT, make.make_org()))
    answer = client.post(reverse("projects:project_create"), {**typed, "name": "另一", "copy_of": foreign.pk})
    assert answer.status_code == 200
    assert not Application.objects.filter(project__name="另一").exists()
