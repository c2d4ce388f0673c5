"""Budget indicators 预算指标 by source, year and use, their changes, and the final account 决算 (articles 21, 22)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Post
from funds.choices import ChangeKind, Use
from funds.models.contract import MONEY
from projects.choices import SourceKind
from projects.models import Project, visible_projects


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post, "project__"))


class Indicator(models.Model):
    """Money that 财政局 gave: `amount` now, `initial` at first; `paid_total` is kept by the database."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="indicators")
    number = models.CharField("指标文号", max_length=60)
    source = models.CharField("资金来源", max_length=20, choices=SourceKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    use = models.CharField("用途", max_length=20, choices=Use.choices)
    initial = models.DecimalField("下达金额（元）", **MONEY)
    amount = models.DecimalField("指标金额（元）", **MONEY)
    paid_total = models.DecimalField("已支付（元）", default=0, editable=False, **MONEY)
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="carried_to")
    registered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ("year", "pk")
        verbose_name = "预算指标"
        constraints = [
            models.UniqueConstraint(fields=["project", "number", "year", "use"], name="indicator_once"),
            models.CheckConstraint(condition=Q(initial__gt=0, amount__gte=0), name="indicator_positive"),
            models.CheckConstraint(
                condition=Q(paid_total__lte=F("amount")),
                name="article_22_paid_within_indicator",
                violation_error_message="付款不得超过预算指标（《办法》第二十二条）。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年 {self.get_source_display()} {self.number}（{self.get_use_display()}）"

    @property
    def thread_id(self):
        return self.project_id

    @property
    def left(self) -> Decimal:
        return self.amount - self.paid_total


class IndicatorChange(models.Model):
    """One change of an indicator; what it is now is what it was at first and all its changes."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="changes")
    kind = models.CharField("调整", max_length=10, choices=ChangeKind.choices)
    delta = models.DecimalField("金额（元）", **MONEY)
    reason = models.CharField("依据", max_length=200)
    at = models.DateTimeField(default=timezone.now)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=~Q(delta=0) & ~Q(reason=""), name="indicator_change_is_whole")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.delta}"


class FinalAccount(models.Model):
    """竣工财务决算: what was given, settled and paid, and the balance that goes back."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="final_account")
    total = models.DecimalField("决算金额（元）", **MONEY)
    settled = models.DecimalField("结算合计（元）", **MONEY)
    given = models.DecimalField("指标合计（元）", **MONEY)
    balance = models.DecimalField("结余（元）", **MONEY)
    reported_on = models.DateField("决算日期", default=timezone.localdate)
    reported_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    returned = models.DecimalField("已交回（元）", default=0, **MONEY)
    returned_on = models.DateField("交回日期", null=True)

    class Meta:
        verbose_name = "竣工财务决算"
        constraints = [
            models.CheckConstraint(condition=Q(total__lte=F("settled")), name="article_22_account_within_settlement"),
            models.CheckConstraint(
                condition=Q(balance=F("given") - F("total"), returned__gte=0, returned__lte=F("balance")),
                name="article_22_balance_is_what_is_left",
            ),
        ]

    def __str__(self) -> str:
        return f"决算 {self.total}"
