"""Orders of 共享改造 (article 20)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Document
from infrastructure.models import RunningSystem
from sharing.models.catalogue import InformationResource
from sharing.models.grants import Grant
from sharing.states.adaptation import ORDER, OrderState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

OPEN = (OrderState.ISSUED, OrderState.PLANNED, OrderState.REPORTED)


class OrderQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """Seen by the office, the leading group and the unit, as far as they see the system (article 24)."""
        if post is None or post.role not in (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP):
            return self.none()
        return self.filter(system__in=RunningSystem.objects.visible_to(post).values("pk"))


class AdaptationOrder(WorkflowModel):
    state = StateField("状态", default=OrderState.ISSUED, choices=OrderState.choices, protected=True)
    system = models.ForeignKey(RunningSystem, models.PROTECT, related_name="orders", verbose_name="系统")
    finding = models.TextField("发现的问题", max_length=1000)
    demand = models.TextField("改造要求", max_length=1000)
    due_on = models.DateField("完成期限")
    plan = models.TextField("改造方案", blank=True)
    resource = models.ForeignKey(
        InformationResource, models.PROTECT, null=True, related_name="orders", verbose_name="新接口提供的资源"
    )
    number = models.CharField("通知书文号", max_length=60, blank=True)
    escalated_at = models.DateTimeField("催办时间", null=True)

    objects = OrderQuerySet.as_manager()

    inbox_related = ("system__unit",)

    class Meta:
        ordering = ("due_on",)
        verbose_name = "共享改造"
        constraints = [
            models.UniqueConstraint(
                fields=["system"], condition=Q(state__in=["issued", "planned", "reported"]), name="one_open_order"
            )
        ]

    def __str__(self) -> str:
        return f"共享改造：{self.system.name}"

    @property
    def title(self) -> str:
        return self.system.name

    @property
    def unit(self):
        return self.system.unit

    @property
    def documents(self):
        return Document.objects.about(self)

    def last_call(self) -> "VerificationCall | None":
        """The newest call of the interface that was reported; one of an earlier report proves nothing."""
        return self.calls.filter(resource=self.resource_id, called_at__gte=self.state_since).first()

    @ORDER.step("hand_in")
    def hand_in(self, *, post, data):
        self.plan = data.get("plan", "")

    @ORDER.step("progress")
    def progress(self, *, post, data):
        pass

    @ORDER.step("report")
    def report(self, *, post, data):
        self.resource = data.get("resource")

    @ORDER.step("call")
    def call(self, *, post, data):
        pass

    @ORDER.step("verify")
    def verify(self, *, post, data):
        pass

    @ORDER.step("reject")
    def reject(self, *, post, data):
        pass

    @ORDER.step("cancel")
    def cancel(self, *, post, data):
        pass


class VerificationCall(models.Model):
    """One real call of the new interface over HTTP, with a grant of its own that ends with it: the evidence."""

    order = models.ForeignKey(AdaptationOrder, models.CASCADE, related_name="calls")
    resource = models.ForeignKey(InformationResource, models.PROTECT, related_name="+")
    grant = models.OneToOneField(Grant, models.PROTECT, related_name="verification")
    called_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    called_at = models.DateTimeField("调用时间", default=timezone.now)
    # None: no answer came, `said` tells why.
    status = models.PositiveSmallIntegerField("HTTP 状态", null=True)
    rows = models.PositiveIntegerField("取到条数", default=0)
    milliseconds = models.PositiveIntegerField("用时（毫秒）", null=True)
    said = models.CharField("接口答复", max_length=200, blank=True)

    class Meta:
        ordering = ("-called_at", "-pk")
        verbose_name = "核验调用"

    def __str__(self) -> str:
        return f"{self.order}：{self.status or '没有应答'}"

    @property
    def fine(self) -> bool:
        return self.status == 200 and self.rows > 0
