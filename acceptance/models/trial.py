"""初验 and 试运行: between the preliminary and the final acceptance the system runs on trial, which is no use."""

import datetime

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils import timezone

from acceptance.choices import PartVerdict
from acceptance.states import TRIAL, TrialState
from accounts.models import Post
from documents.models import Attachment
from projects.models import Project
from projects.models.visibility import OfThreadQuerySet
from workflow.fields import StateField
from workflow.models import WorkflowModel


def _after(days: str) -> ExpressionWrapper:
    return ExpressionWrapper(F("counts_from") + F(days), output_field=models.DateField())


class Trial(WorkflowModel):
    project = models.OneToOneField(Project, models.PROTECT, related_name="trial")
    state = StateField("状态", default=TrialState.RUNNING, choices=TrialState.choices, protected=True)
    examined_on = models.DateField("初验日期")
    members = models.TextField("初验人员")
    opinion = models.TextField("初验意见")
    verdict = models.CharField("初验结论", max_length=10, choices=PartVerdict.choices)
    problems = models.TextField("遗留问题", blank=True)
    paper = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    begun_on = models.DateField("试运行开始")
    # The day from which it counts: that of the entry, an earlier one only once the office has seen what shows it.
    counts_from = models.DateField("计算起始日")
    start_basis = models.CharField("起始日的核对依据", max_length=500, blank=True)
    confirmed_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    # By the rule of the day on which it began.
    days = models.PositiveSmallIntegerField("试运行天数")
    least_days = models.PositiveSmallIntegerField("缩短后不少于")
    ended_on = models.DateField("试运行结束", null=True)
    report = models.TextField("试运行报告", blank=True)
    shorten_why = models.CharField("申请缩短的理由", max_length=500, blank=True)

    objects = OfThreadQuerySet.as_manager()

    inbox_related = ("project__unit",)
    locked_first = ("project",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "试运行"
        constraints = [
            models.CheckConstraint(condition=Q(begun_on__gte=F("examined_on")), name="trial_begins_after_examination"),
            models.CheckConstraint(
                condition=Q(counts_from__gte=F("begun_on"), days__gte=F("least_days"))
                & (Q(verdict=PartVerdict.MET) | (Q(verdict=PartVerdict.PARTLY) & ~Q(problems="")))
                & ~Q(members="")
                & ~Q(opinion=""),
                name="trial_begins_after_a_good_examination",
                violation_error_message="初验合格方可试运行（《办法》第十二条）。",
            ),
            # A CHECK lets pass what it cannot tell: a day that is not there.
            models.CheckConstraint(
                condition=Q(state="running")
                | (
                    Q(ended_on__isnull=False)
                    & ~Q(report="")
                    & (
                        Q(state="finished", ended_on__gte=_after("days"))
                        | Q(state="shortened", ended_on__gte=_after("least_days"))
                    )
                ),
                name="article_12_trial_lasts_its_days",
                violation_error_message="试运行未满规定天数（《办法》第十二条）。",
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
        return self.counts_from + datetime.timedelta(days=self.days)

    @property
    def may_be_shortened_on(self) -> datetime.date:
        return self.counts_from + datetime.timedelta(days=self.least_days)

    @property
    def is_backdated(self) -> bool:
        """Begun before it was entered, and nobody of the office has seen what shows it."""
        return self.begun_on < self.counts_from

    @property
    def lasted(self) -> int:
        """Days so far, or in all."""
        return ((self.ended_on or timezone.localdate()) - self.counts_from).days

    @TRIAL.step("note_incident")
    def note_incident(self, *, post, data):
        pass

    @TRIAL.step("confirm_start")
    def confirm_start(self, *, post, data):
        self.counts_from, self.start_basis, self.confirmed_by = self.begun_on, data["basis"], post

    @TRIAL.step("ask_shorter")
    def ask_shorter(self, *, post, data):
        self.report, self.shorten_why = data["report"], data["why"]

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
