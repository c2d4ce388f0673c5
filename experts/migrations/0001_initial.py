import uuid

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Field",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="领域")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="experts.field",
                    ),
                ),
            ],
            options={
                "verbose_name": "专业领域",
                "ordering": ("position", "code"),
            },
        ),
        migrations.CreateModel(
            name="Expert",
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
                ("employer", models.CharField(max_length=120, verbose_name="工作单位")),
                ("title", models.CharField(max_length=40, verbose_name="职称")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("county", models.CharField(blank=True, max_length=20, verbose_name="所在县区")),
                ("languages", models.CharField(blank=True, max_length=60, verbose_name="工作语言")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "在库"), ("suspended", "暂停"), ("retired", "退出")],
                        default="active",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("term_until", models.DateField(blank=True, null=True, verbose_name="聘期至")),
                ("training", models.CharField(blank=True, max_length=300, verbose_name="培训记录")),
                ("caution", models.CharField(blank=True, max_length=300, verbose_name="提醒和诫勉")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("id_number", models.TextField(blank=True, editable=False, verbose_name="身份证号")),
                ("bank", models.TextField(blank=True, editable=False, verbose_name="开户行")),
                ("account", models.TextField(blank=True, editable=False, verbose_name="银行账号")),
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
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experts",
                        to="accounts.organisation",
                        verbose_name="工作单位（市内机构）",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expert",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "fields",
                    models.ManyToManyField(related_name="experts", to="experts.field", verbose_name="专业领域"),
                ),
            ],
            options={
                "verbose_name": "专家",
                "ordering": ("employer", "pk"),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Panel",
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
                    "purpose",
                    models.CharField(
                        choices=[("plan_review", "技术（设计）方案评审"), ("acceptance", "项目验收")],
                        max_length=20,
                        verbose_name="用途",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("frozen", "名单已冻结"),
                            ("committed", "两人已承诺"),
                            ("revealed", "一人已揭示"),
                            ("drawn", "已抽取"),
                            ("closed", "已结束"),
                        ],
                        default="frozen",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("meeting_at", models.DateTimeField(verbose_name="会议时间")),
                ("place", models.CharField(max_length=120, verbose_name="会议地点")),
                ("size", models.PositiveSmallIntegerField(verbose_name="专家人数")),
                ("reserves", models.PositiveSmallIntegerField(default=0, verbose_name="后备人数")),
                ("quotas", models.JSONField(default=dict, verbose_name="领域名额")),
                ("exclude_counties", models.BooleanField(default=False, verbose_name="不抽县区专家")),
                ("algorithm", models.CharField(default="sha256-order/2", max_length=40, verbose_name="抽取算法")),
                ("candidates", models.JSONField(verbose_name="候选名单")),
                ("candidates_hash", models.CharField(max_length=64, verbose_name="候选名单校验值")),
                ("excluded", models.JSONField(default=list, verbose_name="抽取前回避")),
                ("conflicting_names", models.JSONField(default=list, verbose_name="须回避的单位")),
                ("absent", models.JSONField(default=list, verbose_name="抽取时不能参加")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("two_persons", "两人承诺、揭示"),
                            ("public", "事先约定的公开数值"),
                            ("system", "系统随机数"),
                        ],
                        default="system",
                        max_length=12,
                        verbose_name="种子来源",
                    ),
                ),
                ("commitment", models.CharField(blank=True, max_length=64, verbose_name="经办人承诺值")),
                ("phrase", models.CharField(blank=True, max_length=60, verbose_name="经办人口令")),
                ("witness_commitment", models.CharField(blank=True, max_length=64, verbose_name="监督人承诺值")),
                ("witness_phrase", models.CharField(blank=True, max_length=60, verbose_name="监督人口令")),
                ("public_source", models.CharField(blank=True, max_length=120, verbose_name="公开数值来源")),
                ("public_at", models.DateTimeField(null=True, verbose_name="公开数值产生时间")),
                ("public_value", models.CharField(blank=True, max_length=60, verbose_name="公开数值")),
                ("seed", models.CharField(blank=True, max_length=64, verbose_name="随机种子")),
                ("witness", models.CharField(blank=True, max_length=60, verbose_name="监督人")),
                ("drawn_at", models.DateTimeField(null=True, verbose_name="抽取时间")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="意见开启时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("cancelled_for", models.TextField(blank=True, verbose_name="取消理由")),
                ("origin_url", models.CharField(blank=True, max_length=200)),
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
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="抽取人",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panels", to="projects.project"
                    ),
                ),
                (
                    "witness_post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="监督人岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "专家组",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 1), models.Q(("candidates_hash", ""), _negated=True)),
                        name="panel_has_its_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "drawn"), _negated=True),
                            models.Q(models.Q(("seed", ""), _negated=True), ("drawn_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="panel_drawn_has_seed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["committed", "revealed"]), _negated=True),
                            models.Q(
                                ("witness_post__isnull", False),
                                models.Q(("commitment", ""), _negated=True),
                                models.Q(("witness_commitment", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="panel_committed_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("witness_post__isnull", True),
                            models.Q(("witness_post", models.F("drawn_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="panel_witness_is_another",
                        violation_error_message="监督人不能是抽取人本人（《办法》第六条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at__isnull", True), ("opened_at__gte", models.F("drawn_at")), _connector="OR"
                        ),
                        name="panel_opened_after_the_draw",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", False), _connector="OR"
                        ),
                        name="panel_closed_has_date",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="GroupOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.JSONField(default=list, verbose_name="意见")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("paper", models.CharField(blank=True, max_length=120, verbose_name="纸质签署件")),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "panel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="group", to="experts.panel"
                    ),
                ),
            ],
            options={
                "verbose_name": "专家组意见",
            },
        ),
        migrations.CreateModel(
            name="Seat",
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
                            ("invited", "待回避声明"),
                            ("declared", "评审中"),
                            ("submitted", "已提交意见"),
                            ("recused", "回避，待递补"),
                            ("declined", "不参加，待递补"),
                            ("replaced", "已递补"),
                            ("closed", "随评审结束"),
                        ],
                        default="invited",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("is_chair", models.BooleanField(default=False, verbose_name="组长")),
                ("basis", models.JSONField(blank=True, default=dict, verbose_name="递补依据")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="答复参加时间")),
                ("accepted_by_phone", models.BooleanField(default=False, verbose_name="电话答复")),
                ("statement", models.TextField(blank=True, verbose_name="声明")),
                ("declared_at", models.DateTimeField(null=True, verbose_name="声明时间")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                (
                    "asked_for",
                    models.CharField(
                        blank=True,
                        choices=[("write", "起草专家组意见"), ("sign", "签署专家组意见"), ("verify", "核对修改情况")],
                        max_length=10,
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True, verbose_name="签署时间")),
                ("signed_on_paper", models.BooleanField(default=False, verbose_name="纸质签署")),
                ("dissent", models.TextField(blank=True, verbose_name="不同意见")),
                (
                    "left_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("invited", "待回避声明"),
                            ("declared", "评审中"),
                            ("submitted", "已提交意见"),
                            ("recused", "回避，待递补"),
                            ("declined", "不参加，待递补"),
                            ("replaced", "已递补"),
                            ("absent", "未提交，缺席"),
                            ("closed", "随评审结束"),
                        ],
                        max_length=20,
                        verbose_name="退出方式",
                    ),
                ),
                ("left_reason", models.TextField(blank=True, verbose_name="退出理由")),
                ("left_by_self", models.BooleanField(default=False, verbose_name="本人提出")),
                ("found_conflict", models.TextField(blank=True, verbose_name="意见开启后查明的回避情形")),
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
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="experts.expert"
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="experts.panel"
                    ),
                ),
            ],
            options={
                "verbose_name": "评审席位",
                "ordering": ("panel", "rank"),
                "constraints": [
                    models.UniqueConstraint(fields=("panel", "rank"), name="seat_rank_once"),
                    models.UniqueConstraint(fields=("panel", "expert"), name="expert_once_on_a_panel"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["declared", "submitted"]), _negated=True),
                            models.Q(("declared_at__isnull", False), models.Q(("statement", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="article_6_no_review_without_declaration",
                        violation_error_message="未作回避声明，不得参加评审。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="seat_submitted_has_date",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("aspects", models.JSONField(default=dict)),
                ("checks", models.JSONField(default=dict)),
                ("budget", models.JSONField(default=dict)),
                ("overall", models.TextField(blank=True, verbose_name="总体意见")),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[("agree", "同意"), ("agree_with_changes", "修改后同意"), ("disagree", "不同意")],
                        max_length=20,
                        verbose_name="总体结论",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinion", to="experts.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "专家意见",
                "ordering": ("seat",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True),
                            models.Q(("conclusion", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sealed_opinion_has_conclusion",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "length",
                    models.CharField(choices=[("half", "半天"), ("day", "一天")], max_length=5, verbose_name="时长"),
                ),
                ("is_senior", models.BooleanField(default=False, verbose_name="正高级")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="应发（元）")),
                ("tax", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="代扣个人所得税（元）")),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="登记时间")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="发放日期")),
                ("receipt", models.CharField(blank=True, max_length=60, verbose_name="签收或凭证号")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fee", to="experts.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "评审费",
                "ordering": ("-noted_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("tax__gte", 0), ("tax__lte", models.F("amount"))),
                        name="fee_tax_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_on__isnull", True), models.Q(("receipt", ""), _negated=True), _connector="OR"
                        ),
                        name="fee_paid_has_receipt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatEvaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "marks",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "1 分"), (2, "2 分"), (3, "3 分"), (4, "4 分"), (5, "5 分")], verbose_name="评价"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evaluation", to="experts.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "履职评价",
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("kinship", "亲属任职"),
                            ("interest", "经济利益或聘用顾问"),
                            ("proposal", "参与方案编制或前期咨询"),
                        ],
                        max_length=10,
                        verbose_name="关系",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="单位名称")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("since", models.DateField(blank=True, null=True, verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="experts.expert"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="市内机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "利害关系",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Waiver",
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
                ("code", models.CharField(max_length=20)),
                ("finding", models.CharField(max_length=300, verbose_name="计算出的回避情形")),
                ("reason", models.CharField(max_length=300, verbose_name="解除理由")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "待批准"), ("approved", "已解除"), ("refused", "不予解除")],
                        default="asked",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
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
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waivers", to="experts.expert"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflict_waivers",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "解除回避",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("project", "expert", "code"),
                        name="one_open_waiver",
                        violation_error_message="已申请解除，等待另一人批准。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="conflict_lifted_by_a_second_person",
                        violation_error_message="解除系统计算出的回避须由另一人批准（《办法》第六条）。",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("employer", models.CharField(max_length=120, verbose_name="工作单位")),
                ("position", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                ("began_on", models.DateField(verbose_name="起")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="止")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="市内机构",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="employments", to="experts.expert"
                    ),
                ),
            ],
            options={
                "verbose_name": "任职经历",
                "ordering": ("-began_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("ended_on__gte", models.F("began_on")), _connector="OR"
                        ),
                        name="employment_ends_after_it_began",
                        violation_error_message="止日不能早于起日。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AddedRecusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="added_recusals",
                        to="projects.project",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="added_recusals", to="experts.expert"
                    ),
                ),
            ],
            options={
                "verbose_name": "增加的回避",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "expert"), name="recusal_added_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="added_recusal_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(verbose_name="止")),
                ("reason", models.CharField(blank=True, max_length=60, verbose_name="事由")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="experts.expert"
                    ),
                ),
            ],
            options={
                "verbose_name": "不能参加的日期",
                "ordering": ("starts_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="absence_ends_after_it_began",
                        violation_error_message="止日不能早于起日。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
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
                    "source",
                    models.CharField(
                        choices=[("self", "本人申请"), ("unit", "单位推荐"), ("list", "名单导入")],
                        max_length=5,
                        verbose_name="来源",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "已申请"),
                            ("checked", "已审核"),
                            ("enrolled", "已入库"),
                            ("refused", "不予入库"),
                        ],
                        default="applied",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("employer", models.CharField(max_length=120, verbose_name="工作单位")),
                ("rank_title", models.CharField(max_length=40, verbose_name="职称")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("county", models.CharField(blank=True, max_length=20, verbose_name="所在县区")),
                ("statement", models.TextField(blank=True, max_length=2000, verbose_name="专业特长和业绩")),
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
                    "nominated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="推荐单位",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "expert",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolment",
                        to="experts.expert",
                    ),
                ),
                ("fields", models.ManyToManyField(related_name="+", to="experts.field", verbose_name="专业领域")),
            ],
            options={
                "verbose_name": "入库申请",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["checked", "enrolled"]), _negated=True),
                            ("checked_by__isnull", False),
                            _connector="OR",
                        ),
                        name="enrolled_was_checked",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applied", "checked"])),
                        fields=("user",),
                        name="one_open_enrolment",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
