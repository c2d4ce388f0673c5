"""What a unit asks to change of a project that stands, line by line against what was approved."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Post
from changes.choices import AMENDED, REWRITTEN, ChangeKind
from changes.routes import Route, route_of_content, route_of_path, route_of_sum, share
from changes.states import CHANGE_REQUEST, OPEN, ChangeState
from documents.models import Document
from documents.slots import Paper
from funds.codes import validate_credit_code
from funds.models import Contract
from projects.models import Project
from projects.models.project import MONEY
from projects.models.visibility import OfThreadQuerySet
from projects.paths import Path, Way, way_on
from projects.permits import PROJECT_CLERK
from projects.states import PreReviewState
from workflow.fields import StateField
from workflow.models import SharedDraft, WorkflowModel


@dataclass(frozen=True)
class Difference:
    """One line old → new, in words; `moved` is the percentage of a sum."""

    label: str
    old: str
    new: str
    moved: str = ""

    @property
    def changed(self) -> bool:
        return self.old != self.new


LABELS = {"indicators": "可测指标", "modules": "建设内容分项"}


def in_words(name: str, rows: list[dict[str, Any]]) -> str:
    """One line a row, to be read beside what stood there."""
    said = "{name}：{baseline} → {target} {unit}（{measure}）" if name == "indicators" else "{name}：{content}"
    return "\n".join(said.format_map(row) for row in rows)


class ChangeRequestQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.filter(state__in=OPEN)


class ChangeRequest(SharedDraft, WorkflowModel):
    """One request of one kind. `decided` keeps the differences as they stood when the office decided."""

    PAPERS = (Paper("basis", "变更依据（会议纪要、说明）"), Paper("other", "其他材料"))

    project = models.ForeignKey(Project, models.PROTECT, related_name="change_requests")
    kind = models.CharField("变更事项", max_length=10, choices=ChangeKind.choices)
    state = StateField("状态", default=ChangeState.DRAFT, choices=ChangeState.choices, protected=True)
    why = models.TextField("变更理由", max_length=2000)
    new_goals = models.TextField("变更后的建设目标", blank=True)
    new_content = models.TextField("变更后的建设内容", blank=True)
    # Rows of words as Application.rows_of gives them; None leaves the list as it is.
    new_indicators = models.JSONField("变更后的可测指标", null=True)
    new_modules = models.JSONField("变更后的建设内容分项", null=True)
    new_sum = models.DecimalField("变更后的金额（元）", null=True, **MONEY)
    new_end = models.DateField("变更后的计划完工日期", null=True)
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="+", verbose_name="合同")
    new_supplier = models.CharField("变更后的承建单位", max_length=120, blank=True)
    new_supplier_code = models.CharField(
        "统一社会信用代码", max_length=18, blank=True, validators=[validate_credit_code]
    )
    new_amount = models.DecimalField("变更后的合同金额（元）", null=True, blank=True, **MONEY)
    new_ends_on = models.DateField("变更后的履约结束日期", null=True, blank=True)
    new_warranty_until = models.DateField("变更后的质保期至", null=True, blank=True)
    new_retention = models.DecimalField(
        "变更后的质保金比例（%）",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    new_unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="变更后的申报单位"
    )
    new_contact = models.CharField("接手的承办人", max_length=40, blank=True)
    new_phone = models.CharField("接手人联系电话", max_length=40, blank=True)
    new_path = models.CharField("变更后的采购路径", max_length=20, blank=True, choices=Path.choices)
    resume_by = models.DateField("预计恢复日期", null=True)
    received_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    check_note = models.TextField("审查意见", blank=True)
    pre_review = models.BooleanField("须重新预审", default=False)
    decided = models.JSONField(default=list)
    decided_at = models.DateTimeField("批复时间", null=True)
    number = models.CharField("文号", max_length=60, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    inbox_related = ("project__unit", "new_unit", "checked_by")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "变更申请"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(state__in=["draft", "unit_review", "receiving", "checking", "deciding"]),
                name="one_open_change_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | Q(checked_by__isnull=False, decided_at__isnull=False),
                name="change_decided_after_check",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unit", state__in=["checking", "deciding", "approved"])
                | Q(received_by__isnull=False),
                name="no_project_moves_without_its_receiver",
                violation_error_message="接收单位没有同意，项目不得移交。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_words}：{self.project.name}"

    @property
    def subject_words(self) -> str:
        """采购路径变更, 承办人移交, 项目暂停."""
        label = self.get_kind_display()
        return label if self.kind in (ChangeKind.CLERK, ChangeKind.SUSPEND, ChangeKind.RESUME) else f"{label}变更"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def documents(self):
        return Document.objects.about(self)

    def may_attach(self, post) -> bool:
        return self.state == ChangeState.DRAFT and PROJECT_CLERK(self, post)

    def old_sum(self) -> Decimal:
        """The sum as it stands: of the 预审批复 and the changes since, else what the gate or the list approved."""
        return self.project.reviewed_sum if self.project.reviewed_sum is not None else self.project.approved_sum

    def pre_approved_sum(self) -> Decimal:
        """What the 预审批复 in force says: many small steps away from it are one great one."""
        number = self.project.pre_approval_number
        in_force = self.project.prereviews.filter(number=number, state=PreReviewState.APPROVED).first()
        return in_force.amount if number and in_force else self.old_sum()

    def rewritten(self) -> dict[str, list[dict[str, Any]]]:
        """Lists of the application that shall be otherwise, by their name there."""
        asked = {name: getattr(self, field) for field, name in REWRITTEN.get(self.kind, {}).items()}
        return {name: rows for name, rows in asked.items() if rows is not None}

    def changes_goals(self) -> bool:
        """The goals in words, or what they are measured by (article 10(一)4)."""
        application, indicators = self.project.application, self.rewritten().get("indicators")
        if indicators is not None and indicators != application.rows_of("indicators"):
            return True
        return self.new_goals.strip() != application.goals.strip()

    def differences(self) -> list[Difference]:
        """Old → new, each asked field; as it stood at the decision once there is one."""
        return [Difference(**row) for row in self.decided] if self.decided else self._differences_now()

    def _differences_now(self) -> list[Difference]:
        project, kind = self.project, self.kind
        if kind == ChangeKind.CONTENT:
            application = project.application
            return [
                Difference("建设目标", application.goals, self.new_goals),
                Difference("建设内容", application.content, self.new_content),
                *(
                    Difference(LABELS[name], in_words(name, application.rows_of(name)), in_words(name, rows))
                    for name, rows in self.rewritten().items()
                ),
            ]
        if kind == ChangeKind.SUM:
            old, new = self.old_sum(), self.new_sum
            if new is None:
                return [Difference("金额", f"{old:,.2f} 元", f"{old:,.2f} 元")]
            return [Difference("金额", f"{old:,.2f} 元", f"{new:,.2f} 元", f"{share(old, new):+.2f}%")]
        if kind == ChangeKind.PATH:
            new = Path(self.new_path).label if self.new_path else "未填"
            return [Difference("采购路径", project.get_path_display(), new)]
        if kind == ChangeKind.SUSPEND:
            until = f"，预计 {self.resume_by} 恢复" if self.resume_by else ""
            return [Difference("办理状态", "正常办理", f"暂停{until}")]
        if kind == ChangeKind.RESUME:
            since = timezone.localdate(project.suspended_at) if project.suspended_at else "未暂停"
            return [
                Difference("办理状态", f"自 {since} 暂停", "恢复办理"),
                Difference("计划完工日期", str(project.planned_end or "未定"), str(self.new_end or "未填")),
            ]
        if kind == ChangeKind.PERIOD:
            return [Difference("计划完工日期", str(project.planned_end or "未定"), str(self.new_end or "未填"))]
        if kind == ChangeKind.SUPPLIER:
            contract = self.contract
            old = f"{contract.contractor}（{contract.contractor_code}）" if contract else ""
            new = f"{self.new_supplier}（{self.new_supplier_code}）" if contract else ""
            return [Difference(f"承建单位（{contract}）" if contract else "承建单位", old, new)]
        if kind == ChangeKind.CONTRACT:
            return self._amended() if self.contract else []
        if kind == ChangeKind.UNIT:
            by = f"（{self.received_by} 同意接收）" if self.received_by else ""
            return [Difference("申报单位", project.unit.name, f"{(self.new_unit or project.unit).name}{by}")]
        old = project.application
        return [Difference("承办人", f"{old.contact} {old.phone}", f"{self.new_contact} {self.new_phone}")]

    def amendments(self) -> dict[str, Any]:
        """Fields of the contract that shall be otherwise, with their new values."""
        return {field: new for name, field in AMENDED.items() if (new := getattr(self, name)) is not None}

    def _amended(self) -> list[Difference]:
        contract, rows = self.contract, []
        for field, new in self.amendments().items():
            label = f"{contract._meta.get_field(field).verbose_name}（{contract}）"
            old = getattr(contract, field)
            if field == "amount":
                rows.append(Difference(label, f"{old:,.2f}", f"{new:,.2f}", f"{share(old, new):+.2f}%"))
            else:
                rows.append(Difference(label, str(old if old is not None else "未约定"), str(new)))
        return rows

    def route(self) -> Route:
        """The way this change must walk, judged by the thresholds of the day it was begun."""
        day, gated = timezone.localdate(self.created_at), Way.PRE_REVIEW in self.project.way
        if self.kind == ChangeKind.SUM and self.new_sum is not None:
            line = self.project.current_line()
            base = self.pre_approved_sum()
            return route_of_sum(base, self.new_sum, line.total if line else None, gated=gated, on=day)
        if self.kind == ChangeKind.CONTENT:
            return route_of_content(goals_change=self.changes_goals(), gated=gated, on=day)
        if self.kind == ChangeKind.PATH and self.new_path:
            return route_of_path(self.project, self.new_path, way_on(self.project, self.new_path))
        return Route(False, False, None, (f"{self.subject_words}不改变目标和金额",))

    def _decide(self, data: Any) -> None:
        self.decided = [asdict(row) for row in self._differences_now()]
        self.decided_at = timezone.now()

    @CHANGE_REQUEST.step("submit")
    def submit(self, *, post, data):
        # Whoever agreed, agreed to what was asked before.
        self.received_by = None

    @CHANGE_REQUEST.step("confirm")
    def confirm(self, *, post, data):
        pass

    @CHANGE_REQUEST.step("hand_on")
    def hand_on(self, *, post, data):
        pass

    @CHANGE_REQUEST.step("take_over")
    def take_over(self, *, post, data):
        self.received_by = post

    @CHANGE_REQUEST.step("decline")
    def decline(self, *, post, data):
        pass

    @CHANGE_REQUEST.step("unit_return")
    def unit_return(self, *, post, data):
        pass

    @CHANGE_REQUEST.step("pass_check")
    def pass_check(self, *, post, data):
        self.checked_by = post
        self.check_note = data.get("note", "")

    @CHANGE_REQUEST.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        pass

    @CHANGE_REQUEST.step("approve")
    def approve(self, *, post, data):
        self.pre_review = self.route().pre_review
        self._decide(data)

    @CHANGE_REQUEST.step("send_back")
    def send_back(self, *, post, data):
        self.checked_by = None

    @CHANGE_REQUEST.step("refuse")
    def refuse(self, *, post, data):
        self._decide(data)

    @CHANGE_REQUEST.step("close")
    def close(self, *, post, data):
        pass
