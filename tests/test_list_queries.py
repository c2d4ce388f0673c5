"""A list asks the database as often for three rows as for one; lower rooms are asked in their own folders."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acceptance.models import Acceptance
from accounts.roles import Role
from funds.codes import check_letter
from funds.models import Contract, Indicator
from infrastructure.models import Platform, RunningSystem
from projects.models import Filing, PreReview, Project
from sharing.models import InformationResource
from tests import factories as make

HEAD = "91510800MA6200001"


def a_project(place: int) -> Project:
    return make.bring(make.make_project(name=f"第{place}号平台", budget=500_000), "library")


def acceptance(place: int) -> None:
    Acceptance.objects.create(project=a_project(place), attempt=1)


def contract(place: int) -> None:
    project, day = a_project(place), timezone.localdate()
    clerk = make.Hands(project).applicant
    row = Contract.objects.create(
        project=project,
        number=f"HT-{place}",
        name="建设合同",
        contractor="四川某信息技术有限公司",
        contractor_code=HEAD + check_letter(HEAD),
        amount=Decimal("1000.00"),
        signed_on=day,
        starts_on=day,
        ends_on=day,
        registered_by=clerk,
    )
    money = Indicator.objects.create(
        project=project, number="1号", source="city", year=day.year, use="construction", initial=1000, amount=1000,
        registered_by=clerk,
    )  # fmt: skip
    finance = make.make_post("finance")
    row.payments.create(indicator=money, amount=Decimal("10.00"), paid_on=day, registered_by=finance)


def operation(place: int) -> None:
    project = a_project(place)
    project.operation_years.create(
        year=2026, operator="某运维公司", price=Decimal(80_000), quantity="驻场", availability=Decimal("99.9"),
        post=make.Hands(project).applicant,
    )  # fmt: skip


def platform(place: int) -> None:
    Platform.objects.create(name=f"平台{place}", kind="cloud", operator="市政务云公司")


def running_system(place: int) -> None:
    RunningSystem.objects.create(unit=make.make_org(f"第{place}局"), name="办公系统")


def resource(place: int) -> None:
    provider = make.make_org(f"第{place}局")
    InformationResource.objects.create(
        code=f"R{place}", name="企业名录", provider=provider, kind="professional", sharing="free"
    )


def pre_review(place: int) -> None:
    PreReview.objects.create(project=a_project(place), attempt=1)


def argument(place: int) -> None:
    # Taken back, so that nobody waits and no clock is asked.
    a_project(place).arguments.create(number=1, question="是否必要", state="withdrawn")


def filing(place: int) -> None:
    Filing.objects.create(project=a_project(place))


@pytest.mark.parametrize(
    ("name", "add"),
    [
        ("acceptance:acceptance_list", acceptance),
        ("funds:contract_list", contract),
        ("results:operation_list", operation),
        ("infrastructure:platform_list", platform),
        ("infrastructure:system_list", running_system),
        ("sharing:resource_list", resource),
        ("projects:prereview_list", pre_review),
        ("projects:filing_list", filing),
        ("reviews:argument_list", argument),
    ],
)
def test_three_rows_cost_what_one_costs(db, name, add):
    client, counts = make.signed_in(make.make_post(Role.OFFICE_CLERK)), []
    for places in ((1,), (2, 3)):
        for place in places:
            add(place)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse(name))
        assert page.status_code == 200
        assert page.content.decode().count("data-row") >= len(places)
        counts.append(len(queries))
    assert counts[0] == counts[1]
