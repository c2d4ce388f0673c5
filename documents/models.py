"""Official papers, the ledger of their numbers, and the files that people hand in."""

import uuid
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Post
from documents.registry import SERIES, SPECS
from documents.sheets.models import SheetImport
from workflow.models import ThreadedQuerySet

__all__ = ["Attachment", "Document", "NumberEntry", "NumberSeries", "SheetImport", "lease"]


def lease() -> timedelta:
    """How long a worker may hold a paper before another takes it over; longer than the task's own time limit."""
    return timedelta(seconds=getattr(settings, "DOCUMENT_LEASE_SECONDS", 120))


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


class Document(FSMModelMixin, models.Model):
    """A paper, from the act that issues it. Number and context never change; the file is made by a worker."""

    class State(models.TextChoices):
        PENDING = "pending", "等待生成"
        RENDERING = "rendering", "正在生成"
        READY = "ready", "已生成"
        FAILED = "failed", "未能生成"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("文种", max_length=30)
    title = models.CharField("标题", max_length=300)
    number = models.CharField("文号", max_length=60, unique=True)
    thread_id = models.UUIDField(db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    context = models.JSONField("内容")
    version = models.PositiveSmallIntegerField("版式版本", default=1)
    issued_at = models.DateTimeField("出具时间", default=timezone.now)
    issued_on = models.DateField("成文日期")
    issued_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="出具人")

    state = FSMField("状态", default=State.PENDING, choices=State.choices, protected=True)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField("原因", blank=True)
    file = models.FileField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveSmallIntegerField("页数", default=0)
    rendered_at = models.DateTimeField(null=True)

    objects = ThreadedQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-number")
        verbose_name = "文书"
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="document_subject"),
            models.Index(
                fields=["queued_at"], condition=Q(state__in=["pending", "rendering"]), name="document_undone"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (~Q(sha256="") & ~Q(file="") & Q(rendered_at__isnull=False, pages__gt=0)),
                name="document_ready_has_file",
            ),
            models.CheckConstraint(
                condition=Q(state="ready") | Q(sha256="", file="", rendered_at__isnull=True),
                name="document_file_only_when_ready",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="document_failed_has_error"),
            models.CheckConstraint(
                condition=Q(state="rendering", lease__isnull=False, started_at__isnull=False)
                | (~Q(state="rendering") & Q(lease__isnull=True)),
                name="document_rendering_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("documents:document", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return SPECS[self.kind].label if self.kind in SPECS else self.kind

    @property
    def file_name(self) -> str:
        return f"{self.number} {self.title}.pdf"

    @property
    def is_underway(self) -> bool:
        return self.state in (self.State.PENDING, self.State.RENDERING)

    def has_lapsed(self) -> bool:
        """A worker took it and was not heard of again."""
        return self.started_at is not None and self.started_at < timezone.now() - lease()

    def is_free(self) -> bool:
        return self.state == self.State.PENDING or (self.state == self.State.RENDERING and self.has_lapsed())

    # --- the small machine of the file; nothing here is a legal act ---

    @transition(field=state, source=[State.PENDING, State.RENDERING], target=State.RENDERING)
    def claim(self):
        self.lease = uuid.uuid4()
        self.started_at = timezone.now()
        self.attempts += 1
        self.error = ""

    @transition(field=state, source=State.RENDERING, target=State.READY)
    def finish(self, *, file: str, sha256: str, size: int, pages: int):
        self.file = file
        self.sha256, self.size, self.pages = sha256, size, pages
        self.rendered_at = timezone.now()
        self.lease = None

    @transition(field=state, source=State.RENDERING, target=State.FAILED)
    def fail(self, *, error: str):
        self.error = error
        self.lease = None

    @transition(field=state, source=State.FAILED, target=State.PENDING)
    def retry(self):
        self.attempts = 0
        self.error = ""
        self.queued_at = timezone.now()


class NumberEntry(models.Model):
    """One number that was given. It stays for good; a wrong one is marked void with its reason."""

    series = models.CharField("字号", max_length=30)
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("序号")
    text = models.CharField("文号", max_length=60, unique=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="entry", verbose_name="文书")
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
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def thread_id(self):
        return self.document.thread_id if self.document else None


class AttachmentQuerySet(ThreadedQuerySet):
    def current(self):
        """Not removed."""
        return self.filter(removed_at__isnull=True)

    def current_for(self, obj):
        """What lies with one record now."""
        return self.about(obj).current()


class Attachment(models.Model):
    """A file that a person handed in. Stored under a random name; known by the name that it came with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread_id = models.UUIDField(db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    slot = models.CharField("材料", max_length=40)
    name = models.CharField("文件名", max_length=200)
    file = models.FileField(max_length=120)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField("类型", max_length=100)
    uploaded_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    removed_at = models.DateTimeField("移除时间", null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("uploaded_at", "pk")
        verbose_name = "附件"
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="attachment_subject")]
        constraints = [
            # A double click, or the same file sent again: one row.
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "slot", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="attachment_once_in_a_slot",
            ),
            models.CheckConstraint(condition=Q(size__gt=0) & ~Q(sha256=""), name="attachment_is_whole"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:attachment", args=[self.pk])

    @property
    def slot_label(self) -> str:
        """The name of the paper that the record asks for under this code."""
        papers = getattr(apps.get_model(self.subject_type), "PAPERS", ())
        return next((paper.label for paper in papers if paper.slot == self.slot), "附件")
