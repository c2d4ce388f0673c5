"""What is signed, given and paid in a project's story: contracts of each kind, indicators by use and source.

All of it has its own chance, and takes no minute of the story beyond the first act: what comes after stays in place.
"""

import datetime
import random
from decimal import Decimal
from typing import Any

from django.utils import timezone

from building.models import AgencyWaiver
from building.rules import is_major
from funds.choices import USES, ContractKind, PaymentKind
from funds.codes import check_letter
from funds.duties import bought
from funds.models import Contract
from funds.rules.budget import source_limits
from projects.paths import Path, Way, on_way
from workflow.engine import perform
from workspace.demo import texts
from workspace.demo.clock import Script
from workspace.demo.money import ask, carry_over

CENT = Decimal("0.01")
YEAR = datetime.timedelta(days=365)
# What of the approval goes to each kind beside the main contract, which leaves room for all of them.
SHARES = {ContractKind.SUPERVISION: "0.025", ContractKind.TESTING: "0.02", ContractKind.AGENT: "0.01"}
MAIN_AT_MOST = 940
PREFIXES = {ContractKind.SUPERVISION: "JL", ContractKind.TESTING: "CP", ContractKind.AGENT: "DL"}
RETENTION = 5


def part_of(amount: Decimal, share: str) -> Decimal:
    return (amount * Decimal(share)).quantize(CENT)


def credit_code(place: int, series: str) -> str:
    head = f"9151080{place}MA{series}{place}XK2{place}C"[:17].ljust(17, "7")
    return head + check_letter(head)


class Spending:
    """Mixed into ProjectStory."""

    plan: Any
    project: Any
    world: Any
    clock: Any
    city: Any
    random: Any
    clerk: Any
    leader: Any
    office_leader: Any
    budget: Decimal
    act: Any
    refresh: Any
    contract: Contract

    # --- contracts ---------------------------------------------------------------------------------------------------

    def sign_contract(self, place: int, amount: Decimal) -> Contract:
        today, plan = timezone.localdate(), self.plan
        number = f"GYXX-{today.year}-{self.random.randint(1000, 9999)}"
        services, chance = self.kind == ContractKind.SERVICES, random.Random(f"firm {number}")
        data: dict[str, Any] = {
            "kind": self.kind,
            "number": number,
            "name": f"{plan.name}{'服务' if services else '建设'}合同",
            "contractor": texts.SUPPLIERS[place],
            "contractor_code": credit_code(place, "6"),
            "amount": amount,
            "signed_on": today,
            "starts_on": today,
            "ends_on": today + YEAR,
            "outsourced": self.world.one_in(3),
            "small_firm": chance.random() < 0.3,
        }
        if not services:
            # 质保金, released one year after the contract's end.
            data |= {"retention_percent": RETENTION, "warranty_until": today + 2 * YEAR}
        if on_way(Way.CONTRACT_ACCEPTANCE)(self.project):
            # A tender's award stands in its filing.
            days = random.Random(f"award {number}").randint(2, 7)
            data["awarded_on"] = today - datetime.timedelta(days=days)
        self.act(self.project, "register_contract", self.clerk, **data)
        contract = Contract.objects.get(project=self.project, number=number)
        # One in eight forgets, for the list of what is late.
        if bought(contract) and random.Random(number).random() > 0.125:
            perform(contract, "publish", post=self.clerk, data={"published_on": today, "medium": "四川政府采购网"})
            perform(contract, "file_copy", post=self.clerk, data={"filed_on": today})
        return contract

    def hire(self) -> None:
        """Supervisor and tester of a larger project; of a major one an agent, or a reason against one."""
        project, wanted = self.refresh(), {}
        if project.supervisor:
            wanted = {ContractKind.SUPERVISION: project.supervisor, ContractKind.TESTING: project.tester}
        if is_major(project):
            if random.Random(f"agent {project.number}").random() < 0.5:
                wanted[ContractKind.AGENT] = random.Random(project.number).choice(texts.AGENCIES)
            else:
                self.do_without_agent()
        if wanted:
            self.give(sum((part_of(self.budget, SHARES[kind]) for kind in wanted), Decimal(0)), "management")
        for place, (kind, body) in enumerate(wanted.items(), start=1):
            self._hire(kind, body, place)

    def _hire(self, kind: ContractKind, body: str, place: int) -> None:
        today = timezone.localdate()
        data = {
            "kind": kind,
            "number": f"GY{PREFIXES[kind]}-{today.year}-{self.project.number[-4:]}",
            "name": f"{self.plan.name}{kind.label}",
            "contractor": body,
            "contractor_code": credit_code(place, "7"),
            "amount": part_of(self.budget, SHARES[kind]),
            "signed_on": today,
            "starts_on": today,
            "ends_on": today + YEAR,
            "outsourced": False,
        }
        perform(self.project, "register_contract", post=self.clerk, data=data)

    def do_without_agent(self) -> None:
        waiver = AgencyWaiver.objects.create(
            project=self.project, created_by=self.clerk, reason="本单位设有信息中心，具备自行管理能力。"
        )
        perform(waiver, "accept", post=self.office_leader)

    # --- indicators --------------------------------------------------------------------------------------------------

    def give(self, total: Decimal, use: str) -> None:
        """By the sources of the application, each in its share: never more of one than it promised."""
        today = timezone.localdate()
        chance = random.Random(f"{self.project.number} {use} {today}")
        # The largest comes last and takes what the fen leave.
        sources = dict(sorted(source_limits(self.project).items(), key=lambda pair: pair[1]))
        whole, left = sum(sources.values()), total
        # No number twice in a project: what is carried over keeps its own under the next year.
        known = {one.number for one in self.project.indicators.all()}
        free = [number for number in range(1, 400) if f"广财预〔{today.year}〕{number}号" not in known]
        numbers = chance.sample(free, len(sources))
        for place, (source, amount) in enumerate(sources.items(), start=1):
            part = left if place == len(sources) else (total * amount / whole).quantize(CENT)
            left -= part
            number = f"广财预〔{today.year}〕{numbers[place - 1]}号"
            data = {"number": number, "source": source, "year": today.year, "use": use, "amount": part}
            perform(self.project, "register_indicator", post=self.city.posts["finance"], data=data)

    def give_first(self, amount: Decimal) -> None:
        """A larger project is paid out of two years: the second part is given before the acceptance is paid."""
        share = "0.65" if self.plan.amount > 2_000_000 else "1"
        self.give(part_of(amount, share), USES[self.kind])

    @property
    def kind(self) -> ContractKind:
        return ContractKind.SERVICES if self.plan.path == Path.SERVICE else ContractKind.MAIN

    def give_rest(self, contract: Contract) -> None:
        given = sum(one.amount for one in self.project.indicators.filter(use=contract.use))
        if given < contract.amount:
            self.give(contract.amount - given, contract.use)

    # --- payments ----------------------------------------------------------------------------------------------------

    def pay(self, contract: Contract, amount: Decimal, kind: PaymentKind) -> None:
        """Out of this year's indicators of the contract's use, the oldest first: asked for, granted, paid."""
        today, first = timezone.localdate(), USES[ContractKind(contract.kind)] != "management"
        carry_over(contract, self.city.posts["finance"])
        for indicator in self.project.indicators.filter(use=contract.use, year=today.year).order_by("pk"):
            part = min(amount, indicator.left)
            if part <= 0:
                continue
            amount -= part
            data = {"indicator": indicator, "kind": kind, "amount": part, "note": kind.label, "stage": None}
            request = ask(contract, self.clerk, data)
            self.clock.pause()
            request = perform(request, "approve", post=self.leader)
            count = contract.payments.count() + 1
            paid = {"paid_on": today, "voucher": f"支{today:%y%m%d}-{self.project.number[-5:]}-{count}"}
            self.clock.pause()
            if first:
                self.act(request, "pay", self.clerk, **paid)
                first = False
            else:
                perform(request, "pay", post=self.clerk, data=paid)

    def pay_hired(self, kind: PaymentKind) -> None:
        """监理, 测评, 代理: two fifths on the way, the rest after the acceptance."""
        # Read anew: rules ask the contract's own project, and this one may not know yet that it was accepted.
        rows = Contract.objects.filter(project=self.project.pk, kind__in=SHARES).standing().order_by("number")
        for contract in rows:
            amount = part_of(contract.amount, "0.40") if kind == PaymentKind.PROGRESS else contract.left
            self.pay(contract, amount, kind)

    def settle(self) -> None:
        """Measured as built, a little less than signed; what the buyer has not accepted waits."""
        for contract in Contract.objects.filter(project=self.project.pk, state="active").order_by("number"):
            if bought(contract) and not contract.is_accepted():
                continue
            share = "1" if contract.kind in SHARES else "0.985"
            data = {"settled_sum": part_of(contract.amount, share), "settled_on": timezone.localdate()}
            perform(contract, "settle", post=self.clerk, data=data)

    def close_accounts(self) -> None:
        """决算 where every contract is settled; of most the balance has gone back, a few are still to report."""
        project, chance = self.refresh(), random.Random(f"account {self.project.number}").random()
        if chance > 0.85 or Contract.objects.filter(project=project, settled_sum=None).exists():
            return
        perform(project, "report_account", post=self.clerk, data={})
        if chance < 0.7 and project.final_account.balance > 0:
            self.clock.pause()
            perform(project, "return_balance", post=self.city.posts["finance"], data={})

    def pay_acceptance(self) -> None:
        """All but the 质保金."""
        contract = Contract.objects.get(pk=self.contract.pk)
        self.give_rest(contract)
        self.settle()
        contract.refresh_from_db()
        self.pay(contract, contract.left - contract.withheld, PaymentKind.ACCEPTANCE)
        self.pay_hired(PaymentKind.ACCEPTANCE)

    def release_retention(self) -> Script:
        """When the warranty is over; of most projects that is still to come."""
        contract = Contract.objects.get(pk=self.contract.pk)
        if not contract.retention:
            return
        over = max(contract.warranty_until, timezone.localdate())
        yield self.clock.morning(over + datetime.timedelta(days=5))
        contract.refresh_from_db()
        if contract.state != "terminated" and contract.left:
            self.pay(contract, contract.left, PaymentKind.RETENTION)
