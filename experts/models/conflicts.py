"""What people decided about conflicts (回避): a recusal added by the office, a computed one lifted by two persons."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from experts.models.pool import Expert
from experts.states import WAIVER, WaiverState
from projects.models import Project, visible_projects
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet


class AddedRecusal(models.Model):
    """Whom the office keeps off one project, beyond what is computed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="added_recusals")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="added_recusals")
    reason = models.CharField("理由", max_length=200)
    added_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        verbose_name = "增加的回避"
        constraints = [
            models.UniqueConstraint(fields=["project", "expert"], name="recusal_added_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="added_recusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.expert}：{self.reason}"


class WaiverQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        if post is None or post.role not in OFFICE_ROLES:
            return self.none()
        return self.filter(visible_projects(post, "project__"))

    def in_force(self):
        return self.filter(state=WaiverState.APPROVED)


class Waiver(WorkflowModel):
    """A computed conflict of one expert on one project that is asked to be lifted; a second person decides.

    `code` names the kind of conflict, `finding` is what was computed on the day of the request.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="conflict_waivers")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=20)
    finding = models.CharField("计算出的回避情形", max_length=300)
    reason = models.CharField("解除理由", max_length=300)
    state = StateField("状态", default=WaiverState.ASKED, choices=WaiverState.choices, protected=True)
    asked_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    objects = WaiverQuerySet.as_manager()

    inbox_related = ("project__unit", "expert__user", "asked_by")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "解除回避"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "expert", "code"],
                condition=Q(state="asked"),
                name="one_open_waiver",
                violation_error_message="已申请解除，等待另一人批准。",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("asked_by"))),
                name="conflict_lifted_by_a_second_person",
                violation_error_message="解除系统计算出的回避须由另一人批准（《办法》第六条）。",
            ),
        ]

    def __str__(self) -> str:
        return f"解除回避：{self.expert}，{self.finding}"

    @property
    def title(self) -> str:
        return self.project.name

    def get_absolute_url(self) -> str:
        return reverse("experts:conflicts", args=[self.project_id])

    @WAIVER.step("approve_waiver")
    def approve_waiver(self, *, post, data):
        self.decided_by = post

    @WAIVER.step("refuse_waiver")
    def refuse_waiver(self, *, post, data):
        self.decided_by = post
