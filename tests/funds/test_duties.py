"""What procurement law asks of a contract by a day: award → signature, public notice, copy to 财政局 (article 13)."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from funds.models import Contract
from projects.models import Project
from projects.queries import overdue
from tests import factories as make
from tests.funds.money import Money, contract_data
from workflow.engine import perform
from workflow.errors import Forbidden
from workflow.models import Parameter

pytestmark = pytest.mark.django_db
# A Wednesday before National Day 2026: the holiday is 1 to 7 October, and Saturday 10 October is worked.
SIGNED = datetime.date(2026, 9, 30)


def at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(10)).astimezone()


@pytest.fixture
def money(db, time_machine):
    time_machine.move_to(at(datetime.date(2026, 9, 1)))
    return Money()


@pytest.fixture
def contract(money, time_machine):
    time_machine.move_to(at(SIGNED))
    return money.sign(500_000, awarded_on=SIGNED - datetime.timedelta(days=30))


def late(post) -> list[tuple[str, str]]:
    return [(row.what.split("：")[0], str(row.due)) for row in overdue(post) if "HT-" in row.what]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        ("2026-10-09", []),
        ("2026-10-10", [("公告合同", "2026-10-09")]),
        ("2026-10-15", [("公告合同", "2026-10-09")]),
        ("2026-10-16", [("公告合同", "2026-10-09"), ("合同副本报财政局备案", "2026-10-15")]),
    ],
)
def test_days_are_working_days_over_national_day_with_a_worked_saturday(money, contract, time_machine, today, found):
    time_machine.move_to(at(datetime.date.fromisoformat(today)))
    assert late(money.finance) == found
    assert late(make.make_post(Role.OFFICE_CLERK)) == found
    assert late(make.make_post(Role.DRC)) == []


def test_what_was_done_in_time_is_not_late_and_what_was_done_late_stays_while_the_contract_runs(
    money, contract, time_machine
):
    time_machine.move_to(at(datetime.date(2026, 10, 20)))
    day = datetime.date(2026, 10, 9)
    perform(contract, "publish", post=money.clerk, data={"published_on": day, "medium": "四川政府采购网"})
    late_day = datetime.date(2026, 10, 18)
    perform(contract, "file_copy", post=money.clerk, data={"filed_on": late_day})
    [row] = [row for row in overdue(money.finance) if "HT-" in row.what]
    assert (row.done, row.days, row.url) == (late_day, 3, contract.get_absolute_url())
    page = make.signed_in(money.finance).get("/projects/supervision/").content.decode()
    assert "2026-10-18 办理" in page
    with pytest.raises(Forbidden, match="没有“登记合同公告”"):
        perform(contract, "publish", post=money.clerk, data={"published_on": day, "medium": ""})


def test_signed_a_day_too_late_is_recorded_as_it_was_and_listed(money, time_machine):
    time_machine.move_to(at(SIGNED))
    last, late_award = SIGNED - datetime.timedelta(days=30), SIGNED - datetime.timedelta(days=31)
    money.sign(100_000, awarded_on=last)
    assert late(money.finance) == []
    money.sign(100_000, number="HT-2", awarded_on=late_award)
    assert late(money.finance) == [("中标（成交）后签订合同", "2026-09-29")]
    form = make.signed_in(money.clerk).get(money.project.step_url("register_contract")).content.decode()
    assert "中标（成交）通知日期" in form


def test_another_day_in_force_is_another_last_day(money, contract, time_machine):
    Parameter.objects.create(key="procurement.publish_days", value=5, unit="个工作日", source="试", valid_from=SIGNED)
    time_machine.move_to(at(datetime.date(2026, 10, 13)))
    assert late(money.finance) == []
    time_machine.move_to(at(datetime.date(2026, 10, 15)))
    assert late(money.finance) == [("公告合同", "2026-10-13")]


def test_a_contract_of_the_days_of_2012_goes_by_the_first_value(money):
    """Friday 15 July 2016, over the weekend."""
    day = datetime.date(2016, 7, 15)
    contract = money.sign(50_000, signed_on=day, awarded_on=day)
    assert [str(duty.due) for duty in contract.duties] == ["2016-08-14", "2016-07-19", "2016-07-26"]


def test_a_contract_of_supervision_owes_nothing_of_it(money, contract):
    assert money.sign(50_000, number="HT-J", kind="supervision").duties == []


def test_the_form_and_the_database_refuse_days_out_of_order(money, contract):
    client = make.signed_in(money.clerk)
    answer = client.post(contract.step_url("publish"), {"published_on": "2026-09-29", "medium": "四川政府采购网"})
    assert answer.status_code == 422
    assert "不能早于签订日期" in answer.content.decode()
    with pytest.raises(IntegrityError, match="contract_days_in_order"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(filed_on=datetime.date(2026, 9, 29))


def test_a_bought_contract_is_not_taken_without_its_day_of_award(money, time_machine):
    """The day from which the law counts is asked of what was bought, not of supervision, nor of the days of 2012."""
    time_machine.move_to(at(SIGNED))
    client, url = make.signed_in(money.clerk), money.project.step_url("register_contract")
    answer = client.post(url, contract_data(50_000))
    assert answer.status_code == 422
    assert "请填写中标（成交）通知日期" in answer.content.decode()
    assert client.post(url, contract_data(50_000, awarded_on=SIGNED)).status_code == 302
    assert client.post(url, contract_data(50_000, number="HT-J", kind="supervision")).status_code == 302
    Project.objects.update(rule="2012", begun_on=datetime.date(2017, 5, 1))
    assert client.post(url, contract_data(50_000, number="HT-O")).status_code == 302
    assert [str(one.awarded_on) for one in Contract.objects.order_by("number")] == ["2026-09-30", "None", "None"]


def test_all_that_is_late_is_listed_counted_and_exported(money, contract, time_machine):
    fields = {"project": money.project, "registered_by": money.clerk, "contractor_code": contract.contractor_code}
    days = {"signed_on": SIGNED, "starts_on": SIGNED, "ends_on": SIGNED, "awarded_on": SIGNED}
    Contract.objects.bulk_create(Contract(number=f"HT-M{n}", amount=1, **fields, **days) for n in range(600))
    time_machine.move_to(at(datetime.date(2026, 10, 20)))
    assert len(late(money.finance)) == 2 * 601
    client = make.signed_in(money.finance)
    page = client.get("/projects/supervision/").content.decode()
    assert "逾期事项 1202 件" in page
    assert page.count('data-late="yes"') == 100
    assert "全部 1202 件见导出的文件" in page
    file = b"".join(client.get("/projects/supervision/?export=csv").streaming_content).decode()
    assert file.count("公告合同：HT-") == 601


def test_what_a_shorter_term_of_its_day_finds_late_is_not_lost_by_a_longer_one_of_today(money, contract, time_machine):
    time_machine.move_to(at(datetime.date(2026, 10, 12)))
    perform(contract, "publish", post=money.clerk, data={"published_on": datetime.date(2026, 10, 12), "medium": "网"})
    tomorrow = datetime.date(2026, 10, 13)
    longer = {"key": "procurement.publish_days", "value": 30, "unit": "个工作日", "source": "试"}
    Parameter.objects.create(valid_from=tomorrow, **longer)
    time_machine.move_to(at(datetime.date(2026, 10, 14)))
    assert late(money.finance) == [("公告合同", "2026-10-09")]


def test_three_late_contracts_cost_what_one_costs(money, contract, time_machine):
    time_machine.move_to(at(datetime.date(2026, 10, 20)))
    client, counts = make.signed_in(money.finance), []
    for numbers in ((), ("HT-2", "HT-3")):
        for number in numbers:
            money.sign(1000, number=number, signed_on=SIGNED)
        client.get("/projects/supervision/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/projects/supervision/").content.decode()
        assert page.count("公告合同") == len(numbers) + 1
        counts.append(len(queries))
    assert counts[0] == counts[1]
