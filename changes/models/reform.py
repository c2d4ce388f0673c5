"""机构改革: a body gets another name, or goes into another one; one enters it, another carries it out."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import ADMIN_ROLES, OFFICE_ROLES
from changes.states import REFORM, ReformState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet


class ReformKind(models.TextChoices):
    RENAME = "rename", "更名"
    MERGE = "merge", "并入"


class ReformQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        return self if post is not None and post.role in (*ADMIN_ROLES, *OFFICE_ROLES) else self.none()


class Reform(WorkflowModel):
    """`moved` counts, in words, what went to the new body; `left` what stays to be done by hand."""

    kind = models.CharField("改革事项", max_length=10, choices=ReformKind.choices)
    state = StateField("状态", default=ReformState.ENTERED, choices=ReformState.choices, protected=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reforms", verbose_name="单位")
    old_name = models.CharField("原名称", max_length=120)
    new_name = models.CharField("新名称", max_length=120, blank=True)
    new_short_name = models.CharField("新简称", max_length=40, blank=True)
    into = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入单位"
    )
    basis = models.CharField("依据（文号）", max_length=120)
    effective_on = models.DateField("生效日期")
    moved = models.JSONField(default=dict)
    left = models.JSONField(default=list)
    done_at = models.DateTimeField("办理时间", null=True)

    objects = ReformQuerySet.as_manager()
    inbox_related = ("organisation", "into")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "机构改革"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="rename", into__isnull=True) & ~Q(new_name="") & ~Q(new_short_name="")
                | Q(kind="merge", into__isnull=False) & ~Q(into=F("organisation")),
                name="reform_is_whole",
                violation_error_message="更名须写明新名称和简称；并入须选择另一个单位。",
            ),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="reform_done_has_date"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="entered"), name="one_reform_of_a_body_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_name}{self.get_kind_display()}{self.target}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def target(self) -> str:
        return self.into.name if self.into else f"为{self.new_name}"

    @REFORM.step("carry_out")
    def carry_out(self, *, post, data):
        self.done_at = timezone.now()

    @REFORM.step("drop")
    def drop(self, *, post, data):
        pass
