import uuid

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("experts", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewRound",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="第几轮")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "准备方案"),
                            ("submitted", "形式审查"),
                            ("returned", "退回补正"),
                            ("convened", "专家评审"),
                            ("amending", "修改方案"),
                            ("verifying", "核对修改"),
                            ("amended", "修改已落实"),
                            ("concluded", "待签发"),
                            ("issued", "已出具意见"),
                            ("closed", "随项目结束"),
                        ],
                        default="draft",
                        max_length=50,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True, verbose_name="保存时间")),
                ("present", models.TextField(blank=True, verbose_name="信息化现状")),
                ("needs", models.TextField(blank=True, verbose_name="应用需求")),
                ("processes", models.TextField(blank=True, verbose_name="业务流程")),
                ("goals", models.TextField(blank=True, verbose_name="建设目标")),
                ("content", models.TextField(blank=True, verbose_name="建设内容")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="专家意见齐")),
                ("demanded_at", models.DateTimeField(null=True, verbose_name="要求修改时间")),
                ("amended_at", models.DateTimeField(null=True, verbose_name="修改核对完成时间")),
                ("override_reason", models.TextField(blank=True, verbose_name="结论与统计不一致的理由")),
                ("override_approval", models.TextField(blank=True, verbose_name="负责人批准理由")),
                (
                    "drafted_conclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pass", "通过"),
                            ("amend", "修改后通过"),
                            ("revise", "修改后重新评审"),
                            ("fail", "不通过"),
                        ],
                        max_length=10,
                        verbose_name="拟定结论",
                    ),
                ),
                ("drafted_note", models.TextField(blank=True, verbose_name="信息办说明")),
                ("drafted_demands", models.TextField(blank=True, verbose_name="有关要求")),
                (
                    "drafted_asides",
                    models.JSONField(blank=True, default=list, verbose_name="拟不作修改要求的意见"),
                ),
                (
                    "drafted_sum",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="评审资金（元）"),
                ),
                ("concluded_at", models.DateTimeField(null=True, verbose_name="形成结论时间")),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pass", "通过"),
                            ("amend", "修改后通过"),
                            ("revise", "修改后重新评审"),
                            ("fail", "不通过"),
                        ],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("issued_at", models.DateTimeField(null=True, verbose_name="签发时间")),
                ("opinion_number", models.CharField(blank=True, max_length=60, verbose_name="评审意见文号")),
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
                    "convened_by",
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
                    "demanded_by",
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
                        related_name="review_round",
                        to="experts.panel",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_rounds",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "方案评审",
                "ordering": ("-created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["issued", "closed"]), _negated=True),
                        fields=("project",),
                        name="one_open_review_round",
                    ),
                    models.UniqueConstraint(fields=("project", "number"), name="review_round_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "closed"]), ("submitted_at__isnull", False), _connector="OR"
                        ),
                        name="review_round_handed_in_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["convened", "amending", "verifying", "amended", "concluded", "issued"]),
                                _negated=True,
                            ),
                            ("convened_by__isnull", False),
                            _connector="OR",
                        ),
                        name="review_round_convened_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["concluded", "issued"]), _negated=True),
                            models.Q(
                                ("concluded_at__isnull", False),
                                ("concluded_by__isnull", False),
                                ("opened_at__isnull", False),
                                ("panel__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="article_11_no_conclusion_without_opinions",
                        violation_error_message="专家意见未全部提交，不得形成评审结论（《办法》第十一条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(models.Q(("conclusion", ""), _negated=True), ("issued_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_round_issued_has_conclusion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conclusion", "amend"), _negated=True),
                            ("amended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="article_11_amended_before_passed",
                        violation_error_message="修改后通过的，须逐条核对落实后方可出具评审意见（《办法》第十一条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("conclusion", ""), ("state", "issued"), _connector="OR"),
                        name="review_round_concludes_by_signature",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("aspect", models.CharField(blank=True, max_length=60, verbose_name="方面")),
                ("text", models.TextField(verbose_name="意见")),
                ("office_note", models.CharField(blank=True, max_length=1000, verbose_name="办理说明")),
                (
                    "adopted",
                    models.CharField(
                        blank=True,
                        choices=[("adopted", "采纳"), ("partly", "部分采纳"), ("not", "未采纳")],
                        max_length=10,
                        verbose_name="采纳情况",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="修改说明或未采纳理由")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="修改处（章节、页码）")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("times", models.PositiveSmallIntegerField(default=0, verbose_name="答复次数")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("closed", "已落实"), ("reopened", "须再修改"), ("aside", "不作修改要求")],
                        max_length=10,
                        verbose_name="核对结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="核对说明")),
                ("verified_at", models.DateTimeField(null=True, verbose_name="核对时间")),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="experts.seat",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="reviews.reviewround"
                    ),
                ),
            ],
            options={
                "verbose_name": "评审意见条目",
                "ordering": ("round", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="remark_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "closed"), _negated=True),
                            models.Q(
                                models.Q(("adopted", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                ("verified_at__isnull", False),
                                ("verified_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="article_11_remark_closed_is_answered_and_verified",
                        violation_error_message="意见未答复、未核对，不得关闭（《办法》第十一条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "reopened"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="remark_reopened_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "aside"), _negated=True),
                            models.Q(
                                ("adopted", ""),
                                ("verified_at__isnull", False),
                                ("verified_by__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="article_11_remark_set_aside_says_why",
                        violation_error_message="不作修改要求的意见，须写明理由（《办法》第十一条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adopted__in", ["adopted", "partly"]), _negated=True),
                            models.Q(("place", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="remark_adopted_says_where",
                        violation_error_message="采纳的意见须写明修改处。",
                    ),
                ],
            },
        ),
    ]
