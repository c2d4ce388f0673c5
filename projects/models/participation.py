"""Several units apply together: the lead 牵头单位 acts, each participant 参与单位 confirms its own money lines."""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum

from accounts.models import Organisation, Post
from projects.models.project import MONEY, Project
from projects.models.visibility import OfThreadQuerySet
from projects.states import PARTICIPATION, ParticipationState
from workflow.fields import StateField
from workflow.models import WorkflowModel


class ParticipationQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.filter(state=ParticipationState.INVITED)

    def of_the_project(self):
        """Who takes part, asked or agreed."""
        return self.filter(state__in=(ParticipationState.INVITED, ParticipationState.CONFIRMED))


class Participation(WorkflowModel):
    """One unit beside the lead. `confirmed_sum` is what its leader agreed to; another sum asks for a new agreement."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="participations")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="participations", verbose_name="参与单位")
    state = StateField("状态", default=ParticipationState.INVITED, choices=ParticipationState.choices, protected=True)
    task = models.CharField("承担内容", max_length=300)
    confirmed_sum = models.DecimalField("确认承担金额（元）", null=True, **MONEY)
    confirmed_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")

    objects = ParticipationQuerySet.as_manager()
    inbox_related = ("project__unit", "unit")

    class Meta:
        ordering = ("created_at",)
        verbose_name = "参与单位"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "unit"],
                condition=Q(state__in=["invited", "confirmed"]),
                name="unit_takes_part_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_sum__isnull=False, confirmed_by__isnull=False),
                name="participation_confirmed_is_whole",
            ),
        ]

    @property
    def one_of_many(self) -> str:
        return str(self.unit.short_name)

    def __str__(self) -> str:
        return f"参与单位：{self.unit.short_name}（{self.project.name}）"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    def money_lines(self):
        """Sources that this unit holds itself."""
        return self.project.application.sources.filter(holder=self.unit)

    def money(self) -> Decimal:
        return self.money_lines().aggregate(total=Sum("amount"))["total"] or Decimal(0)

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url() + "?tab=money"

    @PARTICIPATION.step("confirm")
    def confirm(self, *, post, data):
        self.confirmed_sum, self.confirmed_by = self.money(), post

    @PARTICIPATION.step("decline")
    def decline(self, *, post, data):
        pass

    @PARTICIPATION.step("ask_again")
    def ask_again(self, *, post, data):
        self.confirmed_sum, self.confirmed_by = None, None

    @PARTICIPATION.step("recut")
    def recut(self, *, post, data):
        self.confirmed_sum, self.confirmed_by = None, None

    @PARTICIPATION.step("take_out")
    def take_out(self, *, post, data):
        pass
