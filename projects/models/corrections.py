"""一次性告知: everything that is missing, at once, item by item; ticked off by the unit (article 9, 10).

Generic: any object of a project's sub-process that answers `correction_choices()` can be returned with items.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from documents.models import Document
from projects.models.project import Project
from projects.models.visibility import OfThreadQuerySet
from workflow.machines import REGISTRY

NOTICE, FIELD, PAPER, OTHER = "notice", "field", "paper", "other"


class CorrectionNoticeQuerySet(OfThreadQuerySet):
    def about(self, obj):
        return self.filter(subject_type=obj._meta.label_lower, subject_id=obj.pk)

    def open_(self):
        """The unit still has to bring what is missing."""
        return self.filter(answered_at__isnull=True, lapsed_at__isnull=True)


class CorrectionNotice(models.Model):
    """One return for papers: what it was about, until when, and whether it was answered."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="correction_notices")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField(db_index=True)
    matter = models.CharField("事项", max_length=60)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("补正期限")
    issued_at = models.DateTimeField("告知时间", default=timezone.now)
    issued_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("重新提交时间", null=True)
    # Once the day is over the unit is reminded, and later the case is closed by the clock (退件).
    reminded = models.PositiveSmallIntegerField("催告次数", default=0)
    lapsed_at = models.DateTimeField("退件时间", null=True)

    objects = CorrectionNoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-pk")
        verbose_name = "一次性告知"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_correction_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"一次性告知：{self.project.name}"

    @property
    def thread_id(self):
        return self.project_id

    @property
    def subject(self):
        """What was returned, by its machine's key."""
        return REGISTRY[self.subject_type].model._base_manager.get(pk=self.subject_id)


class CorrectionItem(models.Model):
    """One thing that is missing: where, why, by which article; and what the unit says it did."""

    class Kind(models.TextChoices):
        FIELD = "field", "申报内容"
        PAPER = "paper", "材料"
        OTHER = "other", "其他"

    notice = models.ForeignKey(CorrectionNotice, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.OTHER)
    code = models.CharField("字段或材料", max_length=40, blank=True)
    label = models.CharField("补正事项", max_length=120)
    reason = models.CharField("理由", max_length=500)
    article = models.CharField("依据条款", max_length=8)
    answer = models.CharField("补正说明", max_length=300, blank=True)
    ticked_at = models.DateTimeField("补正时间", null=True)
    ticked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(label=""),
                name="correction_item_has_reason",
                violation_error_message="每一项补正内容都要写明事项和理由。",
            )
        ]

    def __str__(self) -> str:
        return self.label


def open_notice(obj) -> CorrectionNotice | None:
    """The return that the unit has not answered yet."""
    return CorrectionNotice.objects.about(obj).open_().first()
