"""A contract from signature to settlement, with its plan of payments. Paid and asked sums are the database's."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Post
from documents.models import Attachment
from funds.choices import USES, ContractKind, Use
from funds.codes import validate_credit_code
from funds.duties import Duty, duties_of
from funds.stages import lines_of
from funds.states import CONTRACT, ContractState
from projects.models import Project, visible_projects
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet
from workflow.numbers import cents
from workflow.rules import asked_once

MONEY = {"max_digits": 14, "decimal_places": 2}


class ContractQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post, "project__"))

    def standing(self):
        """Not ended by default of the contractor."""
        return self.exclude(state=ContractState.TERMINATED)


class Contract(WorkflowModel):
    Kind = ContractKind

    project = models.ForeignKey(Project, models.PROTECT, related_name="contracts", verbose_name="项目")
    state = StateField("状态", default=ContractState.ACTIVE, choices=ContractState.choices, protected=True)
    kind = models.CharField("类别", max_length=20, choices=ContractKind.choices, default=ContractKind.MAIN)
    number = models.CharField("合同编号", max_length=60)
    name = models.CharField("合同名称", max_length=120)
    contractor = models.CharField("承建单位", max_length=120)
    contractor_code = models.CharField("统一社会信用代码", max_length=18, validators=[validate_credit_code])
    amount = models.DecimalField("合同金额（元）", **MONEY)
    # As it was signed, from the first amendment on; the law's share of a supplement is measured by it.
    signed_amount = models.DecimalField("签订金额（元）", null=True, editable=False, **MONEY)
    # Of 政府采购 and 购买服务 alone: the day of the 中标（成交）通知书, of the public notice, of the copy to 财政局.
    awarded_on = models.DateField("中标（成交）通知日期", null=True, blank=True)
    signed_on = models.DateField("签订日期")
    published_on = models.DateField("合同公告日期", null=True)
    medium = models.CharField("公告媒体", max_length=120, blank=True)
    filed_on = models.DateField("报财政局备案日期", null=True)
    starts_on = models.DateField("履约开始")
    ends_on = models.DateField("履约结束")
    outsourced = models.BooleanField("采用服务外包", default=False)
    small_firm = models.BooleanField("承建单位为中小企业", default=False)
    retention_percent = models.DecimalField("质保金比例（%）", max_digits=5, decimal_places=2, default=0)
    warranty_until = models.DateField("质保期至", null=True, blank=True)
    scan = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)
    paid_total = models.DecimalField("已付（元）", default=0, editable=False, **MONEY)
    # Asked for and not paid yet; kept by the database as well, so that no two requests ask for the same money.
    asked_total = models.DecimalField("申请中（元）", default=0, editable=False, **MONEY)
    settled_sum = models.DecimalField("结算金额（元）", null=True, **MONEY)
    settled_on = models.DateField("结算日期", null=True)

    objects = ContractQuerySet.as_manager()

    inbox_related = ("project__unit",)
    locked_first = ("project",)

    class Meta:
        ordering = ("-signed_on", "-registered_at")
        verbose_name = "合同"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="contract_number_once",
                violation_error_message="本项目已登记过同一编号的合同。",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="contract_positive"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"),
            models.CheckConstraint(
                condition=Q(amount__gte=F("paid_total") + F("asked_total"), paid_total__gte=0, asked_total__gte=0),
                name="article_22_paid_within_contract",
                violation_error_message="付款和付款申请合计不得超过合同金额（《办法》第二十二条）。",
            ),
            models.CheckConstraint(
                condition=Q(settled_sum__isnull=True)
                | Q(settled_sum__lte=F("amount"), settled_sum__gte=F("paid_total") + F("asked_total")),
                name="article_22_settled_between_paid_and_contract",
                violation_error_message="结算金额不得超过合同金额，也不得少于已付和申请中的金额（《办法》第二十二条）。",
            ),
            models.CheckConstraint(
                condition=Q(state="active") | Q(settled_sum__isnull=False, settled_on__isnull=False),
                name="contract_ended_is_settled",
            ),
            models.CheckConstraint(condition=Q(retention_percent__range=(0, 100)), name="retention_is_a_share"),
            models.CheckConstraint(
                condition=(Q(awarded_on__isnull=True) | Q(awarded_on__lte=F("signed_on")))
                & (Q(published_on__isnull=True) | Q(published_on__gte=F("signed_on")))
                & (Q(filed_on__isnull=True) | Q(filed_on__gte=F("signed_on"))),
                name="contract_days_in_order",
                violation_error_message="先中标（成交），再签订合同，然后公告和备案。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def title(self) -> str:
        return self.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def use(self) -> Use:
        return USES[ContractKind(self.kind)]

    @property
    def original_amount(self) -> Decimal:
        return self.amount if self.signed_amount is None else self.signed_amount

    @property
    def ceiling(self) -> Decimal:
        """What may be paid in all: the contract's sum, and once it is settled what was settled."""
        return self.amount if self.settled_sum is None else self.settled_sum

    @property
    def retention(self) -> Decimal:
        """质保金, held back until the warranty is over."""
        return cents(self.amount * self.retention_percent / 100)

    @property
    def withheld(self) -> Decimal:
        """What of the retention may not be paid today."""
        over = self.warranty_until and self.warranty_until <= timezone.localdate()
        return Decimal(0) if over or self.has_ended else self.retention

    @property
    def has_ended(self) -> bool:
        """Ended early: no plan and no warranty run on, what was settled falls due."""
        return self.state == ContractState.TERMINATED

    @property
    def left(self) -> Decimal:
        return self.ceiling - self.paid_total

    @property
    def duties(self) -> list[Duty]:
        """What procurement law asks of it by a day; empty for a contract of another path."""
        return list(duties_of(self))

    @property
    @asked_once
    def plan(self) -> list[tuple["PaymentStage", str]]:
        """The lines of the plan of payments, each with what it still waits for."""
        return lines_of(self)

    def paid(self) -> Decimal:
        return self.paid_total

    @property
    def committed(self) -> Decimal:
        """Paid or asked for: nobody may ask for it again, and no sum comes down below it."""
        return self.paid_total + self.asked_total

    def falls_due_by_law(self) -> bool:
        """A small firm has delivered: 保障中小企业款项支付条例 wins over our own conditions, not over 质保金."""
        return self.small_firm and self.is_accepted()

    def is_accepted(self) -> bool:
        """The buyer's 验收书 stands (履约验收)."""
        return self.acceptances.filter(state="issued", conclusion="pass").exists()

    @CONTRACT.step("publish")
    def publish(self, *, post, data):
        self.published_on, self.medium = data["published_on"], data["medium"]

    @CONTRACT.step("file_copy")
    def file_copy(self, *, post, data):
        self.filed_on = data["filed_on"]

    @CONTRACT.step("settle")
    def settle(self, *, post, data):
        self.settled_sum, self.settled_on = data["settled_sum"], data["settled_on"]

    @CONTRACT.step("terminate")
    def terminate(self, *, post, data):
        self.settled_sum, self.settled_on = data["settled_sum"], timezone.localdate()


class PaymentStage(models.Model):
    """One line of the plan of payments: at which milestone how much falls due."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("付款节点", max_length=60)
    due_on = models.DateField("计划日期")
    amount = models.DecimalField("计划金额（元）", **MONEY)
    # Key of what must have happened before (funds.stages); "" waits for nothing: an advance.
    waits_for = models.CharField("支付条件", max_length=80, blank=True)

    class Meta:
        ordering = ("position",)
        verbose_name = "付款计划"
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="payment_stage_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_stage_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.due_on}，{self.amount} 元）"
