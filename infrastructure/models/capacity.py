"""Capacity and its allocation (article 7): pools, what was asked, what was given, what is really used."""

import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Document
from infrastructure.choices import Cloud, Environment, Measure
from infrastructure.states import ALLOCATION, AllocationState
from projects.models import Project
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet
from workflow.numbers import half_up

HOLDS = (AllocationState.GRANTED, AllocationState.PARTLY)
QUANTITY = {"max_digits": 12, "decimal_places": 2}


class PoolQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """What is free is shown to all who could ask for it."""
        seers = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.FINANCE, Role.DRC)
        return self if post is not None and post.role in seers else self.none()

    def with_use(self):
        """`given`: what stands granted; one query for all pools."""
        held = Q(lines__allocation__state__in=HOLDS)
        return self.annotate(given=Sum("lines__granted", filter=held))


class Pool(models.Model):
    """One kind of resource on one cloud. `capacity` is physical; what may be given out is capacity × over-commit."""

    cloud = models.CharField("云平台", max_length=20, choices=Cloud.choices)
    measure = models.CharField("资源", max_length=20, choices=Measure.choices)
    capacity = models.DecimalField("物理容量", **QUANTITY)

    objects = PoolQuerySet.as_manager()

    class Meta:
        ordering = ("cloud", "measure")
        verbose_name = "资源池"
        constraints = [
            models.UniqueConstraint(fields=["cloud", "measure"], name="pool_once"),
            models.CheckConstraint(condition=Q(capacity__gte=0), name="capacity_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_cloud_display()} {self.get_measure_display()}"

    def ratio(self, on: datetime.date | None = None) -> Decimal:
        """The over-commit ratio of a day; 1 where none was set."""
        row = self.ratios.filter(valid_from__lte=on or timezone.localdate()).order_by("-valid_from").first()
        return row.ratio if row else Decimal(1)

    def ceiling(self) -> Decimal:
        return half_up(self.capacity * self.ratio())

    def held(self) -> Decimal:
        lines = self.lines.filter(allocation__state__in=HOLDS)
        return lines.aggregate(sum=Sum("granted"))["sum"] or Decimal(0)

    def free(self) -> Decimal:
        return self.ceiling() - self.held()


class OverCommit(models.Model):
    """How many times the physical capacity may be given out, from a day on. Dated: old rows are never edited."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="ratios")
    ratio = models.DecimalField("超配比", max_digits=4, decimal_places=2)
    valid_from = models.DateField("生效日")
    source = models.CharField("依据", max_length=120)

    class Meta:
        ordering = ("pool", "-valid_from")
        constraints = [
            models.UniqueConstraint(fields=["pool", "valid_from"], name="ratio_once_a_day"),
            models.CheckConstraint(condition=Q(ratio__gte=1), name="ratio_is_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.pool} × {self.ratio}"


class AllocationQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        if post is None:
            return self.none()
        if post.role in (*OFFICE_ROLES, Role.LEADING_GROUP):
            # Article 24: an allocation names its project; whoever may not see that does not see this either.
            seen = Project.objects.visible_to(post).values("pk")
            return self.exclude(state__in=[AllocationState.DRAFT, AllocationState.UNIT_REVIEW]).filter(
                Q(project__isnull=True) | Q(project__in=seen)
            )
        return self.filter(unit=post.organisation_id) if post.role in UNIT_ROLES else self.none()

    def holding(self):
        return self.filter(state__in=HOLDS)


class Allocation(WorkflowModel):
    """What one unit asks for one environment of one system."""

    state = StateField("状态", default=AllocationState.DRAFT, choices=AllocationState.choices, protected=True)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="allocations", verbose_name="申请单位")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name="所属项目"
    )
    system = models.CharField("使用系统", max_length=120)
    cloud = models.CharField("云平台", max_length=20, choices=Cloud.choices)
    environment = models.CharField("环境", max_length=20, choices=Environment.choices)
    reason = models.TextField("申请理由", max_length=1000)
    starts_on = models.DateField("使用起")
    ends_on = models.DateField("使用止")
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    check_note = models.TextField("审查意见", blank=True, editable=False)
    number = models.CharField("通知书文号", max_length=60, blank=True, editable=False)
    warned_at = models.DateTimeField("闲置提醒时间", null=True, editable=False)
    expiry_warned_at = models.DateTimeField("到期提醒时间", null=True, editable=False)

    objects = AllocationQuerySet.as_manager()

    inbox_related = ("unit", "checked_by", "project")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "资源申请"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="allocation_ends_after_it_begins",
                violation_error_message="使用止不得早于起。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}（{self.get_environment_display()}）"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def documents(self):
        return Document.objects.about(self)

    @ALLOCATION.step("submit")
    def submit(self, *, post, data):
        pass

    @ALLOCATION.step("confirm")
    def confirm(self, *, post, data):
        pass

    @ALLOCATION.step("unit_return")
    def unit_return(self, *, post, data):
        pass

    @ALLOCATION.step("pass_check")
    def pass_check(self, *, post, data):
        self.checked_by, self.check_note = post, data.get("note", "")

    @ALLOCATION.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        pass

    @ALLOCATION.step("grant")
    def grant(self, *, post, data):
        pass

    @ALLOCATION.step("grant_partly")
    def grant_partly(self, *, post, data):
        pass

    @ALLOCATION.step("refuse")
    def refuse(self, *, post, data):
        pass

    @ALLOCATION.step("release")
    def release(self, *, post, data):
        pass

    @ALLOCATION.step("warn_idle")
    def warn_idle(self, *, post, data):
        self.warned_at = timezone.now()

    @ALLOCATION.step("reclaim")
    def reclaim(self, *, post, data):
        pass

    @ALLOCATION.step("expire")
    def expire(self, *, post, data):
        pass


class AllocationLine(models.Model):
    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="lines")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="lines", verbose_name="资源")
    asked = models.DecimalField("申请数", **QUANTITY)
    granted = models.DecimalField("分配数", default=0, **QUANTITY)

    class Meta:
        ordering = ("pool",)
        constraints = [
            models.UniqueConstraint(fields=["allocation", "pool"], name="line_once"),
            models.CheckConstraint(
                condition=Q(asked__gt=0, granted__gte=0, granted__lte=F("asked")), name="granted_within_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool} {self.granted}"


class UsageFigure(models.Model):
    """What was really used on a day, imported from the cloud's own figures; in per cent of what was allocated."""

    line = models.ForeignKey(AllocationLine, models.CASCADE, related_name="usage")
    day = models.DateField("日期")
    percent = models.DecimalField("使用率", max_digits=5, decimal_places=2)

    class Meta:
        ordering = ("-day",)
        constraints = [
            models.UniqueConstraint(fields=["line", "day"], name="usage_once_a_day"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="usage_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.percent}%"
