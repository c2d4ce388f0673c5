"""Shared platforms (articles 7, 17) and the systems that run (articles 8, 20)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from infrastructure.choices import Cloud
from projects.choices import Platform as Kind
from projects.choices import SecurityLevel
from projects.models import Project

SEES_PLATFORMS = (*UNIT_ROLES, *OFFICE_ROLES, Role.CYBERSPACE, Role.LEADING_GROUP, Role.FINANCE, Role.DRC)
SEES_SYSTEMS = (*OFFICE_ROLES, Role.CYBERSPACE, Role.LEADING_GROUP)


class PlatformQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Shared means known to all who could use it."""
        return self if post is not None and post.role in SEES_PLATFORMS else self.none()


class Platform(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("平台名称", max_length=120, unique=True)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    operator = models.CharField("运行单位", max_length=120)
    capacity = models.TextField("资源能力", blank=True)
    norms = models.TextField("运行和服务规范", blank=True)
    # Availability counts the time between the two; None: as long as anybody remembers, and still.
    running_since = models.DateField("投入运行日期", null=True, blank=True)
    stopped_on = models.DateField("停止服务日期", null=True, blank=True)

    objects = PlatformQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name")
        verbose_name = "共享平台"
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True)
                | Q(running_since__isnull=True)
                | Q(stopped_on__gte=F("running_since")),
                name="platform_stops_after_it_began",
                violation_error_message="停止服务日期不得早于投入运行日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RunningSystemQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """A unit sees its own systems, the office all."""
        if post is None:
            return self.none()
        if post.role in SEES_SYSTEMS:
            # Article 24: a system that a classified project built is known to whoever may know the project.
            return self.filter(Q(project__isnull=True) | Q(project__in=Project.objects.visible_to(post).values("pk")))
        return self.filter(unit_id=post.organisation_id) if post.role in UNIT_ROLES else self.none()

    def running(self):
        return self.filter(retired_on__isnull=True)


class RunningSystem(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="running_systems", verbose_name="单位")
    name = models.CharField("系统名称", max_length=120)
    purpose = models.TextField("用途", blank=True)
    host = models.CharField("部署位置", max_length=120, blank=True)
    shares = models.BooleanField("已实现信息共享", default=False)
    in_use_since = models.DateField("投入使用日期", default=timezone.localdate)
    users = models.CharField("使用对象", max_length=200, blank=True)
    technology = models.CharField("技术架构和版本", max_length=200, blank=True)
    data = models.CharField("主要数据", max_length=300, blank=True)
    interfaces = models.CharField("对外接口", max_length=300, blank=True)
    cloud = models.CharField("所在云平台", max_length=20, choices=Cloud.choices, blank=True)
    level = models.CharField("等保级别", max_length=10, choices=SecurityLevel.choices, blank=True)
    level_filed_on = models.DateField("等保备案日期", null=True, blank=True)
    level_tested_on = models.DateField("最近测评日期", null=True, blank=True)
    operator = models.CharField("运维单位", max_length=120, blank=True)
    contract_until = models.DateField("运维合同止", null=True, blank=True)
    yearly_cost = models.DecimalField("年运行费用（元）", max_digits=14, decimal_places=2, default=0)
    project = models.OneToOneField(
        Project, models.PROTECT, null=True, blank=True, editable=False, related_name="running_system"
    )
    # The end of its life 下线: a fact from the room that keeps what becomes of a project.
    retired_on = models.DateField("下线日期", null=True, editable=False)
    successor = models.CharField("接替系统", max_length=120, blank=True, editable=False)
    # Article 5: identified by the competent protection body, only recorded here.
    is_critical = models.BooleanField("关键信息基础设施", default=False, editable=False)
    critical_body = models.CharField("认定部门", max_length=120, blank=True, editable=False)
    critical_number = models.CharField("认定文号", max_length=60, blank=True, editable=False)
    critical_on = models.DateField("认定日期", null=True, editable=False)

    objects = RunningSystemQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = "在用系统"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="system_once_a_unit")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("infrastructure:runningsystem", args=[self.pk])

    @property
    def thread_id(self) -> uuid.UUID:
        return self.pk

    def confirmed_in(self, year: int) -> bool:
        return any(row.year == year for row in self.confirmations.all())

    def has_allocation(self) -> bool:
        """Resources of the cloud stand allotted to this system, by its name, to its unit."""
        held = self.unit.allocations.filter(state__in=["granted", "partly"])
        return held.filter(system=self.name, environment="production").exists()


class SystemLink(models.Model):
    """`source` leans on `target`: without it, it does not work."""

    source = models.ForeignKey(RunningSystem, models.CASCADE, related_name="leans_on")
    target = models.ForeignKey(RunningSystem, models.CASCADE, related_name="carries")
    what = models.CharField("依赖内容", max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="system_link_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="no_link_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class SystemConfirmation(models.Model):
    """The unit has looked through its inventory of a year and stands by it."""

    system = models.ForeignKey(RunningSystem, models.CASCADE, related_name="confirmations")
    year = models.PositiveSmallIntegerField("年度")
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=["system", "year"], name="confirmation_once_a_year")]

    def __str__(self) -> str:
        return f"{self.system} {self.year}"
