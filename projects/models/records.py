"""What steps of the project leave behind: acts of the gates, tender filings, progress notes."""

from django.db import models
from django.utils import timezone

from accounts.models import Post
from documents.models import Attachment
from projects.choices import ApprovalAct, Outcome
from projects.models.project import MONEY, Project


class Approval(models.Model):
    """An act of 发改委 or 财政局, as it stands on their paper (article 10)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="approvals")
    act = models.CharField("审批事项", max_length=20, choices=ApprovalAct.choices)
    outcome = models.CharField("结论", max_length=10, choices=Outcome.choices, default=Outcome.APPROVED)
    number = models.CharField("文号", max_length=60)
    project_code = models.CharField("项目代码", max_length=40, blank=True)
    approved_on = models.DateField("批准日期")
    amount = models.DecimalField("批准金额（元）", null=True, **MONEY)
    asked_sum = models.DecimalField("送审金额（元）", null=True, **MONEY)
    note = models.TextField("说明", blank=True)
    scan = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("recorded_at",)
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="approval_number_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="refused") | models.Q(amount__isnull=False), name="approval_has_sum"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="refused") | (models.Q(amount__isnull=True) & ~models.Q(note="")),
                name="gate_refusal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.number}"


class ProgressNote(models.Model):
    """What was done in a period, how far (percent), what hinders."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="progress_notes")
    percent = models.PositiveSmallIntegerField("完成比例")
    done = models.TextField("已完成工作")
    problems = models.TextField("存在问题", blank=True)
    at = models.DateTimeField(default=timezone.now)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="progress_at_most_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.percent}%"
