"""The inventory, the move to the cloud, critical infrastructure (articles 5, 8)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from infrastructure.models import Finding, RunningSystem, SystemConfirmation
from infrastructure.services import confirm_inventory, identify, link_systems, plan_visit, register_accepted
from projects.models import Project
from tests.factories import make_org, make_post, make_project, signed_in
from tests.infrastructure.hands import Hands
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def hands():
    return Hands()


def test_a_unit_confirms_its_own_systems_once_a_year(hands):
    hands.system(), hands.system("养老系统")
    RunningSystem.objects.create(unit=make_org("广元市教育局"), name="学籍系统")
    year = timezone.localdate().year
    assert confirm_inventory(post=hands.applicant, year=year) == 2
    assert confirm_inventory(post=hands.applicant, year=year) == 0
    assert signed_in(hands.applicant).post("/infrastructure/systems/confirm/").status_code == 302
    assert SystemConfirmation.objects.count() == 2


def mark_accepted(project, **more):
    """The facts that the database wants together; how one comes to them is the acceptance room's to test."""
    now = timezone.now()
    facts = {"build_started_at": now, "plan_approved_at": now, "accepted_at": now, "certificate_number": "x"}
    Project.objects.filter(pk=project.pk).update(stage="accepted", **facts, **more)


def test_accepted_projects_stand_in_the_inventory_by_themselves(hands):
    project = make_project(hands.applicant, name="智慧民政平台")
    assert register_accepted() == 0
    mark_accepted(project)
    assert (register_accepted(), register_accepted()) == (1, 0)
    system = RunningSystem.objects.get(name="智慧民政平台")
    assert (system.unit, system.project_id) == (hands.applicant.organisation, project.pk)


def test_a_classified_projects_system_is_nobodys_business(hands):
    """Article 24: not registered by itself, and where one hangs on such a project it is out of sight and of count."""
    project = make_project(hands.applicant, name="涉密平台")
    mark_accepted(project, is_classified=True)
    assert register_accepted() == 0
    system = hands.system("代号工程", project=project)
    for post in (hands.clerk, hands.cyberspace, make_post(Role.LEADING_GROUP)):
        client = signed_in(post)
        assert client.get(system.get_absolute_url()).status_code == 404
        for path in ("/infrastructure/systems/", "/infrastructure/cockpit/"):
            assert "代号工程" not in client.get(path).content.decode()


def test_the_move_waits_for_resources_and_for_what_it_leans_on(hands):
    lower, upper = hands.system("统一认证"), hands.system("救助系统")
    link_systems(source=upper, target=lower, what="登录", post=hands.applicant)
    below, above = hands.plan(hands.move(lower)), hands.plan(hands.move(upper))
    with pytest.raises(Forbidden):
        perform(above, "approve_plan", post=hands.applicant)
    above = perform(above, "approve_plan", post=hands.clerk)
    with pytest.raises(RuleViolation, match="先申请资源"):
        perform(above, "resources_ready", post=hands.applicant)
    hands.granted(hands.pool(), "1", system="救助系统")
    hands.granted(hands.pool(), "1", system="统一认证")
    above = perform(above, "resources_ready", post=hands.applicant)
    above = perform(above, "rehearse", post=hands.applicant, data={"note": "演练两次"})
    with pytest.raises(RuleViolation, match="统一认证"):
        perform(above, "switch", post=hands.applicant, data={"note": ""})
    assert "统一认证" in signed_in(hands.clerk).get("/infrastructure/cockpit/").content.decode()
    for step, post in (
        ("approve_plan", hands.clerk), ("resources_ready", hands.applicant), ("rehearse", hands.applicant),
        ("switch", hands.applicant),
    ):  # fmt: skip
        below = perform(below, step, post=post, data={})
    above = perform(above, "switch", post=hands.applicant, data={})
    above = perform(above, "verify", post=hands.clerk)
    above = perform(above, "switch_off", post=hands.applicant, data={"saved": 120_000})
    upper.refresh_from_db()
    assert (above.state, upper.cloud, upper.host) == ("done", "gov_cloud", "市云计算大数据中心")
    page = signed_in(hands.applicant).get(upper.get_absolute_url()).content.decode()
    assert '<svg class="link-graph"' in page


def test_staying_has_a_reason_and_an_end(hands):
    move = hands.plan(hands.move(hands.system()), way="stays")
    with pytest.raises(RuleViolation, match="期限"):
        perform(move, "let_stay", post=hands.clerk, reason="省级统建")
    move = perform(move, "return_plan", post=hands.clerk, reason="写明期限")
    move = hands.plan(move, way="stays", stay_until=timezone.localdate())
    assert perform(move, "let_stay", post=hands.clerk, reason="省级统建").state == "stays"


def test_only_the_cyberspace_office_inspects_and_findings_are_followed(hands):
    system = hands.system()
    with pytest.raises(Forbidden):
        identify(system=system, body="x", number="y", on=timezone.localdate(), post=hands.clerk)
    with pytest.raises(Forbidden):
        plan_visit(system=system, kind="risk", planned_on=timezone.localdate(), post=hands.leader)
    visit = hands.held(hands.visit(system))
    finding = hands.finding(visit)
    with pytest.raises(RuleViolation, match="1 个问题"):
        perform(visit, "close", post=hands.cyberspace)
    finding = perform(finding, "report", post=hands.applicant, data={"note": "已更换"})
    finding = perform(finding, "reject", post=hands.cyberspace, reason="仍有两个账号")
    finding = perform(finding, "report", post=hands.applicant, data={"note": "全部更换"})
    with pytest.raises(Forbidden):
        perform(finding, "verify", post=hands.clerk)
    perform(finding, "verify", post=hands.cyberspace)
    assert perform(visit, "close", post=hands.cyberspace).state == "closed"
    assert Notice.objects.filter(user=hands.applicant.user, text__contains="发现问题").exists()


def test_overdue_findings_are_before_the_leaders_eyes_and_weaknesses_are_nobody_elses(hands):
    finding = hands.finding(hands.held(hands.visit(hands.system())))
    Finding.objects.filter(pk=finding.pk).update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    for post, status in ((hands.cyberspace, 200), (make_post(Role.LEADING_GROUP), 200), (hands.clerk, 403)):
        answer = signed_in(post).get("/infrastructure/visits/")
        assert answer.status_code == status
        assert ("data-overdue" in answer.content.decode()) == (status == 200)
    stranger = signed_in(make_post(Role.APPLICANT))
    assert stranger.get(finding.get_absolute_url()).status_code == 404
    assert "弱口令" not in stranger.get("/infrastructure/visits/").content.decode()


def test_a_weakness_is_in_no_list_search_notice_or_trail_of_anybody_else(city):
    hands = Hands(city)
    system = hands.system("供水调度")
    visit = hands.held(hands.visit(system))
    finding = hands.finding(visit)
    paths = ["/", "/search/?q=弱口令", "/workflow/audit/", "/workflow/notices/", "/infrastructure/systems/"]
    paths += [one.get_absolute_url() for one in (system, visit, finding)]
    for name in (
        "office_clerk",
        "office_leader",
        "drc",
        "finance",
        "secrecy",
        "stranger",
        "system_admin",
        "audit_admin",
    ):
        client = signed_in(city.posts[name])
        for path in paths:
            words = client.get(path).content.decode().replace("q=弱口令", "").replace('value="弱口令"', "")
            assert "管理端弱口令" not in words, (name, path)
            assert "发现弱口令" not in words, (name, path)
    assert "管理端弱口令" in signed_in(city.applicant).get(finding.get_absolute_url()).content.decode()


@pytest.mark.parametrize("path", ["/infrastructure/systems/", "/infrastructure/cockpit/", "/infrastructure/visits/"])
def test_lists_ask_as_much_for_three_as_for_one(hands, path):
    client = signed_in(hands.cyberspace)

    def add(name):
        system = hands.system(name)
        hands.move(system)
        hands.finding(hands.held(hands.visit(system)))
        Finding.objects.update(due_on=datetime.date(2020, 1, 1))

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    add("甲")
    count()
    one = count()
    add("乙")
    add("丙")
    assert count() == one
