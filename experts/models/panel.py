"""The panels drawn from the pool: everything that a draw depended on, kept so that it can be computed again."""

import uuid

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from documents.models import Attachment, Document
from documents.slots import Paper
from experts.aspects import OpinionConclusion, Purpose, aspects_of
from experts.draw import ALGORITHM
from experts.models.meeting import Meeting, quorum_of
from experts.models.panel_draw import PanelDraw
from experts.states import ACTIVE, PANEL, DrawMode, PanelState, SeatState
from experts.tally import ARGUED, WORDS, Tally, count_opinions
from projects.models import Project, visible_projects
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet
from workflow.parameters import parameter

# What a panel that follows takes over from the one that was drawn.
DRAWN_FROM = (
    *("mode", "commitment", "phrase", "witness_post_id", "witness_commitment", "witness_phrase", "witness"),
    *("public_source", "public_at", "public_value", "seed", "absent", "drawn_at"),
)


class PanelQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """Who sits where is the office's to know; the unit reads the names in the issued paper."""
        if post is None or post.role not in OFFICE_ROLES:
            return self.none()
        return self.filter(visible_projects(post, "project__"))

    def replayable_by(self, post: Post | None):
        """The draw alone, without names: the audit administrator computes it again too."""
        if post is not None and post.role == Role.AUDIT_ADMIN:
            return self.filter(project__is_classified=False)
        return self.visible_to(post)


class Panel(PanelDraw, WorkflowModel):
    """One group of experts for one project: the frozen list, two persons' commitments, the draw, the opening.

    `candidates` is the frozen list [{id, fields, unit}], `excluded` [{expert, name, code, reason}], `absent` those who
    could not be taken any more at the moment of the draw [{id, reason}], `origin_url` the record that convened it. A
    panel is a thread of its own: its record and its seats' events never stand on the project's timeline, where the
    unit would read the names (mission.md: hidden until the paper is issued).
    """

    PAPERS = (Paper("signatures", "专家签字件（扫描）"),)

    project = models.ForeignKey(Project, models.PROTECT, related_name="panels")
    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    state = StateField("状态", default=PanelState.FROZEN, choices=PanelState.choices, protected=True)
    # Several panels may sit in one meeting, one project after the other; then one draw names one group for all,
    # and the panels that follow keep what the leading one was drawn from (docs/adr/0019).
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="panels", verbose_name="评审会")
    position = models.PositiveSmallIntegerField("会议顺序", default=1)
    lead = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers", verbose_name="同组抽取")
    meeting_at = models.DateTimeField("会议时间")
    place = models.CharField("会议地点", max_length=120)
    size = models.PositiveSmallIntegerField("专家人数")
    reserves = models.PositiveSmallIntegerField("后备人数", default=0)
    quotas = models.JSONField("领域名额", default=dict)
    exclude_counties = models.BooleanField("不抽县区专家", default=False)
    algorithm = models.CharField("抽取算法", max_length=40, default=ALGORITHM)
    candidates = models.JSONField("候选名单")
    candidates_hash = models.CharField("候选名单校验值", max_length=64)
    excluded = models.JSONField("抽取前回避", default=list)
    # Builders and others whose people stand aside: asked again at the draw and for every vacant place.
    conflicting_names = models.JSONField("须回避的单位", default=list)
    absent = models.JSONField("抽取时不能参加", default=list)
    # Two persons: each hands in sha256("<panel>:<phrase>") before either phrase is known.
    mode = models.CharField("种子来源", max_length=12, choices=DrawMode.choices, default=DrawMode.SYSTEM)
    commitment = models.CharField("经办人承诺值", max_length=64, blank=True)
    phrase = models.CharField("经办人口令", max_length=60, blank=True)
    witness_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="监督人岗位")
    witness_commitment = models.CharField("监督人承诺值", max_length=64, blank=True)
    witness_phrase = models.CharField("监督人口令", max_length=60, blank=True)
    public_source = models.CharField("公开数值来源", max_length=120, blank=True)
    public_at = models.DateTimeField("公开数值产生时间", null=True)
    public_value = models.CharField("公开数值", max_length=60, blank=True)
    seed = models.CharField("随机种子", max_length=64, blank=True)
    witness = models.CharField("监督人", max_length=60, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True)
    drawn_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="抽取人")
    opened_at = models.DateTimeField("意见开启时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    # Why its draw came to nothing; whoever looks at the next one reads it there.
    cancelled_for = models.TextField("取消理由", blank=True)
    origin_url = models.CharField(max_length=200, blank=True)

    objects = PanelQuerySet.as_manager()

    inbox_related = ("project__unit", "drawn_by", "witness_post")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "专家组"
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1) & ~Q(candidates_hash=""), name="panel_has_its_list"),
            models.CheckConstraint(
                condition=~Q(state="drawn") | (~Q(seed="") & Q(drawn_at__isnull=False)), name="panel_drawn_has_seed"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["committed", "revealed"])
                | (Q(witness_post__isnull=False) & ~Q(commitment="") & ~Q(witness_commitment="")),
                name="panel_committed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(witness_post__isnull=True) | ~Q(witness_post=F("drawn_by")),
                name="panel_witness_is_another",
                violation_error_message="监督人不能是抽取人本人（《办法》第六条）。",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(opened_at__gte=F("drawn_at")),
                name="panel_opened_after_the_draw",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="panel_closed_has_date"
            ),
            models.CheckConstraint(condition=~Q(lead=F("id")), name="panel_follows_another"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}专家组：{self.project.name}"

    @property
    def thread_id(self) -> uuid.UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return reverse("experts:panel", args=[self.pk])

    @property
    def title(self) -> str:
        return self.project.name

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None

    @property
    def after_convening(self) -> str:
        """What whoever convened it reads: drawn, or the list lies frozen and waits."""
        if self.is_drawn:
            return "已抽取专家并发出通知，等待专家回避声明和意见。"
        if self.mode == DrawMode.PUBLIC:
            return f"候选名单已冻结，尚未抽取：{self.public_source}产生后由监督人录入，随即抽取并通知专家。"
        return "候选名单已冻结，尚未抽取：监督人承诺后，您和监督人先后揭示口令，随即抽取并通知专家。"

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

    def active_seats(self) -> "models.QuerySet":
        return self.seats.active()

    def impartial_seats(self) -> "models.QuerySet":
        """Those who go on acting: without whom a conflict was found of after the opening."""
        return self.seats.active().impartial()

    @property
    def chair(self) -> "models.Model | None":
        return next((seat for seat in self.seats.all() if seat.is_chair and seat.is_active), None)

    def all_in(self) -> bool:
        """Every place is taken and every opinion sealed."""
        states = list(self.active_seats().values_list("state", flat=True))
        return len(states) == self.size and set(states) == {SeatState.SUBMITTED}

    @property
    def quorum(self) -> int:
        return quorum_of(self.size)

    def sealed_number(self) -> int:
        return self.seats.filter(state=SeatState.SUBMITTED).count()

    def vacancies(self) -> int:
        return self.size - self.active_seats().count()

    @PANEL.step("witness_commit")
    def witness_commit(self, *, post, data):
        self.witness_post = post
        self.witness = str(post.user)
        self.witness_commitment = self.commit_to(data["phrase"])

    @PANEL.step("clerk_reveal")
    def clerk_reveal(self, *, post, data):
        self.phrase = data["phrase"]

    @PANEL.step("witness_reveal")
    def witness_reveal(self, *, post, data):
        self.witness_phrase = data["phrase"]
        self._drawn()

    @PANEL.step("enter_value")
    def enter_value(self, *, post, data):
        self.witness_post = post
        self.witness = str(post.user)
        self.public_value = data["value"]
        self._drawn()

    def _drawn(self):
        self.seed = self.seed_of()
        self.drawn_at = timezone.now()

    @PANEL.step("follow_draw")
    def follow_draw(self, *, post, data):
        """The same list, the same seed, hence the same group: all that the leading draw was made of."""
        for name in DRAWN_FROM:
            setattr(self, name, getattr(data["lead"], name))

    @PANEL.step("remind")
    def remind(self, *, post, data):
        pass

    @PANEL.step("send_invitations")
    def send_invitations(self, *, post, data):
        pass

    @PANEL.step("send_thanks")
    def send_thanks(self, *, post, data):
        pass

    @PANEL.step("sign_on_paper")
    def sign_on_paper(self, *, post, data):
        pass

    def group_opinion(self):
        """What the chair wrote, or None."""
        return getattr(self, "group", None)

    def earlier(self) -> "models.QuerySet":
        """Groups that were convened for the same before this one and came to nothing, the first one first."""
        same = Panel.objects.filter(project_id=self.project_id, purpose=self.purpose, created_at__lt=self.created_at)
        return same.exclude(cancelled_for="").order_by("created_at")

    def words(self) -> list[str]:
        """What the chair wrote and the group signs, point by point; before that, what the members wrote."""
        if group := self.group_opinion():
            return [point["text"] for point in group.points]
        lines = (line.strip() for opinion in self.opinions() for line in opinion.overall.splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def dissents(self) -> list[str]:
        """What members added to their signature; before the group's opinion, what those wrote who disagree."""
        if self.group_opinion():
            seats = self.active_seats().exclude(dissent="").select_related("expert__user")
            return [f"{seat.expert.name}：{seat.dissent}" for seat in seats.order_by("-is_chair", "rank")]
        against = (opinion for opinion in self.opinions() if opinion.conclusion == OpinionConclusion.DISAGREE)
        return [f"{opinion.seat.expert.name}：{opinion.overall}" for opinion in against if opinion.overall.strip()]

    def to_sign(self) -> "models.QuerySet":
        """Members whose signature is still wanting."""
        waiting = self.seats.impartial().filter(state=SeatState.SUBMITTED, signed_at=None)
        return waiting.select_related("expert__user").order_by("rank")

    def unsigned(self) -> int:
        return self.to_sign().count()

    def signed_papers(self) -> "models.QuerySet":
        """Scans of what was signed by hand."""
        return Attachment.objects.current_for(self).filter(slot="signatures")

    @PANEL.step("close")
    def close(self, *, post, data):
        self.closed_at, self.cancelled_for = timezone.now(), data.get("cancelled", "")

    # --- letters -----------------------------------------------------------------------------------------------------

    def without_letter(self, kind: str) -> list:
        """Seats whose expert has no paper of this kind yet: all who sit, or, for thanks, all who judged."""
        written = Document.objects.filter(kind=kind, thread_id__in=self.seats.values("pk")).values("thread_id")
        states = (SeatState.SUBMITTED,) if kind == "expert_thanks" else ACTIVE
        return list(self.seats.filter(state__in=states).exclude(pk__in=written).select_related("expert__user"))

    # --- the opinions ------------------------------------------------------------------------------------------------

    def opinions(self) -> "models.QuerySet":
        """Those that count, in the order of the seats; none before the panel is open."""
        opinions = apps.get_model("experts", "Opinion").objects
        if not self.is_open:
            return opinions.none()
        counted = opinions.filter(seat__panel=self, seat__state=SeatState.SUBMITTED)
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
            most_failures=int(parameter("review_aspect_failures", day)),
            amendable=self.purpose != Purpose.ACCEPTANCE,
            words=ARGUED if self.purpose == Purpose.ARGUMENT else WORDS,
        )
