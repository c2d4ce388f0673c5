"""What was given: scope, keys, every call, doubts and receipts (article 19). There is no fee anywhere: it is free."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Post
from documents.models import Attachment
from documents.slots import Paper
from sharing.choices import Outcome
from sharing.models.catalogue import DataItem, InformationResource
from sharing.models.requests import BetweenUnitsQuerySet, SharingRequest
from sharing.permits import GIVER_CLERK
from sharing.states import DOUBT, GRANT, DoubtState, GrantState
from workflow.fields import StateField
from workflow.models import WorkflowModel


def hash_of(token: str) -> str:
    """A token is 256 random bits, so one round of a plain hash keeps it: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()


class Grant(WorkflowModel):
    PAPERS = (Paper("exchange", "交换文件"),)

    state = StateField("状态", default=GrantState.ACTIVE, choices=GrantState.choices, protected=True)
    number = models.CharField("授权编号", max_length=40, unique=True)
    # None: given to the office for one call that verifies an adaptation (article 20).
    request = models.OneToOneField(SharingRequest, models.PROTECT, null=True, related_name="grant")
    resource = models.ForeignKey(InformationResource, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="grants", verbose_name="使用单位")
    items = models.ManyToManyField(DataItem, related_name="grants", verbose_name="数据项")
    purpose = models.CharField("用途", max_length=300)
    valid_from = models.DateField("有效期起")
    valid_to = models.DateField("有效期止")
    row_limit = models.PositiveIntegerField("每次最多条数", default=100)
    daily_rows = models.PositiveIntegerField("每日最多条数", default=10_000)
    per_minute = models.PositiveIntegerField("每分钟最多次数", default=60)

    objects = BetweenUnitsQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "共享授权"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")), name="grant_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.resource.name}"

    @property
    def title(self) -> str:
        return self.resource.name

    def may_attach(self, post) -> bool:
        return self.state == GrantState.ACTIVE and GIVER_CLERK(self, post)

    def holds_on(self, day) -> bool:
        return self.state == GrantState.ACTIVE and self.valid_from <= day <= self.valid_to

    @GRANT.step("revoke")
    def revoke(self, *, post, data):
        pass

    @GRANT.step("stop")
    def stop(self, *, post, data):
        pass

    @GRANT.step("give_up")
    def give_up(self, *, post, data):
        pass

    @GRANT.step("expire")
    def expire(self, *, post, data):
        pass

    @GRANT.step("fall")
    def fall(self, *, post, data):
        pass


class GrantToken(models.Model):
    """A key of the interface: only its hash is kept, the key itself is shown once to the one who asked for it."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField("凭证尾号", max_length=8)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-issued_at",)
        constraints = [
            models.UniqueConstraint(fields=["grant"], condition=Q(ended_at__isnull=True), name="one_token_a_grant")
        ]

    def __str__(self) -> str:
        return f"…{self.hint}"


class CallLog(models.Model):
    """One call of the interface: who, what for, which items, how many rows, and what became of it."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="calls")
    resource = models.ForeignKey(InformationResource, models.PROTECT, null=True, related_name="calls")
    purpose = models.CharField("用途", max_length=300, blank=True)
    asked = models.CharField("请求的数据项", max_length=500, blank=True)
    rows = models.PositiveIntegerField("返回条数", default=0)
    outcome = models.CharField("结果", max_length=20, choices=Outcome.choices)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["grant", "at"], name="calls_of_grant")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.get_outcome_display()}"


class FileReceipt(models.Model):
    """The user has the file that the provider sent: the checksums agree."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="receipts")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-received_at",)

    def __str__(self) -> str:
        return self.sha256[:12]


class DoubtQuerySet(BetweenUnitsQuerySet):
    giver = "grant__resource__provider"


class Doubt(WorkflowModel):
    """校核: the user doubts what it got; the provider looks and answers."""

    state = StateField("状态", default=DoubtState.OPEN, choices=DoubtState.choices, protected=True)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="doubts")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # By name: the item may be dropped from the catalogue because of the doubt.
    item = models.CharField("数据项", max_length=80)
    what = models.TextField("疑问", max_length=1000)
    answer = models.TextField("核实情况", blank=True)

    objects = DoubtQuerySet.as_manager()

    inbox_related = ("grant__resource__provider", "unit")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "数据校核"

    def __str__(self) -> str:
        return f"校核：{self.item}"

    @property
    def title(self) -> str:
        return f"{self.grant.resource.name} · {self.item}"

    @DOUBT.step("correct")
    def correct(self, *, post, data):
        pass

    @DOUBT.step("stand_by")
    def stand_by(self, *, post, data):
        pass
