"""Pre-review 预审 (article 10). Each application for it is a row; a refused one is followed by a new row."""

from django.db import models
from django.db.models import Q

from accounts.models import Post
from documents.slots import Paper
from projects.choices import PreReviewCondition, Verdict
from projects.models.application import Application
from projects.models.corrections import FIELD, PAPER, open_notice
from projects.models.project import MONEY, Project
from projects.models.visibility import OfThreadQuerySet
from projects.permits import PROJECT_CLERK
from projects.states import PRE_REVIEW, PreReviewState
from workflow.fields import StateField
from workflow.models import WorkflowModel

P = PreReviewState
CLOSED = (P.APPROVED, P.REFUSED, P.REVOKED, P.GIVEN_BACK, P.CLOSED)


class PreReviewQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.exclude(state__in=CLOSED)


class PreReview(WorkflowModel):
    """The office's examination of the seven conditions and four demands, and its answer."""

    PAPERS = (Paper("supplement", "补充材料"),)

    project = models.ForeignKey(Project, models.PROTECT, related_name="prereviews")
    attempt = models.PositiveSmallIntegerField("第几次申请")
    state = StateField("状态", default=PreReviewState.DRAFT, choices=PreReviewState.choices, protected=True)
    statement = models.TextField("申请说明", blank=True)
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    check_note = models.TextField("审查意见", blank=True)
    amount = models.DecimalField("批复金额（元）", null=True, **MONEY)
    demands = models.TextField("批复要求", blank=True)
    valid_until = models.DateField("有效期至", null=True)
    number = models.CharField("文号", max_length=60, blank=True)

    objects = PreReviewQuerySet.as_manager()

    inbox_related = ("project__unit", "checked_by")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "预审"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=~Q(state__in=["approved", "refused", "revoked", "given_back", "closed"]),
                name="one_open_pre_review",
            ),
            models.UniqueConstraint(fields=["project", "attempt"], name="pre_review_attempt_once"),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(amount__isnull=False) & Q(checked_by__isnull=False)),
                name="pre_review_approved_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"预审（第 {self.attempt} 次）：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def in_force(self) -> bool:
        """The approval on which the project stands now: not revoked, nor overtaken by a change."""
        return self.number != "" and self.number == self.project.pre_approval_number

    def correction_notice(self):
        """The return that the unit has not answered yet, or None."""
        return open_notice(self)

    def correction_choices(self) -> list[tuple[str, str, str, str]]:
        """What a return may name: the conditions, and the papers that support them."""
        conditions = [(FIELD, code, f"{code} {label}"[:120], "10") for code, label in PreReviewCondition.choices]
        papers = {paper.slot: paper for paper in (*Application.PAPERS, *self.PAPERS)}
        return conditions + [(PAPER, paper.slot, paper.label, "10") for paper in papers.values()]

    def may_attach(self, post) -> bool:
        return self.state in (PreReviewState.DRAFT, PreReviewState.RETURNED) and PROJECT_CLERK(self, post)

    @PRE_REVIEW.step("submit")
    def submit(self, *, post, data):
        self.statement = data.get("statement", "")

    @PRE_REVIEW.step("pass_check")
    def pass_check(self, *, post, data):
        self.checked_by = post
        self.check_note = data.get("note", "")

    @PRE_REVIEW.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        self.checked_by = None

    @PRE_REVIEW.step("approve")
    def approve(self, *, post, data):
        self.amount = data["amount"]
        self.demands = data.get("demands", "")
        self.valid_until = data["valid_until"]

    @PRE_REVIEW.step("send_back")
    def send_back(self, *, post, data):
        self.checked_by = None

    @PRE_REVIEW.step("refuse")
    def refuse(self, *, post, data):
        pass

    @PRE_REVIEW.step("consult")
    def consult(self, *, post, data):
        pass

    @PRE_REVIEW.step("revoke")
    def revoke(self, *, post, data):
        pass

    @PRE_REVIEW.step("lapse")
    def lapse(self, *, post, data):
        pass

    @PRE_REVIEW.step("close")
    def close(self, *, post, data):
        pass


class PreReviewItem(models.Model):
    """One condition with its verdict; who judged it and when."""

    pre_review = models.ForeignKey(PreReview, models.CASCADE, related_name="items")
    code = models.CharField("条件", max_length=4, choices=PreReviewCondition.choices)
    verdict = models.CharField("结论", max_length=4, choices=Verdict.choices, blank=True)
    remark = models.CharField("说明", max_length=300, blank=True)
    judged_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(fields=["pre_review", "code"], name="condition_once"),
            models.CheckConstraint(
                condition=~Q(verdict="no") | ~Q(remark=""),
                name="condition_refused_with_remark",
                violation_error_message="不符合的条件必须写明说明。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_verdict_display()}"
