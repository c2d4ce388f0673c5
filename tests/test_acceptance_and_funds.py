"""Money and acceptance at their boundaries (articles 12, 14, 22), through the real services."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from funds.codes import check_letter, validate_credit_code
from funds.models import Contract
from projects.models import Project
from projects.paths import Path
from tests.city import build_city
from tests.journey import Journey
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation


@pytest.fixture
def journey(city):
    """A procurement project approved for 1,500,000 yuan, its plan passed."""
    journey = Journey(city, Path.PROCUREMENT)
    for event in journey.walk():
        if event == "approved by the gate":
            return journey
    raise AssertionError


def codes(refusal) -> set[str]:
    return {verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks}


def test_credit_codes():
    head = "91510800MA6200001"
    validate_credit_code(head + check_letter(head))
    wrong = "0" if check_letter(head) != "0" else "1"
    with pytest.raises(ValidationError, match="校验位"):
        validate_credit_code(head + wrong)
    with pytest.raises(ValidationError, match="18 位"):
        validate_credit_code("12345")


def test_a_contract_may_reach_the_approved_sum_and_not_a_cent_more(journey):
    with pytest.raises(RuleViolation) as refusal:
        journey.act(journey.project, "register_contract", "applicant", **journey.contract(Decimal("1500000.01")))
    assert codes(refusal) == {"contract.within_approval"}
    journey.act(journey.project, "register_contract", "applicant", **journey.contract(Decimal("1500000.00")))
    assert journey.project.contract_sum == Decimal("1500000.00")


def test_the_database_refuses_what_a_rule_would(journey):
    with pytest.raises(IntegrityError, match="article_22"), transaction.atomic():
        Project.objects.filter(pk=journey.project.pk).update(contract_sum=Decimal("1500000.01"))


def test_in_use_without_acceptance_is_impossible_by_rule_and_in_the_database(journey):
    journey.act(journey.project, "name_bodies", "applicant", supervisor="甲监理", tester="乙测评")
    journey.act(journey.project, "register_contract", "applicant", **journey.contract())
    journey.act(journey.project, "start_build", "applicant", planned_end=None)
    with pytest.raises(RuleViolation) as refusal:
        journey.act(journey.project, "put_in_use", "applicant")
    assert codes(refusal) == {"use.accepted", "security.running"}
    with (
        pytest.raises(IntegrityError, match=r"article_12|第十二条"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE projects_project SET in_use_at = now() WHERE id = %s", [journey.project.pk])


@pytest.mark.parametrize(("budget", "blocked"), [(1_000_000, False), (Decimal("1000000.01"), True)])
def test_supervision_is_demanded_above_one_million_and_not_at_it(city, budget, blocked):
    journey = Journey(city, Path.PROCUREMENT, budget=budget)
    for event in journey.walk():
        if event == "approved by the gate":
            break
    rule = next(r for r in journey.project.machine.by_name["start_build"].rules if r.code == "build.supervision")
    assert bool(rule.check(journey.project, city.applicant, {})) is blocked


def test_start_names_every_article_that_is_missing(city):
    journey = Journey(city, Path.TENDER)
    for event in journey.walk():
        if event == "pre-approved":
            break
    with pytest.raises(RuleViolation) as refusal:
        journey.act(journey.project, "start_build", "applicant", planned_end=None)
    assert {v.rule.article for v in refusal.value.verdicts} == {"10", "11", "13", "14", "22"}


def test_payments_before_acceptance_stop_at_their_share(journey):
    journey.act(journey.project, "register_contract", "applicant", **journey.contract(Decimal(1_000_000)))
    contract = Contract.objects.get()
    data = {"contract": contract, "indicator": journey.indicator(), "paid_on": contract.signed_on, "note": ""}
    journey.act(journey.project, "register_payment", "applicant", amount=Decimal(700_000), **data)
    with pytest.raises(RuleViolation) as refusal:
        journey.act(journey.project, "register_payment", "applicant", amount=Decimal("0.01"), **data)
    assert codes(refusal) == {"payment.before_acceptance"}


def test_missing_papers_are_named_with_their_articles(journey):
    for _ in journey.build():
        pass
    journey.act(journey.project, "apply_acceptance", "applicant")
    acceptance = journey.project.acceptances.get()
    with pytest.raises(RuleViolation) as refusal:
        journey.act(acceptance, "report", "applicant")
    words = str(refusal.value)
    assert codes(refusal) == {
        "acceptance.report",
        "acceptance.papers",
        "acceptance.buyers",
        "acceptance.supervision",
        "acceptance.indicators",
        "acceptance.clauses",
        "security.built",
    }
    assert "履约验收书" in words
    assert "监理报告" in words
    assert journey.project.stage == "building"


def test_rectify_then_again_then_certificate(journey):
    for _ in (*journey.build(), *journey.accept("rectify")):
        pass
    first = journey.project.acceptances.get()
    assert (first.state, first.conclusion, first.items.count()) == ("issued", "rectify", 2)
    assert first.number.startswith("广经信整")
    assert journey.project.stage == "completed"
    assert journey.project.accepted_at is None
    for _ in journey.accept("pass"):
        pass
    assert journey.project.stage == "accepted"
    assert journey.project.certificate_number.startswith("广信验")
    assert journey.project.acceptances.count() == 2


def test_whoever_concluded_does_not_sign(journey):
    for event in (*journey.build(), *[]):
        assert event
    for event in journey.accept():
        if event == "acceptance concluded":
            break
    acceptance = journey.project.acceptances.get()
    clerk = journey.city.office_clerk
    both = type(clerk).objects.create(user=clerk.user, role="office_leader", organisation=clerk.organisation)
    with pytest.raises(Forbidden, match="两人分办"):
        perform(acceptance, "sign", post=both)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_contracts_at_once_never_exceed_the_approval():
    """Each asks for a tenth of what was approved: ten fit, forty are refused in words."""
    journey = Journey(build_city(), Path.PROCUREMENT)
    for event in journey.walk():
        if event == "approved by the gate":
            break
    done, start = [], threading.Barrier(25)

    def sign(number: int) -> None:
        data = {**journey.contract(Decimal(150_000)), "number": f"HT-{number}"}
        start.wait()
        for attempt in range(2):
            try:
                perform(
                    journey.project,
                    "register_contract",
                    post=journey.city.applicant,
                    data={**data, "number": f"{data['number']}-{attempt}"},
                )
                done.append("done")
            except RuleViolation:
                done.append("refused")
        connections.close_all()

    threads = [threading.Thread(target=sign, args=(number,)) for number in range(25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (done.count("done"), done.count("refused")) == (10, 40)
    assert Project.objects.get(pk=journey.project.pk).contract_sum == Decimal(1_500_000)
    connection.close()
