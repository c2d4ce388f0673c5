"""The expert pool (article 6), the panels drawn from it, their seats, and the sealed opinions."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMField

from accounts.models import Organisation, Post, User
from accounts.roles import OFFICE_ROLES, Role
from documents.models import Document
from experts.aspects import AspectVerdict, OpinionConclusion, Purpose, aspects_of
from experts.draw import ALGORITHM, Candidate, Infeasible, candidates_hash, draw
from experts.states import ACTIVE, SEAT, VACANT, SeatState
from experts.tally import Tally, count_opinions
from projects.models import Project
from workflow.models import WorkflowModel, WorkflowQuerySet
from workflow.parameters import parameter


class Field(models.Model):
    """A field of expertise; the draw's quotas name them by code."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("领域", max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = "专业领域"

    def __str__(self) -> str:
        return self.name


class ExpertQuerySet(models.QuerySet):
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
        return self.filter(status=Expert.Status.ACTIVE, user_id__in=holders)

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


class Expert(models.Model):
    """One person of the pool. `organisation` is the work unit where it is a unit of this city, `employer` its name."""

    class Status(models.TextChoices):
        ACTIVE = "active", "在库"
        SUSPENDED = "suspended", "暂停"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.ACTIVE)
    note = models.CharField("备注", max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ExpertQuerySet.as_manager()

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
        return str(self.organisation_id or "".join(self.employer.split()))

    def field_names(self) -> str:
        return "、".join(field.name for field in self.fields.all())

    def as_candidate(self) -> Candidate:
        return Candidate(str(self.pk), tuple(sorted(field.code for field in self.fields.all())), self.unit_key)

    def get_absolute_url(self) -> str:
        return reverse("experts:expert_edit", args=[self.pk])


class PanelQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Who sits where is the office's to know; the unit reads the names in the issued paper."""
        return self if post is not None and post.role in OFFICE_ROLES else self.none()


class Panel(models.Model):
    """One drawn group of experts for one project: everything that the draw depended on, and when it was opened.

    `candidates` is the frozen list [{id, fields, unit}], `excluded` [{expert, name, reason}], `origin_url` the record
    that convened it. A panel is a thread of its own: its record and its seats' events never stand on the project's
    timeline, where the unit would read the names (mission.md: hidden until the paper is issued).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="panels")
    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    meeting_at = models.DateTimeField("会议时间")
    place = models.CharField("会议地点", max_length=120)
    size = models.PositiveSmallIntegerField("专家人数")
    quotas = models.JSONField("领域名额", default=dict)
    algorithm = models.CharField("抽取算法", max_length=40, default=ALGORITHM)
    seed = models.CharField("随机种子", max_length=64)
    candidates = models.JSONField("候选名单")
    candidates_hash = models.CharField("候选名单校验值", max_length=64)
    excluded = models.JSONField("抽取前回避", default=list)
    witness = models.CharField("监督人", max_length=60, blank=True)
    drawn_at = models.DateTimeField("抽取时间", default=timezone.now)
    drawn_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="抽取人")
    opened_at = models.DateTimeField("意见开启时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    origin_url = models.CharField(max_length=200, blank=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ("-drawn_at",)
        verbose_name = "专家组"
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1) & ~Q(seed="") & ~Q(candidates_hash=""), name="panel_has_its_draw"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(opened_at__gte=models.F("drawn_at")),
                name="panel_opened_after_the_draw",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}专家组：{self.project.name}"

    @property
    def thread_id(self) -> uuid.UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return reverse("experts:panel", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """All opinions are in, so that they may be read."""
        return self.opened_at is not None

    @property
    def aspects(self):
        return aspects_of(self.purpose)

    @property
    def documents(self):
        return Document.objects.filter(thread_id=self.pk)

    def pool(self) -> list[Candidate]:
        """The frozen list as the draw reads it."""
        return [Candidate(row["id"], tuple(row["fields"]), row["unit"]) for row in self.candidates]

    def active_seats(self) -> "SeatQuerySet":
        return self.seats.active()

    @property
    def chair(self) -> "Seat | None":
        return next((seat for seat in self.seats.all() if seat.is_chair and seat.is_active), None)

    def all_in(self) -> bool:
        """Every place is taken and every opinion sealed."""
        states = list(self.active_seats().values_list("state", flat=True))
        return len(states) == self.size and set(states) == {SeatState.SUBMITTED}

    def vacancies(self) -> int:
        return self.size - self.active_seats().count()

    # --- the draw ----------------------------------------------------------------------------------------------------

    def next_reserve(self) -> "Reserve":
        """Who would follow by the same order, and on what that depends. Raises Infeasible."""
        kept = [str(pk) for pk in self.active_seats().values_list("expert_id", flat=True)]
        left = self.seats.exclude(state__in=ACTIVE).values_list("expert_id", flat=True)
        drawable = {str(pk) for pk in Expert.objects.available().values_list("pk", flat=True)}
        gone = {str(pk) for pk in left} | {one["id"] for one in self.candidates if one["id"] not in drawable}
        gone -= set(kept)
        result = self.redraw(kept=kept, gone=sorted(gone))
        return Reserve(next(one for one in result.selected if one not in kept), sorted(kept), sorted(gone))

    def redraw(self, *, kept: Iterable[str] = (), gone: Iterable[str] = ()):
        """Compute the draw, or one filling-up of it, again from what was frozen."""
        return draw(
            self.pool(),
            self.size,
            self.seed,
            self.quotas,
            minimum=1,
            kept=frozenset(kept),
            gone=frozenset(gone),
        )

    def why_no_reserve(self) -> str:
        try:
            self.next_reserve()
        except Infeasible as reason:
            return f"无法递补：{reason}。请取消本次评审重新抽取"
        return ""

    def replay(self) -> list[str]:
        """Differences between what is recorded and what the draw gives again, in Chinese; none is "一致"."""
        found = []
        if candidates_hash(self.pool()) != self.candidates_hash:
            found.append("候选名单与校验值不符")
        seats = sorted(self.seats.all(), key=lambda seat: seat.rank)
        first = [str(seat.expert_id) for seat in seats if not seat.basis]
        if list(self.redraw().selected) != first:
            found.append("抽取结果与按种子重算的结果不一致")
        for seat in seats:
            if seat.basis:
                again = self.redraw(kept=seat.basis["kept"], gone=seat.basis["gone"]).selected
                follower = next((one for one in again if one not in seat.basis["kept"]), "")
                if follower != str(seat.expert_id):
                    found.append(f"第 {seat.rank} 席的递补与按顺序重算的结果不一致")
        return found

    # --- the opinions ------------------------------------------------------------------------------------------------

    def opinions(self) -> "models.QuerySet[Opinion]":
        """Those that count, in the order of the seats; none before the panel is open."""
        if not self.is_open:
            return Opinion.objects.none()
        counted = Opinion.objects.filter(seat__panel=self, seat__state=SeatState.SUBMITTED)
        return counted.select_related("seat__expert__user").order_by("seat__rank")

    def tally(self) -> Tally | None:
        """Figures and the conclusion that they suggest; None while the opinions are sealed."""
        opinions = list(self.opinions())
        if not opinions:
            return None
        day = timezone.localdate(self.drawn_at)
        return count_opinions(
            opinions,
            self.aspects,
            pass_share=parameter("review_pass_share", day),
            pass_score=parameter("review_pass_score", day),
        )


class Reserve:
    """Who follows into a vacant place, with the facts that make it computable again."""

    def __init__(self, expert_id: str, kept: list[str], gone: list[str]) -> None:
        self.expert_id, self.kept, self.gone = expert_id, kept, gone


class SeatQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The office sees all seats, an expert their own; the unit sees none."""
        if post is None:
            return self.none()
        if post.role in OFFICE_ROLES:
            return self
        return self.filter(expert__user_id=post.user_id) if post.role == Role.EXPERT else self.none()

    def active(self):
        return self.filter(state__in=ACTIVE)


class Seat(WorkflowModel):
    """One place on a panel. A vacant place is filled by a new seat with the next rank; the old one stays."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    state = FSMField("状态", default=SeatState.INVITED, choices=SeatState.choices, protected=True)
    rank = models.PositiveSmallIntegerField("顺序")
    is_chair = models.BooleanField("组长", default=False)
    basis = models.JSONField("递补依据", default=dict, blank=True)
    statement = models.TextField("声明", blank=True)
    declared_at = models.DateTimeField("声明时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    left_reason = models.TextField("退出理由", blank=True)

    objects = SeatQuerySet.as_manager()

    inbox_related = ("panel__project__unit", "expert__user")

    class Meta:
        ordering = ("panel", "rank")
        verbose_name = "评审席位"
        constraints = [
            models.UniqueConstraint(fields=["panel", "rank"], name="seat_rank_once"),
            models.UniqueConstraint(fields=["panel", "expert"], name="expert_once_on_a_panel"),
            models.CheckConstraint(
                condition=~Q(state__in=["declared", "submitted"]) | (Q(declared_at__isnull=False) & ~Q(statement="")),
                name="article_6_no_review_without_declaration",
                violation_error_message="未作回避声明，不得参加评审。",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False), name="seat_submitted_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.rank} 席 {self.expert}：{self.panel.project.name}"

    @property
    def title(self) -> str:
        return self.panel.project.name

    @property
    def project(self) -> Project:
        return self.panel.project

    @property
    def thread_id(self) -> uuid.UUID:
        return self.panel_id

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def may_read(self) -> bool:
        """Papers are open from the declaration on, until the seat is left or the panel is over."""
        return self.state in (SeatState.DECLARED, SeatState.SUBMITTED) and self.panel.closed_at is None

    @SEAT.step("declare")
    def declare(self, *, post, data):
        self.statement = data["statement"]
        self.declared_at = timezone.now()

    @SEAT.step("submit_opinion")
    def submit_opinion(self, *, post, data):
        self.submitted_at = timezone.now()

    @SEAT.step("recuse")
    def recuse(self, *, post, data):
        self.is_chair = False

    @SEAT.step("decline")
    def decline(self, *, post, data):
        self.is_chair = False

    @SEAT.step("release")
    def release(self, *, post, data):
        self.is_chair = False

    @SEAT.step("replace_seat")
    def replace_seat(self, *, post, data):
        pass

    @SEAT.step("close")
    def close(self, *, post, data):
        pass


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Sealed: only the author reads it until the panel is open; then the office does, too."""
        if post is None:
            return self.none()
        if post.role == Role.EXPERT:
            return self.filter(seat__expert__user_id=post.user_id)
        if post.role in OFFICE_ROLES:
            return self.filter(seat__panel__opened_at__isnull=False, seat__state=SeatState.SUBMITTED)
        return self.none()


class Opinion(models.Model):
    """What one expert thinks. `aspects` = {code: {"verdict", "score", "text"}}; it stands in no audit event."""

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="opinion")
    aspects = models.JSONField(default=dict)
    overall = models.TextField("总体意见", blank=True)
    conclusion = models.CharField("总体结论", max_length=20, choices=OpinionConclusion.choices, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ("seat",)
        verbose_name = "专家意见"
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(conclusion=""), name="sealed_opinion_has_conclusion"
            ),
        ]

    def __str__(self) -> str:
        return f"专家意见 {self.pk}"

    @property
    def is_sealed(self) -> bool:
        return self.submitted_at is not None

    def missing(self) -> list[str]:
        """Labels of the aspects that lack a verdict or a score, or the reason of a doubt."""
        left = []
        for aspect in self.seat.panel.aspects:
            judged: dict[str, Any] = self.aspects.get(aspect.code, {})
            score, verdict = judged.get("score"), judged.get("verdict")
            if verdict not in AspectVerdict.values or not isinstance(score, int) or not 0 <= score <= 100:
                left.append(aspect.label)
            elif verdict != AspectVerdict.MET and not str(judged.get("text", "")).strip():
                left.append(f"{aspect.label}的具体意见")
        return left

    def judgement(self, code: str) -> dict[str, Any]:
        """One aspect in words: verdict, score, text."""
        judged = self.aspects.get(code, {})
        verdict = judged.get("verdict", "")
        label = str(AspectVerdict(verdict).label) if verdict in AspectVerdict.values else ""
        return {"verdict_label": label, "score": judged.get("score"), "text": judged.get("text", "")}

    def judged(self) -> list[tuple[Any, dict[str, Any]]]:
        return [(aspect, self.judgement(aspect.code)) for aspect in self.seat.panel.aspects]

    @property
    def average(self):
        scores = [judged["score"] for judged in self.aspects.values() if isinstance(judged.get("score"), int)]
        return round(sum(scores) / len(scores), 1) if scores else None
