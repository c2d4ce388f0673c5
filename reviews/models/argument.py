"""An argument 论证 (articles 6, 10): is a project needed and feasible? Experts say so before the office decides."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from documents.models import Document
from experts.models import Panel
from projects.models import Project, visible_projects
from reviews.choices import Argued
from reviews.models.round import SEES_ROUNDS
from reviews.states import ARGUMENT, ARGUMENT_OVER, ArgumentState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet


class ArgumentQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The same eyes as a round of the plan review: the unit its own, the office, the leading group."""
        if post is None or post.role not in SEES_ROUNDS:
            return self.none()
        return self.filter(visible_projects(post, "project__"))

    def open_(self):
        return self.exclude(state__in=ARGUMENT_OVER)


class Argument(WorkflowModel):
    """Called by the office for one project. The conclusion is the experts' own, by their figures; nobody drafts it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="arguments")
    number = models.PositiveSmallIntegerField("第几次")
    state = StateField("状态", default=ArgumentState.ASKED, choices=ArgumentState.choices, protected=True)
    question = models.TextField("论证事项")
    panel = models.OneToOneField(Panel, models.PROTECT, null=True, related_name="argument")
    convened_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    opened_at = models.DateTimeField("专家意见齐", null=True)
    conclusion = models.CharField("结论", max_length=10, choices=Argued.choices, blank=True)
    issued_at = models.DateTimeField("签发时间", null=True)
    opinion_number = models.CharField("论证意见文号", max_length=60, blank=True)

    objects = ArgumentQuerySet.as_manager()

    inbox_related = ("project__unit", "convened_by", "panel")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "专家论证"
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=["asked", "convened"]), name="one_open_argument"
            ),
            models.UniqueConstraint(fields=["project", "number"], name="argument_number_once"),
            models.CheckConstraint(condition=~Q(question=""), name="argument_asks_something"),
            models.CheckConstraint(
                condition=~Q(state__in=["convened", "issued"]) | Q(convened_by__isnull=False),
                name="argument_convened_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="issued", issued_at__isnull=False, opened_at__isnull=False, panel__isnull=False)
                    & ~Q(conclusion="")
                )
                | (~Q(state="issued") & Q(conclusion="")),
                name="argument_concludes_by_opinions",
                violation_error_message="专家意见未全部提交，不得出具论证意见（《办法》第六条）。",
            ),
        ]

    def __str__(self) -> str:
        return f"专家论证（第 {self.number} 次）：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def is_issued(self) -> bool:
        return self.state == ArgumentState.ISSUED

    @property
    def favourable(self) -> bool:
        return self.conclusion in (Argued.FEASIBLE, Argued.AMEND)

    @property
    def documents(self):
        return Document.objects.about(self)

    @property
    def outcome(self) -> str:
        """In one line, for whoever decides upon the project."""
        if not self.is_issued:
            return self.state_label
        return f"{self.get_conclusion_display()}（{self.opinion_number}，{timezone.localdate(self.issued_at)}）"

    @ARGUMENT.step("convene")
    def convene(self, *, post, data):
        self.convened_by = post

    @ARGUMENT.step("opinions_in")
    def opinions_in(self, *, post, data):
        self.opened_at = timezone.now()

    @ARGUMENT.step("issue")
    def issue(self, *, post, data):
        self.conclusion = self.panel.tally().suggested
        self.issued_at = timezone.now()

    @ARGUMENT.step("withdraw")
    def withdraw(self, *, post, data):
        pass

    @ARGUMENT.step("close")
    def close(self, *, post, data):
        pass
