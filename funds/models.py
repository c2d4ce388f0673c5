"""Contracts and payments (articles 21–23). Sums in yuan."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from documents.models import Attachment
from funds.codes import validate_credit_code
from projects.models import Project, visible_projects

MONEY = {"max_digits": 14, "decimal_places": 2}


class ContractQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post, "project__"))

    def with_paid(self):
        return self.annotate(paid_sum=Sum("payments__amount", default=Decimal(0)))


class Contract(models.Model):
    class Kind(models.TextChoices):
        MAIN = "main", "建设合同"
        SUPERVISION = "supervision", "监理合同"
        TESTING = "testing", "测评合同"
        AGENT = "agent", "代理合同"
        SERVICES = "services", "服务合同"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="contracts", verbose_name="项目")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices, default=Kind.MAIN)
    number = models.CharField("合同编号", max_length=60)
    name = models.CharField("合同名称", max_length=120)
    contractor = models.CharField("承建单位", max_length=120)
    contractor_code = models.CharField("统一社会信用代码", max_length=18, validators=[validate_credit_code])
    amount = models.DecimalField("合同金额（元）", **MONEY)
    signed_on = models.DateField("签订日期")
    starts_on = models.DateField("履约开始")
    ends_on = models.DateField("履约结束")
    outsourced = models.BooleanField("采用服务外包", default=False)
    scan = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ("-signed_on", "-registered_at")
        verbose_name = "合同"
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="contract_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="contract_positive"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def thread_id(self):
        return self.project_id

    def paid(self) -> Decimal:
        return self.payments.aggregate(total=Sum("amount"))["total"] or Decimal(0)

    def get_absolute_url(self) -> str:
        return reverse("funds:contract", args=[self.pk])


class Payment(models.Model):
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments", verbose_name="合同")
    amount = models.DecimalField("付款金额（元）", **MONEY)
    paid_on = models.DateField("付款日期")
    note = models.CharField("说明", max_length=200, blank=True)
    registered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("paid_on", "pk")
        verbose_name = "付款"
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive")]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount}"
