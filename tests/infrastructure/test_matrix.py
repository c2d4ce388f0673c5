"""The machines of this room, each state seen by every role."""

from decimal import Decimal

import pytest
from django.utils import timezone

from infrastructure.models import Allocation, UsageFigure
from infrastructure.services import state_purchase
from projects.models import Project
from tests.infrastructure.hands import Hands
from tests.matrix_tools import judge, own_process, try_walks
from workflow.engine import perform

KEYS = (
    "infrastructure.allocation",
    "infrastructure.finding",
    "infrastructure.incident",
    "infrastructure.migration",
    "infrastructure.plan",
    "infrastructure.purchase",
    "infrastructure.servicechange",
    "infrastructure.visit",
)
pytestmark = own_process("infrastructure")


def capacity(city):
    hands = Hands(city)
    pool = hands.pool("100")
    one = hands.draft(pool)
    yield [one]
    for step, post in (("submit", hands.applicant), ("confirm", hands.unit_leader), ("pass_check", hands.clerk)):
        one = perform(one, step, post=post, data={})
        yield [one]
    one = perform(one, "grant", post=hands.leader)
    yield [one]
    yield [perform(one, "release", post=hands.applicant)]
    yield [perform(hands.deciding(pool), "refuse", post=hands.leader, reason="不足")]
    half = perform(hands.deciding(pool), "grant_partly", post=hands.leader, data={"quantities": {pool.pk: Decimal(5)}})
    yield [half]
    UsageFigure.objects.create(line=half.lines.get(), day=timezone.localdate(), percent=1)
    half = perform(half, "warn_idle", post=hands.clerk)
    yield [perform(half, "reclaim", post=hands.leader, reason="闲置")]
    last = hands.granted(pool)
    yield [perform(Allocation.objects.get(pk=last.pk), "expire", post=None, system=True)]


def moving(city):
    hands = Hands(city)
    system = hands.system()
    move = hands.move(system)
    yield [move]
    move = hands.plan(move)
    yield [move]
    move = perform(move, "approve_plan", post=hands.clerk)
    yield [move]
    hands.granted(hands.pool(), "1")
    for step, post in (
        ("resources_ready", hands.applicant), ("rehearse", hands.applicant), ("switch", hands.applicant),
        ("verify", hands.clerk),
    ):  # fmt: skip
        move = perform(move, step, post=post, data={})
        yield [move]
    yield [perform(move, "switch_off", post=hands.applicant, data={})]
    other = hands.plan(hands.move(hands.system("档案系统")), way="stays", stay_until=timezone.localdate())
    yield [perform(other, "let_stay", post=hands.clerk, reason="省统建")]
    third = hands.plan(hands.move(hands.system("门户")))
    hands.granted(hands.pool(), "1", system="门户")
    for step, post in (
        ("approve_plan", hands.clerk), ("resources_ready", hands.applicant), ("rehearse", hands.applicant),
        ("switch", hands.applicant),
    ):  # fmt: skip
        third = perform(third, step, post=post, data={})
    yield [perform(third, "roll_back", post=hands.applicant, reason="性能不足")]


def inspected(city):
    hands = Hands(city)
    visit = hands.visit(hands.system())
    yield [visit]
    visit = hands.held(visit)
    finding = hands.finding(visit)
    yield [visit, finding]
    finding = perform(finding, "report", post=hands.applicant, data={"note": "已改"})
    yield [finding]
    yield [perform(finding, "verify", post=hands.cyberspace)]
    yield [perform(visit, "close", post=hands.cyberspace)]
    yield [perform(hands.visit(hands.system("门户")), "cancel", post=hands.cyberspace, reason="系统关停")]


def planned(city):
    hands = Hands(city)
    plan = hands.it_plan()
    yield [plan]
    for step, post in (("submit", city.applicant), ("confirm", city.unit_leader), ("file", city.office_clerk)):
        plan = perform(plan, step, post=post)
        yield [plan]
    yield [perform(plan, "replace", post=city.applicant, reason="调整")]


def running(city):
    hands = Hands(city)
    incident, change = hands.incident(), hands.change()
    yield [incident, change]
    incident = perform(incident, "restore", post=city.office_clerk, data={"restored_at": timezone.now()})
    change = perform(change, "approve", post=city.office_leader)
    yield [incident, change]
    incident = perform(incident, "close", post=city.office_clerk, data={"cause": "硬盘", "measures": "更换"})
    yield [incident, perform(change, "finish", post=city.office_clerk, data={"minutes": 5})]
    back = perform(hands.change(), "approve", post=city.office_leader)
    yield [perform(back, "roll_back", post=city.office_clerk, reason="不稳定", data={"minutes": 9})]
    yield [perform(hands.change(), "refuse", post=city.office_leader, reason="改期")]


def bought(city):
    project = Project.objects.create(name="救助平台", unit=city.unit, category="application", path="tender")
    made = state_purchase(project=project, reason="须本地部署", post=city.applicant)
    yield [made]
    made = perform(made, "reject", post=city.office_clerk, reason="云上可行")
    yield [made]
    made = perform(made, "state_again", post=city.applicant, data={"why": "专用设备"})
    yield [perform(made, "accept", post=city.office_clerk, data={"note": "属实"})]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [capacity, moving, inspected, planned, running, bought])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
