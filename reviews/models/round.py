"""One round of the plan review. A plan that must be reviewed again opens a new one; the old one stays."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Attachment, Document
from documents.slots import Paper
from experts.models import Panel
from projects.models import Project, visible_projects
from reviews.choices import MATTERS, Conclusion
from reviews.permits import PROJECT_CLERK
from reviews.remarks import left_out, remark_sources
from reviews.states import OVER, ROUND, RoundState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

SEES_ROUNDS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP)
EDITABLE = (RoundState.DRAFT, RoundState.RETURNED, RoundState.AMENDING)


class ReviewRoundQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The unit sees its own; the office and the leading group see it once it was handed in."""
        if post is None or post.role not in SEES_ROUNDS:
            return self.none()
        seen = self.filter(visible_projects(post, "project__"))
        return seen if post.role in UNIT_ROLES else seen.filter(submitted_at__isnull=False)

    def open_(self):
        return self.exclude(state__in=OVER)


class ReviewRound(WorkflowModel):
    """One round: the plan in five matters, the experts' panel, the office's conclusion, the issued opinion.

    The experts' words and dissents are never copied here, so that nobody else can word them.

    The office's draft of the conclusion (`drafted_*`) becomes `conclusion` by the signature, not before: until then it
    stands neither on the unit's page nor on the project's timeline.
    """

    PAPERS = (
        Paper("technical_plan", "技术（设计）方案", required=True, article="11"),
        Paper("other", "其他材料"),
    )

    project = models.ForeignKey(Project, models.PROTECT, related_name="review_rounds")
    number = models.PositiveSmallIntegerField("第几轮")
    state = StateField("状态", default=RoundState.DRAFT, choices=RoundState.choices, protected=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField("保存时间", null=True)
    present = models.TextField("信息化现状", blank=True)
    needs = models.TextField("应用需求", blank=True)
    processes = models.TextField("业务流程", blank=True)
    goals = models.TextField("建设目标", blank=True)
    content = models.TextField("建设内容", blank=True)
    # Article 11(一) asks for inquiry and analysis before the plan; the office looks for them before it calls experts.
    survey = models.TextField("调研情况", blank=True)
    checked_at = models.DateTimeField("形式审查通过时间", null=True)
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    check_note = models.CharField("形式审查说明", max_length=500, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    panel = models.OneToOneField(Panel, models.PROTECT, null=True, related_name="review_round")
    convened_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    opened_at = models.DateTimeField("专家意见齐", null=True)
    demanded_at = models.DateTimeField("要求修改时间", null=True)
    demanded_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    amended_at = models.DateTimeField("修改核对完成时间", null=True)
    # Why the conclusion is not the one that the figures suggest; the leader's own word at the signature.
    override_reason = models.TextField("结论与统计不一致的理由", blank=True)
    override_approval = models.TextField("负责人批准理由", blank=True)
    drafted_conclusion = models.CharField("拟定结论", max_length=10, choices=Conclusion.choices, blank=True)
    # What the experts say is theirs (Panel.words); the office has its own place beside it.
    drafted_note = models.TextField("信息办说明", blank=True)
    drafted_demands = models.TextField("有关要求", blank=True)
    # Remarks of which no change is asked: [{seat, aspect, text, reason}]; rows by the signature, as the conclusion.
    drafted_asides = models.JSONField("拟不作修改要求的意见", default=list, blank=True)
    drafted_sum = models.DecimalField("评审资金（元）", null=True, max_digits=14, decimal_places=2)
    concluded_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    concluded_at = models.DateTimeField("形成结论时间", null=True)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices, blank=True)
    issued_at = models.DateTimeField("签发时间", null=True)
    opinion_number = models.CharField("评审意见文号", max_length=60, blank=True)

    objects = ReviewRoundQuerySet.as_manager()

    inbox_related = ("project__unit", "concluded_by", "convened_by")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "方案评审"
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=~Q(state__in=["issued", "closed"]), name="one_open_review_round"
            ),
            models.UniqueConstraint(fields=["project", "number"], name="review_round_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "closed"]) | Q(submitted_at__isnull=False),
                name="review_round_handed_in_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["convened", "amending", "verifying", "amended", "concluded", "issued"])
                | Q(convened_by__isnull=False),
                name="review_round_convened_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="convened") | Q(checked_at__isnull=False),
                name="article_11_checked_before_experts",
                violation_error_message="方案未经形式审查，不得组织专家评审（《办法》第十一条）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["concluded", "issued"])
                | Q(
                    concluded_by__isnull=False,
                    concluded_at__isnull=False,
                    opened_at__isnull=False,
                    panel__isnull=False,
                ),
                name="article_11_no_conclusion_without_opinions",
                violation_error_message="专家意见未全部提交，不得形成评审结论（《办法》第十一条）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | (~Q(conclusion="") & Q(issued_at__isnull=False)),
                name="review_round_issued_has_conclusion",
            ),
            models.CheckConstraint(
                condition=~Q(conclusion="amend") | Q(amended_at__isnull=False),
                name="article_11_amended_before_passed",
                violation_error_message="修改后通过的，须逐条核对落实后方可出具评审意见（《办法》第十一条）。",
            ),
            models.CheckConstraint(
                condition=Q(conclusion="") | Q(state="issued"), name="review_round_concludes_by_signature"
            ),
        ]

    def __str__(self) -> str:
        return f"方案评审（第 {self.number} 轮）：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def waits_for(self) -> str:
        """Who acts, where it is none who reads this page."""
        return "提出意见的专家或组长" if self.state == RoundState.VERIFYING else ""

    @property
    def passed(self) -> bool:
        return self.conclusion in (Conclusion.PASS, Conclusion.AMEND)

    @property
    def approved_sum(self):
        """What the 评审意见 says, and what the project is bound by."""
        return self.drafted_sum if self.drafted_sum is not None else self.project.declared_sum

    @property
    def plan_version(self) -> str:
        return f"V{self.number}.{1 if self.amended_at else 0}"

    @property
    def documents(self):
        return Document.objects.about(self)

    def may_attach(self, post) -> bool:
        return self.is_editable and PROJECT_CLERK(self, post)

    @property
    def plan_paper(self):
        """The plan as it stands now."""
        return self.papers().filter(slot="technical_plan").order_by("-uploaded_at").first()

    def has_new_plan(self) -> bool:
        plan = self.plan_paper
        return plan is not None and self.demanded_at is not None and plan.uploaded_at > self.demanded_at

    def may_read_conclusion(self, post: Post | None) -> bool:
        """The drafted conclusion is the office's own until it is signed."""
        return self.state == RoundState.ISSUED or (post is not None and post.role in OFFICE_ROLES)

    def untaken(self, *taken: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """What the experts ask for and has no number yet, nor stands in `taken`."""
        if self.panel is None:
            return []
        numbered = [{"seat": seat, "aspect": aspect} for seat, aspect in self.remarks.values_list("seat_id", "aspect")]
        return left_out(remark_sources(self.panel), [*numbered, *taken])

    def earlier_remarks(self) -> "models.QuerySet":
        """What the experts of the last round found wanting: this plan is the answer to it."""
        rows = ReviewRound._base_manager.filter(project_id=self.project_id, number__lt=self.number)
        last = rows.filter(conclusion__in=(Conclusion.REVISE, Conclusion.FAIL)).order_by("-number").first()
        return last.remarks.filter(verdict="") if last else self.remarks.none()

    def remarks_to_answer(self) -> "models.QuerySet":
        """Its own once they were sent to the unit; before it is handed in, those of the last round."""
        return self.remarks.to_answer() if self.demanded_at else self.earlier_remarks()

    def papers(self):
        return Attachment.objects.current_for(self)

    def missing_papers(self) -> list[str]:
        there = set(self.papers().values_list("slot", flat=True))
        return [paper.label for paper in self.PAPERS if paper.required and paper.slot not in there]

    def missing_matters(self) -> list[str]:
        """Of the five matters, and of the inquiry that comes before them (article 11(一))."""
        wanted = ("survey", *MATTERS)
        return [str(self._meta.get_field(name).verbose_name) for name in wanted if not getattr(self, name).strip()]

    def answered(self, kind: str) -> bool:
        """Has a body of this kind given its opinion in this round?"""
        return self.body_opinions.filter(body__kind=kind, state="answered").exists()

    def matters(self) -> list[tuple[str, str, str]]:
        """(field, label, text) of the five matters, in the regulation's order."""
        return [(name, str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in MATTERS]

    @ROUND.step("submit")
    def submit(self, *, post, data):
        self.submitted_at = timezone.now()
        self.checked_at, self.checked_by, self.check_note = None, None, ""

    @ROUND.step("check_form")
    def check_form(self, *, post, data):
        self.checked_at, self.checked_by = timezone.now(), post
        self.check_note = data.get("note", "")

    @ROUND.step("ask_body")
    def ask_body(self, *, post, data):
        pass

    @ROUND.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        pass

    @ROUND.step("convene")
    def convene(self, *, post, data):
        self.convened_by = post

    @ROUND.step("redraw")
    def redraw(self, *, post, data):
        self._without_panel()

    @ROUND.step("dissolve")
    def dissolve(self, *, post, data):
        self._without_panel()

    def _without_panel(self):
        self.convened_by = None
        self.panel = None

    @ROUND.step("opinions_in")
    def opinions_in(self, *, post, data):
        self.opened_at = timezone.now()

    @ROUND.step("demand_changes")
    def demand_changes(self, *, post, data):
        # Also once more, when the conclusion was sent back: what is amended now is open again.
        self.demanded_at, self.amended_at = timezone.now(), None
        self.demanded_by = post

    @ROUND.step("answer_earlier")
    def answer_earlier(self, *, post, data):
        pass

    @ROUND.step("answer_remarks")
    def answer_remarks(self, *, post, data):
        pass

    @ROUND.step("remarks_closed")
    def remarks_closed(self, *, post, data):
        self.amended_at = timezone.now()

    @ROUND.step("remarks_reopened")
    def remarks_reopened(self, *, post, data):
        pass

    @ROUND.step("conclude")
    def conclude(self, *, post, data):
        self.concluded_by = post
        self.concluded_at = timezone.now()

    @ROUND.step("sign")
    def sign(self, *, post, data):
        self.conclusion = self.drafted_conclusion
        self.override_approval = data.get("override_approval", "")
        self.issued_at = timezone.now()

    @ROUND.step("send_back")
    def send_back(self, *, post, data):
        self.concluded_by = None
        self.concluded_at = None

    @ROUND.step("close")
    def close(self, *, post, data):
        pass
