"""The ground under every process: the abstract model, the audit trail, submissions, notices, parameters, holidays."""

import uuid
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin

from accounts.models import Post, User
from workflow import threads
from workflow.errors import Conflict
from workflow.machines import NEEDS_REASON, REGISTRY, Kind, Machine, machine_of
from workflow.seeds import SEEDS


class WorkflowQuerySet(models.QuerySet):
    """Every model with a machine answers `visible_to(post)`; a room that forgets to say so shows nothing."""

    def visible_to(self, post: Post | None):
        return self.none()


class WorkflowModel(FSMModelMixin, models.Model):
    """An object with a lifecycle. `inbox_related` are the joins that a line of the inbox and every step need."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state_since = models.DateTimeField("进入当前状态", default=timezone.now, editable=False)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)
    created_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")

    inbox_related: tuple[str, ...] = ()
    # An effect may set it on its object: the page that the person wants to see next.
    next_url: str = ""
    # Foreign keys whose rows are locked before one's own: the same order everywhere, or two acts wait for each other.
    locked_first: tuple[str, ...] = ()
    # In an effect: the state that the step left, and since when the object was in it.
    left_state: tuple[str, Any] | None = None
    # In an effect: the fields that the step has written, each with its old and its new value.
    changed: dict[str, list[Any]] | None = None

    class Meta:
        abstract = True

    @property
    def machine(self) -> Machine:
        return machine_of(self)

    @property
    def state_value(self) -> str:
        return getattr(self, self.machine.field)

    @property
    def state_label(self) -> str:
        return str(self.machine.states(self.state_value).label)

    @property
    def is_settled(self) -> bool:
        """No step leaves this state any more, neither a person's nor another room's."""
        here = self.state_value
        return not any(here in step.source for step in self.machine.steps if step.target is not None)

    @property
    def one_of_many(self) -> str:
        """What tells this row from its like on one page (the body that is asked), or ""."""
        return ""

    @property
    def thread_id(self) -> uuid.UUID:
        """The project or list on whose timeline this object's events stand."""
        return self.pk

    def get_absolute_url(self) -> str:
        return reverse(f"{self._meta.app_label}:{self._meta.model_name}", args=[self.pk])

    def step_url(self, name: str) -> str:
        return f"/{self._meta.app_label}/{self._meta.model_name}/{self.pk}/{name}/"


class SharedDraft(models.Model):
    """What several people fill in. `edition` counts how often it was saved, so that none overwrites another unseen."""

    edition = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def next_edition(self, seen: int | None) -> int:
        """Asked of the locked row by who saw the edition `seen`; raises Conflict where somebody saved since."""
        if self.edition != seen:
            raise Conflict("另一窗口或同事已保存了新的内容，请打开最新页面核对；再次保存将以本页内容为准。")
        return self.edition + 1


class ThreadedQuerySet(models.QuerySet):
    """Rows that hang on a thread are seen by whoever sees the thread."""

    def visible_to(self, post: Post | None):
        return self.filter(threads.visible_q(post))

    def about(self, obj):
        return self.filter(subject_type=obj._meta.label_lower, subject_id=str(obj.pk))


class AuditEvent(models.Model):
    """One act. Append-only by trigger; `hash` = sha256(prev_hash + content_hash), `content_hash` is salted."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    thread_id = models.UUIDField(null=True, db_index=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="audit_events")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="audit_events")
    content_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = ThreadedQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = "审计事件"
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} {self.at:%F %T}"

    @property
    def state_words(self) -> str:
        """信息办审查 → 待批复; empty when the act moved nothing, or its content was purged."""
        content, machine = getattr(self, "content", None), REGISTRY.get(self.subject_type)
        if content is None or machine is None or content.from_state == content.to_state:
            return ""
        labels = dict(machine.states.choices)
        moved = [str(labels.get(state, state)) for state in (content.from_state, content.to_state) if state]
        return " → ".join(moved)


class AuditContent(models.Model):
    """What the act was, beside the chain, so that a purge of secret text leaves the chain whole (mission.md)."""

    event = models.OneToOneField(AuditEvent, models.PROTECT, primary_key=True, related_name="content")
    salt = models.CharField(max_length=32)
    actor = models.CharField("办理人", max_length=200)
    action = models.CharField("动作", max_length=60, db_index=True)
    label = models.CharField("事项", max_length=80)
    kind = models.CharField(max_length=10, default=Kind.FACT)
    title = models.CharField("对象", max_length=200, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    reason = models.TextField("理由", blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(kind.value for kind in NEEDS_REASON)) | ~Q(reason=""),
                name="no_return_without_reason",
                violation_error_message="退回、不予和终止必须写明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.title}"


class Submission(models.Model):
    """What was handed in at one attempt, as it was, and what became of it."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    thread_id = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField("次数")
    content = models.JSONField(default=dict)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField("结果", max_length=40, blank=True)
    reason = models.TextField("理由", blank=True)

    objects = ThreadedQuerySet.as_manager()

    class Meta:
        ordering = ("opened_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "number"], name="submission_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""), name="closed_submission_has_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 次提交"

    @property
    def kind_label(self) -> str:
        """What was handed in: 项目申报表, 预审…"""
        return str(apps.get_model(self.subject_type)._meta.verbose_name)


class Notice(models.Model):
    """A word to one person, in the site."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    thread_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread")]

    def __str__(self) -> str:
        return self.text


class Parameter(models.Model):
    """A threshold, clock or quorum with its day of effect; an old project is judged by the value of its day."""

    key = models.CharField("参数", max_length=60)
    value = models.DecimalField("值", max_digits=16, decimal_places=2)
    unit = models.CharField("单位", max_length=20, blank=True)
    valid_from = models.DateField("生效日")
    source = models.CharField("依据", max_length=120)
    # None: it came with the house.
    entered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("key", "valid_from")
        constraints = [models.UniqueConstraint(fields=["key", "valid_from"], name="parameter_once_a_day")]

    def __str__(self) -> str:
        return f"{self.title}：{self.shown}（自 {self.valid_from}）"

    def get_absolute_url(self) -> str:
        return reverse("workflow:parameter", args=[self.key])

    @property
    def title(self) -> str:
        return SEEDS[self.key].label if self.key in SEEDS else self.key

    @property
    def shown(self) -> str:
        """The value with its unit, as a reader says it: 1,000,000 元, 70%, 是."""
        if self.unit == "是/否":
            return "是" if self.value else "否"
        if self.unit == "比例":
            return f"{Decimal(self.value) * 100:.0f}%"
        number = f"{Decimal(self.value):,.2f}".removesuffix(".00")
        return f"{number}%" if self.unit == "%" else f"{number} {self.unit}"


class Suspension(models.Model):
    """A time in which the clock of an object stood still, and why. `began` is when that clock began to run."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField(db_index=True)
    thread_id = models.UUIDField(null=True, db_index=True)
    clock = models.CharField("时限", max_length=60)
    began = models.DateTimeField("起算时间")
    stopped_at = models.DateTimeField("停表时间", default=timezone.now)
    resumed_at = models.DateTimeField("续计时间", null=True)
    reason = models.CharField("原因", max_length=200)
    stopped_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    objects = ThreadedQuerySet.as_manager()

    class Meta:
        ordering = ("stopped_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"], condition=Q(resumed_at__isnull=True), name="one_clock_stands_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_has_reason"),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True) | Q(resumed_at__gte=models.F("stopped_at")),
                name="suspension_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class HolidayNotice(models.Model):
    """What the State Council's office says about the holidays of a year (调休); once entered, it alone counts.

    `holidays`: [{"name": "春节", "first": "2027-02-06", "last": "2027-02-12", "worked": ["2027-01-31"]}, …]. A holiday
    may begin in the year before.
    """

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("通知文号", max_length=80)
    holidays = models.JSONField(default=list)
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("录入时间", default=timezone.now)

    def __str__(self) -> str:
        return f"{self.year} 年节假日安排"

    def get_absolute_url(self) -> str:
        return reverse("workflow:workdays", query={"year": self.year})
