"""A project with money: approved, its plan passed, one contract and one indicator; through the real services."""

import datetime
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from openpyxl import Workbook

from accounts.roles import Role
from funds import imports
from funds.codes import check_letter
from funds.models import Contract, Indicator
from projects.models import Project, SourceLine
from projects.paths import Path
from tests import factories as make
from workflow.engine import perform

HEAD = "91510800MA6200001"
CODE = HEAD + check_letter(HEAD)


def contract_data(amount, number="HT-1", kind="main", **fields) -> dict:
    day = timezone.localdate()
    return {
        "kind": kind,
        "number": number,
        "name": "平台建设合同",
        "contractor": "四川某信息技术有限公司",
        "contractor_code": CODE,
        "amount": Decimal(amount),
        "signed_on": day,
        "starts_on": day,
        "ends_on": day + datetime.timedelta(days=200),
        "outsourced": False,
        **fields,
    }


def supplier_asks(contract, post):
    """In time for the notice to run until today; so the contract was signed a week ago."""
    day = timezone.localdate() - datetime.timedelta(days=7)
    awarded = contract.awarded_on and min(contract.awarded_on, day)
    Contract.objects.filter(pk=contract.pk).update(signed_on=day, starts_on=day, awarded_on=awarded)
    asked = {"applied_on": timezone.localdate() - datetime.timedelta(days=4)}
    perform(contract, "apply_contract_acceptance", post=post, data=asked)
    return contract.acceptances.order_by("-attempt").first()


def group(**fields) -> dict:
    """A group of three, noticed on the last day that is early enough for today."""
    noticed = timezone.localdate() - datetime.timedelta(days=3)
    days = {"noticed_on": noticed, "held_on": timezone.localdate()}
    return {"members": "甲\n乙\n丙", "third_party": "", "users": "", **days, **fields}


def buyer_accepts(contract, clerk, leader, conclusion="pass"):
    """履约验收 from the supplier's request to the 验收书."""
    one = supplier_asks(contract, clerk)
    one = perform(one, "form_group", post=clerk, data=group(third_party="四川某测评中心"))
    found = {"findings": "第三条：已交付。", "conclusion": conclusion, "published_on": None, "medium": ""}
    one = perform(one, "examine", post=clerk, data=found)
    for slot in ("supplier_request", "notice", "report"):
        make.attach(one, slot, clerk)
    return perform(one, "issue", post=leader)


class Money:
    """Hands that act on one approved project, a given one or a new one."""

    def __init__(self, budget=1_000_000, project=None):
        project = project or make.bring(make.make_project(budget=budget), "approved")
        self.project = make.approve_plan(project)
        hands = make.Hands(self.project)
        self.clerk, self.leader, self.finance = hands.applicant, hands.unit_leader, hands.of(Role.FINANCE)

    def again(self):
        self.project = make.again(self.project)
        return self.project

    def sign(self, amount, number="HT-1", kind="main", **fields) -> Contract:
        perform(self.project, "register_contract", post=self.clerk, data=contract_data(amount, number, kind, **fields))
        return Contract.objects.get(project=self.project, number=number)

    def give(self, amount, use="construction", number="广财预1号", year=None, source="city") -> Indicator:
        year = year or timezone.localdate().year
        data = {"number": number, "source": source, "year": year, "use": use, "amount": Decimal(amount)}
        perform(self.project, "register_indicator", post=self.finance, data=data)
        return Indicator.objects.get(project=self.project, number=number, use=use, year=year)

    def claim(self, contract, indicator, amount, **data):
        """What was paid outside the system, as the clerk enters it; the leader has not confirmed it yet."""
        typed = {
            # As a form would read it: the project that it belongs to may have been accepted since.
            "contract": make.again(contract),
            "indicator": indicator,
            "amount": Decimal(amount),
            "paid_on": timezone.localdate(),
        }
        perform(self.project, "register_payment", post=self.clerk, data={**typed, **data})
        return contract.requests.order_by("-created_at").first()

    def pay(self, contract, indicator, amount, **data):
        return perform(self.claim(contract, indicator, amount, **data), "confirm", post=self.leader)

    def ask(self, contract, indicator, amount, stage=None):
        data = {"indicator": indicator, "kind": "progress", "amount": Decimal(amount), "stage": stage}
        perform(contract, "request_payment", post=self.clerk, data=data)
        return contract.requests.order_by("-created_at").first()

    def grant(self, contract, indicator, amount, stage=None):
        return perform(self.ask(contract, indicator, amount, stage), "approve", post=self.leader)

    def pay_request(self, request, voucher="", day=None):
        data = {"paid_on": day or timezone.localdate(), "voucher": voucher}
        return perform(request, "pay", post=self.clerk, data=data)

    def reverse(self, payment):
        """红冲, asked for by the clerk; the leader has not confirmed it yet."""
        data = {"payment": payment, "paid_on": timezone.localdate(), "voucher": "", "note": "付错账户，已退回"}
        perform(payment.contract, "reverse_payment", post=self.clerk, data=data)
        return payment.reversals.order_by("-created_at").first()

    def give_up(self):
        """The project is terminated by the office."""
        office = make.make_post(Role.OFFICE_LEADER)
        self.project = perform(self.again(), "terminate", post=office, reason="需求变化")
        return self.project

    def change(self, indicator, kind, amount):
        indicator = make.again(indicator)
        data = {"indicator": indicator, "basis": "广财预〔2026〕9号", "kind": kind, "amount": Decimal(amount)}
        perform(self.project, "change_indicator", post=self.finance, data=data)

    def plan(self, contract, *rows):
        """Rows are (name, amount) or (name, amount, what it waits for)."""
        day = timezone.localdate()
        names = ("name", "amount", "waits_for")
        typed = [{**dict(zip(names, row, strict=False)), "due_on": day} for row in rows]
        perform(contract, "plan_payments", post=self.clerk, data={"rows": typed})
        return list(contract.stages.all())

    def settle(self, contract, amount):
        data = {"settled_sum": Decimal(amount), "settled_on": timezone.localdate()}
        perform(contract, "settle", post=self.clerk, data=data)

    def accept(self):
        """The project stands accepted; how it came there is the acceptance room's matter."""
        now = timezone.now()
        Project.objects.filter(pk=self.project.pk).update(
            build_started_at=now, accepted_at=now, certificate_number="x"
        )
        with connection.cursor() as cursor:
            cursor.execute("UPDATE projects_project SET stage = 'accepted' WHERE id = %s", [self.project.pk])
        return self.again()


def of_two_sources(city, province, path=Path.TENDER) -> Money:
    """Money of a project that names two sources; by tender, so that no contract waits for the buyer's acceptance."""
    project = make.make_project(budget=city + province, path=path)
    project.application.sources.all().delete()
    for kind, amount in (("city", city), ("province", province)):
        year = timezone.localdate().year
        SourceLine.objects.create(application=project.application, kind=kind, year=year, amount=amount)
    return Money(project=make.bring(make.again(project), "approved"))


def codes(refusal) -> set[str]:
    return {verdict.rule.code for verdict in refusal.value.verdicts if verdict.blocks}


def sheet(*rows, head=imports.HEAD) -> SimpleUploadedFile:
    book, buffer = Workbook(), BytesIO()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return SimpleUploadedFile("支付.xlsx", buffer.getvalue())
