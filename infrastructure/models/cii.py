"""Inspections and risk assessments of critical infrastructure, and what they found (article 5)."""

from django.db import models
from django.db.models import Q

from accounts.models import Post
from accounts.roles import UNIT_ROLES, Role
from infrastructure.choices import Severity
from infrastructure.choices import Visit as VisitKind
from infrastructure.models.migration import OfSystemQuerySet
from infrastructure.models.registry import RunningSystem
from infrastructure.states import FINDING, VISIT, FindingState, VisitState
from workflow.fields import StateField
from workflow.models import WorkflowModel


class VisitQuerySet(OfSystemQuerySet):
    """The cyberspace office, the leading group, and the unit itself: weaknesses are nobody else's to read."""

    def visible_to(self, post: Post | None):
        if post is None or post.role not in (*UNIT_ROLES, Role.CYBERSPACE, Role.LEADING_GROUP):
            return self.none()
        return super().visible_to(post)


class Visit(WorkflowModel):
    state = StateField("状态", default=VisitState.PLANNED, choices=VisitState.choices, protected=True)
    system = models.ForeignKey(RunningSystem, models.PROTECT, related_name="visits", verbose_name="系统")
    kind = models.CharField("事项", max_length=20, choices=VisitKind.choices)
    planned_on = models.DateField("计划日期")
    held_on = models.DateField("实施日期", null=True)
    conclusion = models.TextField("结论", blank=True)

    objects = VisitQuerySet.as_manager()

    inbox_related = ("system__unit",)

    class Meta:
        ordering = ("-planned_on",)
        verbose_name = "安全检查和风险评估"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["held", "closed"]) | Q(held_on__isnull=False), name="held_visit_has_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.system.name}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def unit(self):
        return self.system.unit

    @VISIT.step("hold")
    def hold(self, *, post, data):
        self.held_on, self.conclusion = data["held_on"], data["conclusion"]

    @VISIT.step("close")
    def close(self, *, post, data):
        pass

    @VISIT.step("cancel")
    def cancel(self, *, post, data):
        pass


class FindingQuerySet(VisitQuerySet):
    path = "visit__system"


class Finding(WorkflowModel):
    state = StateField("状态", default=FindingState.OPEN, choices=FindingState.choices, protected=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    severity = models.CharField("严重程度", max_length=10, choices=Severity.choices)
    what = models.TextField("问题", max_length=1000)
    demand = models.TextField("整改要求", max_length=1000)
    due_on = models.DateField("整改期限")
    answer = models.TextField("整改情况", blank=True)

    objects = FindingQuerySet.as_manager()

    inbox_related = ("visit__system__unit",)

    class Meta:
        ordering = ("due_on",)
        verbose_name = "检查发现的问题"

    def __str__(self) -> str:
        """Without the weakness itself: these words stand in notices and in the trail."""
        return f"{self.visit.system.name}：{self.get_severity_display()}风险问题，{self.due_on:%Y-%m-%d} 前整改"

    @property
    def title(self) -> str:
        return str(self)

    @FINDING.step("report")
    def report(self, *, post, data):
        self.answer = data.get("note", "")

    @FINDING.step("verify")
    def verify(self, *, post, data):
        pass

    @FINDING.step("reject")
    def reject(self, *, post, data):
        pass
