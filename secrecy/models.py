"""What an ordinary network may know of a classified project: levels, periods, dates and numbers of papers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from projects.models import Project
from projects.models.visibility import OfThreadQuerySet
from secrecy.choices import Direction, Level, PaperKind
from secrecy.states import CLASSIFICATION, OPEN_PROTECTION, PROTECTION, ClassificationState, ProtectionState
from workflow.fields import StateField
from workflow.models import WorkflowModel


class OfProject(WorkflowModel):
    """Hangs on the project's thread, and is as secret as it."""

    inbox_related = ("project__unit",)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()


class ClassificationQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.filter(state__in=(ClassificationState.CLAIMED, ClassificationState.REFERRED))

    def confirmed(self):
        return self.filter(state=ClassificationState.CONFIRMED)


class Classification(OfProject):
    """定密: claimed by the unit, confirmed by 保密局; treated as classified until then. `years` = 保密期限."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="classifications")
    state = StateField(
        "状态", default=ClassificationState.CLAIMED, choices=ClassificationState.choices, protected=True
    )
    claimed_level = models.CharField("拟定密级", max_length=10, choices=Level.choices)
    claimed_years = models.PositiveSmallIntegerField("拟定保密期限（年）")
    level = models.CharField("密级", max_length=10, choices=Level.choices, blank=True)
    years = models.PositiveSmallIntegerField("保密期限（年）", null=True)
    number = models.CharField("定密文号", max_length=60, blank=True)
    decided_on = models.DateField("定密日期", null=True)
    referral_number = models.CharField("转报文号", max_length=60, blank=True)
    referred_on = models.DateField("转报日期", null=True)

    objects = ClassificationQuerySet.as_manager()

    class Meta(OfProject.Meta):
        ordering = ("-created_at",)
        verbose_name = "定密"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=["claimed", "referred", "confirmed"]),
                name="one_classification_of_a_project",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (~Q(level="") & ~Q(number="") & Q(years__isnull=False, decided_on__isnull=False)),
                name="confirmed_classification_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"定密：{self.project.name}"

    @property
    def until(self):
        """The day on which the period ends, or None."""
        if self.decided_on is None or self.years is None:
            return None
        try:
            return self.decided_on.replace(year=self.decided_on.year + self.years)
        except ValueError:
            # 29 February
            return self.decided_on.replace(year=self.decided_on.year + self.years, day=28)

    @CLASSIFICATION.step("confirm")
    def confirm(self, *, post, data):
        self.level, self.years = data["level"], data["years"]
        self.number, self.decided_on = data["number"], data["decided_on"]

    @CLASSIFICATION.step("refer")
    def refer(self, *, post, data):
        self.referral_number, self.referred_on = data["number"], data["referred_on"]

    @CLASSIFICATION.step("reject")
    def reject(self, *, post, data):
        self.decided_on = timezone.localdate()

    @CLASSIFICATION.step("declassify")
    def declassify(self, *, post, data):
        pass

    @CLASSIFICATION.step("close")
    def close(self, *, post, data):
        pass


class ProtectionQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.filter(state__in=OPEN_PROTECTION)


class Protection(OfProject):
    """分级保护: the plan's review, the assessment, the examination and the approval for use, each by its number."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="protection")
    state = StateField("状态", default=ProtectionState.PLAN, choices=ProtectionState.choices, protected=True)
    plan_number = models.CharField("方案评审文号", max_length=60, blank=True)
    plan_on = models.DateField("方案评审日期", null=True)
    assessor = models.CharField("测评机构", max_length=120, blank=True)
    assessment_number = models.CharField("测评报告编号", max_length=60, blank=True)
    assessment_on = models.DateField("测评日期", null=True)
    examination_number = models.CharField("审查文号", max_length=60, blank=True)
    examination_on = models.DateField("审查日期", null=True)
    use_number = models.CharField("使用审批文号", max_length=60, blank=True)
    use_on = models.DateField("批准使用日期", null=True)

    objects = ProtectionQuerySet.as_manager()

    class Meta(OfProject.Meta):
        verbose_name = "分级保护"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["examination", "use", "approved"]) | Q(assessment_on__isnull=False),
                name="examined_after_assessment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["use", "approved"]) | Q(examination_on__isnull=False),
                name="use_after_examination",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(use_on__isnull=False) & ~Q(use_number="")),
                name="approved_use_has_number",
            ),
        ]

    def __str__(self) -> str:
        return f"分级保护：{self.project.name}"

    def is_accepted(self) -> bool:
        """By the register's paper, or, on a classified network, by the project itself."""
        return self.project.accepted_at is not None or (
            self.project.register_papers.filter(kind=PaperKind.CERTIFICATE).exists()
        )

    @PROTECTION.step("review_plan")
    def review_plan(self, *, post, data):
        self.plan_number, self.plan_on = data["number"], data["day"]

    @PROTECTION.step("record_assessment")
    def record_assessment(self, *, post, data):
        self.assessor, self.assessment_number, self.assessment_on = data["assessor"], data["number"], data["day"]

    @PROTECTION.step("plan_again")
    def plan_again(self, *, post, data):
        self.plan_number, self.plan_on = "", None
        self._forget_assessment()

    @PROTECTION.step("examine")
    def examine(self, *, post, data):
        self.examination_number, self.examination_on = data["number"], data["day"]

    @PROTECTION.step("assess_again")
    def assess_again(self, *, post, data):
        self._forget_assessment()

    def _forget_assessment(self):
        """What comes after falls with it; the audit trail keeps the old numbers."""
        self.assessor, self.assessment_number, self.assessment_on = "", "", None
        self.examination_number, self.examination_on = "", None

    @PROTECTION.step("approve_use")
    def approve_use(self, *, post, data):
        self.use_number, self.use_on = data["number"], data["day"]

    @PROTECTION.step("close")
    def close(self, *, post, data):
        pass


class RegisterPaper(models.Model):
    """A paper that came or went by courier: its kind, number, date and counterpart, never its title or content."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="register_papers")
    kind = models.CharField("文书", max_length=20, choices=PaperKind.choices)
    direction = models.CharField("收发", max_length=10, choices=Direction.choices)
    number = models.CharField("文号", max_length=60)
    day = models.DateField("日期")
    recorded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = OfThreadQuerySet.as_manager()

    class Meta:
        ordering = ("day", "pk")
        verbose_name = "机要文书"
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "number"], name="register_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
