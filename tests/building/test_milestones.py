"""The plan of milestones: what is reached stays, what is late stays late, what was planned first is kept (12, 22)."""

import datetime

import pytest
from django.utils import timezone

from building.gantt import gantt
from projects.rooms import events_of
from projects.services import amend_project
from tests import factories as make
from tests.building.test_building import late_rows
from workflow.engine import perform
from workflow.errors import RuleViolation
from workflow.models import AuditEvent

pytestmark = pytest.mark.django_db


def in_days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def project(begun):
    """Two lines planned: the first one reached, the second one late by five days."""
    rows = [{"name": "需求确认", "planned_on": in_days(-20)}, {"name": "设备到货", "planned_on": in_days(-5)}]
    perform(begun, "plan_milestones", post=make.Hands(begun).applicant, data={"rows": rows})
    done = {"milestone": begun.milestones.first(), "done_on": in_days(-21)}
    return perform(begun, "reach_milestone", post=make.Hands(begun).applicant, data=done)


def typed(project, **instead):
    """The form as the page shows it, some of it typed anew: `name_1` is the first line's name."""
    found = {}
    for place, one in enumerate(project.milestones.all(), start=1):
        for part, shown in (("name", one.name), ("planned", one.planned_on), ("responsible", one.responsible)):
            found[f"{part}_{one.pk}"] = instead.pop(f"{part}_{place}", shown)
    return found | instead


def reached(project):
    return {event.label: event.happened for event in events_of(project) if event.key.startswith("milestone:")}


def test_a_line_that_is_emptied_moves_nothing_to_another_one(project):
    client, url = make.signed_in(make.Hands(project).applicant), project.step_url("plan_milestones")
    before = reached(project)
    assert before == {"里程碑：需求确认": True, "里程碑：设备到货": False}
    emptied = typed(project, name_1="", planned_1="", why="填错")
    assert client.post(url, emptied).status_code == 302
    assert client.post(url, typed(project, name_1="终验", why="改名")).status_code == 302
    assert reached(project) == before
    assert client.post(url, typed(project, name_2="", planned_2="", why="不要了")).status_code == 422
    assert reached(project) == before


def test_what_is_reached_is_neither_removed_nor_renamed_by_any_door(project):
    first, second = project.milestones.all()
    row = {"pk": second.pk, "name": second.name, "planned_on": second.planned_on}
    moved = {"pk": first.pk, "name": "终验", "planned_on": first.planned_on}
    for rows in ([row], [moved, row]):
        with pytest.raises(RuleViolation, match="已完成，不能删去或改名"):
            perform(project, "plan_milestones", post=make.Hands(project).applicant, data={"rows": rows, "why": "改"})


def test_an_event_is_its_line_whatever_it_is_called(project):
    (key,) = [event.key for event in events_of(project) if event.label == "里程碑：设备到货"]
    client = make.signed_in(make.Hands(project).applicant)
    renamed = typed(project, name_2="设备到货和上架", why="合并")
    assert client.post(project.step_url("plan_milestones"), renamed).status_code == 302
    assert [event.label for event in events_of(project) if event.key == key] == ["里程碑：设备到货和上架"]


def test_what_is_late_stays_late_when_it_is_planned_anew(project):
    hands = make.Hands(project)
    client, url = make.signed_in(hands.applicant), project.step_url("plan_milestones")
    answer = client.post(url, typed(project, planned_2=in_days(40)))
    assert (answer.status_code, "须写明理由" in answer.content.decode()) == (422, True)
    assert client.post(url, typed(project, planned_2=in_days(40), why="供货商推迟")).status_code == 302
    assert late_rows(hands.clerk) == [(f"里程碑“设备到货”（{project.unit.short_name}）", 5)]
    page = client.get(f"{project.get_absolute_url()}?tab=building").content.decode()
    assert all(words in page for words in ("晚 5 天", f"{in_days(-5)}", f"{in_days(40)}", "gantt-first"))
    _first, bar = gantt(make.again(project)).bars
    assert 0 < bar.first_width < bar.plan_width
    event = AuditEvent.objects.select_related("content").get(content__action="replan")
    assert event.content.changes == {"planned_on": [f"{in_days(-5)}", f"{in_days(40)}"]}
    assert "供货商推迟" in event.content.reason
    assert event.thread_id == project.pk


def test_before_the_building_begins_the_plan_is_free(listed):
    client, url = make.signed_in(make.Hands(listed).applicant), listed.step_url("plan_milestones")
    assert client.post(url, {"name_new_1": "上线", "planned_new_1": in_days(30)}).status_code == 302
    assert client.post(url, typed(listed, planned_1=in_days(60))).status_code == 302
    milestone = listed.milestones.get()
    assert (milestone.first_on, milestone.due_on) == (in_days(60), in_days(60))
    other = typed(listed, name_1="", planned_1="", name_new_1="到货", planned_new_1=in_days(5))
    assert client.post(url, other).status_code == 302
    assert listed.milestones.get().name == "到货"


def test_an_approved_period_moves_the_day_that_counts(project):
    hands = make.Hands(project)
    amend_project(
        project=project, fields={"planned_end": project.planned_end + datetime.timedelta(30)}, post=hands.leader
    )
    reached_, second = project.milestones.all()
    assert (second.first_on, second.due_on, second.planned_on) == (in_days(-5), in_days(25), in_days(25))
    assert reached_.due_on == reached_.first_on
    assert late_rows(hands.clerk) == []
    # A shorter one takes nothing away: the unit plans anew.
    amend_project(project=make.again(project), fields={"planned_end": in_days(1)}, post=hands.leader)
    assert project.milestones.last().due_on == in_days(25)


def test_a_standstill_gives_its_days_back(project):
    leader, began = make.Hands(project).leader, timezone.now() - datetime.timedelta(days=10)
    type(project).objects.filter(pk=project.pk).update(suspended_at=began)
    perform(make.again(project), "resume", post=leader)
    assert [one.due_on for one in project.milestones.all()] == [in_days(-20), in_days(5)]
