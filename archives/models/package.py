"""One archive package 归档包 of one project (article 13). A worker makes the file; the manifest names it."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from projects.models import Project, visible_projects

LEASE = datetime.timedelta(minutes=30)


class ArchiveQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post, "project__"))

    def under_way(self):
        return self.filter(state__in=("pending", "packing"))


class ArchivePackage(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", "等待打包"
        PACKING = "packing", "正在打包"
        READY = "ready", "已打包"
        FAILED = "failed", "未能打包"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="archive_packages")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PENDING)
    requested_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("提出时间", default=timezone.now)
    started_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField("已打包文件", default=0)
    total = models.PositiveIntegerField("文件总数", default=0)
    file = models.FileField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField("大小", default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    signed_by = models.CharField("签名", max_length=120, blank=True)
    ready_at = models.DateTimeField("完成时间", null=True)
    error = models.TextField("原因", blank=True)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at",)
        verbose_name = "归档包"
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=["pending", "packing"]), name="one_archive_under_way"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & ~Q(sha256="") & Q(ready_at__isnull=False)),
                name="archive_ready_has_file",
            ),
        ]

    def __str__(self) -> str:
        return f"归档包：{self.project.name}"

    @property
    def thread_id(self):
        return self.project_id

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def file_name(self) -> str:
        return f"{self.project.number}归档包{self.requested_at:%Y%m%d}.zip"

    def get_absolute_url(self) -> str:
        return reverse("archives:package", args=[self.pk])
