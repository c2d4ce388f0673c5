import uuid

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("documents", "0001_initial"),
        ("infrastructure", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=40, unique=True, verbose_name="版本")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("valid_from", models.DateField(verbose_name="生效日")),
                ("fields", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "目录元数据方案",
                "ordering": ("-valid_from",),
            },
        ),
        migrations.CreateModel(
            name="DataItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(db_index=True, max_length=80, verbose_name="数据项名称")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("text", "字符型C"),
                            ("number", "数值型N"),
                            ("money", "货币型Y"),
                            ("day", "日期型D"),
                            ("moment", "日期时间型T"),
                            ("flag", "逻辑型L"),
                            ("note", "备注型M"),
                            ("binary", "二进制型B"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="数据类型",
                    ),
                ),
                ("length", models.PositiveIntegerField(default=0, verbose_name="长度")),
                (
                    "sharing",
                    models.CharField(
                        choices=[("free", "无条件共享"), ("conditional", "有条件共享"), ("none", "不予共享")],
                        default="free",
                        max_length=20,
                        verbose_name="共享类型",
                    ),
                ),
                ("open", models.BooleanField(default=False, verbose_name="可开放")),
                ("open_published", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "verbose_name": "数据项",
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="CatalogueCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="分类代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="已编顺序号")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="sharing.cataloguecategory",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "资源分类",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Grant",
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
                            ("active", "有效"),
                            ("revoked", "已收回"),
                            ("given_up", "已交回"),
                            ("expired", "已到期"),
                            ("withdrawn", "随资源撤销"),
                        ],
                        default="active",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="授权编号")),
                ("purpose", models.CharField(max_length=300, verbose_name="用途")),
                ("valid_from", models.DateField(verbose_name="有效期起")),
                ("valid_to", models.DateField(verbose_name="有效期止")),
                ("row_limit", models.PositiveIntegerField(default=100, verbose_name="每次最多条数")),
                ("daily_rows", models.PositiveIntegerField(default=10000, verbose_name="每日最多条数")),
                ("per_minute", models.PositiveIntegerField(default=60, verbose_name="每分钟最多次数")),
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
                ("items", models.ManyToManyField(related_name="grants", to="sharing.dataitem", verbose_name="数据项")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="accounts.organisation",
                        verbose_name="使用单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "共享授权",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                        name="grant_ends_after_it_begins",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="FileReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.attachment"
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="sharing.grant"
                    ),
                ),
            ],
            options={
                "ordering": ("-received_at",),
            },
        ),
        migrations.CreateModel(
            name="Doubt",
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
                        choices=[("open", "校核中"), ("corrected", "已更正"), ("confirmed", "核实无误")],
                        default="open",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("item", models.CharField(max_length=80, verbose_name="数据项")),
                ("what", models.TextField(max_length=1000, verbose_name="疑问")),
                ("answer", models.TextField(blank=True, verbose_name="核实情况")),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="doubts", to="sharing.grant"
                    ),
                ),
            ],
            options={
                "verbose_name": "数据校核",
                "ordering": ("-created_at",),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="InformationResource",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("unit_check", "单位审核"),
                            ("office_check", "信息办审核"),
                            ("published", "已发布"),
                            ("changing", "变更中"),
                            ("withdrawn", "已撤销"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="资源代码")),
                ("name", models.CharField(max_length=120, verbose_name="资源名称")),
                ("provider_code", models.CharField(blank=True, max_length=18, verbose_name="提供方代码")),
                ("abstract", models.TextField(blank=True, verbose_name="资源摘要")),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("database", "数据库"),
                            ("sheet", "电子表格"),
                            ("document", "电子文件"),
                            ("picture", "图形图像"),
                            ("media", "流媒体"),
                            ("other", "自描述格式"),
                        ],
                        default="database",
                        max_length=20,
                        verbose_name="资源格式",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("base", "基础信息资源"), ("professional", "专业信息资源"), ("open", "开放数据")],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "base",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("population", "人口"),
                            ("legal", "法人单位"),
                            ("space", "空间地理"),
                            ("economy", "宏观经济"),
                        ],
                        max_length=20,
                        verbose_name="基础库",
                    ),
                ),
                (
                    "sharing",
                    models.CharField(
                        choices=[("free", "无条件共享"), ("conditional", "有条件共享"), ("none", "不予共享")],
                        max_length=20,
                        verbose_name="共享类型",
                    ),
                ),
                ("condition", models.CharField(blank=True, max_length=300, verbose_name="共享条件")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="不予共享的依据")),
                (
                    "way",
                    models.CharField(
                        choices=[("interface", "共享平台接口"), ("file", "文件交换"), ("exchange", "库表交换")],
                        default="interface",
                        max_length=20,
                        verbose_name="共享方式",
                    ),
                ),
                ("is_open", models.BooleanField(default=False, verbose_name="向社会开放")),
                ("open_condition", models.CharField(blank=True, max_length=300, verbose_name="开放条件")),
                (
                    "cycle",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("实时", "实时"),
                            ("每小时", "每小时"),
                            ("每日", "每日"),
                            ("每周", "每周"),
                            ("每月", "每月"),
                            ("每季度", "每季度"),
                            ("每年", "每年"),
                        ],
                        max_length=40,
                        verbose_name="更新周期",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="发布日期")),
                ("related_code", models.CharField(blank=True, max_length=40, verbose_name="关联资源代码")),
                ("extra", models.JSONField(blank=True, default=dict, verbose_name="扩展元数据")),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="版本")),
                ("opened_at", models.DateTimeField(editable=False, null=True, verbose_name="开放时间")),
                (
                    "open_note",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="开放安全审查意见"),
                ),
                ("data_updated_on", models.DateField(editable=False, null=True, verbose_name="数据更新日期")),
                (
                    "data_mode",
                    models.CharField(
                        blank=True,
                        choices=[("replace", "全部替换"), ("append", "追加")],
                        editable=False,
                        max_length=10,
                        verbose_name="更新方式",
                    ),
                ),
                ("data_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="数据条数")),
                (
                    "data_sha256",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="数据文件校验值"),
                ),
                (
                    "data_updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="数据更新人",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sharing.cataloguecategory",
                        verbose_name="资源分类",
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
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resources",
                        to="accounts.organisation",
                        verbose_name="提供单位",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="sharing.cataloguescheme",
                        verbose_name="元数据方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "信息资源",
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sharing", "none"), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="resource_withheld_with_basis",
                        violation_error_message="不予共享的，须写明法律依据。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "base"), _negated=True),
                            models.Q(("sharing", "free"), models.Q(("base", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="article_18_base_resources_are_shared",
                        violation_error_message="人口、法人、空间地理、宏观经济等基础信息资源应当普遍共享（《办法》第十八条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True), ("version__gt", 0), _connector="OR"
                        ),
                        name="published_has_version",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="grant",
            name="resource",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="sharing.informationresource"
            ),
        ),
        migrations.CreateModel(
            name="DataRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("values", models.JSONField()),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="sharing.informationresource",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("resource", "number"), name="data_row_once")],
            },
        ),
        migrations.AddField(
            model_name="dataitem",
            name="resource",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="sharing.informationresource"
            ),
        ),
        migrations.CreateModel(
            name="CallLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="用途")),
                ("asked", models.CharField(blank=True, max_length=500, verbose_name="请求的数据项")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="返回条数")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ok", "成功"),
                            ("unknown", "凭证无效"),
                            ("ended", "授权已失效"),
                            ("out_of_scope", "超出授权范围"),
                            ("too_often", "超过频次限制"),
                            ("no_data", "暂无数据"),
                        ],
                        max_length=20,
                        verbose_name="结果",
                    ),
                ),
                ("address", models.GenericIPAddressField(null=True)),
                (
                    "grant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="sharing.grant",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="sharing.informationresource",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [models.Index(fields=["grant", "at"], name="calls_of_grant")],
            },
        ),
        migrations.CreateModel(
            name="ResourceVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                ("content", models.JSONField()),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="sharing.informationresource",
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [models.UniqueConstraint(fields=("resource", "number"), name="version_once")],
            },
        ),
        migrations.CreateModel(
            name="SharingRequest",
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
                            ("draft", "草稿"),
                            ("unit_review", "单位审核"),
                            ("checking", "信息办受理"),
                            ("answering", "提供单位答复"),
                            ("extended", "延期答复"),
                            ("granted", "已授权"),
                            ("refused", "不予提供"),
                            ("mediation", "信息办协调"),
                            ("upheld", "维持不予提供"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("purpose", models.CharField(max_length=300, verbose_name="用途")),
                ("duty", models.CharField(max_length=300, verbose_name="履职依据")),
                (
                    "way",
                    models.CharField(
                        choices=[("interface", "共享平台接口"), ("file", "文件交换"), ("exchange", "库表交换")],
                        default="interface",
                        max_length=20,
                        verbose_name="共享方式",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="使用期限起")),
                ("ends_on", models.DateField(verbose_name="使用期限止")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("实时", "实时"),
                            ("每小时", "每小时"),
                            ("每日", "每日"),
                            ("每周", "每周"),
                            ("每月", "每月"),
                            ("每季度", "每季度"),
                            ("每年", "每年"),
                        ],
                        max_length=40,
                        verbose_name="使用频次",
                    ),
                ),
                ("answer", models.TextField(blank=True, editable=False, verbose_name="答复")),
                (
                    "basis",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="不予提供的法律依据"),
                ),
                ("extended", models.BooleanField(default=False, editable=False)),
                ("escalated_at", models.DateTimeField(editable=False, null=True, verbose_name="催办时间")),
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
                    "items",
                    models.ManyToManyField(related_name="requests", to="sharing.dataitem", verbose_name="数据项"),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="sharing.informationresource",
                        verbose_name="资源",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="infrastructure.runningsystem",
                        verbose_name="使用系统",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharing_requests",
                        to="accounts.organisation",
                        verbose_name="申请单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "共享申请",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="request_ends_after_it_begins",
                        violation_error_message="使用期限止不得早于起。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["refused", "mediation", "upheld"]), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_request_has_basis",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="grant",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="grant", to="sharing.sharingrequest"
            ),
        ),
        migrations.CreateModel(
            name="GrantToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("hint", models.CharField(max_length=8, verbose_name="凭证尾号")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="sharing.grant"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("-issued_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("grant",), name="one_token_a_grant"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="dataitem",
            constraint=models.UniqueConstraint(fields=("resource", "name"), name="item_once_a_resource"),
        ),
    ]
