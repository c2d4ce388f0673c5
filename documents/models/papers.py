"""Official papers: what was issued, how it stands, who received it."""

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from accounts.models import Organisation, Post
from documents.registry import SPECS
from documents.sniffing import PDF
from workflow.fields import StateField
from workflow.models import ThreadedQuerySet


def lease() -> timedelta:
    """How long a worker may hold a paper before another takes it over; longer than the task's own time limit."""
    return timedelta(seconds=getattr(settings, "DOCUMENT_LEASE_SECONDS", 120))


def new_code() -> str:
    """128 random bits: nobody comes to another paper by counting."""
    return secrets.token_urlsafe(16)


class Document(FSMModelMixin, models.Model):
    """A paper, from the act that issues it. Number and context never change; the file is made by a worker."""

    class Standing(models.TextChoices):
        VALID = "valid", "有效"
        VOID = "void", "已作废"
        REPLACED = "replaced", "已被替代"

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
    # What the QR code on the sheet leads to. Empty: not open to the public (classified, article 24).
    code = models.CharField("核验码", max_length=32, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True)
    voided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="作废人")
    void_reason = models.CharField("作废原因", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="替代的文书"
    )

    state = StateField("状态", default=State.PENDING, choices=State.choices, protected=True)
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
    signed_by = models.CharField("电子签名", max_length=200, blank=True)
    text = models.TextField("正文", blank=True)
    # The copy with 作废 across each page; the file itself stays as it was.
    stamped = models.FileField(max_length=120, blank=True)
    stamp_attempts = models.PositiveSmallIntegerField(default=0)
    stamp_error = models.TextField(blank=True)

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
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="document_code_once"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="document_void_has_reason",
                violation_error_message="作废文书必须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def successor(self) -> "Document | None":
        """The paper that took its place, if one did."""
        return getattr(self, "replaced_by", None)

    @property
    def standing(self) -> str:
        """有效, 已作废 or 已被替代: what the public page says."""
        if self.voided_at is None:
            return self.Standing.VALID
        return self.Standing.REPLACED if self.successor else self.Standing.VOID

    @property
    def standing_label(self) -> str:
        return self.Standing(self.standing).label

    def get_absolute_url(self) -> str:
        return reverse("documents:document", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return SPECS[self.kind].label if self.kind in SPECS else self.kind

    @property
    def file_name(self) -> str:
        return f"{self.number} {self.title}.pdf"

    # --- read page by page, as an attachment is (documents.reading) ---

    content_type = PDF.content_type

    @property
    def name(self) -> str:
        return self.title

    @property
    def slot_label(self) -> str:
        return f"{self.kind_label} {self.number}"

    @property
    def shown(self) -> models.fields.files.FieldFile:
        """What is looked at: a void paper with 作废 across it."""
        return self.stamped or self.file

    @property
    def wants_stamp(self) -> bool:
        """Void, and nothing yet to look at that says so."""
        return self.voided_at is not None and not self.stamped

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
    def finish(self, *, file: str, sha256: str, size: int, pages: int, signed_by: str = "", text: str = ""):
        self.file = file
        self.signed_by, self.text = signed_by, text
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


class Delivery(models.Model):
    """A finished paper that was delivered to a body: who opened it first, who signed for it 签收."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="deliveries", verbose_name="文书")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="收文单位")
    is_copy = models.BooleanField("抄送", default=False)
    delivered_at = models.DateTimeField("送达时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True)
    read_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="阅读人")
    signed_at = models.DateTimeField("签收时间", null=True)
    signed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="签收人")

    class Meta:
        ordering = ("is_copy", "pk")
        verbose_name = "送达"
        constraints = [
            models.UniqueConstraint(fields=["document", "organisation"], name="delivered_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False, read_at__isnull=False),
                name="signed_for_has_signer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} → {self.organisation}"

    @property
    def thread_id(self):
        return self.document.thread_id
