"""The chain of one project use by use: rules, services and pages ask the same sums (article 22)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from funds.choices import Use

ZERO = Decimal(0)


@dataclass
class UseLine:
    """The chain of one use: money of one use neither pays for another nor goes back for it (article 22)."""

    use: str
    given: Decimal = ZERO
    signed: Decimal = ZERO
    settled: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def label(self) -> str:
        return str(Use(self.use).label)

    @property
    def left(self) -> Decimal:
        return self.given - self.paid

    @property
    def balance(self) -> Decimal:
        """What goes back once all is settled."""
        return self.given - self.settled


def by_use(project: Any) -> list[UseLine]:
    """Each use of which there is money or a contract, in the order of `Use`."""
    lines = {use.value: UseLine(use.value) for use in Use}
    for row in project.indicators.order_by().values("use").annotate(total=Sum("amount")):
        lines[row["use"]].given = row["total"]
    for contract in project.contracts.all():
        line = lines[contract.use]
        line.signed += contract.ceiling if contract.state == "terminated" else contract.amount
        line.settled += contract.settled_sum or ZERO
        line.paid += contract.paid_total
    return [line for line in lines.values() if line.given or line.signed]
