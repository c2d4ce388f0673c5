"""Each link never over the one before, money of one use for no other: by rule, and by the database (21, 22)."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import Role
from funds import queries
from funds.imports import HEAD, import_payments
from funds.models import Contract, Indicator, Payment
from funds.reconciliation import differences
from projects.queries import overdue
from tests import factories as make
from tests.funds.money import Money, buyer_accepts, codes, group, sheet, supplier_asks
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture
def money(db):
    return Money()


def test_indicators_stay_within_the_approval(money):
    money.give(1_000_000)
    with pytest.raises(RuleViolation) as refusal:
        money.give("0.01", number="2号")
    assert codes(refusal) == {"indicator.within_approval", "indicator.within_source"}
    with pytest.raises(IntegrityError, match="超过批准金额"), transaction.atomic():
        Indicator.objects.create(
            project=money.project, number="x", source="city", year=2026, use="services", initial=1, amount=1,
            registered_by=money.finance,
        )  # fmt: skip


def test_a_payment_needs_an_indicator_of_its_project_and_its_use(money):
    contract = money.sign(500_000)
    with pytest.raises(RuleViolation) as refusal:
        money.pay(contract, None, 1)
    assert codes(refusal) == {"payment.within_indicator"}
    with pytest.raises(RuleViolation, match="挪作他用") as refusal:
        money.pay(contract, money.give(1000, use="management"), 1)
    assert [v.cite for v in refusal.value.verdicts if v.blocks] == ["第二十二条"]
    strange = Indicator.objects.create(
        project=make.submit_application(make.make_project()),
        number="1号", source="city", year=2026, use="construction", initial=9, amount=9,
        registered_by=money.finance,
    )  # fmt: skip
    with pytest.raises(RuleViolation, match="另一项目"):
        money.pay(contract, strange, 1)


@pytest.mark.parametrize("use", ["management", "services"])
def test_the_database_refuses_money_of_another_use(money, use):
    contract, indicator = money.sign(500_000), money.give(1000, use=use)
    with pytest.raises(IntegrityError, match="挪作他用"), transaction.atomic():
        Payment.objects.create(
            contract=contract, indicator=indicator, use=use, amount=1, paid_on=timezone.localdate(),
            registered_by=money.clerk,
        )  # fmt: skip


def test_the_ledger_is_only_added_to(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    money.pay(contract, indicator, 1000)
    for sql in ("UPDATE funds_payment SET amount = 1", "DELETE FROM funds_payment"):
        with pytest.raises(IntegrityError, match="只增不改"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="article_22_paid_within_indicator"), transaction.atomic():
        Payment.objects.create(
            contract=contract, indicator=indicator, amount=400_000, paid_on=timezone.localdate(),
            registered_by=money.clerk,
        )  # fmt: skip


def test_retention_waits_for_the_end_of_the_warranty(money):
    today = timezone.localdate()
    contract = money.sign(100_000, retention_percent=Decimal(5), warranty_until=today + datetime.timedelta(days=1))
    indicator = money.give(100_000)
    type(money.project).objects.filter(pk=money.project.pk).update(accepted_at=timezone.now())
    money.pay(contract, indicator, 95_000)
    with pytest.raises(RuleViolation) as refusal:
        money.pay(contract, indicator, "0.01")
    assert codes(refusal) == {"payment.retention"}
    Contract.objects.filter(pk=contract.pk).update(warranty_until=today)
    money.pay(contract, indicator, 5_000, kind="retention")
    assert Contract.objects.get().left == 0


def test_a_request_walks_from_the_clerk_to_the_ledger_and_finance_may_hold_it(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    request = money.ask(contract, indicator, 200_000)
    request = perform(request, "approve", post=money.leader)
    request = perform(request, "hold", post=money.finance, reason="缺少进度确认")
    with pytest.raises(RuleViolation) as refusal:
        money.pay(contract, indicator, 1)
    assert codes(refusal) == {"payment.held"}
    request = perform(request, "release", post=money.finance)
    perform(request, "pay", post=money.clerk, data={"paid_on": timezone.localdate(), "voucher": "V1"})
    assert Contract.objects.get().paid_total == Indicator.objects.get().paid_total == 200_000


def test_a_contract_that_ended_by_default_leaves_its_remainder_to_the_next(money):
    first, indicator = money.sign(1_000_000), money.give(1_000_000)
    money.pay(first, indicator, 200_000)
    with pytest.raises(RuleViolation) as refusal:
        perform(first, "terminate", post=money.leader, data={"settled_sum": Decimal(199_999)}, reason="违约")
    assert codes(refusal) == {"contract.settled"}
    perform(first, "terminate", post=money.leader, data={"settled_sum": Decimal(300_000)}, reason="承建方违约停工")
    assert money.again().contract_sum == 300_000
    with pytest.raises(RuleViolation):
        money.sign("700000.01", number="HT-2")
    money.sign(700_000, number="HT-2")
    assert differences()[0] == []


def change(money, kind, amount, indicator):
    data = {"indicator": indicator, "basis": "广财预〔2026〕9号", "kind": kind, "amount": Decimal(amount)}
    perform(money.project, "change_indicator", post=money.finance, data=data)


def test_carry_over_and_reduction_never_touch_what_was_paid(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    money.pay(contract, indicator, 100_000)
    with pytest.raises(Conflict, match="余额"):
        change(money, "reduce", "300000.01", indicator)
    change(money, "reduce", 100_000, indicator)
    change(money, "carry", 200_000, indicator)
    now, later = Indicator.objects.order_by("year")
    assert (now.amount, now.left) == (100_000, 0)
    assert (later.amount, later.carried_from, later.year) == (200_000, now, now.year + 1)
    assert differences()[0] == []


def test_settlement_final_account_and_balance(money):
    contract, indicator = money.sign(500_000), money.give(600_000)
    money.pay(contract, indicator, 350_000)
    type(money.project).objects.filter(pk=money.project.pk).update(
        build_started_at=timezone.now(), accepted_at=timezone.now(), certificate_number="x"
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET stage = 'accepted'")
    with pytest.raises(RuleViolation) as refusal:
        perform(money.again(), "report_account", post=money.clerk)
    assert codes(refusal) == {"account.settled"}
    data = {"settled_sum": Decimal(480_000), "settled_on": timezone.localdate()}
    with pytest.raises(RuleViolation) as refusal:
        perform(contract, "settle", post=money.clerk, data=data)
    assert codes(refusal) == {"contract.accepted"}
    buyer_accepts(contract, money.clerk, money.leader)
    perform(contract, "settle", post=money.clerk, data=data)
    perform(money.project, "report_account", post=money.clerk)
    perform(money.again(), "return_balance", post=money.finance)
    indicator.refresh_from_db()
    # 600,000 given, 480,000 settled, 350,000 paid: 120,000 go back, 130,000 are still owed.
    assert (indicator.amount, indicator.left) == (480_000, 130_000)
    money.pay(contract, indicator, 130_000)
    with pytest.raises(RuleViolation):
        money.pay(contract, indicator, "0.01")
    assert all(link.ok for link in queries.chain_of(money.again()))
    assert differences()[0] == []


def test_a_supplier_asks_within_the_life_of_the_contract(money):
    """A day of 2010 came in once, and the pages that count by it fell over."""
    contract, today = money.sign(500_000), timezone.localdate()
    for day in (datetime.date(2010, 1, 1), today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)):
        with pytest.raises(RuleViolation) as refusal:
            perform(contract, "apply_contract_acceptance", post=money.clerk, data={"applied_on": day})
        assert codes(refusal) == {"contract_acceptance.asked"}
    perform(contract, "apply_contract_acceptance", post=money.clerk, data={"applied_on": today})


def test_a_failed_buyers_acceptance_is_no_acceptance_and_may_be_tried_again(money):
    contract = money.sign(500_000)
    assert buyer_accepts(contract, money.clerk, money.leader, "fail").number.startswith("广采履验")
    assert not contract.is_accepted()
    assert buyer_accepts(contract, money.clerk, money.leader).attempt == 2
    with pytest.raises(RuleViolation) as refusal:
        perform(contract, "apply_contract_acceptance", post=money.clerk, data={"applied_on": timezone.localdate()})
    assert codes(refusal) == {"contract_acceptance.once"}


def test_supplier_and_group_are_noticed_before_the_buyer_accepts(money):
    """The days of notice and the limit for third parties are their own, and effective-dated."""
    contract, today = money.sign(500_000), timezone.localdate()
    one = supplier_asks(contract, money.clerk)

    def refused(**fields):
        with pytest.raises(RuleViolation) as refusal:
            perform(one, "form_group", post=money.clerk, data=group(**fields))
        return codes(refusal)

    days = [today - datetime.timedelta(days=count) for count in range(6)]
    assert refused(noticed_on=days[2]) == {"contract_acceptance.notice"}
    assert refused(noticed_on=days[5]) == {"contract_acceptance.notice"}
    limit = {"key": "contract_acceptance.third_party", "unit": "元", "source": "测试", "valid_from": one.applied_on}
    Parameter.objects.create(value=500_000, **limit)
    assert refused() == {"contract_acceptance.group"}
    page = make.signed_in(money.clerk)
    typed = {"members": "甲\n乙\n丙", "third_party": "某中心", "held_on": today + datetime.timedelta(days=1)}
    assert page.post(one.step_url("form_group"), typed).status_code == 422
    assert page.post(one.step_url("form_group"), typed | {"noticed_on": today}).status_code == 422
    assert page.post(one.step_url("form_group"), typed | {"noticed_on": days[2]}).status_code == 302
    one = type(one).objects.get()
    found = {"findings": "第三条：已交付。", "conclusion": "pass", "published_on": None, "medium": ""}
    with pytest.raises(RuleViolation) as refusal:
        perform(one, "examine", post=money.clerk, data=found)
    assert codes(refusal) == {"contract_acceptance.held"}
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        one = perform(one, "examine", post=money.clerk, data=found)
    for slot in ("supplier_request", "report"):
        make.attach(one, slot, money.clerk)
    with pytest.raises(RuleViolation, match="缺少：验收通知"):
        perform(one, "issue", post=money.leader)
    with pytest.raises(IntegrityError, match="noticed_before"), transaction.atomic():
        type(one).objects.update(noticed_on=None)


def test_a_small_firms_days_warn_win_over_our_cap_and_run_out(money, time_machine):
    """保障中小企业款项支付条例: 30 days from acceptance, whatever our own share before the project's acceptance is."""
    contract, indicator = money.sign(500_000, small_firm=True), money.give(500_000)
    page = make.signed_in(money.clerk).get(contract.step_url("request_payment")).content.decode()
    money.pay(contract, indicator, 350_000)
    with pytest.raises(RuleViolation) as refusal:
        money.pay(contract, indicator, 1)
    assert codes(refusal) == {"payment.before_acceptance"}
    buyer_accepts(contract, money.clerk, money.leader)
    accepted = timezone.localdate()
    money.pay(contract, indicator, 50_000)
    data = {"indicator": indicator.pk, "kind": "progress", "amount": "1000"}
    asked = make.signed_in(money.clerk).post(contract.step_url("request_payment"), data, follow=True)
    assert "中小企业款项按期支付" in page
    assert "中小企业" in asked.content.decode()

    def late():
        return [row.what for row in overdue(money.finance) if "中小企业款项" in row.what]

    time_machine.move_to(timezone.now() + datetime.timedelta(days=30))
    assert late() == []
    time_machine.move_to(timezone.now() + datetime.timedelta(days=1))
    assert late() == ["中小企业款项 10.00 万元 未付：HT-1"]
    perform(contract.requests.get(state="requested"), "withdraw", post=money.clerk, reason="改为一次付清")
    assert [row.due - accepted for row in overdue(money.finance) if "中小企业款项" in row.what] == [
        datetime.timedelta(days=30)
    ]
    money.pay(contract, indicator, 100_000)
    assert late() == []


# --- import from finance's export -----------------------------------------------------------------------------------


def test_import_names_each_bad_cell_and_books_nothing(money):
    money.sign(500_000)
    money.give(400_000)
    year, day = timezone.localdate().year, timezone.localdate()
    good = ["HT-1", "广财预1号", year, day, 1000, "P1", "进度款", ""]
    bad = ["HT-9", "", "", "昨天", "一万", "", "红包", ""]
    over = ["HT-1", "广财预1号", year, day, 400_000, "P2", "进度款", ""]
    outcome = import_payments(upload=sheet(good, bad, over), post=money.finance)
    assert [error.cell for error in outcome.errors] == ["A3", "D3", "E3", "F3", "G3", "E4", "E4"]
    assert "第" not in outcome.errors[0].text
    assert Payment.objects.count() == outcome.booked == 0


def test_import_books_once_by_voucher(money):
    contract = money.sign(500_000)
    money.give(400_000)
    day = timezone.localdate()
    row = ["HT-1", "广财预1号", day.year, day.isoformat(), "1,000.50", "P1", "预付款", "首付"]
    assert import_payments(upload=sheet(row), post=money.finance).booked == 1
    again = import_payments(upload=sheet(row), post=money.finance)
    assert (again.booked, again.known, again.errors) == (0, 1, [])
    contract.refresh_from_db()
    assert contract.paid_total == Decimal("1000.50")


def test_import_refuses_what_is_no_sheet_and_a_wrong_head(money):
    for content, words in ((b"PK\x03\x04no", "文件打不开"), (b"no", "表头应为“合同编号”")):
        outcome = import_payments(upload=SimpleUploadedFile("x.xlsx", content), post=money.finance)
        assert words in outcome.errors[0].text
    outcome = import_payments(upload=sheet(head=("合同", *HEAD[1:])), post=money.finance)
    assert [error.cell for error in outcome.errors] == ["A1"]


def test_import_refuses_a_row_too_many_instead_of_dropping_it(money, monkeypatch):
    monkeypatch.setattr("funds.imports.MOST_ROWS", 2)
    outcome = import_payments(upload=sheet(*[["HT-1"]] * 3), post=money.finance)
    assert [error.text for error in outcome.errors] == ["一次最多导入 2 行，请拆分。"]


def test_import_page_belongs_to_finance_and_shows_the_cells(money):
    client = make.signed_in(money.finance)
    answer = client.post("/funds/import/", {"file": sheet(["HT-9"])})
    assert answer.status_code == 422
    assert 'data-cell="A2"' in answer.content.decode()
    assert make.signed_in(money.clerk).get("/funds/import/").status_code == 403


# --- figures ---------------------------------------------------------------------------------------------------------


def test_overview_sums_and_hides_the_classified(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    money.pay(contract, indicator, 100_000)
    today = timezone.localdate()
    begun = {"name": "首付", "due_on": today - datetime.timedelta(days=1), "amount": Decimal(100_000)}
    to_come = {"name": "进度款", "due_on": today, "amount": Decimal(50_000)}
    perform(contract, "plan_payments", post=money.clerk, data={"rows": [begun, to_come]})
    year = timezone.localdate().year
    (unit,) = queries.execution(money.finance, year)
    assert (unit.given, unit.paid, unit.rate, unit.forecast) == (400_000, 100_000, 25, 150_000)
    assert {(flow.source, flow.target): flow.amount for flow in queries.flows(money.finance, year)} == {
        ("市级财政预算", "信息应用系统"): 400_000,
        ("信息应用系统", "已支付"): 100_000,
        ("信息应用系统", "未支付"): 300_000,
    }
    # Asking changes nothing of what is expected, paying does; a line whose day has passed is still to be paid.
    stage = contract.stages.get(name="进度款")
    money.ask(contract, indicator, 20_000, stage)
    perform(money.ask(contract, indicator, 30_000, stage), "refuse", post=money.leader, reason="未到节点")
    assert queries.execution(money.finance, year)[0].planned == 50_000
    money.pay_request(perform(contract.requests.get(state="requested"), "approve", post=money.leader))
    (unit,) = queries.execution(money.finance, year)
    assert (unit.paid, unit.planned, unit.forecast) == (120_000, 30_000, 150_000)
    overdue_line = contract.stages.get(name="首付")
    overdue_line.amount = 140_000
    overdue_line.save()
    assert queries.execution(money.finance, year)[0].forecast == 190_000
    type(money.project).objects.update(is_classified=True)
    assert queries.execution(money.finance, year) == []
    assert queries.flows(make.make_post(Role.LEADING_GROUP), year) == []


def test_pages_answer(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    money.pay(contract, indicator, 100_000)
    request = money.ask(contract, indicator, 1000)
    perform(contract, "apply_contract_acceptance", post=money.clerk, data={"applied_on": timezone.localdate()})
    client = make.signed_in(money.clerk)
    pages = [
        "/funds/",
        "/funds/requests/",
        "/funds/overview/",
        contract.get_absolute_url(),
        request.get_absolute_url(),
    ]
    pages += [contract.acceptances.get().get_absolute_url(), f"{money.project.get_absolute_url()}?tab=funds"]
    pages += [contract.step_url(name) for name in ("plan_payments", "request_payment", "settle")]
    for page in pages:
        assert client.get(page).status_code == 200, page
    rows = {"name_1": "初验", "due_1": "2026-12-01", "amount_1": "1000", "name_2": "终验"}
    answer = client.post(contract.step_url("plan_payments"), rows)
    assert answer.status_code == 422
    rows |= {"due_2": "2026-12-31", "amount_2": "2000"}
    assert client.post(contract.step_url("plan_payments"), rows).status_code == 302
    assert contract.stages.count() == 2


def test_reconciliation_finds_what_was_forged(money):
    contract, indicator = money.sign(500_000), money.give(400_000)
    money.pay(contract, indicator, 100_000)
    call_command("reconcile_funds", stdout=StringIO())
    Contract.objects.update(paid_total=99_999)
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command("reconcile_funds", stdout=StringIO(), stderr=errors)
    assert "HT-1 已付：记载 99999.00 元，明细合计 100000.00 元" in errors.getvalue()
