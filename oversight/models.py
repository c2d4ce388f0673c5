"""Breaches 违规 with their remedy, by true dates; coordination matters 协调事项 with their answers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, Role
from documents.models import Document
from documents.slots import Paper
from oversight.permits import BODY_ROLES, PROJECT_CLERK, recorded
from oversight.states import ASSIGNMENT, BREACH, MATTER, AssignmentState, BreachState, MatterState
from projects.models import Project
from projects.models.project import MONEY
from projects.models.visibility import OfThreadQuerySet, visible_projects
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

SEES_MATTERS = (*OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT)


class BreachKind(models.TextChoices):
    NO_PRE_APPROVAL = "no_pre_approval", "未取得预审批复即审批、招标或采购"
    NO_PLAN = "no_plan", "方案未经评审即实施"
    BUILT_FIRST = "built_first", "未经审批先行建设"
    EMERGENCY = "emergency", "应急抢险先建后报"
    NO_TENDER_FILING = "no_tender_filing", "未办理招标备案"
    NO_ACCEPTANCE = "no_acceptance", "未经验收投入使用"
    OTHER = "other", "其他"


class BreachQuerySet(OfThreadQuerySet):
    def open_(self):
        return self.exclude(state=BreachState.CLOSED)


class Breach(WorkflowModel):
    """What already happened against the rule: recorded as it was, with what is owed and until when."""

    PAPERS = (
        Paper("instruction", "领导批示", by=recorded),
        Paper("proof", "违规事实材料", by=recorded),
        Paper("remedy", "整改材料"),
    )

    project = models.ForeignKey(Project, models.PROTECT, related_name="breaches")
    state = StateField("状态", default=BreachState.OPEN, choices=BreachState.choices, protected=True)
    kind = models.CharField("违规事项", max_length=20, choices=BreachKind.choices)
    happened_on = models.DateField("发生日期")
    facts = models.TextField("事实")
    body = models.CharField("办理的部门或单位", max_length=120, blank=True)
    paper_number = models.CharField("当时的文号", max_length=60, blank=True)
    amount = models.DecimalField("涉及金额（元）", null=True, **MONEY)
    instructed_by = models.CharField("批示领导", max_length=60, blank=True)
    instructed_on = models.DateField("批示日期", null=True)
    remedy = models.TextField("应当补办或整改的事项")
    due_on = models.DateField("整改期限")
    remedy_done = models.TextField("整改情况", blank=True)
    conclusion = models.TextField("核查结论", blank=True)
    closed_at = models.DateTimeField("了结时间", null=True)
    urged_at = models.DateTimeField("督办时间", null=True)
    found_by = models.CharField("由何发现", max_length=120, blank=True)
    ordered_at = models.DateTimeField("责令整改时间", null=True)

    objects = BreachQuerySet.as_manager()

    inbox_related = ("project__unit",)

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = "违规"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(conclusion="") & Q(closed_at__isnull=False)),
                name="breach_closed_with_conclusion",
            ),
            models.CheckConstraint(
                condition=Q(instructed_by="") | Q(instructed_on__isnull=False), name="instruction_has_date"
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(kind="no_acceptance", found_by__gt="") & ~Q(state="closed"),
                name="one_open_breach_of_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.project.name}"

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def thread_id(self):
        return self.project_id

    @property
    def documents(self):
        return Document.objects.about(self)

    @property
    def is_late(self) -> bool:
        return self.state != BreachState.CLOSED and self.due_on < timezone.localdate()

    def may_attach(self, post) -> bool:
        """The unit brings its remedy; whoever recorded the breach brings the instruction and the proof."""
        return self.state != BreachState.CLOSED and (recorded(self, post) or PROJECT_CLERK(self, post))

    @BREACH.step("report_remedy")
    def report_remedy(self, *, post, data):
        self.remedy_done = data["remedy_done"]

    @BREACH.step("send_back")
    def send_back(self, *, post, data):
        pass

    @BREACH.step("close")
    def close(self, *, post, data):
        self.conclusion, self.closed_at = data["conclusion"], timezone.now()

    @BREACH.step("order")
    def order(self, *, post, data):
        self.ordered_at = timezone.now()

    @BREACH.step("urge")
    def urge(self, *, post, data):
        self.urged_at = timezone.now()


def _matters(post: Post | None, prefix: str = "") -> Q:
    """Those of all, or those that one's body was asked; never of a classified project to whom is not cleared."""
    if post is None:
        return Q(pk__in=[])
    mine = Q(**{f"{prefix}assignments__body_id": post.organisation_id}) if post.role in BODY_ROLES else Q(pk__in=[])
    seen = Q() if post.role in SEES_MATTERS else mine
    plain = Q(**{f"{prefix}project__isnull": True}) | Q(**{f"{prefix}project__is_classified": False})
    return seen & (plain | visible_projects(post, f"{prefix}project__"))


class MatterQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        seen = self.filter(pk__in=self.model._base_manager.filter(_matters(post)).values("pk"))
        # Every line of a list or an inbox asks who has answered.
        return seen.prefetch_related("assignments__body")


class Matter(WorkflowModel):
    """A coordination matter 协调事项 of the leading group (article 5)."""

    name = models.CharField("事项", max_length=120)
    text = models.TextField("要求")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name="涉及的项目"
    )
    state = StateField("状态", default=MatterState.OPEN, choices=MatterState.choices, protected=True)
    due_on = models.DateField("答复期限")
    conclusion = models.TextField("办结意见", blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "协调事项"
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "name", "due_on"], condition=Q(state="open"), name="matter_given_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name

    @property
    def is_late(self) -> bool:
        return self.state == MatterState.OPEN and self.due_on < timezone.localdate()

    @MATTER.step("close")
    def close(self, *, post, data):
        self.conclusion = data["conclusion"]

    @MATTER.step("withdraw")
    def withdraw(self, *, post, data):
        pass


class AssignmentQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """Each asked body sees all answers of its matter."""
        return self.filter(matter__in=Matter.objects.visible_to(post))


class Assignment(WorkflowModel):
    """One body's part of a matter: its answer, until when."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="assignments")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments", verbose_name="承办单位")
    state = StateField("状态", default=AssignmentState.WAITING, choices=AssignmentState.choices, protected=True)
    due_on = models.DateField("答复期限")
    answer_text = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    urged_at = models.DateTimeField("督办时间", null=True)

    objects = AssignmentQuerySet.as_manager()

    inbox_related = ("matter", "body")

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = "交办"
        constraints = [
            models.UniqueConstraint(fields=["matter", "body"], name="body_asked_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "accepted"]) | ~Q(answer_text=""), name="answered_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter.name}（{self.body.short_name}）"

    @property
    def one_of_many(self) -> str:
        return str(self.body.short_name)

    @property
    def title(self) -> str:
        return str(self)

    @property
    def unit(self):
        return self.body

    @property
    def thread_id(self):
        return self.matter_id

    @property
    def is_late(self) -> bool:
        return self.state == AssignmentState.WAITING and self.due_on < timezone.localdate()

    def get_absolute_url(self) -> str:
        return self.matter.get_absolute_url()

    @ASSIGNMENT.step("answer")
    def answer(self, *, post, data):
        self.answer_text, self.answered_by, self.answered_at = data["answer"], post, timezone.now()

    @ASSIGNMENT.step("accept")
    def accept(self, *, post, data):
        pass

    @ASSIGNMENT.step("send_back")
    def send_back(self, *, post, data):
        pass

    @ASSIGNMENT.step("urge")
    def urge(self, *, post, data):
        self.urged_at = timezone.now()

    @ASSIGNMENT.step("drop")
    def drop(self, *, post, data):
        pass
