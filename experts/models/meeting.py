"""One sitting 评审会: a day, a place or a video room, one project or several in order, who was there, its minutes."""

import datetime
import math
from typing import Any

from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from documents.models import Document
from experts.aspects import Purpose
from experts.models.pool import not_free_on
from experts.states import MEETING, MeetingState, MeetingWay
from projects.models import Project, visible_projects
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet
from workflow.parameters import parameter


class MeetingQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The office's; a meeting that treats a classified project is seen by those who see the project."""
        if post is None or post.role not in OFFICE_ROLES:
            return self.none()
        hidden = Project.objects.exclude(visible_projects(post)).values("pk")
        panels = self.model._meta.get_field("panels").related_model
        return self.exclude(
            pk__in=panels._base_manager.filter(project__in=hidden, meeting__isnull=False).values("meeting")
        )


class Meeting(WorkflowModel):
    """`present` are the ids of the seats whose experts came; it is written with the minutes."""

    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    state = StateField("状态", default=MeetingState.PLANNED, choices=MeetingState.choices, protected=True)
    starts_at = models.DateTimeField("会议时间")
    way = models.CharField("方式", max_length=10, choices=MeetingWay.choices, default=MeetingWay.PLACE)
    place = models.CharField("会议地点", max_length=120)
    link = models.CharField("视频会议号", max_length=200, blank=True)
    host = models.CharField("主持人", max_length=60, blank=True)
    present = models.JSONField("到会席位", default=list)
    points = models.JSONField("议定事项", default=list)
    held_at = models.DateTimeField("登记纪要时间", null=True)

    objects = MeetingQuerySet.as_manager()

    inbox_related = ("created_by",)

    class Meta:
        ordering = ("-starts_at", "pk")
        verbose_name = "评审会"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(held_at__isnull=False) & ~Q(host="") & ~Q(points=[])),
                name="meeting_held_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(way__in=["video", "both"]) | ~Q(link=""),
                name="meeting_by_video_has_its_room",
                violation_error_message="视频会议须写明会议号或地址。",
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M} {self.get_purpose_display()}"

    @property
    def title(self) -> str:
        names = [panel.project.name for panel in self.agenda()]
        return f"{names[0]}等 {len(names)} 个项目" if len(names) > 1 else "".join(names)

    @property
    def project(self) -> Project | None:
        panels = self.agenda()
        return panels[0].project if panels else None

    @property
    def thread_id(self):
        return self.pk

    def get_absolute_url(self) -> str:
        return reverse("experts:meeting", args=[self.pk])

    @property
    def documents(self):
        return Document.objects.filter(thread_id=self.pk)

    def agenda(self):
        """Its panels in their order."""
        return list(self.panels.select_related("project__unit").order_by("position", "created_at"))

    @property
    def room(self) -> str:
        """Where one goes or dials in, in words."""
        return f"{self.place}；{self.get_way_display()} {self.link}" if self.link else self.place

    def sealed_since(self) -> datetime.datetime | None:
        """When the last group that still writes was drawn; None when none does."""
        return self.panels.filter(opened_at=None, closed_at=None).aggregate(last=Max("drawn_at"))["last"]

    def clashes(self) -> list[tuple[Any, str]]:
        """Seats whose experts cannot come on the day, each with the reason; while the meeting lies ahead."""
        if self.state != MeetingState.PLANNED:
            return []
        panels = self.panels.filter(opened_at=None, closed_at=None)
        seats = [seat for panel in panels for seat in panel.active_seats().select_related("expert__user", "panel")]
        mine = list(self.panels.values_list("pk", flat=True))
        gone = not_free_on(self.starts_at, {seat.expert_id for seat in seats}, besides=mine)
        return [(seat, gone[seat.expert_id]) for seat in seats if seat.expert_id in gone]

    @property
    def clash_words(self) -> str:
        names = dict.fromkeys(f"{seat.expert.name}（{why}）" for seat, why in self.clashes())
        return f"{'、'.join(names)}，请免去席位并递补。" if names else ""

    def short_of_quorum(self, present) -> list[str]:
        """Panels of which too few came, in words."""
        there = {str(pk) for pk in present}
        found = []
        for panel in self.agenda():
            if not panel.is_drawn:
                found.append(f"《{panel.project.name}》尚未抽取专家")
                continue
            came = sum(str(pk) in there for pk in panel.active_seats().values_list("pk", flat=True))
            if came < panel.quorum:
                found.append(f"《{panel.project.name}》到会 {came} 人，法定人数 {panel.quorum} 人")
        return found

    @MEETING.step("hold")
    def hold(self, *, post, data):
        self.host, self.points = data["host"], data["points"]
        self.present = [str(pk) for pk in data["present"]]
        self.held_at = timezone.now()

    @MEETING.step("move")
    def move(self, *, post, data):
        self.starts_at, self.place = data["starts_at"], data["place"]
        self.way, self.link = data["way"], data["link"]

    @MEETING.step("close")
    def close(self, *, post, data):
        pass


def quorum_of(size: int) -> int:
    """How many of a panel must be there, and must have sealed their opinions before the chair opens early."""
    return math.ceil(size * parameter("panel_quorum_share"))
