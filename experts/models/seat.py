"""One place on a panel."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from experts.models.panel import Panel
from experts.models.pool import Expert
from experts.states import ACTIVE, READING, SEAT, AskedFor, SeatState
from projects.models import Project, visible_projects
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet
from workflow.rules import asked_once


class SeatQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The office sees all seats, an expert their own; the unit sees none."""
        if post is None:
            return self.none()
        if post.role in OFFICE_ROLES:
            return self.filter(visible_projects(post, "panel__project__"))
        return self.filter(expert__user_id=post.user_id) if post.role == Role.EXPERT else self.none()

    def active(self):
        return self.filter(state__in=ACTIVE)

    def impartial(self):
        """Without those whom a conflict, known only after the opening, keeps from doing anything more."""
        return self.filter(found_conflict="")


class Seat(WorkflowModel):
    """One place on a panel. A vacant place is filled by a new seat with the next rank; the old one stays."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    state = StateField("状态", default=SeatState.INVITED, choices=SeatState.choices, protected=True)
    rank = models.PositiveSmallIntegerField("顺序")
    is_chair = models.BooleanField("组长", default=False)
    basis = models.JSONField("递补依据", default=dict, blank=True)
    # An answer by telephone or in the site; the declaration follows, and opens the papers.
    accepted_at = models.DateTimeField("答复参加时间", null=True)
    accepted_by_phone = models.BooleanField("电话答复", default=False)
    statement = models.TextField("声明", blank=True)
    declared_at = models.DateTimeField("声明时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    # What is wanted of this expert after the opening: the group's opinion, a signature, a judgement of answers.
    asked_for = models.CharField(max_length=10, choices=AskedFor.choices, blank=True)
    # The group's opinion that the chair wrote: signed, or signed with a dissent.
    signed_at = models.DateTimeField("签署时间", null=True)
    signed_on_paper = models.BooleanField("纸质签署", default=False)
    dissent = models.TextField("不同意见", blank=True)
    # The first look into the papers acknowledges them; a reminder is sent once by itself, more often by hand.
    papers_seen_at = models.DateTimeField("首次查阅材料", null=True)
    reminded_at = models.DateTimeField("最近提醒时间", null=True)
    # Stays when the place is filled and the state says only that.
    left_as = models.CharField("退出方式", max_length=20, choices=SeatState.choices, blank=True)
    left_reason = models.TextField("退出理由", blank=True)
    # Their own word, and not what was computed or what the clock brought.
    left_by_self = models.BooleanField("本人提出", default=False)
    # No seat is left after the opening: the opinion counts, its author reads, signs and judges nothing more.
    found_conflict = models.TextField("意见开启后查明的回避情形", blank=True)

    objects = SeatQuerySet.as_manager()

    inbox_related = ("panel__project__unit", "expert__user")
    # Seats of one panel act one after the other: the last opinion must know that it is the last, and a step that
    # reaches other seats (an absent member, the next chair) must not meet theirs half way.
    locked_first = ("panel",)

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
    def is_settled(self) -> bool:
        """One's own part may be done while the group's is not."""
        return self.panel.closed_at is not None or self.state in (SeatState.REPLACED, SeatState.ABSENT)

    @property
    def may_read(self) -> bool:
        """Papers are open from the declaration on, until the seat is left or the panel is over; what came to exclude
        the expert meanwhile is another question (experts.access)."""
        return self.state in READING and self.panel.closed_at is None and not self.found_conflict

    @asked_once
    def late_conflict(self) -> str:
        # By its name: conflicts are computed of these models.
        return import_string("experts.conflicts.late_conflict")(self)

    @SEAT.step("accept")
    def accept(self, *, post, data):
        self.accepted_at = timezone.now()

    @SEAT.step("accept_by_phone")
    def accept_by_phone(self, *, post, data):
        self.accepted_at = timezone.now()
        self.accepted_by_phone = True

    @SEAT.step("no_answer")
    def no_answer(self, *, post, data):
        self.is_chair = False

    @SEAT.step("declare")
    def declare(self, *, post, data):
        self.statement = data["statement"]
        self.declared_at = timezone.now()

    @SEAT.step("submit_opinion")
    def submit_opinion(self, *, post, data):
        self.submitted_at = timezone.now()

    @SEAT.step("open_early")
    def open_early(self, *, post, data):
        pass

    @SEAT.step("miss")
    def miss(self, *, post, data):
        self.is_chair = False

    @SEAT.step("write_group")
    def write_group(self, *, post, data):
        pass

    @SEAT.step("sign_group")
    def sign_group(self, *, post, data):
        self.signed_at, self.signed_on_paper = timezone.now(), False
        self.dissent = data.get("dissent", "")
        self.asked_for = ""

    @SEAT.step("recuse")
    def recuse(self, *, post, data):
        self.is_chair = False

    @SEAT.step("find_conflict")
    def find_conflict(self, *, post, data):
        self.found_conflict = data["why"]
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
