"""What is seen of a building: milestones, problems, supervision's months, the monthly dispatch (12, 14)."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from documents.models import Attachment
from projects.models import Project, visible_projects


class OfProjectQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post, "project__"))


class MilestoneQuerySet(OfProjectQuerySet):
    def late(self):
        """Not reached by the day that counts."""
        return self.filter(done_on=None, due_on__lt=timezone.localdate())

    def unsettled(self):
        """Not reached by the day of the plan as it is now: to be reported, or planned anew."""
        return self.filter(done_on=None, planned_on__lt=timezone.localdate())


class Milestone(models.Model):
    """`planned_on` is the unit's plan as it is now, `first_on` as it was when the building began; what is late is told
    by `due_on`: the first plan, moved by nothing but an approved change of the period or a standstill."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("节点", max_length=60)
    planned_on = models.DateField("计划日期")
    first_on = models.DateField("首次计划")
    due_on = models.DateField("应完成日期")
    responsible = models.CharField("责任人", max_length=60, blank=True)
    done_on = models.DateField("实际日期", null=True)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        verbose_name = "里程碑"
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="milestone_once"),
            models.UniqueConstraint(
                fields=["project", "name"], name="milestone_named_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("first_on")), name="milestone_due_only_later"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（计划 {self.planned_on}）"

    @property
    def one_of_many(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}?tab=building"

    @property
    def days_late(self) -> int:
        """Days behind the day that counts: of a done one, and of one that should be done."""
        return max(0, ((self.done_on or timezone.localdate()) - self.due_on).days)

    @property
    def replanned(self) -> bool:
        return self.planned_on != self.first_on


class Problem(models.Model):
    class Level(models.TextChoices):
        RISK = "risk", "风险"
        PROBLEM = "problem", "问题"
        GRAVE = "grave", "重大问题"

    project = models.ForeignKey(Project, models.PROTECT, related_name="problems")
    level = models.CharField("程度", max_length=10, choices=Level.choices, default=Level.PROBLEM)
    text = models.CharField("问题或风险", max_length=500)
    measure = models.CharField("措施和责任人", max_length=300)
    due_on = models.DateField("期限")
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    solved_on = models.DateField("解决日期", null=True)
    outcome = models.CharField("解决情况", max_length=300, blank=True)

    class Meta:
        ordering = ("solved_on", "due_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(solved_on__isnull=True) | ~Q(outcome=""), name="solved_problem_has_outcome"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def days_late(self) -> int:
        return 0 if self.solved_on else max(0, (timezone.localdate() - self.due_on).days)


class MonthQuerySet(OfProjectQuerySet):
    def of(self, month: datetime.date):
        return self.filter(month=month)


class SupervisionReport(models.Model):
    """监理月报."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="supervision_reports")
    month = models.DateField("月份")
    text = models.TextField("质量、进度、投资和问题")
    paper = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-month",)
        constraints = [models.UniqueConstraint(fields=["project", "month"], name="supervision_report_once_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 监理月报"


class DispatchReport(models.Model):
    """月度调度: five cells."""

    CELLS = ("progress", "done", "coming", "problems", "money")

    project = models.ForeignKey(Project, models.PROTECT, related_name="dispatch_reports")
    month = models.DateField("月份")
    progress = models.PositiveSmallIntegerField("总体进度（%）")
    done = models.CharField("本月完成", max_length=300)
    coming = models.CharField("下月计划", max_length=300)
    problems = models.CharField("问题和需协调事项", max_length=300, blank=True)
    money = models.CharField("资金使用", max_length=200)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = MonthQuerySet.as_manager()

    class Meta:
        ordering = ("-month",)
        verbose_name = "月度调度"
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="dispatch_once_a_month"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="dispatch_at_most_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 调度"


class Chase(models.Model):
    """Silence: first 催办, then 通报; each once a month."""

    class Kind(models.TextChoices):
        URGE = "urge", "催办"
        NAME = "name", "通报"

    project = models.ForeignKey(Project, models.PROTECT, related_name="chases")
    month = models.DateField()
    kind = models.CharField(max_length=5, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)

    objects = MonthQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "month", "kind"], name="chase_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_kind_display()}"


class Photo(models.Model):
    """A picture of the place, with its day: progress that can be seen."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="photos")
    milestone = models.ForeignKey(Milestone, models.SET_NULL, null=True, related_name="photos", verbose_name="里程碑")
    picture = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    caption = models.CharField("说明", max_length=120)
    taken_on = models.DateField("拍摄日期")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ("-taken_on", "-pk")
        verbose_name = "现场照片"
        constraints = [models.UniqueConstraint(fields=["picture"], name="photo_once")]

    def __str__(self) -> str:
        return self.caption
