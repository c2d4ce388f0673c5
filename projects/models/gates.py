"""The gates of 发改委 and 财政局: budget lines, revisions after a cut, notes of supervision (articles 5, 22)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from projects.choices import BudgetBook, SupervisionKind
from projects.models.project import MONEY, Project
from projects.models.records import Approval
from projects.models.visibility import OfThreadQuerySet


class ProcurementLine(models.Model):
    """The project's line in the 政府采购预算 or 政府购买服务预算 of a year (article 22), entered by 财政局."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="procurement_lines")
    book = models.CharField("预算", max_length=12, choices=BudgetBook.choices)
    year = models.PositiveSmallIntegerField("预算年度")
    number = models.CharField("预算项目编号", max_length=60)
    amount = models.DecimalField("金额（元）", **MONEY)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("year", "pk")
        constraints = [
            models.UniqueConstraint(fields=["project", "book", "year", "number"], name="procurement_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="procurement_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_book_display()} {self.number}"


class ContentRevision(models.Model):
    """What the unit took out of the content after a cut (财政评审审减), before and after."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="revisions")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="revisions")
    before = models.TextField("原建设内容")
    after = models.TextField("修改后建设内容")
    explanation = models.TextField("核减对应的内容")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return self.explanation[:40]


class SupervisionNoteQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.filter(closed_at__isnull=True)


class SupervisionNote(models.Model):
    """What a body found when it supervised, what it demands until when, what was answered, when it was closed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="supervision_notes")
    kind = models.CharField("监督事项", max_length=12, choices=SupervisionKind.choices)
    finding = models.TextField("监督情况")
    demand = models.TextField("要求", blank=True)
    due_on = models.DateField("整改期限", null=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField("单位答复", blank=True)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField("办结时间", null=True)

    objects = SupervisionNoteQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(condition=Q(demand="") | Q(due_on__isnull=False), name="demand_has_due_date"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="answered_supervision_has_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localdate(self.at)}"

    @property
    def is_late(self) -> bool:
        return self.closed_at is None and self.due_on is not None and self.due_on < timezone.localdate()
