"""The pool (article 6): who is in it, what they know, where they worked, whom they are tied to, when they are away."""

import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.models import Organisation, Post, User
from accounts.roles import OFFICE_ROLES, Role
from experts.bodies import plain
from experts.draw import Candidate
from experts.states import ACTIVE, EXPERT, VACANT, ExpertStatus, SeatState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet
from workflow.parameters import parameter


class Field(models.Model):
    """A field of expertise; the draw's quotas name them by code."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("领域", max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ("position", "code")
        verbose_name = "专业领域"

    def __str__(self) -> str:
        return self.name


class ExpertQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The office keeps the pool; an expert sees their own entry."""
        if post is None:
            return self.none()
        if post.role in OFFICE_ROLES:
            return self
        return self.filter(user_id=post.user_id) if post.role == Role.EXPERT else self.none()

    def available(self):
        """Those whom a draw may take: in the pool, with an account and a post that are in force."""
        holders = Post.objects.current().filter(role=Role.EXPERT, user__is_active=True).values("user_id")
        in_term = Q(term_until__isnull=True) | Q(term_until__gte=timezone.localdate())
        return self.filter(in_term, status=ExpertStatus.ACTIVE, user_id__in=holders)

    def with_workload(self):
        """`sitting` panels now, `sat` in all, on each row, without a query a row."""
        return self.annotate(
            sitting=Count(
                "seats",
                filter=Q(
                    seats__state__in=(SeatState.INVITED, SeatState.DECLARED), seats__panel__closed_at__isnull=True
                ),
                distinct=True,
            ),
            sat=Count("seats", filter=Q(seats__state=SeatState.SUBMITTED), distinct=True),
            left=Count("seats", filter=Q(seats__state__in=(*VACANT, SeatState.REPLACED)), distinct=True),
        )


class Expert(WorkflowModel):
    """One person of the pool. `organisation` is the work unit where it is a unit of this city, `employer` its name."""

    Status = ExpertStatus

    user = models.OneToOneField(User, models.PROTECT, related_name="expert", verbose_name="账号")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="experts",
        verbose_name="工作单位（市内机构）",
    )
    employer = models.CharField("工作单位", max_length=120)
    title = models.CharField("职称", max_length=40)
    fields = models.ManyToManyField(Field, related_name="experts", verbose_name="专业领域")
    phone = models.CharField("联系电话", max_length=40, blank=True)
    county = models.CharField("所在县区", max_length=20, blank=True)
    languages = models.CharField("工作语言", max_length=60, blank=True)
    status = StateField("状态", choices=ExpertStatus.choices, default=ExpertStatus.ACTIVE, protected=True)
    term_until = models.DateField("聘期至", null=True, blank=True)
    training = models.CharField("培训记录", max_length=300, blank=True)
    caution = models.CharField("提醒和诫勉", max_length=300, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    # Sealed (experts/sealing.py): never shown whole but by an act that stands in the audit trail.
    id_number = models.TextField("身份证号", blank=True, editable=False)
    bank = models.TextField("开户行", blank=True, editable=False)
    account = models.TextField("银行账号", blank=True, editable=False)

    objects = ExpertQuerySet.as_manager()

    inbox_related = ("user",)

    class Meta:
        ordering = ("employer", "pk")
        verbose_name = "专家"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(self.user)

    @property
    def unit_key(self) -> str:
        """What tells work units apart in a draw: the organisation, else the employer's name without blanks."""
        return str(self.organisation_id or plain(self.employer))

    def field_names(self) -> str:
        return "、".join(field.name for field in self.fields.all())

    def as_candidate(self, unit: str = "") -> Candidate:
        """With the fields above those that are known more closely; `unit` is what the whole pool tells of the work
        unit (experts/bodies.py)."""
        known = self.fields.all()
        codes = {field.code for field in known} | {field.parent.code for field in known if field.parent_id}
        return Candidate(str(self.pk), tuple(sorted(codes)), unit or self.unit_key)

    @EXPERT.step("suspend")
    def suspend(self, *, post, data):
        pass

    @EXPERT.step("resume")
    def resume(self, *, post, data):
        pass

    @EXPERT.step("renew")
    def renew(self, *, post, data):
        self.term_until = data["term_until"]

    @EXPERT.step("retire")
    def retire(self, *, post, data):
        pass

    @EXPERT.step("rejoin")
    def rejoin(self, *, post, data):
        pass


class OfExpertQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """As the entry itself: the office's, and one's own."""
        return self.filter(expert__in=Expert.objects.visible_to(post))


class Employment(models.Model):
    """An earlier work unit with its dates; a conflict looks back some years (parameter conflict.past_years)."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市内机构"
    )
    employer = models.CharField("工作单位", max_length=120)
    position = models.CharField("职务", max_length=60, blank=True)
    began_on = models.DateField("起")
    ended_on = models.DateField("止", null=True, blank=True)

    objects = OfExpertQuerySet.as_manager()

    class Meta:
        ordering = ("-began_on", "pk")
        verbose_name = "任职经历"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                name="employment_ends_after_it_began",
                violation_error_message="止日不能早于起日。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employer} {self.began_on:%Y-%m}—{self.ended_on:%Y-%m}" if self.ended_on else self.employer

    @property
    def until(self) -> datetime.date | None:
        """Named as a tie names it: the day after which the years begin to run."""
        return self.ended_on

    @until.setter
    def until(self, day: datetime.date) -> None:
        self.ended_on = max(day, self.began_on)


class Tie(models.Model):
    """A declared relation to a body: kinship, interest, or having written a project's proposal."""

    class Kind(models.TextChoices):
        KINSHIP = "kinship", "亲属任职"
        INTEREST = "interest", "经济利益或聘用顾问"
        PROPOSAL = "proposal", "参与方案编制或前期咨询"

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="ties")
    kind = models.CharField("关系", max_length=10, choices=Kind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市内机构"
    )
    name = models.CharField("单位名称", max_length=120)
    note = models.CharField("说明", max_length=200, blank=True)
    since = models.DateField("起", null=True, blank=True)
    until = models.DateField("止", null=True, blank=True)

    objects = OfExpertQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = "利害关系"

    def __str__(self) -> str:
        ended = f"（至 {self.until}）" if self.until else ""
        return f"{self.get_kind_display()}：{self.name}{ended}"


class Absence(models.Model):
    """Days on which an expert cannot come; a draw for such a day passes them over."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="absences")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    reason = models.CharField("事由", max_length=60, blank=True)

    objects = OfExpertQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        verbose_name = "不能参加的日期"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_ends_after_it_began",
                violation_error_message="止日不能早于起日。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}—{self.ends_on}"


def not_free_on(
    moment: datetime.datetime, ids: Collection[Any], *, besides: Collection[Any] = ()
) -> dict[uuid.UUID, str]:
    """Those of `ids` who are away on the day, or whose panels of that day already fill it, each with the reason."""
    day = timezone.localdate(moment)
    away = Absence.objects.filter(expert_id__in=ids, starts_on__lte=day, ends_on__gte=day)
    found = dict.fromkeys(away.values_list("expert_id", flat=True), f"{day:%m-%d}不能参加（日程登记）")
    sitting = Q(seats__state__in=ACTIVE, seats__panel__closed_at__isnull=True, seats__panel__meeting_at__date=day)
    if besides:
        sitting &= ~Q(seats__panel_id__in=besides)
    most = int(parameter("expert.same_day"))
    busy = (
        Expert.objects.filter(pk__in=ids).annotate(that_day=Count("seats", filter=sitting)).filter(that_day__gte=most)
    )
    return dict.fromkeys(busy.values_list("pk", flat=True), f"{day:%m-%d}已有 {most} 场评审") | found


class SeatEvaluation(models.Model):
    """What the office thinks of one expert's work on one panel, given after it is over."""

    seat = models.OneToOneField("experts.Seat", models.PROTECT, related_name="evaluation")
    marks = models.PositiveSmallIntegerField("评价", choices=[(n, f"{n} 分") for n in range(1, 6)])
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "履职评价"

    def __str__(self) -> str:
        return f"{self.seat}：{self.marks} 分"
