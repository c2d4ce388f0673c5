"""While the acceptance sits a contract is registered with an expert's employer: that expert leaves at once."""

from acceptance.models import Acceptance
from experts.models import Expert, Seat
from experts.queries import pool_for
from experts.services import has_access
from experts.tasks import recuse_late_conflicts as sweep
from funds.services import amend_contract
from tests.experts.pool import make_expert, post_of
from tests.experts.test_late_conflicts import declare, left_and_followed
from tests.factories import signed_in

FIRM = "成都某运维有限公司"


def sitting(journey) -> Seat:
    """The first of a panel that sits, and has declared; some wait as reserves."""
    for number in range(21, 27):
        make_expert(journey.city.pool, number)
    acceptance = journey.act(journey.report(), "report", "applicant")
    journey.act(acceptance, "convene", "office_clerk", **journey.convened())
    return declare(Acceptance.objects.get().panel.seats.first())


def agent(journey) -> dict:
    return {**journey.contract(amount=1), "kind": "agent", "number": "HT-2", "contractor": FIRM}


def test_a_contract_with_the_employer_takes_the_seat(journey, committed):
    seat = sitting(journey)
    Expert.objects.filter(pk=seat.expert_id).update(employer=f"{FIRM}广元分公司")
    journey.indicator(1, use="management")
    with committed():
        journey.act(journey.project, "register_contract", "applicant", **agent(journey))
    assert left_and_followed(seat)
    assert Seat.objects.get(pk=seat.pk).left_reason == "代理单位人员"
    assert sweep() == 0


def test_the_papers_close_with_the_contract_although_the_worker_is_late(journey):
    seat = sitting(journey)
    Expert.objects.filter(pk=seat.expert_id).update(employer=FIRM)
    journey.indicator(1, use="management")
    expert = signed_in(post_of(seat.expert))
    assert "按合同建成。" in expert.get(seat.get_absolute_url()).content.decode()
    journey.act(journey.project, "register_contract", "applicant", **agent(journey))
    assert has_access(expert=seat.expert, project=journey.project)
    page = expert.get(seat.get_absolute_url()).content.decode()
    assert "代理单位人员" in page
    assert "按合同建成。" not in page
    assert expert.get(journey.project.get_absolute_url()).status_code == 404
    assert sweep() == 1
    assert left_and_followed(seat)


def test_another_supplier_by_an_approved_change(journey, committed):
    seat = sitting(journey)
    Expert.objects.filter(pk=seat.expert_id).update(employer=FIRM)
    contract = journey.project.contracts.get()
    with committed():
        amend_contract(
            contract=contract, fields={"contractor": FIRM}, label="变更供应商", post=journey.city.office_leader
        )
    assert left_and_followed(seat)


def test_who_is_under_contract_is_not_drawn(journey):
    one = make_expert(journey.city.pool, 21)
    Expert.objects.filter(pk=one.pk).update(employer=journey.project.contracts.get().contractor)
    aside = {found.expert.pk: found.reason for found in pool_for(journey.project).excluded}
    # Who stood aside of themselves at the plan's review is not drawn either.
    assert aside.pop(one.pk) == "承建单位人员"
    assert list(aside.values()) == ["本人已申请回避本项目（与承建单位有合作）"]
