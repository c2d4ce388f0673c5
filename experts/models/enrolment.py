"""How one comes into the pool: by one's own application, a unit's nomination or a list; the office approves."""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Post, User
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from experts.models.pool import Expert, Field
from experts.states import ENROLMENT, EnrolmentState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet


class EnrolmentQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The office sees all, a unit those whom it nominated, a person their own."""
        if post is None:
            return self.none()
        if post.role in OFFICE_ROLES:
            return self
        if post.role in UNIT_ROLES:
            return self.filter(nominated_by=post.organisation_id)
        return self.filter(user_id=post.user_id) if post.role == Role.EXPERT else self.none()


class Enrolment(WorkflowModel):
    class Source(models.TextChoices):
        SELF = "self", "本人申请"
        UNIT = "unit", "单位推荐"
        LIST = "list", "名单导入"

    source = models.CharField("来源", max_length=5, choices=Source.choices)
    state = StateField("状态", default=EnrolmentState.APPLIED, choices=EnrolmentState.choices, protected=True)
    name = models.CharField("姓名", max_length=40)
    employer = models.CharField("工作单位", max_length=120)
    rank_title = models.CharField("职称", max_length=40)
    fields = models.ManyToManyField(Field, related_name="+", verbose_name="专业领域")
    phone = models.CharField("联系电话", max_length=40, blank=True)
    county = models.CharField("所在县区", max_length=20, blank=True)
    statement = models.TextField("专业特长和业绩", max_length=2000, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账号")
    nominated_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="推荐单位"
    )
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    expert = models.OneToOneField(Expert, models.PROTECT, null=True, editable=False, related_name="enrolment")

    objects = EnrolmentQuerySet.as_manager()

    inbox_related = ("nominated_by", "checked_by")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "入库申请"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "enrolled"]) | Q(checked_by__isnull=False),
                name="enrolled_was_checked",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["applied", "checked"]), name="one_open_enrolment"
            ),
        ]

    def __str__(self) -> str:
        return f"入库申请：{self.name}"

    @property
    def title(self) -> str:
        return self.name

    @ENROLMENT.step("pass_check")
    def pass_check(self, *, post, data):
        self.checked_by = post

    @ENROLMENT.step("enrol")
    def enrol(self, *, post, data):
        pass

    @ENROLMENT.step("refuse")
    def refuse(self, *, post, data):
        pass
