"""A body's own opinion in the review room (article 5): 网信办 on critical infrastructure, 保密局 on 分级保护方案."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, OrgKind
from projects.choices import Opinion
from projects.models import visible_projects
from reviews.models.round import ReviewRound
from reviews.states import BODY_OPINION, BodyOpinionState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet


class BodyOpinionQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The office reads all, the body what it was asked; nobody what belongs to a project that they may not see."""
        if post is None:
            return self.none()
        seen = self.filter(visible_projects(post, "round__project__"))
        return seen if post.role in OFFICE_ROLES else seen.filter(body_id=post.organisation_id)

    def open_(self):
        return self.filter(state=BodyOpinionState.ASKED)


class BodyOpinion(WorkflowModel):
    """One body is asked within one round. Its silence is no opinion."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="body_opinions")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="被征询单位")
    state = StateField("状态", default=BodyOpinionState.ASKED, choices=BodyOpinionState.choices, protected=True)
    question = models.TextField("征询事项")
    due_on = models.DateField("请于此前答复")
    opinion = models.CharField("意见", max_length=12, choices=Opinion.choices, blank=True)
    reasons = models.TextField("理由和条件", blank=True)
    signer = models.CharField("签发人", max_length=40, blank=True)
    signed_on = models.DateField("签发日期", null=True)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)

    objects = BodyOpinionQuerySet.as_manager()

    inbox_related = ("round__project__unit", "body")

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = "评审征求意见"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "body"], condition=Q(state="asked"), name="one_open_question_a_body_and_round"
            ),
            models.CheckConstraint(
                condition=(Q(state="answered") & ~Q(opinion="") & Q(answered_by__isnull=False))
                | (~Q(state="answered") & Q(opinion="", answered_by__isnull=True)),
                name="silence_is_no_opinion_in_review",
            ),
            models.CheckConstraint(
                condition=~Q(opinion__in=["conditional", "disagree"]) | ~Q(reasons=""),
                name="objection_in_review_has_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"评审征求意见：{self.round.project.name}（{self.body.short_name}）"

    @property
    def title(self) -> str:
        return self.round.project.name

    @property
    def project(self):
        return self.round.project

    @property
    def thread_id(self):
        return self.round.project_id

    @property
    def is_of_secrecy(self) -> bool:
        return self.body.kind == OrgKind.SECRECY

    @BODY_OPINION.step("answer")
    def answer(self, *, post, data):
        self.opinion, self.reasons = data["opinion"], data.get("reasons", "")
        self.signer, self.signed_on = data["signer"], data["signed_on"]
        self.answered_by, self.answered_at = post, timezone.now()

    @BODY_OPINION.step("remind")
    def remind(self, *, post, data):
        pass

    @BODY_OPINION.step("withdraw")
    def withdraw(self, *, post, data):
        pass

    @BODY_OPINION.step("close")
    def close(self, *, post, data):
        pass
