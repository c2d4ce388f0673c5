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
            name="Matter",
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
                ("name", models.CharField(max_length=120, verbose_name="事项")),
                ("text", models.TextField(verbose_name="要求")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "办理中"), ("closed", "已办结"), ("withdrawn", "已撤销")],
                        default="open",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("conclusion", models.TextField(blank=True, verbose_name="办结意见")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matters",
                        to="projects.project",
                        verbose_name="涉及的项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "协调事项",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("created_by", "name", "due_on"),
                        name="matter_given_once",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Assignment",
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
                            ("waiting", "待答复"),
                            ("answered", "已答复"),
                            ("accepted", "已采纳"),
                            ("dropped", "随事项结束"),
                        ],
                        default="waiting",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("answer_text", models.TextField(blank=True, verbose_name="答复")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("urged_at", models.DateTimeField(null=True, verbose_name="督办时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="accounts.organisation",
                        verbose_name="承办单位",
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
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="oversight.matter"
                    ),
                ),
            ],
            options={
                "verbose_name": "交办",
                "ordering": ("created_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("matter", "body"), name="body_asked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["answered", "accepted"]), _negated=True),
                            models.Q(("answer_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="answered_in_words",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Breach",
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
                        choices=[("open", "待整改"), ("remedied", "待核查"), ("closed", "已了结")],
                        default="open",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_pre_approval", "未取得预审批复即审批、招标或采购"),
                            ("no_plan", "方案未经评审即实施"),
                            ("built_first", "未经审批先行建设"),
                            ("emergency", "应急抢险先建后报"),
                            ("no_tender_filing", "未办理招标备案"),
                            ("no_acceptance", "未经验收投入使用"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="违规事项",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("facts", models.TextField(verbose_name="事实")),
                ("body", models.CharField(blank=True, max_length=120, verbose_name="办理的部门或单位")),
                ("paper_number", models.CharField(blank=True, max_length=60, verbose_name="当时的文号")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="涉及金额（元）"),
                ),
                ("instructed_by", models.CharField(blank=True, max_length=60, verbose_name="批示领导")),
                ("instructed_on", models.DateField(null=True, verbose_name="批示日期")),
                ("remedy", models.TextField(verbose_name="应当补办或整改的事项")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("remedy_done", models.TextField(blank=True, verbose_name="整改情况")),
                ("conclusion", models.TextField(blank=True, verbose_name="核查结论")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="了结时间")),
                ("urged_at", models.DateTimeField(null=True, verbose_name="督办时间")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="breaches", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "违规",
                "ordering": ("due_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(models.Q(("conclusion", ""), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="breach_closed_with_conclusion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("instructed_by", ""), ("instructed_on__isnull", False), _connector="OR"),
                        name="instruction_has_date",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
