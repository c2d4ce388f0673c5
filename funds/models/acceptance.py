"""履约验收: the buyer's own acceptance of one contract; a paper of the office's project acceptance (article 12)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from documents.models import Attachment, Document
from documents.slots import Paper
from funds.choices import Conclusion
from funds.models.contract import Contract
from funds.states import CONTRACT_ACCEPTANCE, BuyerState
from projects.models import Project
from projects.models.visibility import OfThreadQuerySet
from projects.permits import PROJECT_CLERK
from workflow.fields import StateField
from workflow.models import WorkflowModel


class ContractAcceptance(WorkflowModel):
    PAPERS = (
        Paper("supplier_request", "供应商验收申请", article="12"),
        Paper("notice", "验收通知（送供应商和验收小组）", article="12"),
        Paper("report", "履约验收报告", article="12"),
        Paper("other", "其他材料"),
    )

    project = models.ForeignKey(Project, models.PROTECT, related_name="contract_acceptances")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="acceptances", verbose_name="合同")
    attempt = models.PositiveSmallIntegerField("第几次", default=1)
    state = StateField("状态", default=BuyerState.APPLIED, choices=BuyerState.choices, protected=True)
    applied_on = models.DateField("供应商申请日期", default=timezone.localdate)
    members = models.TextField("验收小组", blank=True)
    third_party = models.CharField("第三方机构或专家", max_length=200, blank=True)
    users = models.CharField("服务对象代表", max_length=200, blank=True)
    noticed_on = models.DateField("通知日期", null=True)
    held_on = models.DateField("验收日期", null=True)
    findings = models.TextField("逐条履约情况", blank=True)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices, blank=True)
    published_on = models.DateField("公告日期", null=True)
    medium = models.CharField("公告媒体", max_length=120, blank=True)
    number = models.CharField("验收书编号", max_length=60, blank=True)
    issued_at = models.DateTimeField("出具时间", null=True)

    objects = OfThreadQuerySet.as_manager()

    inbox_related = ("project__unit", "contract")
    locked_first = ("project",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "履约验收"
        constraints = [
            models.UniqueConstraint(fields=["contract", "attempt"], name="contract_acceptance_once"),
            models.UniqueConstraint(
                fields=["contract"], condition=~Q(state="issued"), name="one_open_contract_acceptance"
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | (~Q(conclusion="") & Q(issued_at__isnull=False)),
                name="contract_acceptance_issued_has_conclusion",
            ),
            models.CheckConstraint(
                # A CHECK lets pass what it cannot tell: a day that is not there.
                condition=Q(state="applied")
                | Q(
                    noticed_on__isnull=False,
                    held_on__isnull=False,
                    noticed_on__gte=F("applied_on"),
                    held_on__gte=F("noticed_on"),
                ),
                name="contract_acceptance_noticed_before",
                violation_error_message="先申请，再通知，然后验收。",
            ),
        ]

    def __str__(self) -> str:
        return f"履约验收（第 {self.attempt} 次）：{self.contract.name}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def thread_id(self):
        return self.project_id

    @property
    def conclusion_label(self) -> str:
        return str(Conclusion(self.conclusion).label) if self.conclusion else ""

    @property
    def documents(self):
        return Document.objects.about(self)

    def slots(self) -> set[str]:
        return set(Attachment.objects.current_for(self).values_list("slot", flat=True))

    def may_attach(self, post) -> bool:
        return self.state != BuyerState.ISSUED and PROJECT_CLERK(self, post)

    @CONTRACT_ACCEPTANCE.step("form_group")
    def form_group(self, *, post, data):
        for name in ("members", "third_party", "users", "noticed_on", "held_on"):
            setattr(self, name, data[name])

    @CONTRACT_ACCEPTANCE.step("examine")
    def examine(self, *, post, data):
        for name in ("findings", "conclusion", "published_on", "medium"):
            setattr(self, name, data[name])

    @CONTRACT_ACCEPTANCE.step("send_back")
    def send_back(self, *, post, data):
        pass

    @CONTRACT_ACCEPTANCE.step("issue")
    def issue(self, *, post, data):
        self.issued_at = timezone.now()
