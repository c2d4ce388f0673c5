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
            name="Entry",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="similarity_entry",
                        serialize=False,
                        to="projects.project",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="申报表版本")),
                ("item", models.JSONField(verbose_name="比对内容")),
                ("vectors", models.BinaryField(null=True)),
                ("touched_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("compared_at", models.DateTimeField(null=True, verbose_name="比对时间")),
            ],
        ),
        migrations.CreateModel(
            name="Likeness",
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
                ("score", models.FloatField(verbose_name="相似度")),
                ("evidence", models.JSONField(default=dict, verbose_name="依据")),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发现时间")),
                ("why", models.TextField(blank=True, verbose_name="判定理由")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="判定时间")),
                ("overturn_reason", models.TextField(blank=True, verbose_name="准予继续的理由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待判定"),
                            ("same", "重复"),
                            ("related", "相关"),
                            ("different", "不同"),
                            ("allowed", "准予继续"),
                            ("lapsed", "不再相似"),
                        ],
                        default="open",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("predicted", models.CharField(max_length=10, verbose_name="系统判断")),
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
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_likenesses",
                        to="projects.project",
                        verbose_name="先报的项目",
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later_likenesses",
                        to="projects.project",
                        verbose_name="后报的项目",
                    ),
                ),
                (
                    "overturned_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "相似项目",
                "ordering": ("-score", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("earlier", "later"), name="likeness_asked_once"),
                    models.CheckConstraint(
                        condition=models.Q(("earlier", models.F("later")), _negated=True), name="likeness_of_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "lapsed"]),
                            models.Q(models.Q(("why", ""), _negated=True), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="likeness_decided_with_reason",
                        violation_error_message="判定必须写明理由。",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="SplitGroup",
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
                ("score", models.FloatField(verbose_name="相似度")),
                ("evidence", models.JSONField(default=dict, verbose_name="依据")),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发现时间")),
                ("why", models.TextField(blank=True, verbose_name="判定理由")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="判定时间")),
                ("overturn_reason", models.TextField(blank=True, verbose_name="准予继续的理由")),
                ("key", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待判定"),
                            ("split", "化整为零"),
                            ("independent", "各自独立"),
                            ("merged", "已合并"),
                            ("allowed", "准予继续"),
                            ("lapsed", "并入新的一组"),
                        ],
                        default="open",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="合计（元）")),
                ("limit", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="所跨限额（元）")),
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
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_groups",
                        to="projects.project",
                        verbose_name="合并后保留的项目",
                    ),
                ),
                (
                    "overturned_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "confirmed",
                    models.ManyToManyField(
                        related_name="confirmed_splits", to="projects.project", verbose_name="认定属同一采购的部分"
                    ),
                ),
                (
                    "parts",
                    models.ManyToManyField(related_name="split_groups", to="projects.project", verbose_name="各部分"),
                ),
            ],
            options={
                "verbose_name": "疑似化整为零",
                "ordering": ("-found_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("total__gt", models.F("limit"))), name="split_sum_exceeds_limit"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "lapsed"]),
                            models.Q(models.Q(("why", ""), _negated=True), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="split_decided_with_reason",
                        violation_error_message="认定必须写明理由。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "merged"), _negated=True),
                            ("merged_into__isnull", False),
                            _connector="OR",
                        ),
                        name="split_merged_into_one",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
