import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import django_fsm
from django.conf import settings
from django.db import migrations, models

import projects.models.project


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE SEQUENCE projects_project_number",
            reverse_sql="DROP SEQUENCE projects_project_number",
        ),
        migrations.CreateModel(
            name="Project",
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
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "申报中"),
                            ("reported", "县区项目"),
                            ("library", "在滚动库"),
                            ("listed", "列入年度清单"),
                            ("pre_approved", "已预审批复"),
                            ("approved", "已审批"),
                            ("building", "建设中"),
                            ("completed", "已完工待验收"),
                            ("accepted", "验收通过"),
                            ("filed", "已备案"),
                            ("refused", "不予入库"),
                            ("withdrawn", "已撤回"),
                            ("terminated", "已终止"),
                        ],
                        db_index=True,
                        default="draft",
                        max_length=50,
                        verbose_name="阶段",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        default=projects.models.project.next_number,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="项目编号",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="项目名称")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("network", "信息网络系统"),
                            ("application", "信息应用系统"),
                            ("resource", "信息资源开发利用"),
                            ("security", "信息安全保障"),
                            ("equipment", "信息设备采购"),
                            ("soft", "软课题（咨询、规划）"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[("new", "新建"), ("rebuilt", "改建"), ("extended", "扩建"), ("service", "购买服务")],
                        default="new",
                        max_length=20,
                        verbose_name="建设性质",
                    ),
                ),
                (
                    "builder",
                    models.CharField(
                        choices=[
                            ("department", "市级部门"),
                            ("county", "县区（含经开区、园区）"),
                            ("enterprise", "企事业单位、民间组织、社会资本"),
                        ],
                        default="department",
                        max_length=20,
                        verbose_name="建设主体",
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        choices=[
                            ("tender", "招投标"),
                            ("procurement", "政府采购"),
                            ("service", "政府购买服务"),
                            ("self", "自行采购（限额以下）"),
                            ("county", "县区自行组织"),
                            ("private", "社会投资"),
                        ],
                        max_length=20,
                        verbose_name="采购路径",
                    ),
                ),
                ("touches_cii", models.BooleanField(default=False, verbose_name="涉及关键信息基础设施")),
                ("is_classified", models.BooleanField(default=False, verbose_name="涉密")),
                ("secrecy_level", models.CharField(blank=True, max_length=10, verbose_name="密级")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("2018", "《广元市信息化建设项目管理办法》"),
                            ("2012", "2012年暂行办法（广府办发〔2012〕55号）"),
                        ],
                        default="2018",
                        max_length=4,
                        verbose_name="适用规定",
                    ),
                ),
                ("begun_on", models.DateField(blank=True, null=True, verbose_name="原开工日期")),
                (
                    "declared_sum",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="申报数"),
                ),
                (
                    "reviewed_sum",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="评审数"),
                ),
                (
                    "plan_sum",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="方案评审资金"),
                ),
                ("budget_sum", models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="预算数")),
                (
                    "contract_sum",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="合同数"),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="报出时间")),
                ("admitted_at", models.DateTimeField(null=True, verbose_name="入库时间")),
                ("planned_year", models.PositiveSmallIntegerField(db_index=True, null=True, verbose_name="计划年度")),
                ("listed_at", models.DateTimeField(null=True, verbose_name="列入清单时间")),
                ("pre_approved_at", models.DateTimeField(null=True, verbose_name="预审批复时间")),
                ("pre_approval_number", models.CharField(blank=True, max_length=60, verbose_name="预审批复文号")),
                ("pre_approved_until", models.DateField(null=True, verbose_name="预审批复有效期至")),
                ("plan_approved_at", models.DateTimeField(null=True, verbose_name="方案通过时间")),
                ("plan_opinion_number", models.CharField(blank=True, max_length=60, verbose_name="评审意见文号")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                ("approval_number", models.CharField(blank=True, max_length=60, verbose_name="审批文号")),
                ("project_code", models.CharField(blank=True, max_length=40, verbose_name="项目代码")),
                ("revise_by", models.DateField(null=True, verbose_name="须按审减修改内容至")),
                ("tender_filed_at", models.DateTimeField(null=True, verbose_name="招标备案时间")),
                ("tender_filing_number", models.CharField(blank=True, max_length=60, verbose_name="招标备案号")),
                ("supervisor", models.CharField(blank=True, max_length=120, verbose_name="监理单位")),
                ("tester", models.CharField(blank=True, max_length=120, verbose_name="系统测评单位")),
                ("build_started_at", models.DateTimeField(null=True, verbose_name="开工时间")),
                ("planned_end", models.DateField(null=True, verbose_name="计划完工日期")),
                ("completed_at", models.DateTimeField(null=True, verbose_name="完工时间")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="验收通过时间")),
                ("certificate_number", models.CharField(blank=True, max_length=60, verbose_name="验收证书编号")),
                ("filed_at", models.DateTimeField(null=True, verbose_name="备案时间")),
                ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                ("use_approved_at", models.DateTimeField(null=True, verbose_name="保密局批准使用时间")),
                ("in_use_at", models.DateTimeField(null=True, verbose_name="投入使用时间")),
                ("retired_on", models.DateField(null=True, verbose_name="下线日期")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
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
                    "investor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invested_projects",
                        to="accounts.organisation",
                        verbose_name="投资建设方",
                    ),
                ),
                (
                    "offered_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="拟接收单位",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="accounts.organisation",
                        verbose_name="申报单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目",
                "ordering": ("-created_at",),
                "permissions": [
                    ("review_project", "评审材料"),
                    ("clear_project", "涉密知悉"),
                    ("handle_project", "承办"),
                ],
                "indexes": [
                    models.Index(fields=["unit", "stage"], name="project_unit_stage"),
                    models.Index(fields=["planned_year", "stage"], name="project_year_stage"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rule", "2018"), ("begun_on__isnull", False), _connector="OR"),
                        name="project_of_2012_has_its_day",
                        violation_error_message="按2012年暂行办法办理的项目须写明原开工日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_use_at__isnull", True), ("accepted_at__isnull", False), _connector="OR"
                        ),
                        name="article_12_no_use_without_acceptance",
                        violation_error_message="未通过验收的项目不得投入使用（《办法》第十二条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retired_on__isnull", True), ("in_use_at__isnull", False), _connector="OR"
                        ),
                        name="only_what_was_used_is_retired",
                        violation_error_message="没有投入使用的系统，无从下线。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_use_at__isnull", True),
                            ("is_classified", False),
                            ("use_approved_at__isnull", False),
                            _connector="OR",
                        ),
                        name="article_24_no_classified_use_without_approval",
                        violation_error_message="涉密项目未经市国家保密局批准不得投入使用（《办法》第五条、第二十四条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", True),
                            models.Q(("path__in", ("tender", "procurement", "service")), _negated=True),
                            ("rule", "2012"),
                            models.Q(
                                ("pre_approved_at__isnull", False),
                                models.Q(("pre_approval_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="article_10_no_approval_without_pre_approval",
                        violation_error_message="未取得预审批复，不得办理审批（《办法》第十条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("build_started_at__isnull", True),
                            ("plan_approved_at__isnull", False),
                            ("rule", "2012"),
                            _connector="OR",
                        ),
                        name="article_11_no_build_without_plan",
                        violation_error_message="方案未通过评审，不得实施（《办法》第十一条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_sum__isnull", True),
                            ("contract_sum__lte", models.F("budget_sum")),
                            _connector="OR",
                        ),
                        name="article_22_contract_within_budget",
                        violation_error_message="合同金额不得超过批准金额（《办法》第二十二条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ["building", "completed", "accepted", "filed"]), _negated=True),
                            ("build_started_at__isnull", False),
                            _connector="OR",
                        ),
                        name="project_building_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ["accepted", "filed"]), _negated=True),
                            models.Q(
                                ("accepted_at__isnull", False), models.Q(("certificate_number", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="project_accepted_has_certificate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "filed"), _negated=True),
                            models.Q(("filed_at__isnull", False), models.Q(("filing_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="project_filed_has_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ("refused", "withdrawn", "terminated")), _negated=True),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="project_ended_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("investor__isnull", True),
                            models.Q(
                                ("builder", "enterprise"), models.Q(("investor", models.F("unit")), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="article_3_investor_is_not_the_buyer",
                        violation_error_message="投资建设方应当是出资建设的企业，不能是购买方本身（《办法》第三条）。",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="AnnualList",
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
                        choices=[("draft", "拟制中"), ("submitted", "报市政府审定"), ("approved", "已审定")],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("serial", models.PositiveSmallIntegerField(default=0, verbose_name="第几次调整")),
                (
                    "ceiling",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="年度盘子（元）"
                    ),
                ),
                ("source_ceilings", models.JSONField(blank=True, default=dict, verbose_name="分来源盘子")),
                ("version", models.PositiveIntegerField(default=0)),
                ("ceiling_version", models.PositiveIntegerField(default=0)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("meeting", models.CharField(blank=True, max_length=120, verbose_name="审定会议")),
                ("approved_on", models.DateField(null=True, verbose_name="审定日期")),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "base",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="projects.annuallist",
                        verbose_name="所调整的清单",
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
                    "minutes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                        verbose_name="会议纪要",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度项目清单",
                "ordering": ("-year", "serial"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "serial"),
                        name="one_list_a_year",
                        violation_error_message="该年度的清单刚由他人建立，请刷新页面查看。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("base__isnull", True), ("serial", 0)),
                            models.Q(("base__isnull", False), ("serial__gt", 0)),
                            _connector="OR",
                        ),
                        name="supplement_has_a_base",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("approved_at__isnull", False), models.Q(("meeting", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="annual_list_approved_has_meeting",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Application",
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
                            ("deciding", "待入库决定"),
                            ("admitted", "同意入库"),
                            ("refused", "不予入库"),
                            ("closed", "随项目结束"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True, verbose_name="保存时间")),
                ("contact", models.CharField(blank=True, max_length=40, verbose_name="联系人")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("legal_basis", models.TextField(blank=True, verbose_name="政策法规依据")),
                ("present", models.TextField(blank=True, verbose_name="信息化现状")),
                ("need", models.TextField(blank=True, verbose_name="建设需求与必要性")),
                ("goals", models.TextField(blank=True, verbose_name="建设目标与指标")),
                ("content", models.TextField(blank=True, verbose_name="建设内容")),
                (
                    "platforms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="利用的共享平台",
                    ),
                ),
                ("systems_connected", models.TextField(blank=True, verbose_name="拟互联互通的系统")),
                ("standalone_reason", models.TextField(blank=True, verbose_name="独立建设的理由")),
                ("data_items", models.TextField(blank=True, verbose_name="拟采集的数据项及来源")),
                (
                    "security_level",
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
                        verbose_name="安全等级",
                    ),
                ),
                ("crypto_note", models.TextField(blank=True, verbose_name="密码应用方案")),
                ("domestic_note", models.TextField(blank=True, verbose_name="信创（国产化）说明")),
                ("plan", models.TextField(blank=True, verbose_name="组织实施计划")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="计划开工")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="计划完工")),
                ("check_note", models.TextField(blank=True, verbose_name="审查意见")),
                ("decision_note", models.TextField(blank=True, verbose_name="入库意见")),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="application", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "项目申报表",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["deciding", "admitted", "refused"]), _negated=True),
                            ("checked_by__isnull", False),
                            _connector="OR",
                        ),
                        name="application_decided_after_check",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("proposal", "项目建议书批复"),
                            ("feasibility", "可行性研究报告批复"),
                            ("design", "初步设计及概算批复"),
                            ("tender", "招标核准"),
                            ("procurement", "政府采购核准"),
                            ("audit", "财政投资评审"),
                        ],
                        max_length=20,
                        verbose_name="审批事项",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approved", "同意"),
                            ("reduced", "核减后同意"),
                            ("refused", "不予审批"),
                            ("cut", "评审审减"),
                        ],
                        default="approved",
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="文号")),
                ("project_code", models.CharField(blank=True, max_length=40, verbose_name="项目代码")),
                ("approved_on", models.DateField(verbose_name="批准日期")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="批准金额（元）"),
                ),
                (
                    "asked_sum",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="送审金额（元）"),
                ),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="projects.project"
                    ),
                ),
            ],
            options={
                "ordering": ("recorded_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number"), name="approval_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", "refused"), ("amount__isnull", False), _connector="OR"),
                        name="approval_has_sum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), _negated=True),
                            models.Q(("amount__isnull", True), models.Q(("note", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="gate_refusal_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hardware", "硬件设备"),
                            ("software", "软件购置"),
                            ("development", "软件开发"),
                            ("integration", "系统集成"),
                            ("supervision", "监理"),
                            ("testing", "测评"),
                            ("service", "服务"),
                            ("operation", "运行维护"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称及规格")),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="单价（元）")),
                ("count", models.DecimalField(decimal_places=2, default=1, max_digits=10, verbose_name="数量")),
                (
                    "amount",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("unit_price"), "*", models.F("count")
                        ),
                        output_field=models.DecimalField(decimal_places=2, max_digits=16),
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="budget_lines",
                        to="projects.application",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit_price__gte", 0), ("count__gt", 0)), name="budget_line_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=80, verbose_name="事项")),
                ("field", models.CharField(max_length=20)),
                ("rows", models.JSONField(default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
            },
        ),
        migrations.CreateModel(
            name="CorrectionNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField(db_index=True)),
                ("matter", models.CharField(max_length=60, verbose_name="事项")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("due_on", models.DateField(verbose_name="补正期限")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="告知时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="重新提交时间")),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="correction_notices",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "一次性告知",
                "ordering": ("-issued_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("subject_id",),
                        name="one_open_correction_notice",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[("field", "申报内容"), ("paper", "材料"), ("other", "其他")],
                        default="other",
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40, verbose_name="字段或材料")),
                ("label", models.CharField(max_length=120, verbose_name="补正事项")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("article", models.CharField(max_length=8, verbose_name="依据条款")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="补正说明")),
                ("ticked_at", models.DateTimeField(null=True, verbose_name="补正时间")),
                (
                    "ticked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="projects.correctionnotice",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("label", ""), _negated=True)
                        ),
                        name="correction_item_has_reason",
                        violation_error_message="每一项补正内容都要写明事项和理由。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DataItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "direction",
                    models.CharField(
                        choices=[("collect", "自行采集"), ("take", "共享取得"), ("give", "提供共享")],
                        default="collect",
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="数据项")),
                ("definition", models.CharField(blank=True, max_length=300, verbose_name="含义")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源或对象")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="data_rows",
                        to="projects.application",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=120, verbose_name="指标")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                ("baseline", models.CharField(blank=True, max_length=60, verbose_name="现状值")),
                ("target", models.CharField(blank=True, max_length=60, verbose_name="目标值")),
                ("measure", models.CharField(blank=True, max_length=200, verbose_name="怎样测量")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="projects.application",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LibraryEntry",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="library_entry",
                        serialize=False,
                        to="projects.project",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "高"), (2, "中"), (3, "低")], default=2, verbose_name="优先级"
                    ),
                ),
                (
                    "maturity",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "构想"), (2, "方案成形"), (3, "具备实施条件")], default=2, verbose_name="成熟度"
                    ),
                ),
                (
                    "confirmed_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="单位确认日期"),
                ),
                ("told_on", models.DateField(null=True, verbose_name="催告日期")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", [1, 2, 3])), name="library_priority_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("maturity__in", [1, 2, 3])), name="library_maturity_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Filing",
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
                            ("draft", "准备材料"),
                            ("submitted", "信息办核对"),
                            ("returned", "退回补正"),
                            ("confirmed", "已备案"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("statement", models.TextField(blank=True, verbose_name="备案说明")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="filings", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "备案",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "confirmed"), _negated=True),
                        fields=("project",),
                        name="one_open_filing",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ContentRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.TextField(verbose_name="原建设内容")),
                ("after", models.TextField(verbose_name="修改后建设内容")),
                ("explanation", models.TextField(verbose_name="核减对应的内容")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "approval",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="projects.approval",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="projects.project"
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
            },
        ),
        migrations.CreateModel(
            name="Lineage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("merged", "并入"), ("split", "拆分")], max_length=10, verbose_name="方式"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="came_from", to="projects.project"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="became", to="projects.project"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("parent", "child"), name="lineage_once"),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("child")), _negated=True), name="lineage_is_not_itself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("carried", "续建"),
                            ("new", "新列"),
                            ("operation", "运维"),
                            ("adjusted", "追加调整"),
                            ("removed", "调出"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                (
                    "placement",
                    models.CharField(
                        choices=[("in", "拟列"), ("reserve", "备选"), ("out", "不列")],
                        default="in",
                        max_length=10,
                        verbose_name="安排",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="序号")),
                ("total", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="总投资（元）")),
                ("this_year", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="本年安排（元）")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("proposed", "拟列"),
                            ("approved", "列入"),
                            ("struck", "划除"),
                            ("replaced", "已调整"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="审定",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("decided_sources", models.JSONField(null=True)),
                ("contractor", models.CharField(blank=True, max_length=120, verbose_name="运维单位")),
                (
                    "unit_price",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="单价（元）"),
                ),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name="数量")),
                ("measure", models.CharField(blank=True, max_length=20, verbose_name="计量单位")),
                ("performance", models.PositiveSmallIntegerField(null=True, verbose_name="绩效评分")),
                (
                    "annual_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="projects.annuallist"
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_lines",
                        to="projects.listline",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="list_lines", to="projects.project"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("annual_list", "project"), name="project_once_on_a_list"),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "approved"), ("kind__in", ["new", "adjusted"])),
                        fields=("project",),
                        name="project_on_one_approved_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("this_year__lte", models.F("total"))), name="line_year_within_total"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("performance__isnull", True), ("performance__lte", 100), _connector="OR"),
                        name="line_performance_at_most_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="方案名称")),
                ("lines", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="保存时间")),
                (
                    "annual_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="projects.annuallist"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [models.UniqueConstraint(fields=("annual_list", "name"), name="what_if_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=120, verbose_name="里程碑")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("deliverable", models.CharField(blank=True, max_length=200, verbose_name="交付成果")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="projects.application",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=120, verbose_name="分项名称")),
                ("content", models.TextField(blank=True, verbose_name="建设内容")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="modules", to="projects.application"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Participation",
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
                            ("invited", "待参与单位确认"),
                            ("confirmed", "已确认参与"),
                            ("declined", "不参与"),
                            ("removed", "已移出"),
                        ],
                        default="invited",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("task", models.CharField(max_length=300, verbose_name="承担内容")),
                (
                    "confirmed_sum",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="确认承担金额（元）"),
                ),
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="projects.project",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="accounts.organisation",
                        verbose_name="参与单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "参与单位",
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["invited", "confirmed"])),
                        fields=("project", "unit"),
                        name="unit_takes_part_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("confirmed_by__isnull", False), ("confirmed_sum__isnull", False)),
                            _connector="OR",
                        ),
                        name="participation_confirmed_is_whole",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PreReview",
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
                ("attempt", models.PositiveSmallIntegerField(verbose_name="第几次申请")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "准备材料"),
                            ("submitted", "信息办审查"),
                            ("returned", "退回补正"),
                            ("checked", "待批复"),
                            ("approved", "已批复"),
                            ("refused", "不予批复"),
                            ("revoked", "批复已撤销"),
                            ("closed", "随项目结束"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("statement", models.TextField(blank=True, verbose_name="申请说明")),
                ("check_note", models.TextField(blank=True, verbose_name="审查意见")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="批复金额（元）"),
                ),
                ("demands", models.TextField(blank=True, verbose_name="批复要求")),
                ("valid_until", models.DateField(null=True, verbose_name="有效期至")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="prereviews", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "预审",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["approved", "refused", "revoked", "closed"]), _negated=True),
                        fields=("project",),
                        name="one_open_pre_review",
                    ),
                    models.UniqueConstraint(fields=("project", "attempt"), name="pre_review_attempt_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("amount__isnull", False), ("checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pre_review_approved_is_whole",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Extension",
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
                            ("applied", "信息办审查"),
                            ("checked", "待决定"),
                            ("granted", "同意延期"),
                            ("refused", "不同意延期"),
                            ("closed", "随项目结束"),
                        ],
                        default="applied",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("why", models.TextField(verbose_name="延期理由")),
                ("until", models.DateField(verbose_name="申请延期至")),
                ("old_until", models.DateField(verbose_name="原有效期至")),
                ("check_note", models.TextField(blank=True, verbose_name="审查意见")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="projects.project"
                    ),
                ),
                (
                    "pre_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="projects.prereview"
                    ),
                ),
            ],
            options={
                "verbose_name": "预审批复延期",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applied", "checked"])),
                        fields=("pre_review",),
                        name="one_open_extension",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("old_until"))), name="extension_is_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["applied", "closed"]), ("checked_by__isnull", False), _connector="OR"
                        ),
                        name="extension_decided_after_check",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Consultation",
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
                        choices=[("asked", "待答复"), ("answered", "已答复"), ("withdrawn", "已撤回征询")],
                        default="asked",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="会签函文号")),
                ("question", models.TextField(verbose_name="征询事项")),
                ("due_on", models.DateField(verbose_name="请于此前答复")),
                ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="催办次数")),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agree", "同意"),
                            ("conditional", "附条件同意"),
                            ("disagree", "不同意"),
                            ("no_concern", "不涉及本单位职责"),
                        ],
                        max_length=12,
                        verbose_name="意见",
                    ),
                ),
                ("reasons", models.TextField(blank=True, verbose_name="理由和条件")),
                ("signer", models.CharField(blank=True, max_length=40, verbose_name="签发人")),
                ("signed_on", models.DateField(null=True, verbose_name="签发日期")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="被征询单位",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="projects.project",
                    ),
                ),
                (
                    "pre_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="projects.prereview",
                    ),
                ),
            ],
            options={
                "verbose_name": "会签",
                "ordering": ("created_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("pre_review", "body"),
                        name="one_open_question_a_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "answered"),
                                models.Q(("opinion", ""), _negated=True),
                                ("answered_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "answered"), _negated=True),
                                ("answered_by__isnull", True),
                                ("opinion", ""),
                            ),
                            _connector="OR",
                        ),
                        name="silence_is_no_opinion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opinion__in", ["conditional", "disagree"]), _negated=True),
                            models.Q(("reasons", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="objection_has_reasons",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PreReviewItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("1.1", "符合国家、省信息化发展方针政策和“智慧广元”发展战略"),
                            ("1.2", "遵循统筹规划、互联互通、资源共享和安全保密的原则"),
                            ("1.3", "属于公共财产和财政资金供给的范围"),
                            ("1.4", "具有明确的项目目标、组织实施计划和具体的项目预算"),
                            ("1.5", "经过可行性研究和论证，具备较好的组织实施条件"),
                            ("1.6", "采购的设施设备符合网络安全法相关技术规范要求"),
                            ("1.7", "法律法规规章规定的其他条件"),
                            ("2.1", "已纳入项目滚动库，并纳入当年拟实施的项目清单"),
                            ("2.2", "有明确资金来源"),
                            ("2.3", "提供项目建议书（建设方案）、项目组织实施计划"),
                            ("2.4", "法律法规规章规定的其他要求"),
                        ],
                        max_length=4,
                        verbose_name="条件",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "符合"), ("no", "不符合"), ("na", "不适用")],
                        max_length=4,
                        verbose_name="结论",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "pre_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="projects.prereview"
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.UniqueConstraint(fields=("pre_review", "code"), name="condition_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "no"), _negated=True),
                            models.Q(("remark", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="condition_refused_with_remark",
                        violation_error_message="不符合的条件必须写明说明。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PresentSystem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=120, verbose_name="现有系统")),
                ("system_id", models.UUIDField(blank=True, null=True, verbose_name="登记编号")),
                ("future", models.CharField(blank=True, max_length=200, verbose_name="本项目建成后")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="present_systems",
                        to="projects.application",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProcurementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "book",
                    models.CharField(
                        choices=[("procurement", "政府采购预算"), ("service", "政府购买服务预算")],
                        max_length=12,
                        verbose_name="预算",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="预算年度")),
                ("number", models.CharField(max_length=60, verbose_name="预算项目编号")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procurement_lines",
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
                "ordering": ("year", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "book", "year", "number"), name="procurement_line_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="procurement_line_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="完成比例")),
                ("done", models.TextField(verbose_name="已完成工作")),
                ("problems", models.TextField(blank=True, verbose_name="存在问题")),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress_notes",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("percent__lte", 100)), name="progress_at_most_whole")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectUserGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="projects.project"),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RunningCost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="年度运维费用（元）")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="running_costs",
                        to="projects.application",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="running_cost_not_negative")
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "市级财政预算"),
                            ("province", "省级专项补助"),
                            ("nation", "中央专项补助"),
                            ("county", "县区财政"),
                            ("own", "单位自筹"),
                            ("social", "社会资本"),
                        ],
                        max_length=20,
                        verbose_name="来源",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="projects.application"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="承担单位",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="source_line_positive")
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tender", "招投标监督"),
                            ("procurement", "政府采购监督"),
                            ("service", "购买服务监督"),
                            ("funds", "资金使用监督"),
                        ],
                        max_length=12,
                        verbose_name="监督事项",
                    ),
                ),
                ("finding", models.TextField(verbose_name="监督情况")),
                ("demand", models.TextField(blank=True, verbose_name="要求")),
                ("due_on", models.DateField(null=True, verbose_name="整改期限")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, verbose_name="单位答复")),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
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
                        related_name="supervision_notes",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("demand", ""), ("due_on__isnull", False), _connector="OR"),
                        name="demand_has_due_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="answered_supervision_has_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tender",
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
                            ("preparing", "准备招标"),
                            ("submitted", "招标前核对"),
                            ("tendering", "招标中"),
                            ("doubted", "质疑投诉处理中"),
                            ("result", "招标结果核对"),
                            ("filed", "已备案"),
                            ("closed", "随项目结束"),
                        ],
                        default="preparing",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="tender", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "招标备案",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "filed"), ("number", ""), _connector="OR"),
                        name="tender_number_only_when_filed",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="TenderRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几轮")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "进行中"),
                            ("awarded", "已中标"),
                            ("failed", "流标"),
                            ("ended", "随项目结束"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("scope", models.TextField(blank=True, verbose_name="招标范围")),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[("public", "公开招标"), ("invited", "邀请招标")],
                        max_length=12,
                        verbose_name="招标方式",
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        blank=True,
                        choices=[("agency", "委托招标"), ("self", "自行招标")],
                        max_length=12,
                        verbose_name="组织形式",
                    ),
                ),
                ("agency", models.CharField(blank=True, max_length=120, verbose_name="招标代理机构")),
                ("noticed_on", models.DateField(null=True, verbose_name="公告日期")),
                ("medium", models.CharField(blank=True, max_length=120, verbose_name="公告媒体")),
                ("documents_on", models.DateField(null=True, verbose_name="招标文件发出日期")),
                ("opening_on", models.DateField(null=True, verbose_name="拟开标日期")),
                ("network", models.TextField(blank=True, verbose_name="电子政务网络有关规定符合情况")),
                ("opened_on", models.DateField(null=True, verbose_name="开标日期")),
                ("evaluators", models.PositiveSmallIntegerField(null=True, verbose_name="评标专家人数")),
                ("candidates", models.TextField(blank=True, verbose_name="中标候选人")),
                ("public_from", models.DateField(null=True, verbose_name="公示开始")),
                ("public_until", models.DateField(null=True, verbose_name="公示结束")),
                ("complaints", models.TextField(blank=True, verbose_name="异议投诉情况")),
                ("winner", models.CharField(blank=True, max_length=120, verbose_name="中标人")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="中标金额（元）"),
                ),
                ("awarded_on", models.DateField(null=True, verbose_name="中标通知书日期")),
                ("reported_on", models.DateField(null=True, verbose_name="招标投标情况报告日期")),
                ("contract_on", models.DateField(null=True, verbose_name="合同签订日期")),
                ("failed_why", models.TextField(blank=True, verbose_name="流标原因")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="projects.tender"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("tender", "number"), name="tender_round_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome__in", ["open", "awarded"])),
                        fields=("tender",),
                        name="one_tender_round_goes_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "failed"), _negated=True),
                            models.Q(("failed_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="failed_tender_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "awarded"), _negated=True),
                            models.Q(
                                models.Q(("winner", ""), _negated=True),
                                ("amount__isnull", False),
                                ("awarded_on__isnull", False),
                                ("opened_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="awarded_tender_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TenderDoubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("doubt", "质疑（异议）"), ("complaint", "投诉")], max_length=10, verbose_name="类别"
                    ),
                ),
                ("by", models.CharField(max_length=120, verbose_name="提出人")),
                ("raised_on", models.DateField(verbose_name="提出日期")),
                ("what", models.TextField(verbose_name="内容")),
                ("answered_on", models.DateField(null=True, verbose_name="答复日期")),
                ("answer", models.TextField(blank=True, verbose_name="答复和处理结果")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="doubts", to="projects.tenderround"
                    ),
                ),
            ],
            options={
                "ordering": ("raised_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            models.Q(
                                models.Q(("answer", ""), _negated=True), ("answered_on__gte", models.F("raised_on"))
                            ),
                            _connector="OR",
                        ),
                        name="answered_doubt_has_answer",
                    )
                ],
            },
        ),
        migrations.AlterUniqueTogether(
            name="projectusergrant",
            unique_together={("user", "permission", "content_object")},
        ),
    ]
