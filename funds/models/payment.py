"""Requests for payment and the ledger of what was paid. The ledger is only ever added to (trigger)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from documents.models import Attachment
from funds.choices import PaymentKind, Use
from funds.models.budget import Indicator
from funds.models.contract import MONEY, Contract, PaymentStage
from funds.states import OPEN_REQUESTS, REQUEST, RequestState
from projects.models import Project
from projects.models.visibility import OfThreadQuerySet
from workflow.fields import StateField
from workflow.models import WorkflowModel


class RequestQuerySet(OfThreadQuerySet):
    def open_(self):
        """Money asked for and not paid yet; what strikes a payment out asks for none."""
        return self.filter(state__in=OPEN_REQUESTS, reverses=None)


class PaymentRequest(WorkflowModel):
    """The unit asks, its leader agrees, 财政局 sees and may hold; then it is paid (article 22).

    What was paid outside the system, and what is to be struck from the ledger (`reverses`), begins as a claim with its
    day and voucher: the leader confirms it.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="payment_requests")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="requests", verbose_name="合同")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="requests", verbose_name="预算指标")
    stage = models.ForeignKey(PaymentStage, models.PROTECT, null=True, related_name="requests")
    state = StateField("状态", default=RequestState.REQUESTED, choices=RequestState.choices, protected=True)
    kind = models.CharField("款项", max_length=12, choices=PaymentKind.choices, default=PaymentKind.PROGRESS)
    amount = models.DecimalField("申请金额（元）", **MONEY)
    invoice = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    note = models.CharField("说明", max_length=200, blank=True)
    paid_on = models.DateField("付款日期", null=True)
    voucher = models.CharField("凭证号", max_length=60, blank=True)
    reverses = models.ForeignKey("Payment", models.PROTECT, null=True, related_name="reversals")

    objects = RequestQuerySet.as_manager()

    inbox_related = ("project__unit", "contract", "indicator", "stage")
    locked_first = ("project",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "付款申请"
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="request_positive")]

    def __str__(self) -> str:
        return f"{'红冲' if self.reverses_id else ''}{self.get_kind_display()} {self.amount} 元：{self.contract.name}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def thread_id(self):
        return self.project_id

    @property
    def one_of_many(self) -> str:
        return f"{self.get_kind_display()} {self.amount} 元"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUESTS

    @property
    def counts(self) -> bool:
        """Asked for or paid: not refused, taken back or struck out; and what strikes out asks for nothing."""
        return self.reverses_id is None and (self.is_open or self.state == RequestState.PAID)

    def asks_of(self, contract: Contract) -> bool:
        """Is its sum part of the contract's `asked_total`?"""
        return self.is_open and self.reverses_id is None and self.contract_id == contract.pk

    def as_payment(self) -> dict:
        """What the rules of money judge; giving back what was booked asks for no money."""
        if self.reverses_id:
            return {}
        names = ("contract", "indicator", "stage", "amount", "kind", "paid_on", "voucher")
        return {name: getattr(self, name) for name in names}

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
        self.paid_on, self.voucher = data["paid_on"], data.get("voucher", "")

    @REQUEST.step("confirm")
    def confirm(self, *, post, data):
        pass

    @REQUEST.step("withdraw")
    def withdraw(self, *, post, data):
        pass

    @REQUEST.step("book")
    def book(self, *, post, data):
        self.paid_on, self.voucher = data["paid_on"], data["voucher"]

    @REQUEST.step("reverse")
    def reverse(self, *, post, data):
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
    """One row of the ledger: by a request that the leader granted, or by 财政局 itself (import), which asks nobody."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments", verbose_name="合同")
    # Null only in rows of before the indicators; the trigger refuses a new one without.
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="payments", verbose_name="指标")
    request = models.OneToOneField(PaymentRequest, models.PROTECT, null=True, related_name="payment")
    # 红冲: a row of the same sum below zero; the row that it strikes out stays.
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
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
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="payment_positive",
            ),
            models.UniqueConstraint(
                fields=["contract", "voucher"], condition=~Q(voucher=""), name="voucher_once_a_contract"
            ),
        ]

    def __str__(self) -> str:
        voucher = f"，凭证 {self.voucher}" if self.voucher else ""
        return f"{self.paid_on} {self.get_kind_display()} {self.amount} 元{voucher}"
