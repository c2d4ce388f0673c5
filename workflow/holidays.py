"""Entering the State Council's notice on the holidays of a year; what was counted with that year is counted again."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.permits import Permit
from accounts.queries import holders
from accounts.roles import ADMIN_ROLES, Role
from workflow.audit import record, unit_of_work
from workflow.errors import Forbidden
from workflow.models import HolidayNotice
from workflow.notices import notify
from workflow.workdays import Notices, entered, renew_notices

KEEPER = Permit(Role.SYSTEM_ADMIN)
# A room that keeps a counted day says here how it is counted again by the new notices, inside the transaction.
RECOUNTS: list[Callable[[Notices], None]] = []


@dataclass(frozen=True)
class Holiday:
    """One festival: off from `first` up to and with `last`, and the weekend days that are worked for it."""

    name: str
    first: datetime.date
    last: datetime.date
    worked: Sequence[datetime.date] = field(default_factory=tuple)

    def as_row(self) -> dict[str, Any]:
        worked = [day.isoformat() for day in sorted(self.worked)]
        return {"name": self.name, "first": self.first.isoformat(), "last": self.last.isoformat(), "worked": worked}


def enter_notice(*, year: int, source: str, holidays: Sequence[Holiday], post: Post) -> HolidayNotice:
    """The whole notice at once; entered again it replaces the one before. Raises Forbidden."""
    if refusal := KEEPER.refusal(HolidayNotice(year=year), post):
        raise Forbidden(f"不能录入节假日安排：{refusal}。")
    rows = [holiday.as_row() for holiday in holidays]
    with unit_of_work():
        before = HolidayNotice.objects.select_for_update().filter(year=year).first()
        notice, _made = HolidayNotice.objects.update_or_create(
            year=year,
            defaults={"source": source, "holidays": rows, "entered_by": post, "entered_at": timezone.now()},
        )
        renew_notices()
        record(
            subject=notice,
            action="enter",
            label="更正节假日安排" if before else "录入节假日安排",
            post=post,
            changes={"source": source, "before": before.holidays if before else [], "after": rows},
        )
        for recount in RECOUNTS:
            recount(entered())
        notify(
            posts=holders(*ADMIN_ROLES, Role.OFFICE_CLERK, Role.OFFICE_LEADER),
            text=f"{notice}已录入（{source}），有关期限已按此重算",
            url=notice.get_absolute_url(),
        )
    return notice
