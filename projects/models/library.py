"""The rolling library 滚动库 (article 9): what its keepers note of an entry, whence it came, what was done to many."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Post
from projects.models.project import Project
from workflow.parameters import parameter


class Priority(models.IntegerChoices):
    HIGH = 1, "高"
    MIDDLE = 2, "中"
    LOW = 3, "低"


class Maturity(models.IntegerChoices):
    IDEA = 1, "构想"
    DRAWN = 2, "方案成形"
    READY = 3, "具备实施条件"


class LibraryEntry(models.Model):
    """One project's place in the library. A project without a row has the defaults."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="library_entry")
    priority = models.PositiveSmallIntegerField("优先级", choices=Priority.choices, default=Priority.MIDDLE)
    maturity = models.PositiveSmallIntegerField("成熟度", choices=Maturity.choices, default=Maturity.DRAWN)
    confirmed_on = models.DateField("单位确认日期", default=timezone.localdate)
    # When the unit was told that its entry is stale; it leaves a fixed time after.
    told_on = models.DateField("催告日期", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(priority__in=[1, 2, 3]), name="library_priority_known"),
            models.CheckConstraint(condition=Q(maturity__in=[1, 2, 3]), name="library_maturity_known"),
        ]

    @property
    def is_over(self) -> bool:
        """Its unit was told long enough ago, and has not confirmed since (that takes the day away)."""
        days = datetime.timedelta(days=int(parameter("library.leave_days")))
        return self.told_on is not None and self.told_on + days <= timezone.localdate()

    def __str__(self) -> str:
        return f"{self.get_priority_display()}，{self.get_maturity_display()}"


class Lineage(models.Model):
    """A project that went on in another: merged into it, or split into it. Kept for good."""

    class Kind(models.TextChoices):
        MERGED = "merged", "并入"
        SPLIT = "split", "拆分"

    parent = models.ForeignKey(Project, models.PROTECT, related_name="became")
    child = models.ForeignKey(Project, models.PROTECT, related_name="came_from")
    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["parent", "child"], name="lineage_once"),
            models.CheckConstraint(condition=~Q(parent=F("child")), name="lineage_is_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.parent} {self.get_kind_display()} {self.child}"


class BulkAct(models.Model):
    """One act on many entries, with what stood before, so that it can be taken back once."""

    label = models.CharField("事项", max_length=80)
    field = models.CharField(max_length=20)
    # [{"project": uuid, "before": …, "after": …}]
    rows = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.label

    @property
    def may_be_undone(self) -> bool:
        return self.undone_at is None and self.at > timezone.now() - datetime.timedelta(days=1)
