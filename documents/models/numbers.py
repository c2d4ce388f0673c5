"""The ledger of numbers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from documents.registry import SERIES


class NumberSeries(models.Model):
    """The counter of one series in one year. Its row is the lock that makes the numbers gapless."""

    series = models.CharField("字号", max_length=30)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        ordering = ("-year", "series")
        verbose_name = "文号簿"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="number_series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.label} {self.year} 年"

    @property
    def label(self) -> str:
        return SERIES[self.series].label if self.series in SERIES else self.series


class NumberEntry(models.Model):
    """One number that was given. It stays for good; a wrong one is marked void with its reason."""

    class Origin(models.TextChoices):
        ISSUED = "issued", "系统出具"
        RESERVED = "reserved", "预留"
        MANUAL = "manual", "外来登记"

    series = models.CharField("字号", max_length=30)
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("序号")
    text = models.CharField("文号", max_length=60, unique=True)
    document = models.OneToOneField(
        "documents.Document", models.PROTECT, null=True, related_name="entry", verbose_name="文书"
    )
    origin = models.CharField("来源", max_length=10, choices=Origin.choices, default=Origin.ISSUED)
    holder = models.CharField("用途", max_length=200, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="取号人")
    void = models.BooleanField("作废", default=False)
    reason = models.CharField("作废原因", max_length=300, blank=True)
    at = models.DateTimeField("取号时间", default=timezone.now)

    class Meta:
        ordering = ("-year", "series", "number")
        verbose_name = "文号"
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="number_begins_at_one"),
            models.CheckConstraint(
                condition=Q(void=False) | ~Q(reason=""),
                name="void_number_has_reason",
                violation_error_message="作废文号必须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(origin="issued") | ~Q(holder=""),
                name="number_without_paper_says_for_what",
                violation_error_message="预留和登记文号必须写明用途。",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def thread_id(self):
        return self.document.thread_id if self.document else None
