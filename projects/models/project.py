"""The project: where it stands and what has become fact."""

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from accounts.models import Organisation
from documents.models import Document
from projects.choices import Category, Nature, RuleOfDay
from projects.models.project_steps import ProjectSteps
from projects.models.visibility import ProjectQuerySet
from projects.paths import GATED_PATHS, Builder, Path, Way, way_of
from projects.states import ENDED, Stage
from workflow.fields import StateField
from workflow.models import WorkflowModel

MONEY = {"max_digits": 14, "decimal_places": 2}


def next_number() -> str:
    """GY2026-00012 from a database sequence: unique, not gapless (gapless are only the papers' numbers)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('projects_project_number')")
        return f"GY{timezone.localdate().year}-{cursor.fetchone()[0]:05d}"


class Project(ProjectSteps, WorkflowModel):
    """One publicly funded IT project. Everything below "facts" is written by steps only."""

    stage = StateField("阶段", default=Stage.DRAFT, choices=Stage.choices, protected=True, db_index=True)
    number = models.CharField("项目编号", max_length=20, unique=True, default=next_number, editable=False)
    name = models.CharField("项目名称", max_length=120)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="projects", verbose_name="申报单位")
    category = models.CharField("类别", max_length=20, choices=Category.choices)
    nature = models.CharField("建设性质", max_length=20, choices=Nature.choices, default=Nature.NEW)
    builder = models.CharField("建设主体", max_length=20, choices=Builder.choices, default=Builder.DEPARTMENT)
    path = models.CharField("采购路径", max_length=20, choices=Path.choices)
    investor = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invested_projects",
        verbose_name="投资建设方",
    )
    # While another unit is asked whether it takes the project over (changes): it reads what it would take.
    offered_to = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="拟接收单位",
    )
    touches_cii = models.BooleanField("涉及关键信息基础设施", default=False)
    is_classified = models.BooleanField("涉密", default=False)
    secrecy_level = models.CharField("密级", max_length=10, blank=True)

    rule = models.CharField("适用规定", max_length=4, choices=RuleOfDay.choices, default=RuleOfDay.NOW)
    begun_on = models.DateField("原开工日期", null=True, blank=True)

    # Facts.
    declared_sum = models.DecimalField("申报数", default=0, **MONEY)
    # The least of what the 预审批复 and the 评审意见 let stand; `plan_sum` is the latter's own.
    reviewed_sum = models.DecimalField("评审数", null=True, **MONEY)
    plan_sum = models.DecimalField("方案评审资金", null=True, **MONEY)
    budget_sum = models.DecimalField("预算数", null=True, **MONEY)
    contract_sum = models.DecimalField("合同数", default=0, **MONEY)
    submitted_at = models.DateTimeField("报出时间", null=True)
    admitted_at = models.DateTimeField("入库时间", null=True)
    planned_year = models.PositiveSmallIntegerField("计划年度", null=True, db_index=True)
    listed_at = models.DateTimeField("列入清单时间", null=True)
    pre_approved_at = models.DateTimeField("预审批复时间", null=True)
    pre_approval_number = models.CharField("预审批复文号", max_length=60, blank=True)
    pre_approved_until = models.DateField("预审批复有效期至", null=True)
    plan_approved_at = models.DateTimeField("方案通过时间", null=True)
    plan_opinion_number = models.CharField("评审意见文号", max_length=60, blank=True)
    approved_at = models.DateTimeField("审批时间", null=True)
    approval_number = models.CharField("审批文号", max_length=60, blank=True)
    project_code = models.CharField("项目代码", max_length=40, blank=True)
    revise_by = models.DateField("须按审减修改内容至", null=True)
    tender_filed_at = models.DateTimeField("招标备案时间", null=True)
    tender_filing_number = models.CharField("招标备案号", max_length=60, blank=True)
    supervisor = models.CharField("监理单位", max_length=120, blank=True)
    tester = models.CharField("系统测评单位", max_length=120, blank=True)
    build_started_at = models.DateTimeField("开工时间", null=True)
    planned_end = models.DateField("计划完工日期", null=True)
    completed_at = models.DateTimeField("完工时间", null=True)
    accepted_at = models.DateTimeField("验收通过时间", null=True)
    certificate_number = models.CharField("验收证书编号", max_length=60, blank=True)
    filed_at = models.DateTimeField("备案时间", null=True)
    filing_number = models.CharField("备案号", max_length=60, blank=True)
    use_approved_at = models.DateTimeField("保密局批准使用时间", null=True)
    in_use_at = models.DateTimeField("投入使用时间", null=True)
    retired_on = models.DateField("下线日期", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    suspended_at = models.DateTimeField("暂停时间", null=True)
    suspended_until = models.DateField("预计恢复日期", null=True)

    objects = ProjectQuerySet.as_manager()

    inbox_related = ("unit",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "项目"
        permissions = [("review_project", "评审材料"), ("clear_project", "涉密知悉"), ("handle_project", "承办")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule=RuleOfDay.NOW) | Q(begun_on__isnull=False),
                name="project_of_2012_has_its_day",
                violation_error_message="按2012年暂行办法办理的项目须写明原开工日期。",
            ),
            models.CheckConstraint(
                condition=Q(in_use_at__isnull=True) | Q(accepted_at__isnull=False),
                name="article_12_no_use_without_acceptance",
                violation_error_message="未通过验收的项目不得投入使用（《办法》第十二条）。",
            ),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(in_use_at__isnull=False),
                name="only_what_was_used_is_retired",
                violation_error_message="没有投入使用的系统，无从下线。",
            ),
            models.CheckConstraint(
                condition=Q(in_use_at__isnull=True) | Q(is_classified=False) | Q(use_approved_at__isnull=False),
                name="article_24_no_classified_use_without_approval",
                violation_error_message="涉密项目未经市国家保密局批准不得投入使用（《办法》第五条、第二十四条）。",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | ~Q(path__in=GATED_PATHS)
                | Q(rule=RuleOfDay.OLD)
                | (Q(pre_approved_at__isnull=False) & ~Q(pre_approval_number="")),
                name="article_10_no_approval_without_pre_approval",
                violation_error_message="未取得预审批复，不得办理审批（《办法》第十条）。",
            ),
            models.CheckConstraint(
                condition=Q(build_started_at__isnull=True) | Q(plan_approved_at__isnull=False) | Q(rule=RuleOfDay.OLD),
                name="article_11_no_build_without_plan",
                violation_error_message="方案未通过评审，不得实施（《办法》第十一条）。",
            ),
            models.CheckConstraint(
                condition=Q(budget_sum__isnull=True) | Q(contract_sum__lte=F("budget_sum")),
                name="article_22_contract_within_budget",
                violation_error_message="合同金额不得超过批准金额（《办法》第二十二条）。",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.BUILDING, Stage.COMPLETED, Stage.ACCEPTED, Stage.FILED])
                | Q(build_started_at__isnull=False),
                name="project_building_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.ACCEPTED, Stage.FILED])
                | (Q(accepted_at__isnull=False) & ~Q(certificate_number="")),
                name="project_accepted_has_certificate",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.FILED) | (Q(filed_at__isnull=False) & ~Q(filing_number="")),
                name="project_filed_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=ENDED) | Q(ended_at__isnull=False), name="project_ended_has_date"
            ),
            models.CheckConstraint(
                condition=Q(investor__isnull=True) | (Q(builder=Builder.ENTERPRISE) & ~Q(investor=F("unit"))),
                name="article_3_investor_is_not_the_buyer",
                violation_error_message="投资建设方应当是出资建设的企业，不能是购买方本身（《办法》第三条）。",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "stage"], name="project_unit_stage"),
            models.Index(fields=["planned_year", "stage"], name="project_year_stage"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name

    @property
    def way(self) -> tuple[Way, ...]:
        return way_of(self)

    @property
    def approved_sum(self):
        """What contracts may not exceed: the budget of the gate, else the sum of the approved list (自行采购); and
        never more than the experts' approved sum, whichever came first."""
        approved = self.budget_sum
        if approved is None:
            line = self.current_line()
            approved = line.total if line else self.declared_sum
        return approved if self.plan_sum is None else min(approved, self.plan_sum)

    @property
    def documents(self):
        return Document.objects.filter(thread_id=self.pk)

    def current_line(self):
        """The line of the approved list of its year on which this project stands, or None."""
        if self.listed_at is None:
            return None
        found = self.list_lines.filter(
            annual_list__state="approved", decision="approved", kind__in=("new", "adjusted")
        )
        return found.select_related("annual_list__minutes").order_by("-pk").first()

    def line_in_year(self, year: int):
        """The approved line, new or 续建, on the list of this year, or of a later one decided ahead; or None."""
        if self.listed_at is None:
            return None
        found = self.list_lines.filter(
            annual_list__state="approved",
            annual_list__year__gte=year,
            decision="approved",
            kind__in=("new", "adjusted", "carried"),
        )
        return found.select_related("annual_list").order_by("annual_list__year", "-pk").first()

    def has_open(self, name: str) -> bool:
        """Is an attempt of this kind still under way ("prereviews", "filings", …)?"""
        return getattr(self, name).open_().exists()


class ProjectUserGrant(UserObjectPermissionBase):
    """A real grant on one project (a drawn expert's papers, a clearance), in a table of its own with foreign keys."""

    content_object = models.ForeignKey(Project, models.CASCADE)
