"""After the acceptance: 绩效评价 when a year is over, operation year by year, retirement 下线."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from accounts.models import Post
from projects.models import Project, visible_projects
from projects.models.project import MONEY
from projects.models.visibility import OfThreadQuerySet
from projects.permits import PROJECT_CLERK
from results.states import EVALUATION, RETIREMENT, EvaluationState, RetirementState
from workflow.fields import StateField
from workflow.models import WorkflowModel
from workflow.numbers import cents


class OfProjectQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post, "project__"))


class OfProject(WorkflowModel):
    project = models.ForeignKey(Project, models.PROTECT, related_name="%(class)ss")

    objects = OfThreadQuerySet.as_manager()

    inbox_related = ("project__unit",)
    locked_first = ("project",)

    class Meta:
        abstract = True
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id


class Evaluation(OfProject):
    """What the project has become in a year of use, against what was promised and accepted."""

    class Grade(models.TextChoices):
        BEST = "best", "优"
        GOOD = "good", "良"
        FAIR = "fair", "中"
        POOR = "poor", "差"

    state = StateField("状态", default=EvaluationState.DRAFT, choices=EvaluationState.choices, protected=True)
    year = models.PositiveSmallIntegerField("评价年度")
    users = models.PositiveIntegerField("实际用户数", null=True)
    visits = models.PositiveBigIntegerField("年业务办理或访问量", null=True)
    data_shared = models.PositiveBigIntegerField("年共享数据量（条）", null=True)
    cost = models.DecimalField("年运行费用（元）", null=True, **MONEY)
    benefit = models.TextField("成效", blank=True)
    problems = models.TextField("问题和改进措施", blank=True)
    grade = models.CharField("评价等次", max_length=10, choices=Grade.choices, blank=True)
    opinion = models.TextField("评价意见", blank=True)

    class Meta(OfProject.Meta):
        abstract = False
        verbose_name = "绩效评价"
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="evaluation_once_a_year"),
            models.CheckConstraint(condition=~Q(state="confirmed") | ~Q(grade=""), name="evaluation_has_grade"),
        ]

    @property
    def cost_a_user(self) -> Decimal | None:
        """What one user costs in a year."""
        return cents(self.cost / self.users) if self.users and self.cost is not None else None

    def may_attach(self, post) -> bool:
        return self.state in (EvaluationState.DRAFT, EvaluationState.RETURNED) and PROJECT_CLERK(self, post)

    @EVALUATION.step("fill")
    def fill(self, *, post, data):
        for name in ("users", "visits", "data_shared", "cost", "benefit", "problems"):
            setattr(self, name, data[name])

    @EVALUATION.step("submit")
    def submit(self, *, post, data):
        pass

    @EVALUATION.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        pass

    @EVALUATION.step("confirm")
    def confirm(self, *, post, data):
        self.grade, self.opinion = data["grade"], data["opinion"]


class EvaluationLine(models.Model):
    """One indicator: promised, measured at acceptance, in fact after a year."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    promised = models.CharField("申报时承诺", max_length=300)
    accepted = models.CharField("验收时实测", max_length=200, blank=True)
    fact = models.CharField("运行一年实际", max_length=200, blank=True)
    met = models.BooleanField("达到", null=True)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["evaluation", "position"], name="evaluation_line_once")]

    def __str__(self) -> str:
        return self.promised


class OperationYear(models.Model):
    """One year of operation: who, for how much, what was had for it; the next year is compared with it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="operation_years")
    year = models.PositiveSmallIntegerField("年度")
    operator = models.CharField("运维单位", max_length=120)
    outsourced = models.BooleanField("采用服务外包", default=False)
    price = models.DecimalField("运维价款（元）", **MONEY)
    quantity = models.CharField("服务数量和内容", max_length=200)
    availability = models.DecimalField("可用率（%）", max_digits=5, decimal_places=2)
    incidents = models.PositiveIntegerField("故障次数", default=0)
    users = models.PositiveIntegerField("用户数", default=0)
    why = models.CharField("价款变化的理由", max_length=300, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        ordering = ("-year",)
        verbose_name = "年度运行"
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="operation_year_once"),
            models.CheckConstraint(
                condition=Q(price__gte=0, availability__range=(0, 100)), name="operation_year_is_sound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年运行"


class Retirement(OfProject):
    """下线: its data is kept, its resources are released, its interfaces are taken over or closed."""

    state = StateField("状态", default=RetirementState.ASKED, choices=RetirementState.choices, protected=True)
    reason = models.TextField("下线理由")
    data_kept = models.CharField("数据保存方式和期限", max_length=300)
    successor = models.CharField("接替系统", max_length=120, blank=True)
    off_on = models.DateField("下线日期", null=True)
    proof = models.CharField("数据移交和销毁记录", max_length=300, blank=True)
    released = models.PositiveSmallIntegerField("释放资源", default=0)

    class Meta(OfProject.Meta):
        abstract = False
        verbose_name = "系统下线"
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=~Q(state="refused"), name="one_retirement"),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(off_on__isnull=False) & ~Q(proof="")), name="retired_with_proof"
            ),
        ]

    @RETIREMENT.step("approve")
    def approve(self, *, post, data):
        pass

    @RETIREMENT.step("refuse")
    def refuse(self, *, post, data):
        pass

    @RETIREMENT.step("finish")
    def finish(self, *, post, data):
        self.off_on, self.proof = data["off_on"], data["proof"]
