"""The machines of this room, each state seen by every role."""

import pytest
from django.utils import timezone

from accounts.roles import Role
from projects.models import Project
from sharing.models import Grant
from sharing.services import issue_order, settle_collection
from tests.factories import make_org, make_post
from tests.infrastructure.hands import Hands
from tests.matrix_tools import judge, own_process, try_walks
from tests.sharing.hands import Sides, called, case_of, element
from workflow.engine import perform

KEYS = (
    "sharing.adaptationorder",
    "sharing.collection",
    "sharing.doubt",
    "sharing.grant",
    "sharing.informationresource",
    "sharing.sharingrequest",
    "sharing.sourcecase",
    "sharing.sourceopinion",
)
pytestmark = own_process("sharing")


def life(city):
    """The unit's own resource, published, changed, withdrawn."""
    sides = Sides(city)
    sides.giver, sides.giver_leader = city.applicant, city.unit_leader
    resource = sides.draft()
    yield [resource]
    for step, post in (
        ("submit", sides.giver), ("confirm", sides.giver_leader), ("publish", sides.clerk), ("revise", sides.giver),
    ):  # fmt: skip
        resource = perform(resource, step, post=post)
        yield [resource]
    for step, post in (("submit", sides.giver), ("confirm", sides.giver_leader), ("publish", sides.clerk)):
        resource = perform(resource, step, post=post)
    yield [perform(resource, "withdraw", post=sides.giver_leader, reason="停用")]


def third(sides):
    """Somebody else than the city's strangers, who must be seen to do nothing."""
    return make_post(Role.APPLICANT, make_org("广元市公安局")), make_post(Role.UNIT_LEADER, make_org("广元市公安局"))


def answers(city):
    """The unit gives; a third asks."""
    sides = Sides(city)
    sides.giver, sides.giver_leader = city.applicant, city.unit_leader
    sides.user, sides.user_leader = third(sides)
    one = sides.answering(sides.published())
    yield [one]
    yield [perform(one, "extend", post=sides.giver, reason="核对")]
    grant = sides.granted(sides.published())
    perform(grant, "doubt", post=sides.user, data={"item": "姓名", "what": "有误"})
    yield [grant.doubts.get()]


def asked(city):
    """The unit asks; a third gives."""
    sides = Sides(city)
    sides.giver, sides.giver_leader = third(sides)
    resource = sides.published()
    one = sides.ask(resource)
    yield [one]
    for step, post in (("submit", sides.user), ("confirm", sides.user_leader)):
        one = perform(one, step, post=post)
        yield [one]
    one = perform(one, "pass_on", post=sides.clerk)
    one = perform(one, "refuse", post=sides.giver_leader, data={"basis": "《档案法》"}, reason="未开放")
    yield [one]
    one = perform(one, "dispute", post=sides.user_leader, reason="履职")
    yield [one]
    yield [perform(one, "uphold", post=sides.leader, reason="依据充分")]
    yield [perform(sides.ask(resource), "withdraw", post=sides.user, reason="不需要")]


def given(city):
    sides = Sides(city)
    sides.giver, sides.giver_leader = third(sides)
    resource = sides.published()
    grant = sides.granted(resource)
    perform(grant, "doubt", post=sides.user, data={"item": "姓名", "what": "有误"})
    doubt = grant.doubts.get()
    yield [grant.request, grant, doubt]
    perform(grant, "doubt", post=sides.user, data={"item": "姓名", "what": "又有误"})
    other = grant.doubts.exclude(pk=doubt.pk).get()
    yield [
        perform(doubt, "correct", post=sides.giver, reason="改"),
        perform(other, "stand_by", post=sides.giver, reason="对"),
    ]
    yield [perform(grant, "give_up", post=sides.user_leader, reason="不用")]
    grant = sides.granted(resource)
    yield [perform(grant, "revoke", post=sides.giver_leader, reason="违规")]
    grant = sides.granted(resource)
    yield [perform(grant, "expire", post=None, system=True)]
    grant = sides.granted(resource)
    perform(resource, "withdraw", post=sides.giver_leader, reason="停用")
    yield [Grant.objects.get(pk=grant.pk)]


def ordered(city):
    hands, sides = Hands(city), Sides(city)
    sides.giver, sides.giver_leader = city.applicant, city.unit_leader
    due = timezone.localdate()
    one = issue_order(system=hands.system(), finding="无接口", demand="接入", due_on=due, post=hands.clerk)
    yield [one]
    one = perform(one, "hand_in", post=hands.applicant, data={"plan": "接入"})
    yield [one]
    one = perform(one, "report", post=hands.applicant, data={"resource": sides.published(rows=1)})
    yield [one]
    one = called(one, hands.clerk, rows=1)
    yield [perform(one, "verify", post=hands.clerk)]
    other = issue_order(system=hands.system("门户"), finding="无接口", demand="接入", due_on=due, post=hands.clerk)
    yield [perform(other, "cancel", post=hands.clerk, reason="系统停用")]


def sourced(city):
    one = case_of(element(city), city)
    mine = one.opinions.get(unit=city.unit)
    yield [one, mine]
    yield [perform(mine, "give", post=city.unit_leader, data={"position": "agree"})]
    perform(one.opinions.get(state="asked"), "give", post=city.strange_leader, data={"position": "agree"})
    one = perform(one, "refer", post=city.office_clerk)
    yield [one]
    data = {"body": one.proposed, "resource": None, "effective_on": timezone.localdate(), "decision": "定"}
    yield [perform(one, "decide", post=city.office_leader, data=data)]
    other = case_of(element(city, "住址", ()), city)
    asked = other.opinions.get(unit=city.unit)
    yield [perform(other, "drop", post=city.office_leader, reason="待省定"), type(asked).objects.get(pk=asked.pk)]


def collected(city):
    project = Project.objects.create(
        name="救助平台", unit=city.unit, category="application", path="tender", submitted_at=timezone.now()
    )
    one, two = element(city, "户籍", ()), element(city, "学籍", ())
    stated = settle_collection(project=project, element=one, reason="现场核实", post=city.applicant)
    yield [stated, settle_collection(project=project, element=two, reason="", post=city.applicant)]
    stated = perform(stated, "reject", post=city.office_leader, reason="可共享")
    yield [stated]
    stated = perform(stated, "state_again", post=city.applicant, data={"why": "数据缺失"})
    yield [perform(stated, "accept", post=city.office_leader, data={"note": "属实"})]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [life, answers, asked, given, ordered, sourced, collected])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request, anybodys=("request",))
