import uuid

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("code", "软件源代码"),
                            ("copyright", "软件著作权"),
                            ("patent", "专利"),
                            ("dataset", "数据集"),
                            ("document", "技术文档、标准"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="登记号、证书号")),
                (
                    "owner",
                    models.CharField(
                        choices=[("unit", "项目建设单位"), ("contractor", "承建单位"), ("shared", "共有")],
                        default="unit",
                        max_length=12,
                        verbose_name="归属",
                    ),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="归属依据（合同条款）")),
                ("licence", models.CharField(blank=True, max_length=200, verbose_name="复用许可与条件")),
                ("summary", models.TextField(verbose_name="功能和适用范围")),
                ("reusable", models.BooleanField(default=False, verbose_name="可供其他行政机关复用")),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "项目成果",
                "ordering": ("-registered_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "kind", "name"), name="result_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reusable", False), ("owner", "unit"), _connector="OR"),
                        name="article_15_only_the_units_own",
                        violation_error_message="只有归项目建设单位所有的成果可以由信息办推广使用（《办法》第十五条）。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reuse",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="进入当前状态"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="建立时间"),
                ),
                ("purpose", models.TextField(verbose_name="用途和理由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待信息办决定"),
                            ("promoted", "待所有单位支持"),
                            ("supported", "已提供支持"),
                            ("in_use", "使用中"),
                            ("declined", "不予推广"),
                        ],
                        default="proposed",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("supported", models.TextField(blank=True, verbose_name="支持情况")),
                ("used_since", models.DateField(null=True, verbose_name="启用日期")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="使用单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="results.result",
                        verbose_name="成果",
                    ),
                ),
            ],
            options={
                "verbose_name": "成果推广",
                "ordering": ("-created_at",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "declined"), _negated=True),
                        fields=("result", "body"),
                        name="reuse_once_a_body",
                        violation_error_message="该单位的推广已经提出过。",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="进入当前状态"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="建立时间"),
                ),
                ("purpose", models.TextField(verbose_name="用途和理由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "待所有单位表示"),
                            ("agreed", "待信息办许可"),
                            ("permitted", "许可转让"),
                            ("refused", "不予许可"),
                            ("transferred", "已转让"),
                        ],
                        default="asked",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("receiver", models.CharField(max_length=120, verbose_name="受让单位或个人")),
                ("scope", models.CharField(blank=True, max_length=300, verbose_name="许可范围")),
                ("valid_until", models.DateField(null=True, verbose_name="许可期限至")),
                ("transferred_on", models.DateField(null=True, verbose_name="转让日期")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="使用单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="results.result",
                        verbose_name="成果",
                    ),
                ),
            ],
            options={
                "verbose_name": "成果转让许可",
                "ordering": ("-created_at",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("permitted", "transferred")), _negated=True),
                            models.Q(models.Q(("scope", ""), _negated=True), ("valid_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="article_15_permit_has_scope_and_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "transferred"),
                                ("transferred_on__isnull", False),
                                ("transferred_on__lte", models.F("valid_until")),
                            ),
                            models.Q(
                                models.Q(("state", "transferred"), _negated=True), ("transferred_on__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="article_15_transferred_within_permit",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="UseRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="日期")),
                ("text", models.TextField(verbose_name="使用情况和成效")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "reuse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="results.reuse"
                    ),
                ),
            ],
            options={
                "verbose_name": "成果使用情况",
                "ordering": ("-on", "-pk"),
            },
        ),
    ]
