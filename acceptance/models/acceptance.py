"""Acceptance 验收 (article 12): each attempt a row, each demand of rectification an item that is answered."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from acceptance.choices import BUYERS_SCAN, Conclusion, Delivered, Part, PartVerdict
from acceptance.permits import OFFICE_CLERK
from acceptance.states import ACCEPTANCE, AcceptanceState
from accounts.models import Post
from documents.models import Attachment, Document
from documents.slots import Paper
from experts.models import Panel
from projects.choices import Category, RuleOfDay
from projects.models import Project
from projects.models.visibility import OfThreadQuerySet
from projects.paths import Way
from projects.permits import PROJECT_CLERK
from workflow.fields import StateField
from workflow.models import WorkflowModel
from workflow.parameters import parameter


class AcceptanceQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.exclude(state=AcceptanceState.ISSUED)


class Acceptance(WorkflowModel):
    PAPERS = (
        Paper("completion", "完工（竣工）报告", required=True, article="12"),
        Paper(BUYERS_SCAN, "合同履约验收书（扫描件）", article="12"),
        Paper("supervision", "监理报告（预算超过100万元）", article="14"),
        Paper("testing", "系统测评报告（预算超过100万元）", article="14"),
        Paper("result_report", "研究成果报告（软课题）", article="2"),
        Paper("rectification", "整改佐证材料（上次验收要求整改的）", article="12"),
        Paper("other", "用户手册及其他资料"),
    )

    project = models.ForeignKey(Project, models.PROTECT, related_name="acceptances")
    attempt = models.PositiveSmallIntegerField("第几次验收")
    state = StateField("状态", default=AcceptanceState.DRAFT, choices=AcceptanceState.choices, protected=True)
    built = models.TextField("建设完成情况", blank=True)
    selfcheck = models.TextField("按五部分自查情况", blank=True)
    indicators = models.TextField("指标完成情况（承诺值、实测值）", blank=True)
    completed_on = models.DateField("完工日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField("保存时间", null=True)
    panel = models.OneToOneField(Panel, models.PROTECT, null=True, related_name="acceptance")
    opened_at = models.DateTimeField("专家意见齐", null=True)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices, blank=True)
    opinion = models.TextField("验收意见", blank=True)
    rectify_by = models.DateField("整改期限", null=True)
    concluded_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    number = models.CharField("文号", max_length=60, blank=True)
    issued_at = models.DateTimeField("签发时间", null=True)
    escalated_at = models.DateTimeField("提请领导小组协调", null=True)
    opened_why = models.CharField("信息办直接组织的理由", max_length=500, blank=True)
    stands_on = models.CharField("以履约验收书为准", max_length=300, blank=True)

    objects = AcceptanceQuerySet.as_manager()

    inbox_related = ("project__unit", "concluded_by", "panel")
    locked_first = ("project",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "验收"
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=~Q(state="issued"), name="one_open_acceptance"),
            models.UniqueConstraint(fields=["project", "attempt"], name="acceptance_attempt_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["concluded", "issued"])
                | (
                    ~Q(conclusion="")
                    & Q(concluded_by__isnull=False)
                    # Either the experts have spoken, or the buyer's 验收书 stands for them (a dated switch).
                    & (Q(opened_at__isnull=False, panel__isnull=False) | (~Q(stands_on="") & Q(conclusion="pass")))
                ),
                name="article_12_no_conclusion_without_opinions",
                violation_error_message="专家意见未全部提交，不得形成验收结论（《办法》第十二条）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(issued_at__isnull=False), name="acceptance_issued_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"验收（第 {self.attempt} 次）：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def conclusion_label(self) -> str:
        return str(Conclusion(self.conclusion).label) if self.conclusion else ""

    @property
    def documents(self):
        return Document.objects.about(self)

    def may_edit(self, post) -> bool:
        """The report is the unit's own."""
        return self.state in (AcceptanceState.DRAFT, AcceptanceState.RETURNED) and PROJECT_CLERK(self, post)

    def may_attach(self, post) -> bool:
        return self.may_edit(post) or (self.is_offices() and OFFICE_CLERK(self, post))

    def is_offices(self) -> bool:
        """Opened by the office, which brings what the silent unit did not, until the experts have spoken."""
        before = (AcceptanceState.REPORTED, AcceptanceState.CONVENED)
        return bool(self.opened_why) and self.state in before and self.opened_at is None

    @property
    def results_url(self) -> str:
        return self._filled_at("record_results", "measure")

    @property
    def clauses_url(self) -> str:
        return self._filled_at("record_clauses", "compare")

    def _filled_at(self, units: str, offices: str) -> str:
        """Where a table is filled in, by whoever opened; nowhere once the experts have spoken."""
        if not self.opened_why:
            return self.step_url(units)
        return self.step_url(offices) if self.is_offices() else ""

    def slots(self) -> set[str]:
        return set(Attachment.objects.current_for(self).values_list("slot", flat=True))

    @property
    def asked_papers(self) -> list[Paper]:
        """PAPERS, with a line for the scan of each contract whose 验收书 may come on paper."""
        found: list[Paper] = []
        for paper in self.PAPERS:
            found += [paper] if paper.slot != BUYERS_SCAN else self.buyers_scans()
        return found

    def buyers_scans(self) -> list[Paper]:
        if not (self.demands_contract_acceptance() and self.may_be_scanned()):
            return []
        return [
            Paper(scan_slot(one), f"合同 {one.number} 履约验收书（扫描件）", article="12")
            for one in self.building_contracts()
            if not one.is_accepted()
        ]

    def may_be_scanned(self) -> bool:
        """A 验收书 on paper: of a project of 2012, or where a dated norm lets it."""
        opened = timezone.localdate(self.created_at)
        return self.project.rule == RuleOfDay.OLD or bool(parameter("contract_acceptance.scan", opened))

    def contracts_without(self) -> list[Any]:
        """Contracts that build of which the buyer's own 验收书 stands neither in the system nor as a scan."""
        if not self.demands_contract_acceptance():
            return []
        there = self.slots() if self.may_be_scanned() else set()
        return [one for one in self.building_contracts() if scan_slot(one) not in there and not one.is_accepted()]

    def demanded_papers(self) -> list[Paper]:
        """Which papers this project must bring: by its way and by its budget (articles 12, 14)."""
        wanted = {"completion", *(paper.slot for paper in self.buyers_scans())}
        if self.project.category == Category.SOFT:
            wanted.add("result_report")
        limit = parameter("supervision_threshold", timezone.localdate(self.project.created_at))
        if self.project.declared_sum > limit:
            wanted |= {"supervision", "testing"}
        if self.items_to_answer().exists():
            wanted.add("rectification")
        return [paper for paper in self.asked_papers if paper.slot in wanted]

    def demands_contract_acceptance(self) -> bool:
        return Way.CONTRACT_ACCEPTANCE in self.project.way

    def building_contracts(self) -> list[Any]:
        """Contracts that build: what they promise is examined clause by clause."""
        return [one for one in self.project.contracts.standing() if one.kind in ("main", "services")]

    def settlement(self) -> tuple[Decimal, int]:
        """What the contracts were settled at, by the books of money; and how many are not settled yet."""
        sums = list(self.project.contracts.values_list("settled_sum", flat=True))
        settled = [one for one in sums if one is not None]
        return sum(settled, Decimal(0)), len(sums) - len(settled)

    def contracts_accepted(self) -> bool:
        """The buyer's 验收书 of every contract that builds stands in the system."""
        contracts = self.building_contracts()
        return bool(contracts) and all(contract.is_accepted() for contract in contracts)

    def buyers_papers(self) -> list[str]:
        """Numbers of the 验收书 by which the buyer accepted each contract."""
        found = self.project.contract_acceptances.filter(state="issued", conclusion="pass")
        return list(found.order_by("issued_at").values_list("number", flat=True))

    def late_items(self) -> list[Any]:
        """Demands that nobody has answered in time; out of `items`, so that a list fetches them at once."""
        return [item for item in self.items.all() if item.answered_on is None and item.days_late]

    def items_to_answer(self):
        """Demands of the attempt before this one."""
        return RectificationItem.objects.filter(
            acceptance__project=self.project_id, acceptance__attempt=self.attempt - 1
        )

    @ACCEPTANCE.step("report")
    def report(self, *, post, data):
        self.opened_why = ""  # silent no longer: from here it is the unit's own

    @ACCEPTANCE.step("record_results")
    def record_results(self, *, post, data):
        pass

    @ACCEPTANCE.step("verify_items")
    def verify_items(self, *, post, data):
        pass

    @ACCEPTANCE.step("record_clauses")
    def record_clauses(self, *, post, data):
        pass

    @ACCEPTANCE.step("measure")
    def measure(self, *, post, data):
        pass

    @ACCEPTANCE.step("compare")
    def compare(self, *, post, data):
        pass

    @ACCEPTANCE.step("take_up")
    def take_up(self, *, post, data):
        self.opened_why = data["why"]

    @ACCEPTANCE.step("adopt")
    def adopt(self, *, post, data):
        self.conclusion, self.opinion, self.concluded_by = Conclusion.PASS, data["opinion"], post
        self.stands_on = "、".join(self.buyers_papers())[:300]

    @ACCEPTANCE.step("reopen")
    def reopen(self, *, post, data):
        self.conclusion, self.opinion, self.concluded_by, self.stands_on = "", "", None, ""

    @ACCEPTANCE.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        pass

    @ACCEPTANCE.step("convene")
    def convene(self, *, post, data):
        pass

    @ACCEPTANCE.step("redraw")
    def redraw(self, *, post, data):
        self.panel = None

    @ACCEPTANCE.step("dissolve")
    def dissolve(self, *, post, data):
        self.panel = None

    @ACCEPTANCE.step("opinions_in")
    def opinions_in(self, *, post, data):
        self.opened_at = timezone.now()

    @ACCEPTANCE.step("conclude")
    def conclude(self, *, post, data):
        self.conclusion = data["conclusion"]
        self.opinion = data.get("opinion", "")
        # The last of them: from then on the unit is silent.
        self.rectify_by = max((item["due_on"] for item in data["items"]), default=None)
        self.concluded_by = post

    @ACCEPTANCE.step("sign")
    def sign(self, *, post, data):
        self.issued_at = timezone.now()

    @ACCEPTANCE.step("send_back")
    def send_back(self, *, post, data):
        self.concluded_by = None  # what was drafted stays, to be mended


def scan_slot(contract: Any) -> str:
    return f"{BUYERS_SCAN}:{contract.pk.hex}"


class PartFinding(models.Model):
    """What was found in one of the five parts."""

    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="parts")
    part = models.CharField("部分", max_length=10, choices=Part.choices)
    verdict = models.CharField("结论", max_length=10, choices=PartVerdict.choices)
    finding = models.TextField("查验情况")
    examiner = models.CharField("查验人", max_length=120)
    evidence = models.CharField("依据（材料、截图、报告页码）", max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "part"], name="part_once"),
            models.CheckConstraint(condition=~Q(finding="") & ~Q(examiner=""), name="part_examined_by_somebody"),
            models.CheckConstraint(condition=Q(verdict="not_met") | ~Q(evidence=""), name="part_good_by_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}：{self.get_verdict_display()}"


class RectificationItem(models.Model):
    """One demand 整改要求: what was found in which part, what is demanded until when, and the unit's answer."""

    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    part = models.CharField("部分", max_length=10, choices=Part.choices)
    problem = models.CharField("存在的问题", max_length=500)
    demand = models.TextField("整改要求")
    due_on = models.DateField("整改期限")
    answer = models.TextField("整改情况", blank=True)
    answered_on = models.DateField("报送日期", null=True)
    verified = models.BooleanField("核实", null=True)
    verified_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    verify_note = models.CharField("核实说明", max_length=300, blank=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.position}. {self.demand}"

    @property
    def days_late(self) -> int:
        """Until the answer was handed in; one that was found wanting is open again, and counts from its own day."""
        return max(0, ((self.answered_on or timezone.localdate()) - self.due_on).days)


class IndicatorResult(models.Model):
    """A measurable indicator of the application: promised, measured, by whom."""

    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="results")
    position = models.PositiveSmallIntegerField()
    promised = models.CharField("申报时承诺", max_length=300)
    measured = models.CharField("实测值", max_length=200, blank=True)
    measured_by = models.CharField("测量单位", max_length=120, blank=True)
    met = models.BooleanField("达到", null=True)

    class Meta:
        ordering = ("position",)
        verbose_name = "指标完成情况"
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "position"], name="indicator_result_once"),
            models.CheckConstraint(
                condition=Q(met__isnull=True) | (~Q(measured="") & ~Q(measured_by="")), name="measured_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.promised


class Clause(models.Model):
    """One clause of contract or tender: what was agreed, delivered, and what shows it (article 12)."""

    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    reference = models.CharField("合同或招标文件条款", max_length=80)
    agreed = models.CharField("约定", max_length=300)
    delivered = models.CharField("交付情况", max_length=300, blank=True)
    evidence = models.CharField("依据", max_length=200, blank=True)
    verdict = models.CharField("结果", max_length=10, choices=Delivered.choices, blank=True)

    class Meta:
        ordering = ("position",)
        verbose_name = "合同条款履行"
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "position"], name="clause_once"),
            models.CheckConstraint(condition=Q(verdict="") | ~Q(delivered=""), name="clause_judged_in_words"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}：{self.agreed}"
