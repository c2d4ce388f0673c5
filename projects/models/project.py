"""The project: where it stands, what has become fact, and who may see it."""

from django.apps import apps
from django.db import connection, models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from guardian.models import UserObjectPermissionBase

from accounts.models import Organisation, Post
from accounts.permits import NOBODY
from accounts.roles import Role
from documents.models import Document
from projects.choices import ApprovalAct, Category, Nature, RuleOfDay
from projects.paths import GATED_PATHS, Builder, Path, Way, way_of
from projects.permits import ASKED_BODY
from projects.states import ENDED, PROJECT, Stage
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet
from workflow.parameters import parameter
from workflow.workdays import add_working_days

MONEY = {"max_digits": 14, "decimal_places": 2}
SEES_ALL = (Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.CITY_GOVERNMENT, Role.LEADING_GROUP)
ANSWERERS = ASKED_BODY.roles
FISCAL_PATHS = (Path.TENDER, Path.PROCUREMENT, Path.SERVICE, Path.SELF)


def visible_projects(post: Post | None, prefix: str = "") -> Q:
    """Who sees which projects (articles 5, 24), as a Q; `prefix` is the lookup from another model ("project__").

    Drafts are the unit's own until they leave it. Classified projects are seen by cleared persons only, whatever the
    role; 保密局 sees all of them.
    """
    if post is None:
        return NOBODY
    p = prefix
    left = Q(**{f"{p}submitted_at__isnull": False})
    # The buyer applies; an enterprise that builds what government buys sees it once it has left the buyer.
    # Units that take part are asked while it is still a draft.
    parts = apps.get_model("projects", "Participation").objects.of_the_project().filter(unit_id=post.organisation_id)
    own = Q(**{f"{p}unit_id": post.organisation_id}) | Q(**{f"{p}pk__in": parts.values("project_id")})
    own |= left & Q(**{f"{p}investor_id": post.organisation_id})
    granted = Q(**{f"{p}pk__in": ProjectUserGrant.objects.filter(user_id=post.user_id).values("content_object_id")})
    by_role: dict[str, Q] = {
        Role.APPLICANT: own,
        Role.UNIT_LEADER: own,
        Role.DRC: left & Q(**{f"{p}path": Path.TENDER}),
        Role.FINANCE: left & Q(**{f"{p}path__in": FISCAL_PATHS}),
        Role.CYBERSPACE: left & Q(**{f"{p}touches_cii": True}),
        Role.SECRECY: Q(**{f"{p}is_classified": True}),
        Role.EXPERT: left & granted,
    }
    seen = left if post.role in SEES_ALL else by_role.get(post.role, NOBODY)
    if post.role in ANSWERERS:
        # Who is asked for an opinion reads what it is about (会签).
        seen |= left & Q(**{f"{p}pk__in": _asked(post)})
    if post.role == Role.SECRECY or seen is NOBODY:
        return seen
    # A clearance names a person and a project: it opens what the role alone would not, and for an expert not more
    # than the papers of a panel.
    cleared = _cleared(post, p) & granted if post.role == Role.EXPERT else _cleared(post, p)
    return (seen & Q(**{f"{p}is_classified": False})) | (Q(**{f"{p}is_classified": True}) & cleared)


def _asked(post: Post) -> QuerySet:
    asked = apps.get_model("projects.consultation")._base_manager.exclude(state="withdrawn")
    return asked.filter(body_id=post.organisation_id).values("project_id")


def _cleared(post: Post, prefix: str) -> Q:
    cleared = ProjectUserGrant.objects.filter(user_id=post.user_id, permission__codename="clear_project")
    return Q(**{f"{prefix}pk__in": cleared.values("content_object_id")})


class ProjectQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post))

    def open_(self):
        return self.filter(is_classified=False)

    def with_unit(self):
        return self.select_related("unit")

    def library(self):
        """In the rolling library and not yet on an approved list."""
        return self.filter(stage=Stage.LIBRARY)

    def live(self):
        return self.exclude(stage__in=ENDED)


class OfThreadQuerySet(WorkflowQuerySet):
    """Objects that hang on a project are seen by whoever sees the project."""

    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post, "project__"))


def next_number() -> str:
    """GY2026-00012 from a database sequence: unique, not gapless (gapless are only the papers' numbers)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('projects_project_number')")
        return f"GY{timezone.localdate().year}-{cursor.fetchone()[0]:05d}"


class Project(WorkflowModel):
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
    touches_cii = models.BooleanField("涉及关键信息基础设施", default=False)
    is_classified = models.BooleanField("涉密", default=False)
    secrecy_level = models.CharField("密级", max_length=10, blank=True)

    rule = models.CharField("适用规定", max_length=4, choices=RuleOfDay.choices, default=RuleOfDay.NOW)
    begun_on = models.DateField("原开工日期", null=True, blank=True)

    # Facts.
    declared_sum = models.DecimalField("申报数", default=0, **MONEY)
    reviewed_sum = models.DecimalField("评审数", null=True, **MONEY)
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
        """What contracts may not exceed: the budget of the gate, else the sum of the approved list (自行采购)."""
        if self.budget_sum is not None:
            return self.budget_sum
        line = self.current_line()
        return line.total if line else self.declared_sum

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

    def has_open(self, name: str) -> bool:
        """Is an attempt of this kind still under way ("prereviews", "filings", …)?"""
        return getattr(self, name).open_().exists()

    # --- transitions: each sets fields of this row and nothing else ---

    @PROJECT.step("leave_unit")
    def leave_unit(self, *, post, data):
        self.submitted_at = self.submitted_at or timezone.now()
        self.declared_sum = data["declared_sum"]
        self.planned_end = data["planned_end"]

    @PROJECT.step("report")
    def report(self, *, post, data):
        self.submitted_at = timezone.now()
        self.declared_sum = data["declared_sum"]

    @PROJECT.step("admit")
    def admit(self, *, post, data):
        self.admitted_at = timezone.now()
        self.planned_year = data["planned_year"]

    @PROJECT.step("refuse")
    def refuse(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("lapse")
    def lapse(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("enlist")
    def enlist(self, *, post, data):
        self.listed_at = timezone.now()
        self.planned_year = data["year"]

    @PROJECT.step("delist")
    def delist(self, *, post, data):
        self.listed_at = None

    @PROJECT.step("leave_library")
    def leave_library(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("defer_entry")
    def defer_entry(self, *, post, data):
        self.planned_year = data["planned_year"]

    @PROJECT.step("merge_entry")
    def merge_entry(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("split_entry")
    def split_entry(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("confirm_entry")
    def confirm_entry(self, *, post, data):
        pass

    @PROJECT.step("rate_entry")
    def rate_entry(self, *, post, data):
        pass

    @PROJECT.step("pre_approve")
    def pre_approve(self, *, post, data):
        self._record_pre_approval(data)

    def _record_pre_approval(self, data):
        self.pre_approved_at = timezone.now()
        self.pre_approval_number = data["number"]
        self.pre_approved_until = data["until"]
        self.reviewed_sum = data["amount"]

    @PROJECT.step("approve_plan")
    def approve_plan(self, *, post, data):
        self.plan_approved_at = timezone.now()
        self.plan_opinion_number = data["number"]

    @PROJECT.step("record_contract")
    def record_contract(self, *, post, data):
        self.contract_sum = data["contract_sum"]

    @PROJECT.step("complete")
    def complete(self, *, post, data):
        self.completed_at = timezone.now()

    @PROJECT.step("accept")
    def accept(self, *, post, data):
        self.accepted_at = timezone.now()
        self.certificate_number = data["number"]

    @PROJECT.step("file")
    def file(self, *, post, data):
        self.filed_at = timezone.now()
        self.filing_number = data["number"]

    @PROJECT.step("amend")
    def amend(self, *, post, data):
        for name, value in data.items():
            setattr(self, name, value)

    @PROJECT.step("supersede_approval")
    def supersede_approval(self, *, post, data):
        """The gates close again; the papers and the audit trail keep the old numbers."""
        self.pre_approved_at, self.pre_approval_number, self.pre_approved_until = None, "", None
        self.approved_at, self.approval_number, self.revise_by = None, "", None

    @PROJECT.step("supersede_gate")
    def supersede_gate(self, *, post, data):
        """Another path: the act of the old body and its tender fall, the 预审批复 stands."""
        self.path = data["path"]
        self.approved_at, self.approval_number, self.project_code, self.revise_by = None, "", "", None
        self.tender_filed_at, self.tender_filing_number = None, ""

    @PROJECT.step("suspend")
    def suspend(self, *, post, data):
        self.suspended_at = timezone.now()
        self.suspended_until = data.get("resume_by")

    @PROJECT.step("resume")
    def resume(self, *, post, data):
        """The days of the standstill are given back: to the validity of the 预审批复, and to the building's end."""
        stood = timezone.localdate() - timezone.localdate(self.suspended_at)
        if self.pre_approved_until:
            self.pre_approved_until += stood
        self.planned_end = data.get("planned_end") or (self.planned_end and self.planned_end + stood)
        self.suspended_at = self.suspended_until = None

    @PROJECT.step("renew_pre_approval")
    def renew_pre_approval(self, *, post, data):
        self._record_pre_approval(data)

    @PROJECT.step("extend_pre_approval")
    def extend_pre_approval(self, *, post, data):
        self.pre_approved_until = data["until"]

    @PROJECT.step("apply_extension")
    def apply_extension(self, *, post, data):
        pass

    @PROJECT.step("reapprove_project")
    def reapprove_project(self, *, post, data):
        self._record_gate(data)

    @PROJECT.step("reapprove_procurement")
    def reapprove_procurement(self, *, post, data):
        self._record_gate(data)

    @PROJECT.step("approve_project")
    def approve_project(self, *, post, data):
        self._record_gate(data)

    @PROJECT.step("approve_procurement")
    def approve_procurement(self, *, post, data):
        self._record_gate(data)

    def _record_gate(self, data):
        self.approved_at = timezone.now()
        self.approval_number = data["number"]
        self.project_code = data.get("project_code", "")
        self._set_budget(data["amount"], self.reviewed_sum)

    def _set_budget(self, amount, before):
        """The budget follows the act; less than before asks the unit to revise the content until a day."""
        self.budget_sum = amount
        if before is not None and amount < before:
            days = int(parameter("clock.revision"))
            self.revise_by = add_working_days(timezone.localdate(), days)

    @PROJECT.step("add_act")
    def add_act(self, *, post, data):
        self.project_code = data.get("project_code") or self.project_code
        if data["act"] == ApprovalAct.DESIGN:
            # 概算 is the sum that counts from now on.
            self._set_budget(data["amount"], self.budget_sum)

    @PROJECT.step("reduce_sum")
    def reduce_sum(self, *, post, data):
        self._set_budget(data["amount"], self.budget_sum)

    @PROJECT.step("revise_content")
    def revise_content(self, *, post, data):
        self.revise_by = None

    @PROJECT.step("refuse_project")
    def refuse_project(self, *, post, data):
        pass

    @PROJECT.step("refuse_procurement")
    def refuse_procurement(self, *, post, data):
        pass

    @PROJECT.step("enter_budget_line")
    def enter_budget_line(self, *, post, data):
        pass

    @PROJECT.step("note_supervision")
    def note_supervision(self, *, post, data):
        pass

    @PROJECT.step("answer_supervision")
    def answer_supervision(self, *, post, data):
        pass

    @PROJECT.step("close_supervision")
    def close_supervision(self, *, post, data):
        pass

    @PROJECT.step("file_tender")
    def file_tender(self, *, post, data):
        self.tender_filed_at = timezone.now()
        self.tender_filing_number = data["number"]

    @PROJECT.step("apply_tender")
    def apply_tender(self, *, post, data):
        pass

    @PROJECT.step("name_bodies")
    def name_bodies(self, *, post, data):
        self.supervisor = data["supervisor"]
        self.tester = data["tester"]

    @PROJECT.step("start_build")
    def start_build(self, *, post, data):
        self.build_started_at = timezone.now()
        self.planned_end = data.get("planned_end") or self.planned_end

    @PROJECT.step("approve_use")
    def approve_use(self, *, post, data):
        self.use_approved_at = timezone.now()

    @PROJECT.step("put_in_use")
    def put_in_use(self, *, post, data):
        self.in_use_at = timezone.now()

    @PROJECT.step("withdraw")
    def withdraw(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("terminate")
    def terminate(self, *, post, data):
        self.ended_at = timezone.now()


class ProjectUserGrant(UserObjectPermissionBase):
    """A real grant on one project (a drawn expert's papers, a clearance), in a table of its own with foreign keys."""

    content_object = models.ForeignKey(Project, models.CASCADE)
