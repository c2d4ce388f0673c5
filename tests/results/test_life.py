"""After the acceptance: evaluation when a year is over, operation year by year, retirement."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from infrastructure.models import RunningSystem
from infrastructure.services import link_systems, register_accepted, start_migration
from results.services import open_evaluation
from tests import factories as make
from tests.infrastructure.hands import Hands as CloudHands
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.inbox import inbox
from workflow.models import AuditEvent, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def used(db):
    """In use; how it came there is tested elsewhere (the guards are set aside for that)."""
    project = make.submit_application(make.make_project())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE projects_project SET stage = 'accepted', build_started_at = now(), plan_approved_at = now(),"
            " accepted_at = now(), certificate_number = '广信验〔2026〕1号', in_use_at = now() WHERE id = %s",
            [project.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    return make.again(project)


def test_a_year_after_the_project_is_held_against_its_promises(used):
    hands = make.Hands(used)
    finance = hands.of(Role.FINANCE)
    with pytest.raises(RuleViolation, match="满一年"):
        perform(used, "begin_evaluation", post=hands.applicant)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=366), tick=False):
        perform(used, "begin_evaluation", post=hands.applicant)
        evaluation = used.evaluations.get()
        line = evaluation.lines.create(position=1, promised="办理时间 1 天", accepted="1 天")
        with pytest.raises(RuleViolation, match="实际值"):
            perform(evaluation, "submit", post=hands.applicant)
        client = make.signed_in(hands.applicant)
        typed = {"users": 1200, "visits": 50_000, "data_shared": 8000, "cost": "120000", "benefit": "办事不跑腿"}
        assert client.post(evaluation.step_url("fill"), typed | {f"fact_{line.pk}": "0.8 天"}).status_code == 422
        whole = typed | {f"fact_{line.pk}": "0.8 天", f"met_{line.pk}": "True"}
        assert client.post(evaluation.step_url("fill"), whole).status_code == 302
        evaluation = perform(make.again(evaluation), "submit", post=hands.applicant)
        evaluation = perform(
            evaluation, "confirm", post=hands.leader, data={"grade": "good", "opinion": "达到预期目标"}
        )
        assert str(evaluation.cost_a_user) == "100.00"
        assert Notice.objects.filter(user=finance.user, text__contains="绩效评价").exists()
        page = client.get(evaluation.get_absolute_url()).content.decode()
        assert "每用户 100.00 元" in page
        with pytest.raises(RuleViolation, match="本年度已经评价"):
            perform(used, "begin_evaluation", post=hands.applicant)


def operation(year, price, **more):
    return {
        "year": year, "operator": "某运维公司", "price": price, "quantity": "驻场 2 人", "availability": "99.90",
        "incidents": 1, "users": 900, **more,
    }  # fmt: skip


def test_a_renewal_is_compared_with_the_year_before(used):
    client = make.signed_in(make.Hands(used).applicant)
    url = used.step_url("record_operation")
    assert client.post(url, operation(2026, 100_000)).status_code == 302
    assert "2026 年 100000.00 元" in client.get(url).content.decode()
    dearer = operation(2027, 120_000)
    assert client.post(url, dearer).status_code == 422
    assert client.post(url, dearer | {"why": "增加驻场一人"}).status_code == 302
    assert client.post(url, operation(2027, 90_000)).status_code == 422
    page = client.get(f"{used.get_absolute_url()}?tab=results").content.decode()
    assert "增加驻场一人" in page


def test_a_retired_system_keeps_its_data_and_gives_its_resources_back(used):
    hands = make.Hands(used)
    cloud = CloudHands()
    cloud.applicant, cloud.unit_leader = hands.applicant, hands.unit_leader
    allocation = cloud.granted(cloud.pool())
    type(allocation).objects.filter(pk=allocation.pk).update(project=used)
    system = cloud.system("智慧民政平台", project=used)
    follower = RunningSystem.objects.create(unit=make.make_org("广元市教育局"), name="学籍系统")
    link_systems(source=follower, target=system, what="统一认证", post=hands.clerk)
    move = start_migration(system=system, wave=1, post=hands.clerk)
    named = cloud.granted(allocation.lines.get().pool)
    type(named).objects.filter(pk=named.pk).update(system=system.name)
    data = {"why": "业务并入省平台", "data_kept": "移交市档案馆，保存三十年", "successor": "省平台"}
    perform(used, "ask_retirement", post=hands.applicant, data=data)
    retirement = perform(used.retirements.get(), "approve", post=hands.leader)
    done = {"off_on": timezone.localdate(), "proof": "移交清单 12 号"}
    retirement = perform(retirement, "finish", post=hands.applicant, data=done)
    assert (retirement.state, retirement.released) == ("done", 2)
    assert {make.again(one).state for one in (allocation, named)} == {"released"}
    system.refresh_from_db()
    assert (system.retired_on, system.successor) == (timezone.localdate(), "省平台")
    assert not RunningSystem.objects.running().filter(pk=system.pk).exists()
    assert AuditEvent.objects.filter(content__action="retire", subject_id=str(system.pk)).exists()
    client = make.signed_in(hands.applicant)
    assert system.name not in client.get("/infrastructure/systems/").content.decode()
    assert system.name in client.get("/infrastructure/systems/?retired=1").content.decode()
    assert "data-retired" in client.get(system.get_absolute_url()).content.decode()
    # Nobody waits for a move that will not be, and none begins.
    assert move.pk not in {task.obj.pk for task in inbox(hands.applicant)}
    with pytest.raises(Conflict, match="已于"):
        start_migration(system=system, wave=2, post=hands.clerk)
    page = make.signed_in(hands.applicant).get(retirement.get_absolute_url()).content.decode()
    assert "移交市档案馆" in page


def test_a_system_that_was_not_in_the_inventory_yet_does_not_come_into_it_as_running(used):
    hands = make.Hands(used)
    data = {"why": "业务并入省平台", "data_kept": "移交市档案馆", "successor": ""}
    perform(used, "ask_retirement", post=hands.applicant, data=data)
    retirement = perform(used.retirements.get(), "approve", post=hands.leader)
    perform(retirement, "finish", post=hands.applicant, data={"off_on": timezone.localdate(), "proof": "12 号"})
    assert register_accepted() == 0
    assert RunningSystem.objects.get().retired_on == timezone.localdate()


def test_an_evaluation_begins_with_what_was_accepted(used):
    assert open_evaluation(obj=used, post=make.Hands(used).applicant, data={}).lines.count() == 0
