import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import django_fsm
from django.db import migrations, models

import funds.codes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("documents", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
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
                        choices=[("active", "履行中"), ("settled", "已结算"), ("terminated", "已解除")],
                        default="active",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("main", "建设合同"),
                            ("supervision", "监理合同"),
                            ("testing", "测评合同"),
                            ("agent", "代理合同"),
                            ("services", "服务合同"),
                        ],
                        default="main",
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="合同编号")),
                ("name", models.CharField(max_length=120, verbose_name="合同名称")),
                ("contractor", models.CharField(max_length=120, verbose_name="承建单位")),
                (
                    "contractor_code",
                    models.CharField(
                        max_length=18, validators=[funds.codes.validate_credit_code], verbose_name="统一社会信用代码"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="合同金额（元）")),
                (
                    "signed_amount",
                    models.DecimalField(
                        decimal_places=2, editable=False, max_digits=14, null=True, verbose_name="签订金额（元）"
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="签订日期")),
                ("starts_on", models.DateField(verbose_name="履约开始")),
                ("ends_on", models.DateField(verbose_name="履约结束")),
                ("outsourced", models.BooleanField(default=False, verbose_name="采用服务外包")),
                ("small_firm", models.BooleanField(default=False, verbose_name="承建单位为中小企业")),
                (
                    "retention_percent",
                    models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name="质保金比例（%）"),
                ),
                ("warranty_until", models.DateField(blank=True, null=True, verbose_name="质保期至")),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "paid_total",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="已付（元）"
                    ),
                ),
                (
                    "asked_total",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="申请中（元）"
                    ),
                ),
                (
                    "settled_sum",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="结算金额（元）"),
                ),
                ("settled_on", models.DateField(null=True, verbose_name="结算日期")),
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
                        related_name="contracts",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "registered_by",
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
            ],
            options={
                "verbose_name": "合同",
                "ordering": ("-signed_on", "-registered_at"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "number"),
                        name="contract_number_once",
                        violation_error_message="本项目已登记过同一编号的合同。",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="contract_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="contract_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", models.F("paid_total") + models.F("asked_total")),
                            ("asked_total__gte", 0),
                            ("paid_total__gte", 0),
                        ),
                        name="article_22_paid_within_contract",
                        violation_error_message="付款和付款申请合计不得超过合同金额（《办法》第二十二条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_sum__isnull", True),
                            models.Q(
                                ("settled_sum__gte", models.F("paid_total") + models.F("asked_total")),
                                ("settled_sum__lte", models.F("amount")),
                            ),
                            _connector="OR",
                        ),
                        name="article_22_settled_between_paid_and_contract",
                        violation_error_message="结算金额不得超过合同金额，也不得少于已付和申请中的金额（《办法》第二十二条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "active"),
                            models.Q(("settled_on__isnull", False), ("settled_sum__isnull", False)),
                            _connector="OR",
                        ),
                        name="contract_ended_is_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("retention_percent__range", (0, 100))), name="retention_is_a_share"
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ContractAcceptance",
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
                ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "供应商已申请"),
                            ("grouped", "组织验收"),
                            ("examined", "待出具验收书"),
                            ("issued", "已出具验收书"),
                        ],
                        default="applied",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "applied_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="供应商申请日期"),
                ),
                ("members", models.TextField(blank=True, verbose_name="验收小组")),
                ("third_party", models.CharField(blank=True, max_length=200, verbose_name="第三方机构或专家")),
                ("users", models.CharField(blank=True, max_length=200, verbose_name="服务对象代表")),
                ("noticed_on", models.DateField(null=True, verbose_name="通知日期")),
                ("held_on", models.DateField(null=True, verbose_name="验收日期")),
                ("findings", models.TextField(blank=True, verbose_name="逐条履约情况")),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "验收合格"), ("fail", "验收不合格")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("published_on", models.DateField(null=True, verbose_name="公告日期")),
                ("medium", models.CharField(blank=True, max_length=120, verbose_name="公告媒体")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="验收书编号")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="出具时间")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="funds.contract",
                        verbose_name="合同",
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
                        related_name="contract_acceptances",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "履约验收",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "attempt"), name="contract_acceptance_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued"), _negated=True),
                        fields=("contract",),
                        name="one_open_contract_acceptance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(models.Q(("conclusion", ""), _negated=True), ("issued_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="contract_acceptance_issued_has_conclusion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "applied"),
                            models.Q(
                                ("held_on__gte", models.F("noticed_on")),
                                ("held_on__isnull", False),
                                ("noticed_on__gte", models.F("applied_on")),
                                ("noticed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contract_acceptance_noticed_before",
                        violation_error_message="先申请，再通知，然后验收。",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="FinalAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("total", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="决算金额（元）")),
                ("settled", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="结算合计（元）")),
                ("given", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="指标合计（元）")),
                ("balance", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="结余（元）")),
                ("reported_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="决算日期")),
                (
                    "returned",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="已交回（元）"),
                ),
                ("returned_on", models.DateField(null=True, verbose_name="交回日期")),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="final_account",
                        to="projects.project",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "竣工财务决算",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("total__lte", models.F("settled"))),
                        name="article_22_account_within_settlement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "balance",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("given"), "-", models.F("total")
                                ),
                            ),
                            ("returned__gte", 0),
                            ("returned__lte", models.F("balance")),
                        ),
                        name="article_22_balance_is_what_is_left",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, verbose_name="指标文号")),
                (
                    "source",
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
                        verbose_name="资金来源",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("construction", "项目建设"),
                            ("management", "监理、测评与代理"),
                            ("services", "购买服务与运维"),
                        ],
                        max_length=20,
                        verbose_name="用途",
                    ),
                ),
                ("initial", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="下达金额（元）")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="指标金额（元）")),
                (
                    "paid_total",
                    models.DecimalField(
                        decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="已支付（元）"
                    ),
                ),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "carried_from",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="funds.indicator",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="indicators", to="projects.project"
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "预算指标",
                "ordering": ("year", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number", "year", "use"), name="indicator_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("initial__gt", 0)), name="indicator_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_total__lte", models.F("amount"))),
                        name="article_22_paid_within_indicator",
                        violation_error_message="付款不得超过预算指标（《办法》第二十二条）。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicatorChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("reduce", "追减"), ("add", "追加"), ("carry", "结转下年"), ("return", "结余交回")],
                        max_length=10,
                        verbose_name="调整",
                    ),
                ),
                ("delta", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）")),
                ("reason", models.CharField(max_length=200, verbose_name="依据")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="funds.indicator"
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
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delta", 0), _negated=True), models.Q(("reason", ""), _negated=True)
                        ),
                        name="indicator_change_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentRequest",
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
                            ("requested", "单位审核"),
                            ("approved", "待支付"),
                            ("held", "财政局暂缓"),
                            ("claimed", "待确认登记"),
                            ("paid", "已支付"),
                            ("refused", "不予支付"),
                            ("withdrawn", "已撤回"),
                            ("reversed", "已红冲"),
                        ],
                        default="requested",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("advance", "预付款"),
                            ("progress", "进度款"),
                            ("acceptance", "验收款"),
                            ("retention", "质保金"),
                        ],
                        default="progress",
                        max_length=12,
                        verbose_name="款项",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="申请金额（元）")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("paid_on", models.DateField(null=True, verbose_name="付款日期")),
                ("voucher", models.CharField(blank=True, max_length=60, verbose_name="凭证号")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="funds.contract",
                        verbose_name="合同",
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="funds.indicator",
                        verbose_name="预算指标",
                    ),
                ),
                (
                    "invoice",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_requests",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "付款申请",
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="request_positive")
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("construction", "项目建设"),
                            ("management", "监理、测评与代理"),
                            ("services", "购买服务与运维"),
                        ],
                        default="construction",
                        max_length=20,
                        verbose_name="用途",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("advance", "预付款"),
                            ("progress", "进度款"),
                            ("acceptance", "验收款"),
                            ("retention", "质保金"),
                        ],
                        default="progress",
                        max_length=12,
                        verbose_name="款项",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="付款金额（元）")),
                ("paid_on", models.DateField(verbose_name="付款日期")),
                ("voucher", models.CharField(blank=True, max_length=60, verbose_name="凭证号")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="funds.contract",
                        verbose_name="合同",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="funds.indicator",
                        verbose_name="指标",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="funds.paymentrequest",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="funds.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "付款",
                "ordering": ("paid_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses", None)),
                            models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="payment_positive",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voucher", ""), _negated=True),
                        fields=("contract", "voucher"),
                        name="voucher_once_a_contract",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="付款节点")),
                ("due_on", models.DateField(verbose_name="计划日期")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="计划金额（元）")),
                ("waits_for", models.CharField(blank=True, max_length=80, verbose_name="支付条件")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="funds.contract"
                    ),
                ),
            ],
            options={
                "verbose_name": "付款计划",
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "position"), name="payment_stage_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payment_stage_positive"),
                ],
            },
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="reverses",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversals",
                to="funds.payment",
            ),
        ),
        migrations.AddField(
            model_name="paymentrequest",
            name="stage",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="funds.paymentstage",
            ),
        ),
        migrations.CreateModel(
            name="RequestComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="意见")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="funds.paymentrequest"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
    ]
