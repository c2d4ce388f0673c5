"""The application 项目申报表: what is asked for, why, with what money (articles 3, 4, 10)."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse

from accounts.models import Organisation, Post
from documents.models import Attachment
from documents.slots import Paper
from projects.choices import BudgetKind, Category, Platform, SecurityLevel, SourceKind
from projects.models.corrections import FIELD, PAPER, open_notice
from projects.models.project import MONEY, Project
from projects.models.visibility import OfThreadQuerySet
from projects.permits import PROJECT_CLERK
from projects.states import APPLICATION, ApplicationState
from workflow.fields import StateField
from workflow.models import WorkflowModel
from workflow.rules import asked_once


@dataclass(frozen=True)
class Missing:
    """One thing that an application lacks: in which section, at which field, in words."""

    section: str
    field: str
    label: str


# section → fields that must be filled; the labels are the model's own.
DEMANDED = {
    "basic": ("contact", "phone", "legal_basis"),
    "need": ("present", "need"),
    "goals": ("goals", "content"),
    "plan": ("plan", "starts_on", "ends_on"),
}


# What can be named in a return 一次性告知: field or part, its words, the article that asks for it.
RETURNABLE = (
    ("name", "项目名称", "2"),
    ("contact", "联系人和联系电话", "3"),
    ("legal_basis", "政策法规依据", "10"),
    ("present", "信息化现状", "11"),
    ("need", "建设需求与必要性", "11"),
    ("goals", "建设目标与可测指标", "10"),
    ("content", "建设内容", "11"),
    ("platforms", "利用的共享平台", "4"),
    ("systems_connected", "拟互联互通的系统", "4"),
    ("standalone_reason", "独立建设的理由", "4"),
    ("data_items", "拟采集和共享的数据项", "19"),
    ("security_level", "安全等级和密码应用", "11"),
    ("budget", "项目预算", "10"),
    ("sources", "资金来源", "21"),
    ("plan", "组织实施计划", "10"),
)


# A soft subject hands in less: no feasibility study, no drawings (article 2).
SOFT_PAPERS = (
    Paper("proposal", "课题建议书（研究大纲）", required=True, article="10"),
    Paper("implementation_plan", "课题实施计划", required=True, article="10"),
    Paper("other", "其他材料"),
)


class Application(WorkflowModel):
    """One row per project; each attempt's content is kept as a Submission."""

    PAPERS = (
        Paper("proposal", "项目建议书（建设方案）", required=True, article="10"),
        Paper("implementation_plan", "项目组织实施计划", required=True, article="10"),
        Paper("feasibility", "可行性研究报告或论证材料", required=True, article="10"),
        Paper("other", "其他材料"),
    )

    project = models.OneToOneField(Project, models.PROTECT, related_name="application")
    state = StateField("状态", default=ApplicationState.DRAFT, choices=ApplicationState.choices, protected=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField("保存时间", null=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    legal_basis = models.TextField("政策法规依据", blank=True)
    present = models.TextField("信息化现状", blank=True)
    need = models.TextField("建设需求与必要性", blank=True)
    goals = models.TextField("建设目标与指标", blank=True)
    content = models.TextField("建设内容", blank=True)
    platforms = ArrayField(
        models.CharField(max_length=20, choices=Platform.choices),
        default=list,
        blank=True,
        verbose_name="利用的共享平台",
    )
    systems_connected = models.TextField("拟互联互通的系统", blank=True)
    standalone_reason = models.TextField("独立建设的理由", blank=True)
    data_items = models.TextField("拟采集的数据项及来源", blank=True)
    security_level = models.CharField("安全等级", max_length=10, choices=SecurityLevel.choices, blank=True)
    crypto_note = models.TextField("密码应用方案", blank=True)
    domestic_note = models.TextField("信创（国产化）说明", blank=True)
    plan = models.TextField("组织实施计划", blank=True)
    starts_on = models.DateField("计划开工", null=True, blank=True)
    ends_on = models.DateField("计划完工", null=True, blank=True)
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    check_note = models.TextField("审查意见", blank=True)
    decision_note = models.TextField("入库意见", blank=True)

    objects = OfThreadQuerySet.as_manager()

    inbox_related = ("project__unit",)

    class Meta:
        verbose_name = "项目申报表"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["deciding", "admitted", "refused"]) | Q(checked_by__isnull=False),
                name="application_decided_after_check",
            ),
        ]

    def __str__(self) -> str:
        return f"申报：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()

    def correction_notice(self):
        """The return that the unit has not answered yet, or None."""
        return open_notice(self)

    def correction_choices(self) -> list[tuple[str, str, str, str]]:
        """What a return may name: (kind, code, label, article)."""
        fields = [(FIELD, name, label, article) for name, label, article in RETURNABLE]
        return fields + [(PAPER, paper.slot, paper.label, paper.article or "10") for paper in self.asked_papers]

    def may_attach(self, post) -> bool:
        return self.state == ApplicationState.DRAFT and PROJECT_CLERK(self, post)

    @property
    def platform_labels(self) -> list[str]:
        return [str(Platform(code).label) for code in self.platforms]

    def rows_of(self, name: str) -> list[dict[str, str | None]]:
        """One of its lists as it can be frozen: words only, in order."""
        rows = getattr(self, name)
        names = [f.name for f in rows.model._meta.concrete_fields if f.name not in ("id", "application", "position")]
        return [
            {key: None if value is None else str(value) for key, value in row.items()} for row in rows.values(*names)
        ]

    def budget_total(self) -> Decimal:
        return self.budget_lines.aggregate(total=Sum("amount"))["total"] or Decimal(0)

    def source_total(self) -> Decimal:
        return self.sources.aggregate(total=Sum("amount"))["total"] or Decimal(0)

    def missing_papers(self) -> list[str]:
        there = set(Attachment.objects.current_for(self).values_list("slot", flat=True))
        return [paper.label for paper in self.asked_papers if paper.required and paper.slot not in there]

    @asked_once
    def missing(self) -> list[Missing]:
        """Everything that a submit would refuse, each with its field, for the form's list and for the rules."""
        items = [
            Missing(section, name, str(self._meta.get_field(name).verbose_name))
            for section, names in DEMANDED.items()
            for name in names
            if not getattr(self, name)
        ]
        items += self._missing_lines() + self._missing_sharing() + self._missing_money()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            items.append(Missing("plan", "ends_on", "计划完工不得早于计划开工"))
        return items + [Missing("papers", "papers", label) for label in self.missing_papers()]

    def _missing_sharing(self) -> list[Missing]:
        """Article 4: shared platforms and connected systems, or a reason for standing alone."""
        items = []
        if not self.platforms and not self.systems_connected and not self.standalone_reason:
            items.append(Missing("sharing", "platforms", "利用的共享平台、互联系统，或独立建设的理由"))
        if not self.security_level:
            items.append(Missing("sharing", "security_level", "安全等级"))
        if self.security_level in (SecurityLevel.THREE, SecurityLevel.FOUR) and not self.crypto_note:
            items.append(Missing("sharing", "crypto_note", "密码应用方案（等保三级以上）"))
        return items

    def _missing_lines(self) -> list[Missing]:
        """Article 10(一)4: goals that can be measured, content by parts, a plan with milestones."""
        items = []
        measurable = self.indicators.exclude(target="").exclude(measure="")
        if not measurable.exists():
            items.append(Missing("goals", "indicators", "至少一项可测指标（有目标值和测量办法）"))
        if not self.is_soft and not self.modules.exists():
            items.append(Missing("goals", "modules", "至少一个建设内容分项"))
        if not self.milestones.filter(due_on__isnull=False).exists():
            items.append(Missing("plan", "milestones", "至少一个有日期的里程碑"))
        return items

    @property
    def is_soft(self) -> bool:
        """A soft subject 软课题 (article 2): a study, nothing is built."""
        return self.project.category == Category.SOFT

    @property
    def asked_papers(self) -> tuple[Paper, ...]:
        return SOFT_PAPERS if self.is_soft else self.PAPERS

    def completeness(self) -> int:
        """Per cent of what a submit asks for."""
        asked = sum(len(names) for names in DEMANDED.values()) + len(self.asked_papers) + 7
        return max(0, min(100, round(100 * (asked - len(self.missing())) / asked)))

    def edit_url(self) -> str:
        return reverse("projects:application_edit", args=[self.pk])

    def _missing_money(self) -> list[Missing]:
        budget, sources = self.budget_total(), self.source_total()
        items = []
        if budget <= 0:
            items.append(Missing("budget", "budget", "至少一项预算"))
        if nameless := self.budget_lines.filter(Q(name="") | Q(unit_price=0)).count():
            items.append(Missing("budget", "budget", f"{nameless} 行预算的名称或单价"))
        if sources <= 0:
            items.append(Missing("sources", "sources", "至少一项资金来源"))
        elif sources != budget:
            items.append(
                Missing("sources", "sources", f"资金来源合计 {sources:,.2f} 元与预算合计 {budget:,.2f} 元相等")
            )
        return items

    @APPLICATION.step("submit")
    def submit(self, *, post, data):
        pass

    @APPLICATION.step("unit_approve")
    def unit_approve(self, *, post, data):
        pass

    @APPLICATION.step("unit_return")
    def unit_return(self, *, post, data):
        pass

    @APPLICATION.step("pass_check")
    def pass_check(self, *, post, data):
        self.checked_by = post
        self.check_note = data.get("note", "")

    @APPLICATION.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        self.checked_by = None

    @APPLICATION.step("admit")
    def admit(self, *, post, data):
        self.decision_note = data.get("note", "")

    @APPLICATION.step("send_back")
    def send_back(self, *, post, data):
        self.checked_by = None

    @APPLICATION.step("refuse")
    def refuse(self, *, post, data):
        pass

    @APPLICATION.step("lapse")
    def lapse(self, *, post, data):
        pass

    @APPLICATION.step("close")
    def close(self, *, post, data):
        pass


class BudgetLine(models.Model):
    """Unit price × count; the database computes the amount (yuan)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="budget_lines")
    kind = models.CharField("类别", max_length=20, choices=BudgetKind.choices)
    name = models.CharField("名称及规格", max_length=200)
    unit_price = models.DecimalField("单价（元）", **MONEY)
    count = models.DecimalField("数量", max_digits=10, decimal_places=2, default=1)
    amount = models.GeneratedField(
        expression=F("unit_price") * F("count"),
        output_field=models.DecimalField(max_digits=16, decimal_places=2),
        db_persist=True,
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(unit_price__gte=0) & Q(count__gt=0), name="budget_line_positive")
        ]

    def __str__(self) -> str:
        return self.name


class SourceLine(models.Model):
    """Money by source and year (yuan; article 10(二)2)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="sources")
    kind = models.CharField("来源", max_length=20, choices=SourceKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("金额（元）", **MONEY)
    note = models.CharField("说明", max_length=120, blank=True)
    # None: the lead's own money. A participant holds its lines itself and confirms them.
    holder = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承担单位"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="source_line_positive")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"
