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
            name="Classification",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("claimed", "待定密确认"),
                            ("referred", "已转报省级"),
                            ("confirmed", "已确认"),
                            ("rejected", "不属于国家秘密"),
                            ("declassified", "已解密"),
                            ("closed", "随项目结束"),
                        ],
                        default="claimed",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "claimed_level",
                    models.CharField(
                        choices=[("秘密", "秘密"), ("机密", "机密"), ("绝密", "绝密")],
                        max_length=10,
                        verbose_name="拟定密级",
                    ),
                ),
                ("claimed_years", models.PositiveSmallIntegerField(verbose_name="拟定保密期限（年）")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[("秘密", "秘密"), ("机密", "机密"), ("绝密", "绝密")],
                        max_length=10,
                        verbose_name="密级",
                    ),
                ),
                ("years", models.PositiveSmallIntegerField(null=True, verbose_name="保密期限（年）")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="定密文号")),
                ("decided_on", models.DateField(null=True, verbose_name="定密日期")),
                ("referral_number", models.CharField(blank=True, max_length=60, verbose_name="转报文号")),
                ("referred_on", models.DateField(null=True, verbose_name="转报日期")),
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classifications",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "定密",
                "ordering": ("-created_at",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["claimed", "referred", "confirmed"])),
                        fields=("project",),
                        name="one_classification_of_a_project",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(
                                models.Q(("level", ""), _negated=True),
                                models.Q(("number", ""), _negated=True),
                                ("decided_on__isnull", False),
                                ("years__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="confirmed_classification_is_whole",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Protection",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("plan", "待评审分级保护方案"),
                            ("assessment", "待分级保护测评"),
                            ("examination", "待审查"),
                            ("use", "待批准使用"),
                            ("approved", "已批准使用"),
                            ("closed", "随项目结束"),
                        ],
                        default="plan",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("plan_number", models.CharField(blank=True, max_length=60, verbose_name="方案评审文号")),
                ("plan_on", models.DateField(null=True, verbose_name="方案评审日期")),
                ("assessor", models.CharField(blank=True, max_length=120, verbose_name="测评机构")),
                ("assessment_number", models.CharField(blank=True, max_length=60, verbose_name="测评报告编号")),
                ("assessment_on", models.DateField(null=True, verbose_name="测评日期")),
                ("examination_number", models.CharField(blank=True, max_length=60, verbose_name="审查文号")),
                ("examination_on", models.DateField(null=True, verbose_name="审查日期")),
                ("use_number", models.CharField(blank=True, max_length=60, verbose_name="使用审批文号")),
                ("use_on", models.DateField(null=True, verbose_name="批准使用日期")),
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
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="protection", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "分级保护",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["examination", "use", "approved"]), _negated=True),
                            ("assessment_on__isnull", False),
                            _connector="OR",
                        ),
                        name="examined_after_assessment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["use", "approved"]), _negated=True),
                            ("examination_on__isnull", False),
                            _connector="OR",
                        ),
                        name="use_after_examination",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("use_on__isnull", False), models.Q(("use_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="approved_use_has_number",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="RegisterPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("admission", "入库意见"),
                            ("list", "年度清单"),
                            ("pre_approval", "预审批复"),
                            ("plan_opinion", "方案评审意见"),
                            ("approval", "立项审批或采购核准"),
                            ("start", "开工"),
                            ("completion", "完工报告"),
                            ("certificate", "验收证书"),
                            ("in_use", "投入使用"),
                            ("filing", "备案回执"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="文书",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("received", "收文"), ("sent", "发文")], max_length=10, verbose_name="收发"
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="文号")),
                ("day", models.DateField(verbose_name="日期")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_papers",
                        to="projects.project",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "机要文书",
                "ordering": ("day", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "kind", "number"), name="register_paper_once")
                ],
            },
        ),
    ]
