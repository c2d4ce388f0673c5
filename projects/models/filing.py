"""Filing 备案 (article 13): after acceptance, and at the same time where national or provincial money pays."""

from django.db import models
from django.db.models import Q

from documents.slots import Paper
from projects.models.project import Project
from projects.models.visibility import OfThreadQuerySet
from projects.permits import PROJECT_CLERK
from projects.states import FILING, FilingState
from workflow.fields import StateField
from workflow.models import WorkflowModel


class FilingKind(models.TextChoices):
    AFTER = "after", "验收后备案"
    EARLY = "early", "上级资金项目同时备案"


class FilingQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.exclude(state=FilingState.CONFIRMED)


class Filing(WorkflowModel):
    """The unit files after acceptance; the office checks and gives the receipt."""

    PAPERS = (Paper("filing_papers", "备案材料"), Paper("other", "其他材料"))

    project = models.ForeignKey(Project, models.PROTECT, related_name="filings")
    state = StateField("状态", default=FilingState.DRAFT, choices=FilingState.choices, protected=True)
    kind = models.CharField("种类", max_length=10, choices=FilingKind.choices, default=FilingKind.AFTER)
    procedure = models.CharField("国家、省主办手续和文号", max_length=200, blank=True)
    statement = models.TextField("备案说明", blank=True)
    number = models.CharField("备案号", max_length=60, blank=True)

    objects = FilingQuerySet.as_manager()

    inbox_related = ("project__unit",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "备案"
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=~Q(state="confirmed"), name="one_open_filing"),
            models.UniqueConstraint(fields=["project"], condition=Q(kind="early"), name="one_early_filing"),
        ]

    def __str__(self) -> str:
        return f"备案：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    def may_attach(self, post) -> bool:
        return self.state in (FilingState.DRAFT, FilingState.RETURNED) and PROJECT_CLERK(self, post)

    @FILING.step("submit")
    def submit(self, *, post, data):
        self.statement = data.get("statement", "")
        self.procedure = data.get("procedure", self.procedure)

    @FILING.step("confirm")
    def confirm(self, *, post, data):
        pass

    @FILING.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        pass
