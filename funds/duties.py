"""What procurement law asks of a contract by a day: signed after the award, made public, a copy filed (article 13).

Days are effective-dated; that of the award or the signature decides.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.paths import Way, on_way
from workflow.parameters import parameter
from workflow.workdays import add_working_days

BOUGHT = ("main", "services")
SIGN, PUBLISH, FILE_COPY = "procurement.contract_days", "procurement.publish_days", "procurement.file_days"


@dataclass(frozen=True)
class Duty:
    """One of them: what, by which law, its last day, the day on which it was done."""

    what: str
    law: str
    due: datetime.date
    done: datetime.date | None

    @property
    def days_late(self) -> int:
        """Calendar days beyond the last one, until it was done or until today."""
        return max(0, ((self.done or timezone.localdate()) - self.due).days)


def bought(contract: Any) -> bool:
    """Is it a contract of 政府采购 or 购买服务? What else a project signs (监理, 测评) is bought below the limit."""
    return on_way(Way.CONTRACT_ACCEPTANCE)(contract) and contract.kind in BOUGHT


def duties_of(contract: Any, value: Callable[[str, datetime.date], Decimal] = parameter) -> Iterator[Duty]:
    """`value(key, day)` is the parameter in force; a list of many hands `workflow.parameters.parameters()`."""
    if not bought(contract):
        return
    awarded, signed = contract.awarded_on, contract.signed_on
    if awarded:
        due = awarded + datetime.timedelta(days=_days(SIGN, awarded, value))
        yield Duty("中标（成交）后签订合同", "《政府采购法》第四十六条", due, signed)
    due = add_working_days(signed, _days(PUBLISH, signed, value))
    yield Duty("公告合同", "《政府采购法实施条例》第五十条", due, contract.published_on)
    due = add_working_days(signed, _days(FILE_COPY, signed, value))
    yield Duty("合同副本报财政局备案", "《政府采购法》第四十七条", due, contract.filed_on)


def sign_until(awarded: datetime.date) -> datetime.date:
    return awarded + datetime.timedelta(days=_days(SIGN, awarded, parameter))


def _days(key: str, day: datetime.date, value: Callable[[str, datetime.date], Decimal]) -> int:
    return int(value(key, day))
