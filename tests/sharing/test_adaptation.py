"""Systems that share nothing are ordered to be adapted, and the new interface is really asked (article 20)."""

import datetime
import logging

import pytest
from django.utils import timezone

from accounts.roles import Role
from documents.models import Document
from sharing.models import CallLog, DataRow, GrantToken
from sharing.services import escalate_orders, issue_order
from tests.factories import make_post, signed_in
from tests.infrastructure.hands import Hands
from tests.sharing.hands import Sides, called, item
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
    withheld = sides.published("诊疗信息", sharing="none", basis="《个人信息保护法》第二十八条")
    with pytest.raises(RuleViolation, match="不予共享"):
        perform(one, "report", post=hands.applicant, data={"resource": withheld})
    resource = sides.published("救助对象")
    one = perform(one, "report", post=hands.applicant, data={"resource": resource})
    with pytest.raises(RuleViolation, match="没有实际调用过"):
        perform(one, "verify", post=hands.clerk)
    one = called(one, hands.clerk, rows=1)
    one = perform(one, "verify", post=hands.clerk)
    one.system.refresh_from_db()
    assert (one.state, one.system.shares) == ("verified", True)


@pytest.mark.django_db(transaction=True)
def test_the_interface_is_really_called_over_http_and_the_key_ends_with_the_call(live_server, settings, caplog):
    caplog.set_level(logging.DEBUG)
    settings.INTERFACE_URL = live_server.url
    hands, sides = Hands(), Sides()
    one = perform(order(hands), "hand_in", post=hands.applicant, data={"plan": "接入"})
    sides.giver, sides.giver_leader = hands.applicant, hands.unit_leader
    resource = sides.published("救助对象", items=[item("姓名"), item("诊断", sharing="none")])
    one = perform(one, "report", post=hands.applicant, data={"resource": resource})
    with pytest.raises(Forbidden):
        perform(one, "call", post=hands.applicant)
    one = perform(one, "call", post=hands.clerk)
    empty = one.calls.get()
    assert (empty.status, empty.rows, empty.said) == (404, 0, "该资源尚未汇聚到共享平台。")
    with pytest.raises(RuleViolation, match="尚未汇聚"):
        perform(one, "verify", post=hands.clerk)
    DataRow.objects.create(resource=resource, number=1, values={"诊断": "乙"})
    one = perform(one, "call", post=hands.clerk)
    assert (one.last_call().status, one.last_call().said) == (200, "没有数据")
    DataRow.objects.create(resource=resource, number=2, values={"姓名": "甲", "诊断": "乙"})
    one = perform(one, "call", post=hands.clerk)
    call = one.last_call()
    assert (call.status, call.rows, call.fine) == (200, 1, True)
    assert [one.name for one in call.grant.items.all()] == ["姓名"]
    assert call.grant.state == "expired"
    assert not GrantToken.objects.filter(ended_at__isnull=True).exists()
    assert "Bearer" not in caplog.text
    lines = CallLog.objects.order_by("pk").values_list("outcome", "rows", "purpose")
    assert list(lines) == [
        ("no_data", 0, "共享改造核验"),
        ("ok", 1, "共享改造核验"),
        ("ok", 2, "共享改造核验"),
    ]
    page = signed_in(hands.clerk).get(one.get_absolute_url()).content.decode()
    assert (page.count('data-fine="yes"'), page.count('data-fine="no"')) == (1, 2)
    perform(one, "verify", post=hands.clerk)


@pytest.mark.django_db(transaction=True)
def test_no_answer_is_an_answer_and_an_earlier_report_proves_nothing(settings):
    settings.INTERFACE_URL = "http://127.0.0.1:9"
    hands, sides = Hands(), Sides()
    one = perform(order(hands), "hand_in", post=hands.applicant, data={"plan": "接入"})
    sides.giver, sides.giver_leader = hands.applicant, hands.unit_leader
    report = {"resource": sides.published("救助对象", rows=1)}
    one = perform(perform(one, "report", post=hands.applicant, data=report), "call", post=hands.clerk)
    call = one.calls.get()
    assert (call.status, call.said, call.grant.state) == (None, "接口没有应答（ConnectionRefusedError）", "expired")
    one = called(one, hands.clerk, rows=1)
    one = perform(one, "reject", post=hands.clerk, reason="数据不全")
    one = perform(one, "report", post=hands.applicant, data=report)
    with pytest.raises(RuleViolation, match="没有实际调用过"):
        perform(one, "verify", post=hands.clerk)


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
