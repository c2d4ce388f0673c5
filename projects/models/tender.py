"""招标备案 (article 13(二)): one a project; each tender a round, each doubt a row, none overwritten."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from documents.slots import Paper
from projects.choices import DoubtKind, RoundOutcome, TenderMethod, TenderOrganisation
from projects.models.project import MONEY, Project
from projects.models.visibility import OfThreadQuerySet
from projects.permits import PROJECT_CLERK
from projects.states import TENDER, TenderState
from workflow.fields import StateField
from workflow.models import WorkflowModel

DONE = (TenderState.FILED, TenderState.CLOSED)


class TenderQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.exclude(state__in=DONE)


class Tender(WorkflowModel):
    """The filing as a whole; what happened stands in its rounds."""

    PAPERS = (
        Paper("tender_notice", "招标公告", article="13"),
        Paper("tender_documents", "招标文件", article="13"),
        Paper("evaluation_report", "评标报告", article="13"),
        Paper("candidates_notice", "中标候选人公示", article="13"),
        Paper("award_notice", "中标通知书", article="13"),
        Paper("other", "其他材料"),
    )

    project = models.OneToOneField(Project, models.PROTECT, related_name="tender")
    state = StateField("状态", default=TenderState.PREPARING, choices=TenderState.choices, protected=True)
    number = models.CharField("备案号", max_length=60, blank=True)

    objects = TenderQuerySet.as_manager()

    inbox_related = ("project__unit",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "招标备案"
        constraints = [
            models.CheckConstraint(condition=Q(state="filed") | Q(number=""), name="tender_number_only_when_filed"),
        ]

    def __str__(self) -> str:
        return f"招标备案：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    def may_attach(self, post) -> bool:
        return self.state in (TenderState.PREPARING, TenderState.TENDERING) and PROJECT_CLERK(self, post)

    def current(self) -> "TenderRound":
        """The round that goes on, or that was filed."""
        return self.rounds.get(outcome__in=[RoundOutcome.OPEN, RoundOutcome.AWARDED])

    @TENDER.step("submit_before")
    def submit_before(self, *, post, data):
        pass

    @TENDER.step("file_before")
    def file_before(self, *, post, data):
        pass

    @TENDER.step("return_before")
    def return_before(self, *, post, data):
        pass

    @TENDER.step("fail")
    def fail(self, *, post, data):
        pass

    @TENDER.step("raise_doubt")
    def raise_doubt(self, *, post, data):
        pass

    @TENDER.step("settle_doubt")
    def settle_doubt(self, *, post, data):
        pass

    @TENDER.step("submit_after")
    def submit_after(self, *, post, data):
        pass

    @TENDER.step("return_after")
    def return_after(self, *, post, data):
        pass

    @TENDER.step("file")
    def file(self, *, post, data):
        pass

    @TENDER.step("reopen")
    def reopen(self, *, post, data):
        self.number = ""

    @TENDER.step("close")
    def close(self, *, post, data):
        pass


class TenderRound(models.Model):
    """One tender: how it was announced, what came of it. A failed one (流标) is followed by the next."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("第几轮")
    outcome = models.CharField("结果", max_length=10, choices=RoundOutcome.choices, default=RoundOutcome.OPEN)
    # Before.
    scope = models.TextField("招标范围", blank=True)
    method = models.CharField("招标方式", max_length=12, choices=TenderMethod.choices, blank=True)
    organisation = models.CharField("组织形式", max_length=12, choices=TenderOrganisation.choices, blank=True)
    agency = models.CharField("招标代理机构", max_length=120, blank=True)
    noticed_on = models.DateField("公告日期", null=True)
    medium = models.CharField("公告媒体", max_length=120, blank=True)
    documents_on = models.DateField("招标文件发出日期", null=True)
    opening_on = models.DateField("拟开标日期", null=True)
    network = models.TextField("电子政务网络有关规定符合情况", blank=True)
    # After.
    opened_on = models.DateField("开标日期", null=True)
    evaluators = models.PositiveSmallIntegerField("评标专家人数", null=True)
    candidates = models.TextField("中标候选人", blank=True)
    public_from = models.DateField("公示开始", null=True)
    public_until = models.DateField("公示结束", null=True)
    complaints = models.TextField("异议投诉情况", blank=True)
    winner = models.CharField("中标人", max_length=120, blank=True)
    amount = models.DecimalField("中标金额（元）", null=True, **MONEY)
    awarded_on = models.DateField("中标通知书日期", null=True)
    reported_on = models.DateField("招标投标情况报告日期", null=True)
    contract_on = models.DateField("合同签订日期", null=True)
    failed_why = models.TextField("流标原因", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="tender_round_once"),
            models.UniqueConstraint(
                fields=["tender"], condition=Q(outcome__in=["open", "awarded"]), name="one_tender_round_goes_on"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="failed") | ~Q(failed_why=""), name="failed_tender_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="awarded")
                | (~Q(winner="") & Q(amount__isnull=False, opened_on__isnull=False, awarded_on__isnull=False)),
                name="awarded_tender_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 轮"

    @property
    def candidate_list(self) -> list[str]:
        return [line.strip() for line in self.candidates.splitlines() if line.strip()]

    def stopped_days(self, since: datetime.date, until: datetime.date) -> int:
        """Calendar days between two days on which a doubt was open: the clocks stood still."""
        today = timezone.localdate()
        stopped: set[datetime.date] = set()
        for doubt in self.doubts.all():
            first, last = max(since, doubt.raised_on), min(until, doubt.answered_on or today)
            stopped |= {first + datetime.timedelta(days=n) for n in range(max(0, (last - first).days))}
        return len(stopped)


class TenderDoubt(models.Model):
    """A 质疑 or 投诉 within one round, and its answer."""

    round = models.ForeignKey(TenderRound, models.PROTECT, related_name="doubts")
    kind = models.CharField("类别", max_length=10, choices=DoubtKind.choices)
    by = models.CharField("提出人", max_length=120)
    raised_on = models.DateField("提出日期")
    what = models.TextField("内容")
    answered_on = models.DateField("答复日期", null=True)
    answer = models.TextField("答复和处理结果", blank=True)
    recorded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("raised_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | (~Q(answer="") & Q(answered_on__gte=models.F("raised_on"))),
                name="answered_doubt_has_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.by}"
