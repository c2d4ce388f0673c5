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
            name="Platform",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="平台名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("gov_cloud", "政务云"),
                            ("industry_cloud", "产业云"),
                            ("social_cloud", "社会云"),
                            ("exchange", "数据共享与交换平台"),
                            ("geo", "基础地理信息公共服务平台"),
                            ("network", "电子政务外网"),
                            ("identity", "统一身份认证平台"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("operator", models.CharField(max_length=120, verbose_name="运行单位")),
                ("capacity", models.TextField(blank=True, verbose_name="资源能力")),
                ("norms", models.TextField(blank=True, verbose_name="运行和服务规范")),
            ],
            options={
                "verbose_name": "共享平台",
                "ordering": ("kind", "name"),
            },
        ),
        migrations.CreateModel(
            name="Allocation",
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
                            ("checking", "信息办审查"),
                            ("deciding", "待分配"),
                            ("granted", "已分配"),
                            ("partly", "部分分配"),
                            ("refused", "不予分配"),
                            ("released", "已释放"),
                            ("reclaimed", "已收回"),
                            ("expired", "已到期"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("system", models.CharField(max_length=120, verbose_name="使用系统")),
                (
                    "cloud",
                    models.CharField(
                        choices=[("gov_cloud", "政务云"), ("industry_cloud", "产业云"), ("social_cloud", "社会云")],
                        max_length=20,
                        verbose_name="云平台",
                    ),
                ),
                (
                    "environment",
                    models.CharField(
                        choices=[
                            ("production", "生产环境"),
                            ("test", "测试环境"),
                            ("training", "培训演练环境"),
                            ("backup", "灾备环境"),
                        ],
                        max_length=20,
                        verbose_name="环境",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="申请理由")),
                ("starts_on", models.DateField(verbose_name="使用起")),
                ("ends_on", models.DateField(verbose_name="使用止")),
                ("check_note", models.TextField(blank=True, editable=False, verbose_name="审查意见")),
                ("number", models.CharField(blank=True, editable=False, max_length=60, verbose_name="通知书文号")),
                ("warned_at", models.DateTimeField(editable=False, null=True, verbose_name="闲置提醒时间")),
                ("expiry_warned_at", models.DateTimeField(editable=False, null=True, verbose_name="到期提醒时间")),
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
                        related_name="allocations",
                        to="projects.project",
                        verbose_name="所属项目",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="accounts.organisation",
                        verbose_name="申请单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "资源申请",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="allocation_ends_after_it_begins",
                        violation_error_message="使用止不得早于起。",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cloud",
                    models.CharField(
                        choices=[("gov_cloud", "政务云"), ("industry_cloud", "产业云"), ("social_cloud", "社会云")],
                        max_length=20,
                        verbose_name="云平台",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("cpu", "处理器（核）"),
                            ("memory", "内存（GB）"),
                            ("fast", "高速存储（TB）"),
                            ("plain", "普通存储（TB）"),
                            ("backup", "备份存储（TB）"),
                            ("gpu", "图形处理器（块）"),
                            ("address", "地址（个）"),
                            ("bandwidth", "带宽（Mbps）"),
                            ("rack", "机柜（U）"),
                            ("licence", "软件许可（套）"),
                        ],
                        max_length=20,
                        verbose_name="资源",
                    ),
                ),
                ("capacity", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="物理容量")),
            ],
            options={
                "verbose_name": "资源池",
                "ordering": ("cloud", "measure"),
                "constraints": [
                    models.UniqueConstraint(fields=("cloud", "measure"), name="pool_once"),
                    models.CheckConstraint(condition=models.Q(("capacity__gte", 0)), name="capacity_is_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OverCommit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ratio", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="超配比")),
                ("valid_from", models.DateField(verbose_name="生效日")),
                ("source", models.CharField(max_length=120, verbose_name="依据")),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ratios", to="infrastructure.pool"
                    ),
                ),
            ],
            options={
                "ordering": ("pool", "-valid_from"),
                "constraints": [
                    models.UniqueConstraint(fields=("pool", "valid_from"), name="ratio_once_a_day"),
                    models.CheckConstraint(condition=models.Q(("ratio__gte", 1)), name="ratio_is_at_least_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AllocationLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="申请数")),
                ("granted", models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name="分配数")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="infrastructure.allocation",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="infrastructure.pool",
                        verbose_name="资源",
                    ),
                ),
            ],
            options={
                "ordering": ("pool",),
                "constraints": [
                    models.UniqueConstraint(fields=("allocation", "pool"), name="line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("asked__gt", 0), ("granted__gte", 0), ("granted__lte", models.F("asked"))),
                        name="granted_within_asked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunningSystem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="系统名称")),
                ("purpose", models.TextField(blank=True, verbose_name="用途")),
                ("host", models.CharField(blank=True, max_length=120, verbose_name="部署位置")),
                ("shares", models.BooleanField(default=False, verbose_name="已实现信息共享")),
                (
                    "in_use_since",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="投入使用日期"),
                ),
                ("users", models.CharField(blank=True, max_length=200, verbose_name="使用对象")),
                ("technology", models.CharField(blank=True, max_length=200, verbose_name="技术架构和版本")),
                ("data", models.CharField(blank=True, max_length=300, verbose_name="主要数据")),
                ("interfaces", models.CharField(blank=True, max_length=300, verbose_name="对外接口")),
                (
                    "cloud",
                    models.CharField(
                        blank=True,
                        choices=[("gov_cloud", "政务云"), ("industry_cloud", "产业云"), ("social_cloud", "社会云")],
                        max_length=20,
                        verbose_name="所在云平台",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "不定级"),
                            ("1", "等保一级"),
                            ("2", "等保二级"),
                            ("3", "等保三级"),
                            ("4", "等保四级"),
                        ],
                        max_length=10,
                        verbose_name="等保级别",
                    ),
                ),
                ("level_filed_on", models.DateField(blank=True, null=True, verbose_name="等保备案日期")),
                ("level_tested_on", models.DateField(blank=True, null=True, verbose_name="最近测评日期")),
                ("operator", models.CharField(blank=True, max_length=120, verbose_name="运维单位")),
                ("contract_until", models.DateField(blank=True, null=True, verbose_name="运维合同止")),
                (
                    "yearly_cost",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="年运行费用（元）"),
                ),
                ("is_critical", models.BooleanField(default=False, editable=False, verbose_name="关键信息基础设施")),
                (
                    "critical_body",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="认定部门"),
                ),
                (
                    "critical_number",
                    models.CharField(blank=True, editable=False, max_length=60, verbose_name="认定文号"),
                ),
                ("critical_on", models.DateField(editable=False, null=True, verbose_name="认定日期")),
                (
                    "project",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="running_system",
                        to="projects.project",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="running_systems",
                        to="accounts.organisation",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "在用系统",
                "ordering": ("name",),
                "constraints": [models.UniqueConstraint(fields=("unit", "name"), name="system_once_a_unit")],
            },
        ),
        migrations.CreateModel(
            name="Migration",
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
                            ("assessing", "评估中"),
                            ("planned", "方案待批"),
                            ("approved", "方案已批"),
                            ("ready", "资源已到位"),
                            ("rehearsed", "已演练"),
                            ("switched", "已切换"),
                            ("verified", "已核验"),
                            ("done", "迁移完成"),
                            ("rolled_back", "已回退"),
                            ("stays", "暂不迁移"),
                        ],
                        default="assessing",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("relocation", "物理搬迁"), ("migration", "应用迁移"), ("stays", "暂不迁移")],
                        max_length=20,
                        verbose_name="迁移方式",
                    ),
                ),
                ("wave", models.PositiveSmallIntegerField(default=1, verbose_name="批次")),
                ("plan", models.TextField(blank=True, verbose_name="方案要点")),
                ("due_on", models.DateField(null=True, verbose_name="计划完成日期")),
                ("stay_until", models.DateField(null=True, verbose_name="暂不迁移至")),
                (
                    "saved",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="年节约（元）"),
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
                    "system",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="migration",
                        to="infrastructure.runningsystem",
                    ),
                ),
            ],
            options={
                "verbose_name": "系统迁移",
                "ordering": ("wave", "due_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stays"), _negated=True), ("stay_until__isnull", False), _connector="OR"
                        ),
                        name="stay_has_an_end",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="SystemConfirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("confirmed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="infrastructure.runningsystem",
                    ),
                ),
            ],
            options={
                "ordering": ("-year",),
                "constraints": [models.UniqueConstraint(fields=("system", "year"), name="confirmation_once_a_year")],
            },
        ),
        migrations.CreateModel(
            name="SystemLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=120, verbose_name="依赖内容")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leans_on",
                        to="infrastructure.runningsystem",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carries",
                        to="infrastructure.runningsystem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "target"), name="system_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True), name="no_link_to_itself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UsageFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="使用率")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="usage",
                        to="infrastructure.allocationline",
                    ),
                ),
            ],
            options={
                "ordering": ("-day",),
                "constraints": [
                    models.UniqueConstraint(fields=("line", "day"), name="usage_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 0), ("percent__lte", 100)), name="usage_is_a_percentage"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                            ("planned", "已列计划"),
                            ("held", "已实施"),
                            ("closed", "已办结"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("inspection", "安全检查"), ("risk", "风险评估")], max_length=20, verbose_name="事项"
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="计划日期")),
                ("held_on", models.DateField(null=True, verbose_name="实施日期")),
                ("conclusion", models.TextField(blank=True, verbose_name="结论")),
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
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="infrastructure.runningsystem",
                        verbose_name="系统",
                    ),
                ),
            ],
            options={
                "verbose_name": "安全检查和风险评估",
                "ordering": ("-planned_on",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["held", "closed"]), _negated=True),
                            ("held_on__isnull", False),
                            _connector="OR",
                        ),
                        name="held_visit_has_a_day",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Finding",
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
                        choices=[("open", "待整改"), ("answered", "待核实"), ("verified", "已整改")],
                        default="open",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("high", "高"), ("middle", "中"), ("low", "低")],
                        max_length=10,
                        verbose_name="严重程度",
                    ),
                ),
                ("what", models.TextField(max_length=1000, verbose_name="问题")),
                ("demand", models.TextField(max_length=1000, verbose_name="整改要求")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("answer", models.TextField(blank=True, verbose_name="整改情况")),
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
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="infrastructure.visit"
                    ),
                ),
            ],
            options={
                "verbose_name": "检查发现的问题",
                "ordering": ("due_on",),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
