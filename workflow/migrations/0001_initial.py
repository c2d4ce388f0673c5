import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import workflow.machines


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("thread_id", models.UUIDField(db_index=True, null=True)),
                ("content_hash", models.CharField(max_length=64)),
                ("prev_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_events",
                        to="accounts.post",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "审计事件",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")],
            },
        ),
        migrations.CreateModel(
            name="HolidayNotice",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="年份")),
                ("source", models.CharField(max_length=80, verbose_name="通知文号")),
                ("holidays", models.JSONField(default=list)),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="录入时间")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("thread_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
                "indexes": [
                    models.Index(condition=models.Q(("read_at__isnull", True)), fields=["user"], name="notice_unread")
                ],
            },
        ),
        migrations.CreateModel(
            name="Parameter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, verbose_name="参数")),
                ("value", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="值")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                ("valid_from", models.DateField(verbose_name="生效日")),
                ("source", models.CharField(max_length=120, verbose_name="依据")),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("key", "valid_from"),
                "constraints": [models.UniqueConstraint(fields=("key", "valid_from"), name="parameter_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("thread_id", models.UUIDField(db_index=True)),
                ("number", models.PositiveIntegerField(verbose_name="次数")),
                ("content", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=40, verbose_name="结果")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("opened_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_type", "subject_id", "number"), name="submission_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="OR"
                        ),
                        name="closed_submission_has_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField(db_index=True)),
                ("thread_id", models.UUIDField(db_index=True, null=True)),
                ("clock", models.CharField(max_length=60, verbose_name="时限")),
                ("began", models.DateTimeField(verbose_name="起算时间")),
                ("stopped_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="停表时间")),
                ("resumed_at", models.DateTimeField(null=True, verbose_name="续计时间")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                (
                    "stopped_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("stopped_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resumed_at__isnull", True)),
                        fields=("subject_id",),
                        name="one_clock_stands_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="suspension_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("resumed_at__isnull", True), ("resumed_at__gte", models.F("stopped_at")), _connector="OR"
                        ),
                        name="suspension_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditContent",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="content",
                        serialize=False,
                        to="workflow.auditevent",
                    ),
                ),
                ("salt", models.CharField(max_length=32)),
                ("actor", models.CharField(max_length=200, verbose_name="办理人")),
                ("action", models.CharField(db_index=True, max_length=60, verbose_name="动作")),
                ("label", models.CharField(max_length=80, verbose_name="事项")),
                ("kind", models.CharField(default=workflow.machines.Kind["FACT"], max_length=10)),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="对象")),
                ("from_state", models.CharField(blank=True, max_length=40)),
                ("to_state", models.CharField(blank=True, max_length=40)),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("changes", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["end", "return"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="no_return_without_reason",
                        violation_error_message="退回、不予和终止必须写明理由。",
                    )
                ],
            },
        ),
    ]
