"""备案 of social projects on one page, and the reminders of those who have not filed in time."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from archives.states import SOCIAL, SocialState
from documents.models import Document
from projects.choices import Category
from projects.models import Project
from projects.models.project import MONEY
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

SEES_ALL = (*OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT)


class SocialFilingQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        if post is None:
            return self.none()
        if post.role in SEES_ALL:
            return self
        return self.filter(unit_id=post.organisation_id) if post.role in UNIT_ROLES else self.none()


class SocialFiling(WorkflowModel):
    """Not a project of the city: what an enterprise or a social body builds with its own money."""

    TEXTS = (
        "name", "category", "amount", "content", "place", "starts_on", "ends_on", "level", "contact", "phone",
    )  # fmt: skip

    state = StateField("状态", default=SocialState.SUBMITTED, choices=SocialState.choices, protected=True)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="social_filings", verbose_name="备案单位")
    name = models.CharField("项目名称", max_length=120)
    category = models.CharField("类别", max_length=20, choices=Category.choices)
    amount = models.DecimalField("总投资（元）", **MONEY)
    content = models.TextField("建设内容")
    place = models.CharField("建设地点", max_length=120)
    starts_on = models.DateField("计划开工")
    ends_on = models.DateField("计划完工")
    level = models.CharField("安全等级", max_length=40, blank=True)
    contact = models.CharField("联系人", max_length=40)
    phone = models.CharField("联系电话", max_length=40)
    number = models.CharField("备案号", max_length=60, blank=True)

    objects = SocialFilingQuerySet.as_manager()

    inbox_related = ("unit",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "社会投资项目备案"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="social_filing_once", violation_error_message="本单位已备案过同名项目。"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="social_filing_positive"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="social_filing_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"备案：{self.name}"

    @property
    def title(self) -> str:
        return self.name

    @property
    def documents(self):
        return Document.objects.about(self)

    @SOCIAL.step("confirm")
    def confirm(self, *, post, data):
        pass

    @SOCIAL.step("return_for_papers")
    def return_for_papers(self, *, post, data):
        pass

    @SOCIAL.step("resubmit")
    def resubmit(self, *, post, data):
        for name in self.TEXTS:
            setattr(self, name, data[name])


class FilingReminder(models.Model):
    """One word to a unit that has not filed in time."""

    class Kind(models.TextChoices):
        AFTER = "after", "验收后备案"
        EARLY = "early", "同时备案"

    project = models.ForeignKey(Project, models.PROTECT, related_name="filing_reminders")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ("-on",)
        constraints = [models.UniqueConstraint(fields=["project", "kind", "on"], name="filing_reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"
