import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from archives.models import ArchivePackage, FilingReminder, SocialFiling
from projects.choices import UPPER_SOURCES
from projects.models import Filing, Project, SourceLine
from projects.paths import Builder
from projects.queries import listable
from projects.states import ENDED, Stage
from workflow.parameters import parameter
from workflow.workdays import add_working_days


def packages_of(project: Any, post: Post | None):
    """A package holds the experts' own opinions: the office sees it, nobody else."""
    return packages(post).filter(project=project)


def packages(post: Post | None):
    if post is None or post.role not in OFFICE_ROLES:
        return ArchivePackage.objects.none()
    return ArchivePackage.objects.visible_to(post).select_related("project__unit", "requested_by__user")


def social_filings(post: Post | None, words: str = ""):
    rows = SocialFiling.objects.visible_to(post).select_related("unit")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(unit__name__icontains=words))
    return rows


# --- late filings ---


@dataclass(frozen=True)
class Late:
    """One filing that is owed: of which kind, since when."""

    project: Project
    kind: str
    due: datetime.date

    @property
    def label(self) -> str:
        return str(FilingReminder.Kind(self.kind).label)

    @property
    def days(self) -> int:
        return (timezone.localdate() - self.due).days

    @property
    def reminded_on(self) -> datetime.date | None:
        return next((one.on for one in self.project.filing_reminders.all() if one.kind == self.kind), None)


def late_filings(post: Post | None = None) -> list[Late]:
    """Accepted and not filed in time; national or provincial money and not filed at once. The longest overdue first.

    Without a post: all, for the clock; classified projects are followed on paper (article 24).
    """
    projects = Project.objects.filter(is_classified=False) if post is None else listable(post)
    projects = projects.filter(is_classified=False).select_related("unit").prefetch_related("filing_reminders")
    days = int(parameter("clock.filing"))
    after = projects.filter(stage=Stage.ACCEPTED).exclude(
        pk__in=Filing.objects.filter(kind="after", state="submitted").values("project_id")
    )
    early = projects.filter(Exists(_upper_money()), admitted_at__isnull=False).exclude(
        Q(stage__in=(*ENDED, Stage.FILED, Stage.ACCEPTED)) | Q(builder=Builder.COUNTY)
    )
    early = early.exclude(pk__in=Filing.objects.filter(kind="early").exclude(state="draft").values("project_id"))
    found = [_late(project, "after", project.accepted_at, days) for project in after]
    found += [_late(project, "early", project.admitted_at, days) for project in early]
    return sorted((one for one in found if one.days > 0), key=lambda one: (-one.days, one.project.name))


def _upper_money():
    return SourceLine.objects.filter(application__project=OuterRef("pk"), kind__in=UPPER_SOURCES)


def _late(project: Project, kind: str, since: datetime.datetime | None, days: int) -> Late:
    # Whoever was selected has the moment.
    assert since is not None
    return Late(project, kind, add_working_days(timezone.localdate(since), days))
