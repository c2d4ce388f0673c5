"""What is late on the path of 发改委 or 财政局, and what they noted (article 5)."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from projects.lateness import lapsed_projects
from projects.models import Project, SupervisionNote, TenderRound
from projects.paths import FISCAL_GATE, Path
from projects.queries.lists import listable
from projects.rooms import overdue_kinds
from projects.states import Stage
from workflow.parameters import parameter

SUPERVISED_PATHS: dict[str, tuple[str, ...]] = {Role.DRC: (Path.TENDER,), Role.FINANCE: FISCAL_GATE}
# Rows of a kind are read piece by piece: all that is late is said, however much it is.
PIECE = 500


@dataclass(frozen=True)
class Overdue:
    """One thing that is late: on which project, what, by which article, since when it was due."""

    project: Project
    what: str
    article: str
    due: datetime.date
    # When it was done all the same; then the days until then count.
    done: datetime.date | None = None
    # Where it is looked into; the project, unless said.
    page: str = ""

    @property
    def days(self) -> int:
        return ((self.done or timezone.localdate()) - self.due).days

    @property
    def url(self) -> str:
        return self.page or self.project.get_absolute_url()


def supervised(post: Post) -> Any:
    """The projects of a body's own path; the office sees both."""
    paths = SUPERVISED_PATHS.get(post.role, (Path.TENDER, *FISCAL_GATE))
    return listable(post).filter(path__in=paths)


def supervision_notes(post: Post) -> Any:
    notes = SupervisionNote.objects.filter(project__in=supervised(post).values("pk"))
    return notes.select_related("project__unit", "post__user", "post__organisation", "answered_by__user")


def overdue(post: Post) -> list[Overdue]:
    """All of it, the longest late first; one query a kind."""
    kinds = (_notes, _lapsed, _revisions, _contracts, _tenders, _awards, *overdue_kinds())
    found = [row for kind in kinds for row in kind(post)]
    return sorted(found, key=lambda row: (row.due, row.project.number))


def _notes(post: Post) -> Iterator[Overdue]:
    late = supervision_notes(post).open_().filter(due_on__lt=timezone.localdate())
    for note in late.iterator(PIECE):
        yield Overdue(note.project, f"{note.get_kind_display()}要求未办结：{note.demand}", "5", note.due_on)


def _lapsed(post: Post) -> Iterator[Overdue]:
    for project in supervised(post).filter(lapsed_projects()).iterator(PIECE):
        yield Overdue(project, "预审批复已失效，仍未审批", "10", project.pre_approved_until)


def _revisions(post: Post) -> Iterator[Overdue]:
    for project in supervised(post).filter(revise_by__lt=timezone.localdate()).iterator(PIECE):
        yield Overdue(project, "金额已核减，建设内容未修改", "22", project.revise_by)


def _before(days: datetime.timedelta) -> datetime.date:
    """What was done before this day was due before today: on the last day itself nothing is late."""
    return timezone.localdate() - days


def _tenders(post: Post) -> Iterator[Overdue]:
    """Approved for long, and no tender announced."""
    days = datetime.timedelta(days=int(parameter("gate.tender_days")))
    late = supervised(post).filter(path=Path.TENDER, stage=Stage.APPROVED, approved_at__date__lt=_before(days))
    for project in late.exclude(tender__rounds__noticed_on__isnull=False).iterator(PIECE):
        yield Overdue(project, "已审批，仍未招标备案", "13", timezone.localdate(project.approved_at + days))


def _awards(post: Post) -> Iterator[Overdue]:
    """A winner, and no contract; days on which a doubt was open do not count."""
    days, today = int(parameter("tender.contract_days")), timezone.localdate()
    won: Any = TenderRound.objects.filter(
        awarded_on__lt=today - datetime.timedelta(days=days), contract_on__isnull=True
    )
    won = won.filter(tender__project__in=supervised(post).filter(contract_sum=0).values("pk"))
    for one in won.select_related("tender__project__unit").prefetch_related("doubts").iterator(PIECE):
        due = one.awarded_on + datetime.timedelta(days=days + one.stopped_days(one.awarded_on, today))
        if due < today:
            yield Overdue(one.tender.project, f"中标后 {days} 日内未签订合同", "13", due)


def _contracts(post: Post) -> Iterator[Overdue]:
    days = datetime.timedelta(days=int(parameter("gate.contract_days")))
    late = supervised(post).filter(stage=Stage.APPROVED, approved_at__date__lt=_before(days), contract_sum=0)
    for project in late.iterator(PIECE):
        yield Overdue(project, "已审批，仍未签订合同", "22", timezone.localdate(project.approved_at + days))
