"""What an expert is paid for one session (评审费): by dated norms of title and length, with the tax held back."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from experts.models.seat import Seat
from projects.models import visible_projects

MONEY = {"max_digits": 10, "decimal_places": 2}


class FeeQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """The office keeps the list, an expert reads their own."""
        if post is None:
            return self.none()
        if post.role in OFFICE_ROLES:
            return self.filter(visible_projects(post, "seat__panel__project__"))
        return self.filter(seat__expert__user_id=post.user_id) if post.role == Role.EXPERT else self.none()


class Fee(models.Model):
    class Length(models.TextChoices):
        HALF = "half", "半天"
        DAY = "day", "一天"

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="fee")
    length = models.CharField("时长", max_length=5, choices=Length.choices)
    is_senior = models.BooleanField("正高级", default=False)
    amount = models.DecimalField("应发（元）", **MONEY)
    tax = models.DecimalField("代扣个人所得税（元）", **MONEY)
    noted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("登记时间", default=timezone.now)
    paid_on = models.DateField("发放日期", null=True, blank=True)
    receipt = models.CharField("签收或凭证号", max_length=60, blank=True)

    objects = FeeQuerySet.as_manager()

    class Meta:
        ordering = ("-noted_at", "pk")
        verbose_name = "评审费"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(tax__gte=0) & Q(tax__lte=models.F("amount")),
                name="fee_tax_within_amount",
            ),
            models.CheckConstraint(condition=Q(paid_on__isnull=True) | ~Q(receipt=""), name="fee_paid_has_receipt"),
        ]

    def __str__(self) -> str:
        return f"{self.seat.expert}：{self.amount} 元"

    @property
    def net(self):
        return self.amount - self.tax
