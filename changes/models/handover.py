"""A clerk leaves: what was in one pair of hands lies in another, by one act, and this row says so."""

from django.db import models
from django.utils import timezone

from accounts.models import Organisation, Post, User


class Handover(models.Model):
    """Who handed over to whom in which body; `moved` counts what went."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    leaver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="移交人")
    taker = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="接手人")
    why = models.CharField("移交原因", max_length=200)
    moved = models.JSONField("移交事项", default=dict)
    at = models.DateTimeField("移交时间", default=timezone.now)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)
        verbose_name = "工作移交"
        constraints = [
            models.CheckConstraint(condition=~models.Q(leaver=models.F("taker")), name="handover_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.leaver} → {self.taker}"
