"""What shall be built and bought: plans (article 8), and hardware beside what the cloud has (article 7)."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.slots import Paper
from infrastructure.choices import PlanKind
from infrastructure.models.registry import Platform
from infrastructure.permits import PLANNER
from infrastructure.states.running import (
    PLAN,
    PURCHASE,
    PlanState,
    PurchaseState,
)
from projects.models import Project
from workflow.fields import StateField
from workflow.models import SharedDraft, WorkflowModel, WorkflowQuerySet

SEES_PLANS = (*UNIT_ROLES, *OFFICE_ROLES, Role.DRC, Role.FINANCE, Role.LEADING_GROUP)


class PlanQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """A unit's own, what was reported for the office, the city's plans on file for all."""
        if post is None or post.role not in SEES_PLANS:
            return self.none()
        out = ~Q(state__in=[PlanState.DRAFT, PlanState.UNIT_REVIEW])
        if post.role in (*OFFICE_ROLES, Role.LEADING_GROUP):
            return self.filter(out | Q(unit=post.organisation_id))
        return self.filter(Q(unit=post.organisation_id) | Q(state=PlanState.FILED, kind=PlanKind.CITY))


class Plan(SharedDraft, WorkflowModel):
    """The city's infrastructure plan, or a department's IT plan 部门规划, with its link to projects."""

    PAPERS = (Paper("plan", "规划文本"),)

    state = StateField("状态", default=PlanState.DRAFT, choices=PlanState.choices, protected=True)
    kind = models.CharField("类别", max_length=20, choices=PlanKind.choices, editable=False)
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="plans", verbose_name="编制单位", editable=False
    )
    name = models.CharField("规划名称", max_length=120)
    summary = models.TextField("目标和重点任务", max_length=5000)
    platforms = models.ManyToManyField(Platform, blank=True, related_name="plans", verbose_name="使用的共享平台")
    projects = models.ManyToManyField(
        Project, blank=True, related_name="plans", verbose_name="关联项目", editable=False
    )

    objects = PlanQuerySet.as_manager()

    inbox_related = ("unit",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "规划"

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name

    @property
    def editable(self) -> bool:
        return self.state == PlanState.DRAFT

    def may_attach(self, post) -> bool:
        return self.editable and PLANNER(self, post)

    @PLAN.step("submit")
    def submit(self, *, post, data):
        pass

    @PLAN.step("confirm")
    def confirm(self, *, post, data):
        pass

    @PLAN.step("send_back")
    def send_back(self, *, post, data):
        pass

    @PLAN.step("file")
    def file(self, *, post, data):
        pass

    @PLAN.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        pass

    @PLAN.step("link_projects")
    def link_projects(self, *, post, data):
        pass

    @PLAN.step("replace")
    def replace(self, *, post, data):
        pass


class PlanYear(models.Model):
    """What a plan means to do in one year, and for how much."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField("年度")
    content = models.CharField("建设内容", max_length=500)
    amount = models.DecimalField("估算（元）", max_digits=14, decimal_places=2, default=0)

    class Meta:
        ordering = ("year", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "year", "content"], name="plan_line_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.content}"


class PurchaseQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        if post is None:
            return self.none()
        return self.filter(project__in=Project.objects.visible_to(post).values("pk"))


class Purchase(WorkflowModel):
    """Hardware that a project buys although the cloud has room: its reason, and what the office said to it."""

    state = StateField("状态", default=PurchaseState.STATED, choices=PurchaseState.choices, protected=True)
    project = models.OneToOneField(Project, models.PROTECT, related_name="purchase", verbose_name="项目")
    reason = models.TextField("购置理由", max_length=1000)
    judgement = models.TextField("审查意见", blank=True)

    objects = PurchaseQuerySet.as_manager()

    inbox_related = ("project__unit",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "另购硬件审查"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="purchase_has_a_reason")]

    def __str__(self) -> str:
        return f"另购硬件：{self.project.name}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def thread_id(self) -> uuid.UUID:
        return self.project_id

    @PURCHASE.step("accept")
    def accept(self, *, post, data):
        self.judgement = data.get("note", "")

    @PURCHASE.step("reject")
    def reject(self, *, post, data):
        self.judgement = ""

    @PURCHASE.step("state_again")
    def state_again(self, *, post, data):
        self.reason = data.get("why") or self.reason
