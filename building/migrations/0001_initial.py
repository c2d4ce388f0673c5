import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("documents", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Chase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("kind", models.CharField(choices=[("urge", "催办"), ("name", "通报")], max_length=5)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chases", to="projects.project"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("project", "month", "kind"), name="chase_once")],
            },
        ),
        migrations.CreateModel(
            name="DispatchReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="月份")),
                ("progress", models.PositiveSmallIntegerField(verbose_name="总体进度（%）")),
                ("done", models.CharField(max_length=300, verbose_name="本月完成")),
                ("coming", models.CharField(max_length=300, verbose_name="下月计划")),
                ("problems", models.CharField(blank=True, max_length=300, verbose_name="问题和需协调事项")),
                ("money", models.CharField(max_length=200, verbose_name="资金使用")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatch_reports",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "月度调度",
                "ordering": ("-month",),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "month"), name="dispatch_once_a_month"),
                    models.CheckConstraint(condition=models.Q(("progress__lte", 100)), name="dispatch_at_most_whole"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="节点")),
                ("planned_on", models.DateField(verbose_name="计划日期")),
                ("first_on", models.DateField(verbose_name="首次计划")),
                ("due_on", models.DateField(verbose_name="应完成日期")),
                ("responsible", models.CharField(blank=True, max_length=60, verbose_name="责任人")),
                ("done_on", models.DateField(null=True, verbose_name="实际日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "里程碑",
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "position"), name="milestone_once"),
                    models.UniqueConstraint(
                        deferrable=models.Deferrable["DEFERRED"],
                        fields=("project", "name"),
                        name="milestone_named_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("first_on"))), name="milestone_due_only_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("risk", "风险"), ("problem", "问题"), ("grave", "重大问题")],
                        default="problem",
                        max_length=10,
                        verbose_name="程度",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="问题或风险")),
                ("measure", models.CharField(max_length=300, verbose_name="措施和责任人")),
                ("due_on", models.DateField(verbose_name="期限")),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("solved_on", models.DateField(null=True, verbose_name="解决日期")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="解决情况")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="problems", to="projects.project"
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("solved_on", "due_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("solved_on__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="OR"
                        ),
                        name="solved_problem_has_outcome",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="月份")),
                ("text", models.TextField(verbose_name="质量、进度、投资和问题")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision_reports",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ("-month",),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "month"), name="supervision_report_once_a_month")
                ],
            },
        ),
    ]
