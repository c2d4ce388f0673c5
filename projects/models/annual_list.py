"""The annual list 年度项目清单 (article 9): drafted out of the library, approved by the city government, frozen."""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django_fsm import FSMField

from accounts.models import Post
from accounts.roles import Role
from documents.models import Document
from projects.models.project import MONEY, Project
from projects.states import ANNUAL_LIST, ListState, Stage
from workflow.models import WorkflowModel, WorkflowQuerySet

SEE_LISTS = (
    Role.OFFICE_CLERK,
    Role.OFFICE_LEADER,
    Role.CITY_GOVERNMENT,
    Role.LEADING_GROUP,
    Role.DRC,
    Role.FINANCE,
)


class AnnualListQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The bodies see every list once it is out of the office; the units see where they stand on their project."""
        if post is None or post.role not in SEE_LISTS:
            return self.none()
        if post.role in (Role.OFFICE_CLERK, Role.OFFICE_LEADER):
            return self
        return self.exclude(state=ListState.DRAFT)


class AnnualList(WorkflowModel):
    """The list of one year. `ceiling` is the year's total in yuan; None means not yet set."""

    state = FSMField("状态", default=ListState.DRAFT, choices=ListState.choices, protected=True)
    year = models.PositiveSmallIntegerField("年度", unique=True)
    ceiling = models.DecimalField("年度盘子（元）", null=True, blank=True, **MONEY)
    number = models.CharField("文号", max_length=60, blank=True)
    meeting = models.CharField("审定会议", max_length=120, blank=True)
    approved_on = models.DateField("审定日期", null=True)
    approved_at = models.DateTimeField(null=True)

    objects = AnnualListQuerySet.as_manager()

    class Meta:
        ordering = ("-year",)
        verbose_name = "年度项目清单"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(approved_at__isnull=False) & ~Q(meeting="")),
                name="annual_list_approved_has_meeting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度信息化项目清单"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def documents(self):
        return Document.objects.filter(thread_id=self.pk)

    def total(self) -> Decimal:
        return self.lines.aggregate(total=Sum("total"))["total"] or Decimal(0)

    def lines_out_of_library(self) -> list[str]:
        return list(self.lines.exclude(project__stage=Stage.LIBRARY).values_list("project__name", flat=True))

    @ANNUAL_LIST.step("submit")
    def submit(self, *, post, data):
        pass

    @ANNUAL_LIST.step("approve")
    def approve(self, *, post, data):
        self.meeting = data["meeting"]
        self.approved_on = data["approved_on"]
        self.approved_at = timezone.now()

    @ANNUAL_LIST.step("return_list")
    def return_list(self, *, post, data):
        pass


class ListLine(models.Model):
    """One project on one list. Sums in yuan; frozen by the list's state."""

    class Decision(models.TextChoices):
        PROPOSED = "proposed", "拟列"
        APPROVED = "approved", "列入"
        STRUCK = "struck", "划除"

    annual_list = models.ForeignKey(AnnualList, models.CASCADE, related_name="lines")
    project = models.ForeignKey(Project, models.PROTECT, related_name="list_lines")
    position = models.PositiveSmallIntegerField("序号", default=0)
    total = models.DecimalField("总投资（元）", **MONEY)
    this_year = models.DecimalField("本年安排（元）", **MONEY)
    note = models.CharField("备注", max_length=200, blank=True)
    decision = models.CharField("审定", max_length=10, choices=Decision.choices, default=Decision.PROPOSED)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["annual_list", "project"], name="project_once_on_a_list"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(decision="approved"), name="project_on_one_approved_list"
            ),
            models.CheckConstraint(condition=Q(this_year__lte=models.F("total")), name="line_year_within_total"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.project}"
