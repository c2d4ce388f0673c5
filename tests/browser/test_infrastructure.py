"""The walks of the room in a real browser, each with one who may and one who may not (articles 5, 7, 8)."""

import pytest
from django.utils import timezone

from documents.models import Document
from tests.browser.conftest import look
from tests.infrastructure.hands import Hands
from workflow.engine import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_resources_are_asked_checked_and_granted_by_another(desks, browser_city):
    hands = Hands(browser_city)
    one = hands.draft(hands.pool("10"), "4")
    with desks("applicant") as desk:
        desk.step(one, "submit")
    one = perform(one, "confirm", post=hands.unit_leader)
    with desks("office_clerk") as desk:
        desk.step(one, "pass_check", note="需求属实")
        assert desk.refused(one, "grant")
    with desks("office_leader") as desk:
        desk.step(one, "grant")
        look(desk, one.get_absolute_url(), "allocation")
        look(desk, "/infrastructure/pools/", "pools")
    with desks("stranger") as desk:
        assert desk.refused(one, "release")
    one.refresh_from_db()
    assert one.number == Document.objects.get(kind="allocation_notice").number


def test_a_system_moves_by_a_plan_that_the_office_approves(desks, browser_city):
    hands = Hands(browser_city)
    system = hands.system()
    move = hands.move(system)
    with desks("applicant") as desk:
        desk.step(move, "hand_in", way="migration", plan="双轨运行后切换", due_on=timezone.localdate())
        assert desk.refused(move, "approve_plan")
    with desks("office_clerk") as desk:
        desk.step(move, "approve_plan")
        hands.granted(hands.pool(), system=system.name)
        for name in ("resources_ready", "rehearse", "switch"):
            perform(move, name, post=hands.applicant, data={"note": "正常"})
        look(desk, move.get_absolute_url(), "migration")
        look(desk, "/infrastructure/cockpit/", "cockpit")
        desk.step(move, "verify")
    with desks("applicant") as desk:
        desk.step(move, "switch_off", saved="86000")
    system.refresh_from_db()
    assert system.cloud


def test_an_inspection_is_the_cyberspace_offices_and_hidden_from_others(desks, browser_city):
    hands = Hands(browser_city)
    visit = hands.visit(hands.system("供水调度"))
    today = timezone.localdate()
    with desks("office_clerk") as desk:
        assert desk.refused(visit, "hold")
    with desks("cyberspace") as desk:
        desk.step(visit, "hold", held_on=today, conclusion="发现弱口令")
        desk.step(visit, "add_finding", severity="high", what="管理端弱口令", demand="立即更换", due_on=today)
        look(desk, visit.get_absolute_url(), "visit")
        look(desk, "/infrastructure/visits/", "visits")
    finding = visit.findings.get()
    with desks("applicant") as desk:
        desk.step(finding, "report", note="已全部更换")
        assert desk.refused(finding, "verify")
    with desks("cyberspace") as desk:
        desk.step(finding, "verify")
        desk.step(visit, "close")
    visit.refresh_from_db()
    assert visit.state == "closed"
