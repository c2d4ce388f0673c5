"""会签 and the extension of a 预审批复: what hangs on a pre-review (article 10)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, Post
from projects.choices import Opinion
from projects.models.prereview import PreReview
from projects.models.project import Project
from projects.models.visibility import OfThreadQuerySet
from projects.states import CONSULTATION, EXTENSION, ConsultationState, ExtensionState
from workflow.fields import StateField
from workflow.models import WorkflowModel


class ConsultationQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.filter(state=ConsultationState.ASKED)

    def silent(self, today=None):
        """Asked, the day is over, no word: that is neither a yes nor a no."""
        return self.open_().filter(due_on__lt=today or timezone.localdate())


class Consultation(WorkflowModel):
    """One body is asked one question within one pre-review."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="consultations")
    pre_review = models.ForeignKey(PreReview, models.PROTECT, related_name="consultations")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="被征询单位")
    state = StateField("状态", default=ConsultationState.ASKED, choices=ConsultationState.choices, protected=True)
    number = models.CharField("会签函文号", max_length=60, blank=True)
    question = models.TextField("征询事项")
    due_on = models.DateField("请于此前答复")
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)
    opinion = models.CharField("意见", max_length=12, choices=Opinion.choices, blank=True)
    reasons = models.TextField("理由和条件", blank=True)
    signer = models.CharField("签发人", max_length=40, blank=True)
    signed_on = models.DateField("签发日期", null=True)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)

    objects = ConsultationQuerySet.as_manager()

    inbox_related = ("project__unit", "body")

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = "会签"
        constraints = [
            models.UniqueConstraint(
                fields=["pre_review", "body"], condition=Q(state="asked"), name="one_open_question_a_body"
            ),
            # Silence is no consent: an opinion stands only where somebody gave it, and an answer is never without one.
            models.CheckConstraint(
                condition=(Q(state="answered") & ~Q(opinion="") & Q(answered_by__isnull=False))
                | (~Q(state="answered") & Q(opinion="", answered_by__isnull=True)),
                name="silence_is_no_opinion",
            ),
            models.CheckConstraint(
                condition=~Q(opinion__in=["conditional", "disagree"]) | ~Q(reasons=""),
                name="objection_has_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"会签：{self.project.name}（{self.body.short_name}）"

    @property
    def one_of_many(self) -> str:
        return str(self.body.short_name)

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def is_silent(self) -> bool:
        return self.state == ConsultationState.ASKED and self.due_on < timezone.localdate()

    @CONSULTATION.step("answer")
    def answer(self, *, post, data):
        self.opinion = data["opinion"]
        self.reasons = data.get("reasons", "")
        self.signer = data["signer"]
        self.signed_on = data["signed_on"]
        self.answered_by, self.answered_at = post, timezone.now()

    @CONSULTATION.step("remind")
    def remind(self, *, post, data):
        self.reminders += 1

    @CONSULTATION.step("withdraw")
    def withdraw(self, *, post, data):
        pass

    @CONSULTATION.step("close")
    def close(self, *, post, data):
        pass


class ExtensionQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.filter(state__in=[ExtensionState.APPLIED, ExtensionState.CHECKED])


class Extension(WorkflowModel):
    """The unit asks for more time for one 预审批复."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="extensions")
    pre_review = models.ForeignKey(PreReview, models.PROTECT, related_name="extensions")
    state = StateField("状态", default=ExtensionState.APPLIED, choices=ExtensionState.choices, protected=True)
    why = models.TextField("延期理由")
    until = models.DateField("申请延期至")
    old_until = models.DateField("原有效期至")
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    check_note = models.TextField("审查意见", blank=True)

    objects = ExtensionQuerySet.as_manager()

    inbox_related = ("project__unit", "checked_by")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "预审批复延期"
        constraints = [
            models.UniqueConstraint(
                fields=["pre_review"], condition=Q(state__in=["applied", "checked"]), name="one_open_extension"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("old_until")), name="extension_is_later"),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "closed"]) | Q(checked_by__isnull=False),
                name="extension_decided_after_check",
            ),
        ]

    def __str__(self) -> str:
        return f"预审批复延期：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @EXTENSION.step("pass_check")
    def pass_check(self, *, post, data):
        self.checked_by = post
        self.check_note = data.get("note", "")

    @EXTENSION.step("grant")
    def grant(self, *, post, data):
        self.until = data.get("until") or self.until

    @EXTENSION.step("refuse")
    def refuse(self, *, post, data):
        pass

    @EXTENSION.step("close")
    def close(self, *, post, data):
        pass
