"""What is there and how it runs (article 7): assets, norms, contracts, duty, incidents, changes."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from infrastructure.choices import AssetKind, Cloud, Severity
from infrastructure.models.registry import SEES_PLATFORMS, Platform
from infrastructure.states.running import (
    INCIDENT,
    SERVICE_CHANGE,
    IncidentState,
    WorkState,
)
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet


class KnownQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Shared infrastructure is known to all who could use it."""
        return self if post is not None and post.role in SEES_PLATFORMS else self.none()


class Asset(models.Model):
    """One thing of the registry of shared infrastructure."""

    kind = models.CharField("类别", max_length=20, choices=AssetKind.choices)
    name = models.CharField("名称", max_length=120)
    cloud = models.CharField("所在云平台", max_length=20, choices=Cloud.choices, blank=True)
    owner = models.CharField("所有单位", max_length=120)
    operator = models.CharField("运维单位", max_length=120, blank=True)
    site = models.CharField("位置", max_length=120, blank=True)
    contract = models.CharField("合同", max_length=120, blank=True)
    warranty_until = models.DateField("质保止", null=True, blank=True)
    specification = models.CharField("规格", max_length=300, blank=True)
    count = models.PositiveIntegerField("数量", default=1)

    objects = KnownQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name")
        verbose_name = "基础设施"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"], name="asset_once", violation_error_message="同类别已有同名设施。"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("infrastructure:asset_edit", args=[self.pk])


class Norm(models.Model):
    """A norm of service or use; what counts on a day is its newest version in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("规范名称", max_length=120, unique=True)
    cloud = models.CharField("适用云平台", max_length=20, choices=Cloud.choices, blank=True)

    objects = KnownQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        verbose_name = "使用规范"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("infrastructure:norm", args=[self.pk])

    @property
    def thread_id(self) -> uuid.UUID:
        return self.pk

    def in_force(self, day: datetime.date | None = None) -> "NormVersion | None":
        day = day or timezone.localdate()
        return max((v for v in self.versions.all() if v.valid_from <= day), key=lambda v: v.valid_from, default=None)


class NormVersion(models.Model):
    norm = models.ForeignKey(Norm, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版次")
    text = models.TextField("内容", max_length=20_000)
    valid_from = models.DateField("生效日")
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["norm", "number"], name="norm_version_once"),
            models.UniqueConstraint(fields=["norm", "valid_from"], name="norm_version_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class ServiceContract(models.Model):
    """Operation and maintenance that is bought (article 23)."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="contracts", verbose_name="平台")
    number = models.CharField("合同编号", max_length=60, unique=True)
    provider = models.CharField("服务单位", max_length=120)
    content = models.CharField("服务内容", max_length=300)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    promised = models.DecimalField("承诺可用率（%）", max_digits=5, decimal_places=2, default=99)

    objects = KnownQuerySet.as_manager()

    class Meta:
        ordering = ("ends_on",)
        verbose_name = "运维合同"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="service_contract_ends_after_it_begins",
                violation_error_message="止不得早于起。",
            ),
            models.CheckConstraint(condition=Q(promised__gte=0, promised__lte=100), name="promised_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return self.number


class DutyShift(models.Model):
    """Who is on duty on a day, and by which telephone."""

    day = models.DateField("日期")
    person = models.CharField("值班人员", max_length=40)
    phone = models.CharField("电话", max_length=40)
    note = models.CharField("交接事项", max_length=300, blank=True)

    objects = KnownQuerySet.as_manager()

    class Meta:
        ordering = ("day", "pk")
        verbose_name = "值班"
        constraints = [models.UniqueConstraint(fields=["day", "person"], name="duty_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.person}"


class OperationQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        return self if post is not None and post.role in SEES_PLATFORMS else self.none()


class Incident(WorkflowModel):
    """A shared platform failed; how long it stood still goes into its availability."""

    state = StateField("状态", default=IncidentState.OPEN, choices=IncidentState.choices, protected=True)
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="incidents", verbose_name="平台")
    severity = models.CharField("严重程度", max_length=10, choices=Severity.choices)
    happened_at = models.DateTimeField("发生时间")
    what = models.TextField("现象和影响", max_length=1000)
    restored_at = models.DateTimeField("恢复时间", null=True, editable=False)
    cause = models.TextField("原因", blank=True, editable=False)
    measures = models.TextField("改进措施", blank=True, editable=False)

    objects = OperationQuerySet.as_manager()

    inbox_related = ("platform",)

    class Meta:
        ordering = ("-happened_at",)
        verbose_name = "运行事件"
        constraints = [
            models.CheckConstraint(
                condition=Q(restored_at__isnull=True) | Q(restored_at__gte=F("happened_at")),
                name="restored_after_it_happened",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(restored_at__isnull=False), name="restored_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.what[:20]}"

    @property
    def title(self) -> str:
        return str(self)

    @INCIDENT.step("restore")
    def restore(self, *, post, data):
        self.restored_at = data.get("restored_at") or timezone.now()

    @INCIDENT.step("close")
    def close(self, *, post, data):
        self.cause, self.measures = data.get("cause", ""), data.get("measures", "")


class ServiceChange(WorkflowModel):
    """Planned work on a shared platform, with the window that its users are told."""

    state = StateField("状态", default=WorkState.PROPOSED, choices=WorkState.choices, protected=True)
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="changes", verbose_name="平台")
    what = models.TextField("变更内容", max_length=1000)
    window_from = models.DateTimeField("时段起")
    window_to = models.DateTimeField("时段止")
    fallback = models.TextField("回退方案", max_length=1000)
    down_minutes = models.PositiveIntegerField("实际停用（分钟）", default=0, editable=False)

    objects = OperationQuerySet.as_manager()

    inbox_related = ("platform", "created_by")

    class Meta:
        ordering = ("-window_from",)
        verbose_name = "运行变更"
        constraints = [
            models.CheckConstraint(
                condition=Q(window_to__gt=F("window_from")),
                name="window_ends_after_it_begins",
                violation_error_message="时段止须晚于起。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.what[:20]}"

    @property
    def title(self) -> str:
        return str(self)

    @SERVICE_CHANGE.step("approve")
    def approve(self, *, post, data):
        pass

    @SERVICE_CHANGE.step("refuse")
    def refuse(self, *, post, data):
        pass

    @SERVICE_CHANGE.step("finish")
    def finish(self, *, post, data):
        self.down_minutes = data.get("minutes") or 0

    @SERVICE_CHANGE.step("roll_back")
    def roll_back(self, *, post, data):
        self.down_minutes = data.get("minutes") or 0
