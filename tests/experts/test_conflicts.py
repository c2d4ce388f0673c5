"""Conflicts are computed, each with its reason; one person adds one, two persons lift one."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import FormerName, Organisation
from experts.models import Absence, AddedRecusal, Employment, Enrolment, Expert, Seat, Tie, Waiver
from experts.queries import draw_refusal, pool_for
from experts.services import add_recusal, ask_waiver, convene, keep_own, save_expert
from experts.states import WaiverState
from projects.models import Participation, Project
from tests.city import POSTS
from tests.experts.pool import declared_panel, make_expert, make_pool, post_of
from tests.factories import make_project
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.models import AuditEvent, Notice, Parameter


def years_ago(years: float) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=int(365 * years))


@pytest.fixture
def project(city) -> Project:
    made = make_project()
    made.supervisor, made.tester = "四川正监理有限公司", "四川明测评中心"
    made.submitted_at = timezone.now()
    made.save()
    return made


@pytest.fixture
def expert(city) -> Expert:
    return make_expert(city.pool, 1, employer="川北大学")


def reasons(project, expert, **more) -> dict[str, str]:
    found = {one.expert.pk: one for one in pool_for(project, **more).excluded}
    return {one.code: one.reason for one in found[expert.pk].findings} if expert.pk in found else {}


def test_nothing_known_is_no_conflict(project, expert):
    assert reasons(project, expert) == {}


def test_bodies_around_the_project_and_theirs(project, city):
    parent = Organisation.objects.create(name="广元市某委员会", short_name="某委", kind="department")
    project.unit.parent = parent
    project.unit.save()
    firm = Organisation.objects.create(name=project.supervisor, short_name="正监理", kind="enterprise")
    daughter = Organisation.objects.create(name="川北咨询公司", short_name="川北咨询", kind="enterprise", parent=firm)
    told = {
        1: ({"organisation": project.unit}, "项目申报单位人员"),
        2: ({"organisation": parent}, "项目申报单位的上级单位人员"),
        3: ({"employer": "四川明测评中心检测部"}, "测评单位人员"),
        4: ({"organisation": daughter}, "监理单位的下属单位人员"),
        5: ({"employer": "四川某承建（集团）公司"}, "承建单位人员"),
    }
    for number, (where, why) in told.items():
        one = make_expert(city.pool, number, **where)
        assert reasons(project, one, names=["四川某承建(集团)公司"]) == {"unit": why}


@pytest.mark.parametrize(("left", "conflict"), [(2.9, True), (3.1, False), (None, True)])
def test_earlier_employment_counts_for_three_years(project, expert, left, conflict):
    Employment.objects.create(
        expert=expert,
        employer=project.unit.name,
        began_on=years_ago(9),
        ended_on=years_ago(left) if left else None,
    )
    found = reasons(project, expert)
    assert ("past" in found) is conflict
    if conflict:
        assert "曾在项目申报单位任职" in found["past"]


def test_the_years_are_dated_data(project, expert):
    Employment.objects.create(
        expert=expert, organisation=project.unit, employer="x", began_on=years_ago(9), ended_on=years_ago(4)
    )
    assert reasons(project, expert) == {}
    Parameter.objects.create(key="conflict.past_years", value=5, valid_from=timezone.localdate(), source="测试")
    assert set(reasons(project, expert)) == {"past"}


def test_kinship_interest_and_the_proposal(project, expert):
    Tie.objects.create(expert=expert, kind="kinship", name=project.supervisor)
    assert reasons(project, expert) == {"tie": f"亲属任职：监理单位（{project.supervisor}）"}
    Tie.objects.update(until=years_ago(4))
    assert reasons(project, expert) == {}
    Tie.objects.create(expert=expert, kind="proposal", name=project.name)
    assert reasons(project, expert) == {"tie": "参与方案编制或前期咨询：本项目"}


def test_calendar_county_clearance_and_workload(project, city, expert):
    moment = timezone.now() + datetime.timedelta(days=2)
    day = timezone.localdate(moment)
    Absence.objects.create(expert=expert, starts_on=day, ends_on=day, reason="授课")
    assert set(reasons(project, expert, meeting_at=moment)) == {"calendar"}
    assert reasons(project, expert, meeting_at=moment + datetime.timedelta(days=1)) == {}
    Expert.objects.update(county="剑阁县")
    assert set(reasons(project, expert, exclude_counties=True)) == {"county"}
    Parameter.objects.create(key="conflict.recent_most", value=1, valid_from=timezone.localdate(), source="测试")
    for number in range(11, 16):
        make_expert(city.pool, number)
    panel = convene(
        project=make_project(),
        purpose="plan_review",
        meeting_at=moment + datetime.timedelta(days=9),
        place="三楼",
        size=5,
        quotas={},
        post=city.office_clerk,
    )
    busy = Seat.objects.filter(panel=panel).first().expert
    assert "达到上限 1 次" in reasons(project, busy)["often"]
    project.is_classified = True
    project.save()
    assert "clearance" in reasons(project, expert)


def test_the_number_of_questions_does_not_grow_with_the_pool(project, city):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            pool_for(project, meeting_at=timezone.now())
        return len(queries)

    # One who stands aside: what was lifted is asked for only where something was found.
    make_expert(city.pool, 1, organisation=project.unit)
    asked()
    one = asked()
    for number in range(2, 9):
        expert = make_expert(city.pool, number, organisation=project.unit if number % 2 else None)
        Employment.objects.create(expert=expert, employer="某单位", began_on=years_ago(2))
    assert asked() == one


def test_one_adds_and_two_lift(project, city, expert):
    expert.organisation = project.unit
    expert.save()
    add_recusal(project=project, expert=expert, reason="有合作", post=city.office_clerk)
    with pytest.raises(Forbidden):
        add_recusal(project=project, expert=expert, reason="有合作", post=city.office_leader)
    assert set(reasons(project, expert)) == {"unit", "added"}
    with pytest.raises(Conflict):
        ask_waiver(project=project, expert=expert, code="added", reason="误登", post=city.office_clerk)
    waiver = ask_waiver(project=project, expert=expert, code="unit", reason="已调离，档案未改", post=city.office_clerk)
    assert set(reasons(project, expert)) == {"unit", "added"}, "asking changes nothing"
    with pytest.raises(Conflict):
        ask_waiver(project=project, expert=expert, code="unit", reason="再", post=city.office_clerk)
    with pytest.raises(Forbidden, match="两人分办"):
        perform(waiver, "approve_waiver", post=city.office_clerk)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE experts_waiver SET state = 'approved', decided_by_id = asked_by_id")
    perform(waiver, "approve_waiver", post=city.office_leader)
    assert set(reasons(project, expert)) == {"added"}
    assert Waiver.objects.get().state == WaiverState.APPROVED


def test_what_two_lifted_is_that_finding_and_no_other_of_its_kind(project, city, expert):
    expert.ties.create(kind="kinship", organisation=project.unit, name=project.unit.name)
    waiver = ask_waiver(project=project, expert=expert, code="tie", reason="已查实为远亲", post=city.office_clerk)
    perform(waiver, "approve_waiver", post=city.office_leader)
    assert reasons(project, expert) == {}
    expert.ties.create(kind="interest", organisation=project.unit, name=project.unit.name)
    assert list(reasons(project, expert)) == ["tie"]


def test_who_stood_aside_of_themselves_is_no_candidate_of_the_next_panel(city):
    make_pool(city.pool, 6)
    panel = declared_panel(city.office_clerk)
    seat = panel.seats.select_related("expert__user").first()
    perform(seat, "recuse", post=post_of(seat.expert), reason="配偶在承建单位")
    other = panel.seats.exclude(pk=seat.pk).select_related("expert__user").first()
    perform(other, "recuse", post=None, system=True, reason="查明任职关系")
    assert "配偶在承建单位" in reasons(panel.project, seat.expert)["recused"]
    assert "recused" not in reasons(panel.project, other.expert)


def test_the_page_is_the_offices_and_no_name_reaches_the_unit(project, city, client, expert):
    expert.organisation = project.unit
    expert.save()
    page = reverse("experts:conflicts", args=[project.pk])

    def as_(who):
        client.force_login(city.posts[who].user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    office = {"office_clerk", "office_leader"}
    for who in POSTS:
        assert (as_(who).get(page).status_code == 200) is (who in office), who
    form = {"expert": expert.pk, "reason": "担任该单位常年顾问"}
    assert as_("office_leader").post(page, form).status_code == 403
    assert as_("office_clerk").post(page, {**form, "reason": ""}).status_code == 422
    assert client.post(page, form).status_code == 302
    assert client.post(page, {"expert": expert.pk, "code": "unit", "reason": "已调离"}).status_code == 302
    assert client.post(page, {"expert": expert.pk, "code": "unit", "reason": "已调离"}).status_code == 409
    assert "项目申报单位人员" in client.get(page).content.decode()
    assert AddedRecusal.objects.get().reason == "担任该单位常年顾问"
    assert not AuditEvent.objects.visible_to(city.applicant).filter(subject_type__startswith="experts.").exists()
    unit_users = [post.user_id for name, post in city.posts.items() if name not in office]
    assert not Notice.objects.filter(user_id__in=unit_users, text__contains="回避").exists()
    waiver = Waiver.objects.get()
    assert as_("office_leader").post(waiver.step_url("refuse_waiver"), {"reason": "人事关系未转出"}).status_code == 302
    assert set(reasons(project, expert)) == {"unit", "added"}


def test_colleagues_sit_together_only_where_the_parameter_of_the_day_lets_them(project, city):
    for number in range(1, 6):
        make_expert(city.pool, number, employer="川北大学" if number < 3 else "")
    assert "每个单位至多一人" in draw_refusal(project)
    Parameter.objects.create(
        key="panel_one_of_a_unit", value=0, unit="是/否", source="试验", valid_from=timezone.localdate()
    )
    assert draw_refusal(project) == ""
    assert pool_for(project).units == 5


def test_a_classified_projects_conflicts_are_out_of_sight(project, city, client):
    project.is_classified = True
    project.save()
    client.force_login(city.office_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("experts:conflicts", args=[project.pk])).status_code == 404


# --- participants, parents and subordinates, typed names -------------------------------------------------------------


def test_participants_and_their_kin_stand_aside(project, city):
    Participation.objects.create(project=project, unit=city.other, task="提供学籍数据")
    below = Organisation.objects.create(
        name="广元市学生资助中心", short_name="资助中心", kind="department", parent=city.other
    )
    told = {
        1: ({"organisation": city.other}, "参与单位人员"),
        2: ({"employer": "市教育局 信息科"}, "参与单位人员"),
        3: ({"organisation": below}, "参与单位的下属单位人员"),
        4: ({"employer": "广元市学生资助中心"}, "参与单位的下属单位人员"),
    }
    for number, (where, why) in told.items():
        assert reasons(project, make_expert(city.pool, number, **where)) == {"unit": why}
    other = make_project(city.applicant)
    assert reasons(other, Expert.objects.first()) == {}, "of this project alone"


def test_kin_that_is_typed_by_name(project, city, expert):
    above = Organisation.objects.create(name="广元市生态环境局", short_name="市环境局", kind="department")
    Organisation.objects.create(name="广元市利州生态环境局", short_name="利州环境局", kind="department", parent=above)
    Project.objects.filter(pk=project.pk).update(unit=above)
    project = Project.objects.get(pk=project.pk)
    Tie.objects.create(expert=expert, kind="kinship", name="广元市利州生态环境局")
    Employment.objects.create(expert=expert, employer="广元市利州生态环境局办公室", began_on=years_ago(2))
    found = reasons(project, expert)
    assert found["tie"] == "亲属任职：项目申报单位的下属单位（广元市利州生态环境局）"
    assert "曾在项目申报单位的下属单位任职" in found["past"]


def test_a_typed_name_becomes_the_citys_organisation(city, expert):
    hospital = Organisation.objects.create(name="广元市中心医院", short_name="市中心医院", kind="department")
    FormerName.objects.create(
        organisation=hospital, name="广元市第一人民医院", short_name="市一医院", until=years_ago(1)
    )
    own = post_of(expert)
    job = Employment(expert=expert, employer="广元市中心医院信息科", began_on=years_ago(2))
    assert keep_own(row=job, label="登记任职经历", post=own).organisation == hospital
    tie = Tie(expert=expert, kind="kinship", name="广元市第一人民医院")
    assert keep_own(row=tie, label="登记利害关系", post=own).organisation == hospital
    plan = Tie(expert=expert, kind="proposal", name="广元市中心医院智慧病房平台")
    assert keep_own(row=plan, label="登记利害关系", post=own).organisation is None, (
        "a project's name, not a department"
    )
    expert.employer = "市中心医院 设备科"
    saved = save_expert(expert=expert, fields=expert.fields.all(), post=city.office_clerk)
    assert saved.organisation == hospital
    enrolment = Enrolment.objects.create(
        source="unit", name="候选人", employer="广元市中心医院", rank_title="教授", user=city.expert.user
    )
    enrolment = perform(enrolment, "pass_check", post=city.office_clerk)
    assert perform(enrolment, "enrol", post=city.office_leader).expert.organisation == hospital


def test_colleagues_are_known_by_what_they_typed(project, city):
    for number, employer in enumerate(
        ("广元市中心医院", "广元市中心医院信息科", "广元市中心医院（东院）", "川北大学"), start=1
    ):
        make_expert(city.pool, number, employer=employer)
    assert pool_for(project).units == 2
    hospital = Organisation.objects.create(name="广元市中心医院", short_name="市中心医院", kind="department")
    Expert.objects.filter(user__username="expert1").update(organisation=hospital)
    assert pool_for(project).units == 2, "whether one is entered as the city's organisation or not"
