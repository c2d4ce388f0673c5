"""初验 and 试运行: between the preliminary and the final acceptance the system runs on trial, which is no use."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from acceptance.states import TRIAL, TrialState
from accounts.models import Post
from documents.models import Attachment
from projects.models import Project
from projects.models.visibility import OfThreadQuerySet
from workflow.fields import StateField
from workflow.models import WorkflowModel
from workflow.parameters import parameter


class Trial(WorkflowModel):
    project = models.OneToOneField(Project, models.PROTECT, related_name="trial")
    state = StateField("状态", default=TrialState.RUNNING, choices=TrialState.choices, protected=True)
    examined_on = models.DateField("初验日期")
    members = models.TextField("初验人员", blank=True)
    opinion = models.TextField("初验意见")
    paper = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    begun_on = models.DateField("试运行开始")
    ended_on = models.DateField("试运行结束", null=True)
    report = models.TextField("试运行报告", blank=True)

    objects = OfThreadQuerySet.as_manager()

    inbox_related = ("project__unit",)
    locked_first = ("project",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "试运行"
        constraints = [
            models.CheckConstraint(condition=Q(begun_on__gte=F("examined_on")), name="trial_begins_after_examination"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(ended_on__isnull=False, ended_on__gte=F("begun_on")),
                name="trial_ended_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"试运行：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def may_end_on(self) -> datetime.date:
        """By the rule of the day on which it began."""
        return self.begun_on + datetime.timedelta(days=int(parameter("trial_days", self.begun_on)))

    @TRIAL.step("note_incident")
    def note_incident(self, *, post, data):
        pass

    @TRIAL.step("finish")
    def finish(self, *, post, data):
        self.ended_on, self.report = timezone.localdate(), data["report"]

    @TRIAL.step("shorten")
    def shorten(self, *, post, data):
        self.ended_on = timezone.localdate()


class Incident(models.Model):
    """A line of the log of the trial."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="incidents")
    happened_on = models.DateField("日期")
    text = models.CharField("情况", max_length=500)
    measure = models.CharField("处置", max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("happened_on", "pk")

    def __str__(self) -> str:
        return self.text
