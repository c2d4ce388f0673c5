"""Requests for payment and the ledger of what was paid. The ledger is only ever added to (trigger)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from documents.models import Attachment
from funds.choices import PaymentKind, Use
from funds.models.budget import Indicator
from funds.models.contract import MONEY, Contract, PaymentStage
from funds.states import REQUEST, RequestState
from projects.models import Project
from projects.models.visibility import OfThreadQuerySet
from workflow.fields import StateField
from workflow.models import WorkflowModel


class PaymentRequest(WorkflowModel):
    """The unit asks, its leader agrees, 财政局 sees and may hold; then it is paid (article 22)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="payment_requests")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="requests", verbose_name="合同")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="requests", verbose_name="预算指标")
    stage = models.ForeignKey(PaymentStage, models.PROTECT, null=True, related_name="requests")
    state = StateField("状态", default=RequestState.REQUESTED, choices=RequestState.choices, protected=True)
    kind = models.CharField("款项", max_length=12, choices=PaymentKind.choices, default=PaymentKind.PROGRESS)
    amount = models.DecimalField("申请金额（元）", **MONEY)
    invoice = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    note = models.CharField("说明", max_length=200, blank=True)

    objects = OfThreadQuerySet.as_manager()

    inbox_related = ("project__unit", "contract", "indicator")
    locked_first = ("project",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "付款申请"
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="request_positive")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} 元：{self.contract.name}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def thread_id(self):
        return self.project_id

    def as_payment(self) -> dict:
        """What the rules of money judge."""
        return {name: getattr(self, name) for name in ("contract", "indicator", "stage", "amount", "kind")}

    @REQUEST.step("approve")
    def approve(self, *, post, data):
        pass

    @REQUEST.step("refuse")
    def refuse(self, *, post, data):
        pass

    @REQUEST.step("hold")
    def hold(self, *, post, data):
        pass

    @REQUEST.step("release")
    def release(self, *, post, data):
        pass

    @REQUEST.step("pay")
    def pay(self, *, post, data):
        pass


class RequestComment(models.Model):
    """A word of 财政局 on a request."""

    request = models.ForeignKey(PaymentRequest, models.CASCADE, related_name="comments")
    text = models.CharField("意见", max_length=500)
    at = models.DateTimeField(default=timezone.now)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class Payment(models.Model):
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments", verbose_name="合同")
    # Null only in rows of before the indicators; the trigger refuses a new one without.
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="payments", verbose_name="指标")
    request = models.OneToOneField(PaymentRequest, models.PROTECT, null=True, related_name="payment")
    use = models.CharField("用途", max_length=20, choices=Use.choices, default=Use.CONSTRUCTION)
    kind = models.CharField("款项", max_length=12, choices=PaymentKind.choices, default=PaymentKind.PROGRESS)
    amount = models.DecimalField("付款金额（元）", **MONEY)
    paid_on = models.DateField("付款日期")
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    registered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("paid_on", "pk")
        verbose_name = "付款"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["contract", "voucher"], condition=~Q(voucher=""), name="voucher_once_a_contract"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount}"
