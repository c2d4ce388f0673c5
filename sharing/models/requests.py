"""A department asks another for data (article 18)."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from infrastructure.models import RunningSystem
from sharing.choices import Cycle, Way
from sharing.models.catalogue import DataItem, InformationResource
from sharing.states import REQUEST, RequestState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

# Not yet out of the house of the one who asks.
INSIDE = (RequestState.DRAFT, RequestState.UNIT_REVIEW)


class BetweenUnitsQuerySet(WorkflowQuerySet):
    """Seen by who asks, who gives, the office and the leading group."""

    giver = "resource__provider"

    def visible_to(self, post: Post | None):
        if post is None:
            return self.none()
        if post.role in (*OFFICE_ROLES, Role.LEADING_GROUP):
            return self._reported()
        if post.role not in UNIT_ROLES:
            return self.none()
        given = self._reported_q() & Q(**{self.giver: post.organisation_id})
        return self.filter(Q(unit=post.organisation_id) | given)

    def _reported_q(self) -> Q:
        return Q()

    def _reported(self):
        return self.filter(self._reported_q())


class SharingRequestQuerySet(BetweenUnitsQuerySet):
    def _reported_q(self) -> Q:
        return ~Q(state__in=INSIDE)


class SharingRequest(WorkflowModel):
    state = StateField("状态", default=RequestState.DRAFT, choices=RequestState.choices, protected=True)
    resource = models.ForeignKey(InformationResource, models.PROTECT, related_name="requests", verbose_name="资源")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="sharing_requests", verbose_name="申请单位")
    items = models.ManyToManyField(DataItem, related_name="requests", verbose_name="数据项")
    purpose = models.CharField("用途", max_length=300)
    duty = models.CharField("履职依据", max_length=300)
    system = models.ForeignKey(
        RunningSystem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="使用系统"
    )
    way = models.CharField("共享方式", max_length=20, choices=Way.choices, default=Way.INTERFACE)
    starts_on = models.DateField("使用期限起")
    ends_on = models.DateField("使用期限止")
    frequency = models.CharField("使用频次", max_length=40, choices=Cycle.choices)
    answer = models.TextField("答复", blank=True, editable=False)
    basis = models.CharField("不予提供的法律依据", max_length=300, blank=True, editable=False)
    extended = models.BooleanField(default=False, editable=False)
    escalated_at = models.DateTimeField("催办时间", null=True, editable=False)

    objects = SharingRequestQuerySet.as_manager()

    inbox_related = ("resource__provider", "unit")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "共享申请"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="request_ends_after_it_begins",
                violation_error_message="使用期限止不得早于起。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "mediation", "upheld"]) | ~Q(basis=""),
                name="refused_request_has_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"共享申请：{self.resource.name}"

    @property
    def title(self) -> str:
        return self.resource.name

    @REQUEST.step("submit")
    def submit(self, *, post, data):
        pass

    @REQUEST.step("confirm")
    def confirm(self, *, post, data):
        pass

    @REQUEST.step("unit_return")
    def unit_return(self, *, post, data):
        pass

    @REQUEST.step("grant_at_once")
    def grant_at_once(self, *, post, data):
        self.answer = "无条件共享，自动授权。"

    @REQUEST.step("pass_on")
    def pass_on(self, *, post, data):
        pass

    @REQUEST.step("ask_back")
    def ask_back(self, *, post, data):
        pass

    @REQUEST.step("extend")
    def extend(self, *, post, data):
        self.extended, self.escalated_at = True, None

    @REQUEST.step("agree")
    def agree(self, *, post, data):
        self.answer = data.get("note", "")

    @REQUEST.step("refuse")
    def refuse(self, *, post, data):
        self.basis = data["basis"]

    @REQUEST.step("dispute")
    def dispute(self, *, post, data):
        pass

    @REQUEST.step("settle")
    def settle(self, *, post, data):
        self.answer = data.get("note", "")

    @REQUEST.step("uphold")
    def uphold(self, *, post, data):
        pass

    @REQUEST.step("withdraw")
    def withdraw(self, *, post, data):
        pass
