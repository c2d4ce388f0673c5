"""A conflict that comes about without an act on the expert: who stands round the project changes. The papers close
before anybody has acted; the act that changed it, or the sweep, takes the seat, and the next of the order follows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import OrgKind
from accounts.services import rename_organisation
from experts.access import closed_projects, sitting, why_closed, with_late_conflict
from experts.models import Expert, Panel, Seat
from experts.services import ask_waiver, has_access, recuse_late_conflicts, save_opinion
from experts.states import SeatState
from experts.tasks import recuse_late_conflicts as sweep
from projects.models import Participation, Project
from projects.services import amend_project, invite_participant
from tests.changes.test_reform import merge
from tests.experts.pool import declared_panel, make_pool, post_of
from tests.experts.test_late_conflicts import hand_in, left_and_followed
from tests.experts.test_two_persons import draw_by_two, freeze, left_unit
from tests.factories import Hands, bring, make_org, make_project, signed_in
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.models import AuditEvent, Notice, Parameter

FIRM = "四川某监理有限公司"


@pytest.fixture
def panel(city) -> Panel:
    """Five who have declared, and seven who may follow."""
    make_pool(city.pool, 12)
    return declared_panel(city.office_clerk)


@pytest.fixture
def seat(panel) -> Seat:
    return panel.seats.first()


def works_at(seat: Seat, employer: str = "", organisation: Organisation | None = None) -> Seat:
    """As the pool has had it all along: no act, which would take the seat by itself."""
    Expert.objects.filter(pk=seat.expert_id).update(employer=employer or organisation.name, organisation=organisation)
    return Seat.objects.get(pk=seat.pk)


def goes_on(seat: Seat) -> bool:
    now, post = Seat.objects.get(pk=seat.pk), post_of(seat.expert)
    return now.is_active and not why_closed(now) and Project.objects.visible_to(post).exists()


# --- the acts --------------------------------------------------------------------------------------------------------


def test_the_supervisor_that_is_named(city, committed):
    make_pool(city.pool, 12)
    project = bring(make_project(), "listed")
    panel = draw_by_two(city, freeze(city, project, quotas={}))
    seat = works_at(panel.seats.first(), FIRM)
    with committed():
        perform(project, "name_bodies", post=Hands(project).applicant, data={"supervisor": FIRM, "tester": ""})
    assert left_and_followed(seat)
    assert Seat.objects.get(pk=seat.pk).left_reason == "监理单位人员"
    assert Notice.objects.filter(user=seat.expert.user, text__contains="监理单位人员").exists()
    assert Notice.objects.filter(user=city.office_clerk.user, text__contains="已按抽取顺序递补").exists()
    event = AuditEvent.objects.get(subject_id=str(seat.pk), content__action="recuse")
    assert (event.user, event.content.reason) == (None, "监理单位人员")


def test_a_unit_that_is_asked_to_take_part(city, committed):
    make_pool(city.pool, 12)
    project = left_unit()
    panel = draw_by_two(city, freeze(city, project, quotas={}))
    seat = works_at(panel.seats.first(), organisation=city.other)
    with committed():
        lead = Hands(project).applicant
        invite_participant(application=project.application, unit=city.other, task="提供数据", post=lead)
    assert left_and_followed(seat)


def test_another_unit_takes_the_project_over(panel, seat, city, committed):
    works_at(seat, organisation=city.other)
    with committed():
        amend_project(project=panel.project, fields={"unit_id": city.other.pk}, post=city.office_leader)
    assert left_and_followed(seat)


def test_an_investor_that_builds_stands_round_the_project(panel, seat, committed):
    works_at(seat, f"{FIRM}技术部")
    firm = make_org(FIRM, OrgKind.ENTERPRISE)
    Project.objects.filter(pk=panel.project_id).update(investor=firm, builder="enterprise")
    assert why_closed(Seat.objects.get(pk=seat.pk)).count("投资建设单位人员") == 1


def test_a_reform_of_bodies(panel, seat, city, committed):
    works_at(seat, organisation=city.other)
    with committed():
        perform(merge(city.other, panel.project.unit), "carry_out", post=city.posts["security_admin"])
    assert left_and_followed(seat)


def test_a_body_that_is_renamed(panel, seat, city, committed):
    works_at(seat, "广元市大数据局综合科")
    names = {"name": "广元市大数据局", "short_name": "市大数据局"}
    with committed():
        unit, admin = panel.project.unit, city.posts["security_admin"]
        rename_organisation(organisation=unit, on=timezone.localdate(), by=admin, **names)
    assert left_and_followed(seat)


# --- before anybody acted; the sweep ---------------------------------------------------------------------------------


@pytest.fixture
def above(panel, seat) -> Seat:
    """The expert's employer became the parent of the unit: no act of ours tells of it."""
    parent = make_org("川东数字集团", OrgKind.ENTERPRISE)
    seat = works_at(seat, organisation=parent)
    assert goes_on(seat)
    Organisation.objects.filter(pk=panel.project.unit_id).update(parent=parent)
    return Seat.objects.get(pk=seat.pk)


def test_the_papers_are_closed_before_the_sweep(above, panel):
    post = post_of(above.expert)
    assert above.state == SeatState.DECLARED
    assert has_access(expert=above.expert, project=panel.project), "nobody has taken the grant away yet"
    assert not Project.objects.visible_to(post).exists()
    assert "上级单位人员" in why_closed(above)
    with pytest.raises(Conflict, match="已停止开放"):
        save_opinion(seat=above, post=post, version=0, content={})
    page = signed_in(post).get(above.get_absolute_url()).content.decode()
    assert "应当回避的情形（项目申报单位的上级单位人员）" in page
    assert "data-aspect" not in page
    for other in panel.seats.exclude(pk=above.pk):
        assert goes_on(other)


def test_the_sweep_takes_the_seat_once(above, panel):
    assert sweep() == 1
    assert left_and_followed(above)
    assert (sweep(), sweep()) == (0, 0)
    assert panel.seats.count() == 6
    assert AuditEvent.objects.filter(content__action="recuse").count() == 1
    assert Notice.objects.filter(user=above.expert.user, text__contains="应当回避").count() == 1


def test_the_sweep_goes_on_after_one_that_cannot_be_ended(above, monkeypatch):
    def refuse(*args, **kwargs):
        raise Forbidden("已由他人办理")

    monkeypatch.setattr("experts.services.late.perform", refuse)
    assert recuse_late_conflicts() == 0


def test_what_two_persons_lifted_stays_lifted(above, panel, city):
    waiver = ask_waiver(
        project=panel.project, expert=above.expert, code="unit", reason="独立法人", post=city.office_clerk
    )
    perform(waiver, "approve_waiver", post=city.office_leader)
    assert goes_on(above)
    assert sweep() == 0
    assert goes_on(above)


def test_who_sits_is_not_too_busy_to_sit(panel, seat):
    """What only says whom a draw passes over: workload, day, an earlier round, a county."""
    now = {"valid_from": timezone.localdate(), "source": "测试"}
    Parameter.objects.create(key="conflict.recent_most", value=1, **now)
    Parameter.objects.create(key="conflict.earlier_round", value=1, **now)
    Panel.objects.update(exclude_counties=True)
    Expert.objects.update(county="剑阁县")
    assert sweep() == 0
    assert goes_on(seat)


def test_a_unit_that_is_no_longer_of_the_project_excludes_nobody(panel, seat, city):
    works_at(seat, organisation=city.other)
    row = Participation.objects.create(project=panel.project, unit=city.other, task="提供数据")
    assert not goes_on(seat)
    Participation.objects.filter(pk=row.pk).delete()
    assert goes_on(seat)
    assert sweep() == 0


def test_the_questions_do_not_grow_with_those_who_sit(panel):
    def asked(seats):
        with CaptureQueriesContext(connection) as queries:
            with_late_conflict(seats)
        return len(queries)

    assert asked(sitting().filter(pk=panel.seats.first().pk)) == asked(sitting())


def test_one_request_asks_once(above):
    post = post_of(above.expert)
    with CaptureQueriesContext(connection) as queries:
        assert not Project.objects.visible_to(post).exists()
        first = len(queries)
        assert not Project.objects.visible_to(post).exists()
    assert len(queries) - first == 1
    assert closed_projects(post) == {above.panel.project_id}


# --- what was handed in ----------------------------------------------------------------------------------------------


def test_a_sealed_opinion_counts_no_more(city, committed):
    make_pool(city.pool, 12)
    panel = draw_by_two(city, freeze(city, left_unit(), quotas={}))
    seat = works_at(hand_in(panel.seats.first()), organisation=city.other)
    Participation.objects.create(project=panel.project, unit=city.other, task="提供数据")
    assert sweep() == 1
    assert left_and_followed(seat)
    Panel.objects.filter(pk=panel.pk).update(opened_at=timezone.now())
    assert not Panel.objects.get(pk=panel.pk).opinions().exists()


def test_a_closed_page_is_said_in_words(above):
    answer = signed_in(post_of(above.expert)).get(reverse("experts:paper_read", args=[above.pk, above.panel_id]))
    assert answer.status_code == 403
    assert "评审材料和意见已停止开放" in answer.content.decode()
