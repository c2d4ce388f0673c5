"""The annual list 年度项目清单 (article 9): drafted out of the library, approved by the city government, frozen."""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import Post
from accounts.roles import UNIT_ROLES, Role
from documents.models import Attachment, Document
from documents.slots import Paper
from projects.choices import SourceKind
from projects.models.project import MONEY, Project
from projects.states import ANNUAL_LIST, ListState, Stage
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

SEE_LISTS = (
    Role.OFFICE_CLERK,
    Role.OFFICE_LEADER,
    Role.CITY_GOVERNMENT,
    Role.LEADING_GROUP,
    Role.DRC,
    Role.FINANCE,
)


class AnnualListQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The bodies see every list once it is out of the office; a unit the approved ones with a line of its own."""
        if post is not None and post.role in UNIT_ROLES:
            own = ListLine.objects.filter(project__in=Project.objects.visible_to(post), placement=Placement.IN)
            return self.filter(state=ListState.APPROVED, pk__in=own.values("annual_list_id"))
        if post is None or post.role not in SEE_LISTS:
            return self.none()
        if post.role in (Role.OFFICE_CLERK, Role.OFFICE_LEADER):
            return self
        return self.exclude(state=ListState.DRAFT)


class Placement(models.TextChoices):
    """Where the office has put a line; only what is `in` counts, is printed and is decided."""

    IN = "in", "拟列"
    RESERVE = "reserve", "备选"
    OUT = "out", "不列"


class AnnualList(WorkflowModel):
    """The list of one year, or a mid-year supplement to it (`base`). `ceiling` in yuan; None means not yet set."""

    PAPERS = (Paper("minutes", "市政府会议纪要", article="9"),)

    state = StateField("状态", default=ListState.DRAFT, choices=ListState.choices, protected=True)
    year = models.PositiveSmallIntegerField("年度")
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="supplements", verbose_name="所调整的清单"
    )
    serial = models.PositiveSmallIntegerField("第几次调整", default=0)
    ceiling = models.DecimalField("年度盘子（元）", null=True, blank=True, **MONEY)
    # {kind of source: yuan}; a kind that is absent has no ceiling of its own.
    source_ceilings = models.JSONField("分来源盘子", default=dict, blank=True)
    # Counts every change of the draft; what was typed upon an older one is not written over a newer one.
    version = models.PositiveIntegerField(default=0)
    ceiling_version = models.PositiveIntegerField(default=0)
    number = models.CharField("文号", max_length=60, blank=True)
    meeting = models.CharField("审定会议", max_length=120, blank=True)
    approved_on = models.DateField("审定日期", null=True)
    approved_at = models.DateTimeField(null=True)
    # Linked once, the basis 依据 of every line.
    minutes = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", verbose_name="会议纪要")

    objects = AnnualListQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "serial")
        verbose_name = "年度项目清单"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "serial"],
                name="one_list_a_year",
                violation_error_message="该年度的清单刚由他人建立，请刷新页面查看。",
            ),
            models.CheckConstraint(
                condition=Q(base__isnull=True, serial=0) | Q(base__isnull=False, serial__gt=0),
                name="supplement_has_a_base",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(approved_at__isnull=False) & ~Q(meeting="")),
                name="annual_list_approved_has_meeting",
            ),
        ]

    def __str__(self) -> str:
        supplement = f"（第{self.serial}次调整）" if self.serial else ""
        return f"{self.year} 年度信息化项目清单{supplement}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def documents(self):
        return Document.objects.filter(thread_id=self.pk)

    @property
    def basis(self) -> Attachment | None:
        """The scanned minutes, given with the decision or put to the list after it."""
        return self.minutes or Attachment.objects.current_for(self).filter(slot="minutes").first()

    def may_attach(self, post) -> bool:
        """Minutes that come in after the meeting are put to the list by those who may decide or draft it."""
        allowed = (Role.CITY_GOVERNMENT, Role.OFFICE_CLERK, Role.OFFICE_LEADER)
        return self.state == ListState.APPROVED and post.role in allowed

    @property
    def may_be_supplemented(self) -> bool:
        return self.state == ListState.APPROVED and self.base_id is None

    def placed(self):
        """The lines that count."""
        return self.lines.filter(placement=Placement.IN)

    def counted(self):
        # What was classified after it was listed is in no sum, paper or export (article 24).
        return self.placed().filter(project__is_classified=False)

    def beside(self) -> "models.QuerySet[ListLine]":
        """What the year gives beside a supplement: the approved lines of its list, less those that it changes."""
        if self.base_id is None:
            return ListLine.objects.none()
        approved = ListLine.objects.filter(
            annual_list__year=self.year, decision=ListLine.Decision.APPROVED, project__is_classified=False
        )
        return approved.exclude(annual_list=self).exclude(next_lines__in=self.counted())

    def this_year(self) -> Decimal:
        """本年安排 of the whole year in yuan, with what was approved before: what the ceiling limits."""
        lines = self.counted(), self.beside()
        return sum((rows.aggregate(sum=Sum("this_year"))["sum"] or Decimal(0) for rows in lines), Decimal(0))

    def source_totals(self) -> dict[str, Decimal]:
        """{kind of source: yuan} of the same."""
        sums: dict[str, Decimal] = {}
        for rows in (self.counted(), self.beside()):
            lines = rows.select_related("project__application", "annual_list")
            for line in lines.prefetch_related("project__application__sources"):
                for kind, amount in line.by_source().items():
                    sums[kind] = sums.get(kind, Decimal(0)) + amount
        return sums

    def ceilings(self) -> tuple[Decimal | None, dict[str, str]]:
        """年度盘子, whole and by source: this list's own, or for a supplement what was last set for the year."""
        if self.base_id is None or self.ceiling is not None or self.source_ceilings:
            return self.ceiling, self.source_ceilings
        earlier = AnnualList.objects.filter(year=self.year, serial__lt=self.serial, state=ListState.APPROVED)
        set_before = earlier.exclude(ceiling__isnull=True, source_ceilings={}).order_by("-serial").first()
        return (set_before.ceiling, set_before.source_ceilings) if set_before else (None, {})

    def over_source_ceilings(self) -> list[tuple[str, Decimal, Decimal]]:
        """(source, what it comes to, its ceiling) where it is exceeded."""
        _whole, by_source = self.ceilings()
        if not by_source:
            return []
        ceilings = {kind: Decimal(text) for kind, text in by_source.items()}
        totals = self.source_totals()
        over = [(kind, totals.get(kind, Decimal(0)), ceiling) for kind, ceiling in ceilings.items()]
        return [(SourceKind(kind).label, total, ceiling) for kind, total, ceiling in over if total > ceiling]

    def lines_out_of_library(self) -> list[str]:
        fresh = self.counted().filter(kind=ListLine.Kind.NEW)
        return list(fresh.exclude(project__stage=Stage.LIBRARY).values_list("project__name", flat=True))

    @ANNUAL_LIST.step("submit")
    def submit(self, *, post, data):
        self.version += 1

    @ANNUAL_LIST.step("approve")
    def approve(self, *, post, data):
        self.meeting = data["meeting"]
        self.approved_on = data["approved_on"]
        self.approved_at = timezone.now()

    @ANNUAL_LIST.step("return_list")
    def return_list(self, *, post, data):
        self.version += 1


class ListLine(models.Model):
    """One project on one list. Sums in yuan; frozen by the list's state."""

    class Decision(models.TextChoices):
        PROPOSED = "proposed", "拟列"
        APPROVED = "approved", "列入"
        STRUCK = "struck", "划除"
        REPLACED = "replaced", "已调整"

    class Kind(models.TextChoices):
        CARRIED = "carried", "续建"
        NEW = "new", "新列"
        OPERATION = "operation", "运维"
        ADJUSTED = "adjusted", "追加调整"
        REMOVED = "removed", "调出"

    annual_list = models.ForeignKey(AnnualList, models.CASCADE, related_name="lines")
    project = models.ForeignKey(Project, models.PROTECT, related_name="list_lines")
    kind = models.CharField("性质", max_length=10, choices=Kind.choices, default=Kind.NEW)
    placement = models.CharField("安排", max_length=10, choices=Placement.choices, default=Placement.IN)
    position = models.PositiveSmallIntegerField("序号", default=0)
    total = models.DecimalField("总投资（元）", **MONEY)
    this_year = models.DecimalField("本年安排（元）", **MONEY)
    note = models.CharField("备注", max_length=200, blank=True)
    decision = models.CharField("审定", max_length=10, choices=Decision.choices, default=Decision.PROPOSED)
    # What the city government said of this very line when it decided; a struck one is never without.
    verdict = models.CharField("审定意见", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    # {kind of source: yuan} as it was decided; the application's own sources may be cut later.
    decided_sources = models.JSONField(null=True)
    # What this line goes on from: last year's line of the same operation, the line that a supplement changes.
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="next_lines")
    # Of an operation contract.
    contractor = models.CharField("运维单位", max_length=120, blank=True)
    unit_price = models.DecimalField("单价（元）", null=True, **MONEY)
    quantity = models.DecimalField("数量", null=True, max_digits=10, decimal_places=2)
    measure = models.CharField("计量单位", max_length=20, blank=True)
    performance = models.PositiveSmallIntegerField("绩效评分", null=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["annual_list", "project"], name="project_once_on_a_list"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(decision="approved", kind__in=["new", "adjusted"]),
                name="project_on_one_approved_list",
            ),
            models.CheckConstraint(condition=Q(this_year__lte=models.F("total")), name="line_year_within_total"),
            models.CheckConstraint(
                condition=Q(performance__isnull=True) | Q(performance__lte=100), name="line_performance_at_most_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.project}"

    def by_source(self) -> dict[str, Decimal]:
        """{kind of source: yuan} of this year's money, always adding up to it; a difference is city money."""
        if self.decided_sources is not None:
            return {kind: Decimal(text) for kind, text in self.decided_sources.items()}
        if not self.this_year:
            return {}
        sources = [] if self.kind == self.Kind.OPERATION else list(self.project.application.sources.all())
        # Where the plan names no money of this year, the whole of it comes now.
        sources = [source for source in sources if source.year == self.annual_list.year] or sources
        found: dict[str, Decimal] = {}
        for source in sources:
            found[source.kind] = found.get(source.kind, Decimal(0)) + source.amount
        rest = self.this_year - sum(found.values(), Decimal(0))
        city = found.get(SourceKind.CITY, Decimal(0)) + rest
        if city < 0:
            return {SourceKind.CITY: self.this_year}
        if rest:
            found[SourceKind.CITY] = city
        return {kind: amount for kind, amount in found.items() if amount}


class ListVersion(models.Model):
    """A named what-if of a list in the making: where each line stood, and with how much of this year's money."""

    annual_list = models.ForeignKey(AnnualList, models.CASCADE, related_name="versions")
    name = models.CharField("方案名称", max_length=60)
    # {primary key of a line: [placement, 本年安排 in yuan]}; sums are taken when they are shown (article 24).
    lines = models.JSONField(default=dict)
    created_at = models.DateTimeField("保存时间", default=timezone.now)
    created_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["annual_list", "name"], name="what_if_name_once")]

    def __str__(self) -> str:
        return self.name
