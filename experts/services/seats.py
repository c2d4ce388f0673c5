"""What a seat's steps do. Effects run inside perform(), after the seat is saved."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import Post
from documents.services import issue_document
from experts.documents import draw_record_context
from experts.models import Expert, Opinion, Panel, Seat
from experts.notices import invite, tell_clerks, tell_experts
from experts.purposes import purpose_of
from experts.services.meetings import close_meeting
from experts.states import READING, SEAT, SeatState
from projects.models import Project, ProjectUserGrant
from workflow.audit import read_once, record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict
from workflow.parameters import parameter

GRANT = "review_project"


def after_declared(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    """No declaration, no papers: only now is the project opened to the expert."""
    _open_papers(obj)
    Opinion.objects.create(seat=obj)


def _open_papers(seat: Seat) -> None:
    """What guardian's assign_perm does in six statements, in one: a day of panels grants it by the hundred."""
    permission = read_once(GRANT, _permission)
    grant = ProjectUserGrant(user=seat.expert.user, content_object=seat.panel.project, permission=permission)
    ProjectUserGrant.objects.bulk_create([grant], ignore_conflicts=True)


def _permission() -> Permission:
    return Permission.objects.get(content_type__app_label="projects", codename=GRANT)


def after_opinion_submitted(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    """Seal the opinion, which nobody writes without the seat's lock; the last one opens them all."""
    obj.opinion.submitted_at = obj.submitted_at
    obj.opinion.save(update_fields=["submitted_at"])
    panel = obj.panel
    if panel.closed_at is not None:
        raise Conflict("本次评审已结束。")
    if panel.all_in():
        _open(panel, post)


def after_opened_early(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    """The chair does not wait longer: who has not handed in is absent, and the papers close to them."""
    panel = obj.panel
    if panel.opened_at is not None:
        raise Conflict("专家意见已开启。")
    missing = list(
        panel.seats.filter(state__in=(SeatState.INVITED, SeatState.DECLARED)).select_related(
            "expert__user", "panel__project"
        )
    )
    if missing:
        close_papers(*missing)
    for seat in missing:
        perform(seat, "miss", post=post, system=True, reason="未在会上提交意见，组长提前开启")
    _open(panel, post)


def _open(panel: Panel, post: Post) -> None:
    panel.opened_at = timezone.now()
    panel.save(update_fields=["opened_at"])
    early = not panel.all_in()
    label = "组长提前开启专家意见" if early else "专家意见全部提交并开启"
    record(subject=panel, action="open", label=label, post=post if early else None)
    _issue_record(panel)
    said = "组长已提前开启专家意见" if early else "专家意见已全部提交"
    tell_clerks(panel, f"《{panel.project.name}》{said}，可以汇总")
    purpose = purpose_of(panel)
    if purpose is not None and purpose.opened is not None:
        purpose.opened(panel=panel, post=post)


def after_left(*, obj: Seat, post: Post | None, data: Mapping[str, Any]) -> None:
    """Recused, declined, released or silent: the papers close at once, another leads, the next follows."""
    panel = obj.panel
    if panel.opened_at is not None:
        raise Conflict("专家意见已全部提交并开启，不能再变动席位。")
    obj.left_as, obj.left_reason, obj.left_by_self = obj.state, data["reason"], post is not None
    obj.save(update_fields=["left_as", "left_reason", "left_by_self"])
    close_papers(obj)
    name_chair(panel)
    _tell_of_leaving(obj, panel, post, followed=_let_follow(obj, panel))


def _let_follow(seat: Seat, panel: Panel) -> str:
    """The next of the order takes the place at once; in words, or why nobody can and the clerk has to decide."""
    if why := panel.why_no_reserve():
        return why
    perform(seat, "replace_seat", post=None, system=True)
    return "已按抽取顺序递补"


def _tell_of_leaving(seat: Seat, panel: Panel, post: Post | None, *, followed: str) -> None:
    name, place = panel.project.name, f"第 {seat.rank} 席专家"
    recused = seat.state == SeatState.RECUSED
    if post is not None and post.user_id == seat.expert.user_id:
        tell_clerks(panel, f"《{name}》{place}{'申请回避' if recused else '不能参加'}，{followed}")
    elif post is not None:
        tell_experts(panel, [seat], f"您已不再参加《{name}》评审：{seat.left_reason}")
    elif recused:
        tell_clerks(panel, f"《{name}》{place}有应当回避的情形，已退出，{followed}")
        tell_experts(panel, [seat], f"您有应当回避的情形（{seat.left_reason}），已不再参加《{name}》评审")
    else:
        tell_clerks(panel, f"《{name}》{place}逾期未答复，{followed}")
        tell_experts(panel, [seat], f"您未在规定时间内答复，《{name}》评审已由其他专家递补")


def close_papers(*seats: Seat) -> None:
    """Take away the grants of seats of one panel, unless another seat of the person on the project needs it still."""
    project_id = seats[0].panel.project_id
    others = Seat.objects.filter(
        expert__in=[seat.expert_id for seat in seats],
        panel__project_id=project_id,
        panel__closed_at__isnull=True,
        state__in=READING,
        found_conflict="",
    ).exclude(pk__in=[seat.pk for seat in seats])
    needed = set(others.values_list("expert_id", flat=True))
    people = [seat.expert.user_id for seat in seats if seat.expert_id not in needed]
    grants = ProjectUserGrant.objects.filter(content_object_id=project_id, user_id__in=people)
    grants.filter(permission__codename=GRANT).delete()


def has_access(*, expert: Expert, project: Project) -> bool:
    grants = ProjectUserGrant.objects.filter(user_id=expert.user_id, content_object=project)
    return grants.filter(permission__codename=GRANT).exists()


def name_chair(panel: Panel) -> None:
    """The first of those who sit leads the group."""
    active = panel.impartial_seats().order_by("rank")
    if not active.filter(is_chair=True).exists() and (first := active.first()) is not None:
        first.is_chair = True
        first.save(update_fields=["is_chair"])


def after_seat_replaced(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    panel = obj.panel
    reserve = panel.next_reserve()
    last = panel.seats.order_by("-rank").values_list("rank", flat=True)[0]
    seat = Seat.objects.create(
        panel=panel,
        expert_id=reserve.expert_id,
        rank=last + 1,
        basis={"kept": reserve.kept, "gone": reserve.gone, "replaces": obj.rank},
        created_by=post,
    )
    name_chair(panel)
    record(
        subject=panel,
        action="replace",
        label="递补专家入席",
        post=post,
        changes={"replaces": obj.rank, "rank": seat.rank},
    )
    invite(panel, [seat])
    obj.next_url = panel.get_absolute_url()


def close_panel(*, panel: Panel, post: Post, cancelled: str = "") -> None:
    """The review is over, or was `cancelled` for a reason and begins anew: open seats end, the papers close.

    Nothing to do where it was closed.
    """
    with unit_of_work():
        # The panel before its seats, as every seat's own step does.
        locked = Panel.objects.select_for_update().get(pk=panel.pk)
        if locked.closed_at is not None:
            return
        seats = list(locked.seats.select_related("expert__user", "panel__project").order_by("pk"))
        if locked.is_drawn and not locked.is_open:
            _issue_record(locked)
        if seats:
            close_papers(*seats)
        for seat in seats:
            if seat.state in SEAT.by_name["close"].source:
                perform(seat, "close", post=post, system=True)
        perform(locked, "close", post=post, data={"cancelled": cancelled}, system=True)
        close_meeting(locked.meeting_id, post)


def _issue_record(panel: Panel) -> None:
    """The 专家抽取记录 with the answers: when all opinions are in, or when it comes to nothing before."""
    context = draw_record_context(panel)
    issue_document(kind="draw_record", subject=panel, thread_id=panel.pk, context=context, post=panel.drawn_by)


def release_unanswered(*, seat: Seat) -> None:
    """Nobody answered in time: the place is vacant, and the next of the order follows where there is one."""
    hours = int(parameter("draw.answer_hours"))
    perform(seat, "no_answer", post=None, system=True, reason=f"{hours} 小时内未答复")


def unanswered():
    """Seats whose time to answer is over, while there is still time to find another."""
    now = timezone.now()
    since = now - datetime.timedelta(hours=int(parameter("draw.answer_hours")))
    waiting = Seat.objects.filter(state=SeatState.INVITED, accepted_at=None, created_at__lt=since)
    return waiting.filter(panel__meeting_at__gt=now, panel__closed_at=None).select_related("panel__project")
