"""What lies on the desk round a paper: its draft, the scan of its sealed print, a bundle of many."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from documents.models.papers import Document
from documents.registry import SPECS
from workflow.models import ThreadedQuerySet


class Draft(models.Model):
    """The free passages of a paper that is not issued yet (or is to be issued again), with their preview."""

    class State(models.TextChoices):
        PENDING = "pending", "正在排版"
        READY = "ready", "已排版"
        FAILED = "failed", "未能排版"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("文种", max_length=30)
    thread_id = models.UUIDField(db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    context = models.JSONField("内容")
    passages = models.JSONField("自拟段落", default=dict)
    version = models.PositiveIntegerField("版本", default=1)
    replaces = models.ForeignKey(Document, models.PROTECT, null=True, related_name="drafts", verbose_name="更正的文书")
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="draft", verbose_name="文书")
    updated_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="拟稿人")
    updated_at = models.DateTimeField("拟稿时间", default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    error = models.TextField(blank=True)
    preview = models.FileField(max_length=120, blank=True)
    previewed = models.PositiveIntegerField("已排版版本", default=0)

    objects = ThreadedQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at",)
        verbose_name = "拟稿"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(document__isnull=True),
                name="one_open_draft",
                violation_error_message="这份文书刚由他人开始拟稿，请重新打开拟稿。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.spec.label}（拟稿）"

    def get_absolute_url(self) -> str:
        return reverse("documents:draft", args=[self.pk])

    @property
    def spec(self):
        return SPECS[self.kind]

    @property
    def is_open(self) -> bool:
        return self.document_id is None

    @property
    def whole(self) -> dict:
        return {**self.context, **self.passages}


class Scan(models.Model):
    """The print that was signed and sealed by hand, scanned; its QR code named exactly this paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="scans", verbose_name="文书")
    file = models.FileField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        ordering = ("uploaded_at",)
        verbose_name = "盖章扫描件"
        constraints = [models.UniqueConstraint(fields=["document", "sha256"], name="scan_once")]

    def __str__(self) -> str:
        return f"{self.document.number} 盖章扫描件"

    @property
    def thread_id(self):
        return self.document.thread_id


class BatchQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """A bundle holds what its maker may see, so it is the maker's alone."""
        return self.filter(created_by=post) if post else self.none()


class Batch(models.Model):
    """Many papers handed out at once: all certificates of a year, merged into one file or zipped."""

    class State(models.TextChoices):
        RUNNING = "running", "正在汇集"
        READY = "ready", "可以下载"
        FAILED = "failed", "未能完成"
        CANCELLED = "cancelled", "已取消"

    class Form(models.TextChoices):
        ZIP = "zip", "压缩包（每份一个文件）"
        MERGED = "merged", "合并为一个文件"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("文种", max_length=30)
    year = models.PositiveSmallIntegerField("年度")
    form = models.CharField("形式", max_length=10, choices=Form.choices, default=Form.ZIP)
    documents = models.ManyToManyField(Document, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RUNNING)
    total = models.PositiveIntegerField("份数")
    packed = models.PositiveIntegerField("已汇集", default=0)
    error = models.TextField("原因", blank=True)
    file = models.FileField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    created_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="发起人")
    created_at = models.DateTimeField("发起时间", default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "批量文书"
        constraints = [
            models.CheckConstraint(condition=Q(packed__lte=F("total")), name="batch_counts"),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(file=""), name="batch_ready_has_file"),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.kind_label}"

    def get_absolute_url(self) -> str:
        return reverse("documents:batch", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return SPECS[self.kind].label if self.kind in SPECS else self.kind
