"""Shared platforms (articles 7, 17) and the systems that run (articles 8, 20)."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects.choices import Platform as Kind

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

    objects = PlatformQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name")
        verbose_name = "共享平台"

    def __str__(self) -> str:
        return self.name


class RunningSystemQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """A unit sees its own systems, the office all."""
        if post is None:
            return self.none()
        if post.role in SEES_SYSTEMS:
            return self
        return self.filter(unit_id=post.organisation_id) if post.role in UNIT_ROLES else self.none()


class RunningSystem(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="running_systems", verbose_name="单位")
    name = models.CharField("系统名称", max_length=120)
    purpose = models.TextField("用途", blank=True)
    host = models.CharField("部署位置", max_length=120, blank=True)
    shares = models.BooleanField("已实现信息共享", default=False)
    in_use_since = models.DateField("投入使用日期", default=timezone.localdate)

    objects = RunningSystemQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = "在用系统"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="system_once_a_unit")]

    def __str__(self) -> str:
        return self.name
