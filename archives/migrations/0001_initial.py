import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchivePackage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "等待打包"),
                            ("packing", "正在打包"),
                            ("ready", "已打包"),
                            ("failed", "未能打包"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="提出时间")),
                ("started_at", models.DateTimeField(null=True)),
                ("lease", models.UUIDField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已打包文件")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="文件总数")),
                ("file", models.FileField(blank=True, max_length=120, upload_to="")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="大小")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("manifest_sha256", models.CharField(blank=True, max_length=64)),
                ("signed_by", models.CharField(blank=True, max_length=120, verbose_name="签名")),
                ("ready_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                ("error", models.TextField(blank=True, verbose_name="原因")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_packages",
                        to="projects.project",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "归档包",
                "ordering": ("-requested_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["pending", "packing"])),
                        fields=("project",),
                        name="one_archive_under_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                                ("ready_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="archive_ready_has_file",
                    ),
                ],
            },
        ),
    ]
