import uuid

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30, verbose_name="文种")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="文号")),
                ("thread_id", models.UUIDField(db_index=True)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("context", models.JSONField(verbose_name="内容")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版式版本")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="出具时间")),
                ("issued_on", models.DateField(verbose_name="成文日期")),
                ("code", models.CharField(blank=True, max_length=32, verbose_name="核验码")),
                ("voided_at", models.DateTimeField(null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, max_length=300, verbose_name="作废原因")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "等待生成"),
                            ("rendering", "正在生成"),
                            ("ready", "已生成"),
                            ("failed", "未能生成"),
                        ],
                        default="pending",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("lease", models.UUIDField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True, verbose_name="原因")),
                ("file", models.FileField(blank=True, max_length=120, upload_to="")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("pages", models.PositiveSmallIntegerField(default=0, verbose_name="页数")),
                ("rendered_at", models.DateTimeField(null=True)),
                ("signed_by", models.CharField(blank=True, max_length=200, verbose_name="电子签名")),
                ("text", models.TextField(blank=True, verbose_name="正文")),
                ("stamped", models.FileField(blank=True, max_length=120, upload_to="")),
                ("stamp_attempts", models.PositiveSmallIntegerField(default=0)),
                ("stamp_error", models.TextField(blank=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="出具人",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="documents.document",
                        verbose_name="替代的文书",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书",
                "ordering": ("-issued_at", "-number"),
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="document_subject"),
                    models.Index(
                        condition=models.Q(("state__in", ["pending", "rendering"])),
                        fields=["queued_at"],
                        name="document_undone",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("sha256", ""), _negated=True),
                                models.Q(("file", ""), _negated=True),
                                ("pages__gt", 0),
                                ("rendered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="document_ready_has_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "ready"),
                            models.Q(("file", ""), ("rendered_at__isnull", True), ("sha256", "")),
                            _connector="OR",
                        ),
                        name="document_file_only_when_ready",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="document_failed_has_error",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease__isnull", False), ("started_at__isnull", False), ("state", "rendering")),
                            models.Q(models.Q(("state", "rendering"), _negated=True), ("lease__isnull", True)),
                            _connector="OR",
                        ),
                        name="document_rendering_has_lease",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True), fields=("code",), name="document_code_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_at__isnull", True)),
                            models.Q(
                                ("voided_at__isnull", False),
                                ("voided_by__isnull", False),
                                models.Q(("void_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="document_void_has_reason",
                        violation_error_message="作废文书必须写明原因。",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_copy", models.BooleanField(default=False, verbose_name="抄送")),
                ("delivered_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="送达时间")),
                ("read_at", models.DateTimeField(null=True, verbose_name="阅读时间")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="签收时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="收文单位",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="阅读人",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="签收人",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="documents.document",
                        verbose_name="文书",
                    ),
                ),
            ],
            options={
                "verbose_name": "送达",
                "ordering": ("is_copy", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("document", "organisation"), name="delivered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(
                                ("read_at__isnull", False), ("signed_at__isnull", False), ("signed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="signed_for_has_signer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30, verbose_name="文种")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "form",
                    models.CharField(
                        choices=[("zip", "压缩包（每份一个文件）"), ("merged", "合并为一个文件")],
                        default="zip",
                        max_length=10,
                        verbose_name="形式",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "正在汇集"),
                            ("ready", "可以下载"),
                            ("failed", "未能完成"),
                            ("cancelled", "已取消"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("total", models.PositiveIntegerField(verbose_name="份数")),
                ("packed", models.PositiveIntegerField(default=0, verbose_name="已汇集")),
                ("error", models.TextField(blank=True, verbose_name="原因")),
                ("file", models.FileField(blank=True, max_length=120, upload_to="")),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发起时间")),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="发起人",
                    ),
                ),
                ("documents", models.ManyToManyField(related_name="+", to="documents.document")),
            ],
            options={
                "verbose_name": "批量文书",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("packed__lte", models.F("total"))), name="batch_counts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("file", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="batch_ready_has_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30, verbose_name="文种")),
                ("thread_id", models.UUIDField(db_index=True)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("context", models.JSONField(verbose_name="内容")),
                ("passages", models.JSONField(default=dict, verbose_name="自拟段落")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="拟稿时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "正在排版"), ("ready", "已排版"), ("failed", "未能排版")],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("preview", models.FileField(blank=True, max_length=120, upload_to="")),
                ("previewed", models.PositiveIntegerField(default=0, verbose_name="已排版版本")),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="documents.document",
                        verbose_name="文书",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="documents.document",
                        verbose_name="更正的文书",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="拟稿人",
                    ),
                ),
            ],
            options={
                "verbose_name": "拟稿",
                "ordering": ("-updated_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("document__isnull", True)),
                        fields=("kind", "subject_type", "subject_id"),
                        name="one_open_draft",
                        violation_error_message="这份文书刚由他人开始拟稿，请重新打开拟稿。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.CharField(max_length=30, verbose_name="字号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("text", models.CharField(max_length=60, unique=True, verbose_name="文号")),
                (
                    "origin",
                    models.CharField(
                        choices=[("issued", "系统出具"), ("reserved", "预留"), ("manual", "外来登记")],
                        default="issued",
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("holder", models.CharField(blank=True, max_length=200, verbose_name="用途")),
                ("void", models.BooleanField(default=False, verbose_name="作废")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="作废原因")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="取号时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="取号人",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry",
                        to="documents.document",
                        verbose_name="文书",
                    ),
                ),
            ],
            options={
                "verbose_name": "文号",
                "ordering": ("-year", "series", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("series", "year", "number"), name="number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="number_begins_at_one"),
                    models.CheckConstraint(
                        condition=models.Q(("void", False), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="void_number_has_reason",
                        violation_error_message="作废文号必须写明原因。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin", "issued"), models.Q(("holder", ""), _negated=True), _connector="OR"
                        ),
                        name="number_without_paper_says_for_what",
                        violation_error_message="预留和登记文号必须写明用途。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.CharField(max_length=30, verbose_name="字号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="最后一号")),
            ],
            options={
                "verbose_name": "文号簿",
                "ordering": ("-year", "series"),
                "constraints": [models.UniqueConstraint(fields=("series", "year"), name="number_series_once_a_year")],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file", models.FileField(max_length=120, upload_to="")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="上传时间")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="documents.document",
                        verbose_name="文书",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "盖章扫描件",
                "ordering": ("uploaded_at",),
                "constraints": [models.UniqueConstraint(fields=("document", "sha256"), name="scan_once")],
            },
        ),
        migrations.CreateModel(
            name="SheetImport",
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
                ("kind", models.CharField(max_length=40, verbose_name="表")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rejected", "有错误，未导入"),
                            ("checked", "待确认导入"),
                            ("confirmed", "已导入"),
                            ("undone", "已撤销"),
                            ("dropped", "已放弃"),
                        ],
                        default="checked",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("target_id", models.UUIDField(null=True, verbose_name="导入到")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("raw", models.JSONField(default=list)),
                ("errors", models.JSONField(default=list, verbose_name="错误")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("result", models.JSONField(default=dict)),
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
            ],
            options={
                "verbose_name": "导入",
                "ordering": ("-created_at",),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("thread_id", models.UUIDField(db_index=True)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("slot", models.CharField(max_length=40, verbose_name="材料")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("file", models.FileField(max_length=120, upload_to="")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64)),
                ("content_type", models.CharField(max_length=100, verbose_name="类型")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="上传时间")),
                ("removed_at", models.DateTimeField(null=True, verbose_name="移除时间")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "ordering": ("uploaded_at", "pk"),
                "indexes": [models.Index(fields=["subject_type", "subject_id"], name="attachment_subject")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("subject_type", "subject_id", "slot", "sha256"),
                        name="attachment_once_in_a_slot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), models.Q(("sha256", ""), _negated=True)),
                        name="attachment_is_whole",
                    ),
                ],
            },
        ),
    ]
