import uuid

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.db import migrations, models

import funds.codes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("funds", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                ("edition", models.PositiveIntegerField(default=0, editable=False)),
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("content", "建设目标、内容"),
                            ("sum", "金额"),
                            ("period", "工期"),
                            ("supplier", "承建单位"),
                            ("unit", "申报单位"),
                            ("clerk", "承办人移交"),
                        ],
                        max_length=10,
                        verbose_name="变更事项",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("unit_review", "单位审核"),
                            ("receiving", "接收单位确认"),
                            ("checking", "信息办审查"),
                            ("deciding", "待批复"),
                            ("approved", "同意变更"),
                            ("refused", "不同意变更"),
                            ("closed", "随项目结束"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("why", models.TextField(max_length=2000, verbose_name="变更理由")),
                ("new_goals", models.TextField(blank=True, verbose_name="变更后的建设目标")),
                ("new_indicators", models.JSONField(null=True, verbose_name="变更后的可测指标")),
                ("new_modules", models.JSONField(null=True, verbose_name="变更后的建设内容分项")),
                ("new_content", models.TextField(blank=True, verbose_name="变更后的建设内容")),
                (
                    "new_sum",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="变更后的金额（元）"),
                ),
                ("new_end", models.DateField(null=True, verbose_name="变更后的计划完工日期")),
                ("new_supplier", models.CharField(blank=True, max_length=120, verbose_name="变更后的承建单位")),
                (
                    "new_supplier_code",
                    models.CharField(
                        blank=True,
                        max_length=18,
                        validators=[funds.codes.validate_credit_code],
                        verbose_name="统一社会信用代码",
                    ),
                ),
                ("new_contact", models.CharField(blank=True, max_length=40, verbose_name="接手的承办人")),
                ("new_phone", models.CharField(blank=True, max_length=40, verbose_name="接手人联系电话")),
                ("check_note", models.TextField(blank=True, verbose_name="审查意见")),
                ("pre_review", models.BooleanField(default=False, verbose_name="须重新预审")),
                ("decided", models.JSONField(default=list)),
                ("decided_at", models.DateTimeField(null=True, verbose_name="批复时间")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                (
                    "checked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.contract",
                        verbose_name="合同",
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
                    "new_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="变更后的申报单位",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "变更申请",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "unit_review", "receiving", "checking", "deciding"])
                        ),
                        fields=("project", "kind"),
                        name="one_open_change_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "refused"]), _negated=True),
                            models.Q(("checked_by__isnull", False), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="change_decided_after_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "unit"), ("state__in", ["checking", "deciding", "approved"]), _negated=True
                            ),
                            ("received_by__isnull", False),
                            _connector="OR",
                        ),
                        name="no_project_moves_without_its_receiver",
                        violation_error_message="接收单位没有同意，项目不得移交。",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
