"""Systems that share nothing are ordered to be adapted, and the new interface is really asked (article 20)."""

import datetime

import pytest
from django.utils import timezone

from accounts.roles import Role
from documents.models import Document
from sharing.models import CallLog, DataRow
from sharing.services import escalate_orders, issue_order
from tests.factories import make_post, signed_in
from tests.infrastructure.hands import Hands
from tests.sharing.hands import Sides
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.models import Notice

pytestmark = pytest.mark.django_db


def order(hands, days=30):
    due = timezone.localdate() + datetime.timedelta(days=days)
    system = hands.system("救助系统")
    return issue_order(system=system, finding="没有接口", demand="编目\n接入平台", due_on=due, post=hands.clerk)


def test_the_order_is_a_paper_and_ends_when_the_interface_answers():
    hands = Hands()
    one = order(hands)
    paper = Document.objects.get(kind="sharing_order")
    assert paper.context["demands"] == ["编目", "接入平台"]
    with pytest.raises(Conflict):
        issue_order(system=one.system, finding="x", demand="y", due_on=one.due_on, post=hands.clerk)
    with pytest.raises(Forbidden):
        issue_order(system=one.system, finding="x", demand="y", due_on=one.due_on, post=hands.leader)
    one = perform(one, "hand_in", post=hands.applicant, data={"plan": "两个月内接入"})
    sides = Sides()
    foreign = sides.published()
    with pytest.raises(RuleViolation, match="本单位"):
        perform(one, "report", post=hands.applicant, data={"resource": foreign})
    sides.giver, sides.giver_leader = hands.applicant, hands.unit_leader
    resource = sides.published("救助对象")
    one = perform(one, "report", post=hands.applicant, data={"resource": resource})
    with pytest.raises(RuleViolation, match="没有取到数据"):
        perform(one, "verify", post=hands.clerk)
    DataRow.objects.create(resource=resource, number=1, values={"姓名": "甲"})
    one = perform(one, "verify", post=hands.clerk)
    one.system.refresh_from_db()
    assert (one.state, one.system.shares) == ("verified", True)
    assert CallLog.objects.get().purpose.startswith("共享改造核验")


def test_late_orders_are_said_once_to_the_leaders():
    hands, leaders = Hands(), make_post(Role.LEADING_GROUP)
    order(hands, days=-1)
    assert (escalate_orders(), escalate_orders()) == (1, 0)
    assert Notice.objects.filter(user=leaders.user, text__contains="逾期").count() == 1


def test_pages_and_who_sees_them():
    hands = Hands()
    hands.system("门户")
    one = order(hands)
    page = signed_in(hands.clerk).get("/sharing/orders/").content.decode()
    assert "门户" in page
    assert one.number in page
    assert signed_in(hands.applicant).get(one.get_absolute_url()).status_code == 200
    assert signed_in(make_post(Role.APPLICANT)).get(one.get_absolute_url()).status_code == 404
    data = {"system": one.system.pk, "finding": "a", "demand": "b", "due_on": one.due_on}
    assert signed_in(hands.clerk).post("/sharing/orders/new/", data).status_code == 422
