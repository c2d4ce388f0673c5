"""代理委托 of a major project: an agent's contract, or a reason that the leader accepts (article 14)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from building.states import AGENCY, AgencyState
from projects.models import Project
from projects.models.visibility import OfThreadQuerySet
from workflow.fields import StateField
from workflow.models import WorkflowModel


class MajorMark(models.Model):
    """A project is major by its sum, or because the office's leader has said so, with a reason."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="major_mark")
    reason = models.CharField("列为重大项目的理由", max_length=300)
    at = models.DateTimeField(default=timezone.now)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "重大项目"

    def __str__(self) -> str:
        return self.reason


class AgencyWaiver(WorkflowModel):
    """Why a major project has no agent; it holds once the leader has accepted it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="agency_waivers")
    state = StateField("状态", default=AgencyState.ASKED, choices=AgencyState.choices, protected=True)
    reason = models.TextField("不引入代理的理由")

    objects = OfThreadQuerySet.as_manager()

    inbox_related = ("project__unit",)
    locked_first = ("project",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "不引入代理委托"
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=~Q(state="refused"), name="one_agency_waiver"),
            models.CheckConstraint(condition=~Q(reason=""), name="agency_waiver_has_reason"),
        ]

    def __str__(self) -> str:
        return f"不引入代理委托：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}?tab=building"

    @AGENCY.step("accept")
    def accept(self, *, post, data):
        pass

    @AGENCY.step("refuse")
    def refuse(self, *, post, data):
        pass
