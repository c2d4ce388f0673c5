"""Orders of 共享改造 (article 20)."""

from django.db import models
from django.db.models import Q

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Document
from infrastructure.models import RunningSystem
from sharing.models.catalogue import InformationResource
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

    @ORDER.step("hand_in")
    def hand_in(self, *, post, data):
        self.plan = data.get("plan", "")

    @ORDER.step("progress")
    def progress(self, *, post, data):
        pass

    @ORDER.step("report")
    def report(self, *, post, data):
        self.resource = data.get("resource")

    @ORDER.step("verify")
    def verify(self, *, post, data):
        pass

    @ORDER.step("reject")
    def reject(self, *, post, data):
        pass

    @ORDER.step("cancel")
    def cancel(self, *, post, data):
        pass
