import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("documents", "0001_initial"),
        ("experts", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Acceptance",
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
                ("attempt", models.PositiveSmallIntegerField(verbose_name="第几次验收")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "准备完工材料"),
                            ("reported", "已报完工"),
                            ("returned", "退回补正"),
                            ("convened", "专家验收"),
                            ("concluded", "待签发"),
                            ("issued", "已出具结论"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("built", models.TextField(blank=True, verbose_name="建设完成情况")),
                ("selfcheck", models.TextField(blank=True, verbose_name="按五部分自查情况")),
                ("indicators", models.TextField(blank=True, verbose_name="指标完成情况（承诺值、实测值）")),
                ("completed_on", models.DateField(blank=True, null=True, verbose_name="完工日期")),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True, verbose_name="保存时间")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="专家意见齐")),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "验收通过"), ("rectify", "整改后再验收"), ("fail", "验收不通过")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="验收意见")),
                ("rectify_by", models.DateField(null=True, verbose_name="整改期限")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="签发时间")),
                ("escalated_at", models.DateTimeField(null=True, verbose_name="提请领导小组协调")),
                (
                    "concluded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
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
                    "panel",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptance",
                        to="experts.panel",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acceptances", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "验收",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued"), _negated=True),
                        fields=("project",),
                        name="one_open_acceptance",
                    ),
                    models.UniqueConstraint(fields=("project", "attempt"), name="acceptance_attempt_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["concluded", "issued"]), _negated=True),
                            models.Q(
                                models.Q(("conclusion", ""), _negated=True),
                                ("concluded_by__isnull", False),
                                ("opened_at__isnull", False),
                                ("panel__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="article_12_no_conclusion_without_opinions",
                        violation_error_message="专家意见未全部提交，不得形成验收结论（《办法》第十二条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True), ("issued_at__isnull", False), _connector="OR"
                        ),
                        name="acceptance_issued_has_date",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="IndicatorResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("promised", models.CharField(max_length=300, verbose_name="申报时承诺")),
                ("measured", models.CharField(blank=True, max_length=200, verbose_name="实测值")),
                ("measured_by", models.CharField(blank=True, max_length=120, verbose_name="测量单位")),
                ("met", models.BooleanField(null=True, verbose_name="达到")),
                (
                    "acceptance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="results", to="acceptance.acceptance"
                    ),
                ),
            ],
            options={
                "verbose_name": "指标完成情况",
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(fields=("acceptance", "position"), name="indicator_result_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("met__isnull", True),
                            models.Q(
                                models.Q(("measured", ""), _negated=True), models.Q(("measured_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="measured_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("papers", "项目资料完备性、规范性"),
                            ("contract", "履行合同和招标投标文件"),
                            ("function", "功能、性能、安全性及技术指标"),
                            ("sharing", "信息资源共享落实"),
                            ("law", "符合法律法规规定的其他要求"),
                        ],
                        max_length=10,
                        verbose_name="部分",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("met", "合格"), ("partly", "基本合格"), ("not_met", "不合格")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("finding", models.TextField(verbose_name="查验情况")),
                ("examiner", models.CharField(max_length=120, verbose_name="查验人")),
                (
                    "evidence",
                    models.CharField(blank=True, max_length=300, verbose_name="依据（材料、截图、报告页码）"),
                ),
                (
                    "acceptance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="acceptance.acceptance"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("acceptance", "part"), name="part_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding", ""), _negated=True), models.Q(("examiner", ""), _negated=True)
                        ),
                        name="part_examined_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "not_met"), models.Q(("evidence", ""), _negated=True), _connector="OR"
                        ),
                        name="part_good_by_evidence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RectificationItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("demand", models.TextField(verbose_name="整改要求")),
                ("answer", models.TextField(blank=True, verbose_name="整改情况")),
                ("verified", models.BooleanField(null=True, verbose_name="核实")),
                ("verify_note", models.CharField(blank=True, max_length=300, verbose_name="核实说明")),
                (
                    "acceptance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="acceptance.acceptance"
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Trial",
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
                        choices=[("running", "试运行中"), ("finished", "试运行结束"), ("shortened", "同意缩短")],
                        default="running",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("examined_on", models.DateField(verbose_name="初验日期")),
                ("members", models.TextField(verbose_name="初验人员")),
                ("opinion", models.TextField(verbose_name="初验意见")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("met", "合格"), ("partly", "基本合格"), ("not_met", "不合格")],
                        max_length=10,
                        verbose_name="初验结论",
                    ),
                ),
                ("problems", models.TextField(blank=True, verbose_name="遗留问题")),
                ("begun_on", models.DateField(verbose_name="试运行开始")),
                ("counts_from", models.DateField(verbose_name="计算起始日")),
                ("start_basis", models.CharField(blank=True, max_length=500, verbose_name="起始日的核对依据")),
                ("days", models.PositiveSmallIntegerField(verbose_name="试运行天数")),
                ("least_days", models.PositiveSmallIntegerField(verbose_name="缩短后不少于")),
                ("ended_on", models.DateField(null=True, verbose_name="试运行结束")),
                ("report", models.TextField(blank=True, verbose_name="试运行报告")),
                ("shorten_why", models.CharField(blank=True, max_length=500, verbose_name="申请缩短的理由")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
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
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trial", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "试运行",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("begun_on__gte", models.F("examined_on"))),
                        name="trial_begins_after_examination",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counts_from__gte", models.F("begun_on")),
                            ("days__gte", models.F("least_days")),
                            models.Q(
                                ("verdict", "met"),
                                models.Q(("verdict", "partly"), models.Q(("problems", ""), _negated=True)),
                                _connector="OR",
                            ),
                            models.Q(("members", ""), _negated=True),
                            models.Q(("opinion", ""), _negated=True),
                        ),
                        name="trial_begins_after_a_good_examination",
                        violation_error_message="初验合格方可试运行（《办法》第十二条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "running"),
                            models.Q(
                                ("ended_on__isnull", False),
                                models.Q(("report", ""), _negated=True),
                                models.Q(
                                    models.Q(
                                        (
                                            "ended_on__gte",
                                            models.ExpressionWrapper(
                                                models.expressions.CombinedExpression(
                                                    models.F("counts_from"), "+", models.F("days")
                                                ),
                                                output_field=models.DateField(),
                                            ),
                                        ),
                                        ("state", "finished"),
                                    ),
                                    models.Q(
                                        (
                                            "ended_on__gte",
                                            models.ExpressionWrapper(
                                                models.expressions.CombinedExpression(
                                                    models.F("counts_from"), "+", models.F("least_days")
                                                ),
                                                output_field=models.DateField(),
                                            ),
                                        ),
                                        ("state", "shortened"),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="article_12_trial_lasts_its_days",
                        violation_error_message="试运行未满规定天数（《办法》第十二条）。",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_on", models.DateField(verbose_name="日期")),
                ("text", models.CharField(max_length=500, verbose_name="情况")),
                ("measure", models.CharField(blank=True, max_length=500, verbose_name="处置")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="incidents", to="acceptance.trial"
                    ),
                ),
            ],
            options={
                "ordering": ("happened_on", "pk"),
            },
        ),
    ]
