"""Verbs of the pool, the draw and the seats. Effects run inside perform(), after the seat is saved."""

import datetime
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document
from experts.aspects import AspectVerdict, OpinionConclusion
from experts.documents import draw_record_context
from experts.draw import Infeasible, candidates_hash, draw
from experts.models import Expert, Field, Opinion, Panel, Seat
from experts.notices import invite, tell_clerks, tell_experts
from experts.purposes import purpose_of
from experts.queries import pool_for
from experts.states import SEAT, SeatState
from projects.models import Project, ProjectUserGrant
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.parameters import parameter

GRANT = "review_project"

# --- the pool --------------------------------------------------------------------------------------------------------


def save_expert(*, expert: Expert, fields: Iterable[Field], post: Post) -> Expert:
    """Add an expert to the pool or change the entry (article 6: the office keeps the pool)."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("专家库由信息办经办人维护（《办法》第六条）。")
    with unit_of_work():
        is_new = expert._state.adding
        before = None if is_new else _entry(Expert.objects.prefetch_related("fields").get(pk=expert.pk))
        expert.full_clean()
        expert.save()
        expert.fields.set(fields)
        after = _entry(expert)
        changes = {
            name: [before and before[name], value]
            for name, value in after.items()
            if not before or before[name] != value
        }
        if changes:
            action, label = ("add_expert", "专家入库") if is_new else ("change_expert", "修改专家信息")
            record(subject=expert, action=action, label=label, post=post, changes=changes)
    return expert


def _entry(expert: Expert) -> dict[str, Any]:
    return {
        "employer": expert.employer,
        "organisation": str(expert.organisation or ""),
        "title": expert.title,
        "phone": expert.phone,
        "county": expert.county,
        "status": expert.status,
        "note": expert.note,
        "fields": sorted(expert.fields.values_list("code", flat=True)),
    }


# --- the draw --------------------------------------------------------------------------------------------------------


def convene(
    *,
    project: Project,
    purpose: str,
    meeting_at: datetime.datetime,
    place: str,
    size: int,
    quotas: Mapping[str, int],
    post: Post,
    witness: str = "",
    conflicting_names: Iterable[str] = (),
    origin_url: str = "",
) -> Panel:
    """Draw a panel at random, write down all that the draw depended on, invite the drawn.

    `quotas` are least numbers by the field's code; `conflicting_names` are builders and others whose people stand
    aside. Raises ValidationError where no panel can be drawn.
    """
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("专家由信息办经办人抽取（《办法》第六条）。")
    pool = pool_for(project, conflicting_names)
    seed = secrets.token_hex(16)
    quotas = {code: int(count) for code, count in quotas.items() if count}
    try:
        drawn = draw(pool.candidates, size, seed, quotas, minimum=int(parameter("panel_size")))
    except Infeasible as reason:
        raise ValidationError(f"无法抽取专家：{reason}。") from reason
    with unit_of_work():
        panel = Panel.objects.create(
            project=project,
            purpose=purpose,
            meeting_at=meeting_at,
            place=place,
            size=size,
            quotas=quotas,
            seed=seed,
            candidates=[{"id": one.id, "fields": list(one.fields), "unit": one.unit} for one in pool.candidates],
            candidates_hash=candidates_hash(pool.candidates),
            excluded=[
                {"expert": str(one.expert.pk), "name": one.expert.name, "reason": one.reason} for one in pool.excluded
            ],
            witness=witness,
            drawn_by=post,
            origin_url=origin_url,
        )
        Seat.objects.bulk_create(
            Seat(panel=panel, expert_id=id_, rank=rank, is_chair=rank == 1, created_by=post)
            for rank, id_ in enumerate(drawn.selected, start=1)
        )
        changes = {"seed": seed, "hash": panel.candidates_hash, "algorithm": panel.algorithm, "quotas": quotas}
        record(subject=panel, action="draw", label="抽取专家", post=post, changes={**changes, "size": size})
        context = draw_record_context(panel)
        issue_document(kind="draw_record", subject=panel, thread_id=panel.pk, context=context, post=post)
        invite(panel, panel.seats.select_related("expert"))
    return panel


def close_panel(*, panel: Panel, post: Post) -> None:
    """The review is over or begins anew: open seats end, the papers close. Nothing to do where it was closed."""
    with unit_of_work():
        # Seats before the panel, as every seat's own step does.
        rows = panel.seats.select_for_update(of=("self",)).select_related("expert__user", "panel__project")
        seats = list(rows.order_by("pk"))
        locked = _lock(panel.pk)
        if locked.closed_at is not None:
            return
        locked.closed_at = timezone.now()
        locked.save(update_fields=["closed_at"])
        _close_papers(*seats)
        for seat in seats:
            if seat.state in SEAT.by_name["close"].source:
                perform(seat, "close", post=post, system=True)
        record(subject=locked, action="close", label="评审结束", post=post)


# --- the seats -------------------------------------------------------------------------------------------------------


def _lock(panel_id: Any) -> Panel:
    """Seats of one panel act one after the other: the last opinion must know that it is the last."""
    return Panel.objects.select_for_update(of=("self",)).select_related("project__unit").get(pk=panel_id)


def after_declared(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    """No declaration, no papers: only now is the project opened to the expert."""
    assign_perm(GRANT, obj.expert.user, obj.panel.project)
    Opinion.objects.create(seat=obj)


def after_opinion_submitted(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    """Seal the opinion; the last one opens them all."""
    opinion = Opinion.objects.select_for_update(of=("self",)).get(seat=obj)
    opinion.submitted_at = obj.submitted_at
    opinion.save(update_fields=["submitted_at"])
    panel = _lock(obj.panel_id)
    if panel.closed_at is not None:
        raise Conflict("本次评审已结束。")
    if panel.all_in():
        _open(panel, post)


def _open(panel: Panel, post: Post) -> None:
    panel.opened_at = timezone.now()
    panel.save(update_fields=["opened_at"])
    record(subject=panel, action="open", label="专家意见全部提交并开启", post=None)
    tell_clerks(panel, f"《{panel.project.name}》专家意见已全部提交，可以汇总")
    purpose = purpose_of(panel)
    if purpose is not None and purpose.opened is not None:
        purpose.opened(panel=panel, post=post)


def after_left(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    """Recused, declined or released: the papers close at once, another leads, the clerk fills the place."""
    panel = _lock(obj.panel_id)
    if panel.opened_at is not None:
        raise Conflict("专家意见已全部提交并开启，不能再变动席位。")
    obj.left_reason = data["reason"]
    obj.save(update_fields=["left_reason"])
    _close_papers(obj)
    _name_chair(panel)
    if post.user_id == obj.expert.user_id:
        tell_clerks(panel, f"《{panel.project.name}》第 {obj.rank} 席专家{_how(obj)}，请递补")
    else:
        tell_experts(panel, [obj], f"您已不再参加《{panel.project.name}》评审：{data['reason']}")


def _how(seat: Seat) -> str:
    return "申请回避" if seat.state == SeatState.RECUSED else "不能参加"


def _close_papers(*seats: Seat) -> None:
    """Take away the grants of seats of one panel, unless another seat of the person on the project needs it still."""
    project_id = seats[0].panel.project_id
    others = Seat.objects.filter(
        expert__in=[seat.expert_id for seat in seats],
        panel__project_id=project_id,
        panel__closed_at__isnull=True,
        state__in=(SeatState.DECLARED, SeatState.SUBMITTED),
    ).exclude(pk__in=[seat.pk for seat in seats])
    needed = set(others.values_list("expert_id", flat=True))
    people = [seat.expert.user_id for seat in seats if seat.expert_id not in needed]
    grants = ProjectUserGrant.objects.filter(content_object_id=project_id, user_id__in=people)
    grants.filter(permission__codename=GRANT).delete()


def has_access(*, expert: Expert, project: Project) -> bool:
    grants = ProjectUserGrant.objects.filter(user_id=expert.user_id, content_object=project)
    return grants.filter(permission__codename=GRANT).exists()


def _name_chair(panel: Panel) -> None:
    """The first of those who sit leads the group."""
    active = panel.active_seats().order_by("rank")
    if not active.filter(is_chair=True).exists() and (first := active.first()) is not None:
        first.is_chair = True
        first.save(update_fields=["is_chair"])


def replace_seat(*, seat: Seat, post: Post) -> Seat:
    """Fill a vacant place with the next of the same order; returns the new seat."""
    perform(seat, "replace_seat", post=post)
    return Seat.objects.filter(panel_id=seat.panel_id).order_by("-rank")[0]


def after_seat_replaced(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    panel = _lock(obj.panel_id)
    reserve = panel.next_reserve()
    last = panel.seats.order_by("-rank").values_list("rank", flat=True)[0]
    seat = Seat.objects.create(
        panel=panel,
        expert_id=reserve.expert_id,
        rank=last + 1,
        basis={"kept": reserve.kept, "gone": reserve.gone, "replaces": obj.rank},
        created_by=post,
    )
    _name_chair(panel)
    record(
        subject=panel,
        action="replace",
        label="递补专家入席",
        post=post,
        changes={"replaces": obj.rank, "rank": seat.rank},
    )
    invite(panel, [seat])
    obj.next_url = panel.get_absolute_url()


# --- the opinions ----------------------------------------------------------------------------------------------------


def save_opinion(*, seat: Seat, post: Post, version: int, content: Mapping[str, Any]) -> Opinion:
    """Keep a draft. `content` = {"aspects": {code: {verdict, score, text}}, "overall", "conclusion"}.

    Raises Forbidden (not this person's), Conflict (saved elsewhere since `version`, or sealed). An opinion is no
    legal act before it is submitted, and sealed after it: it never leaves words in the audit trail.
    """
    if seat.expert.user_id != post.user_id or post.role != Role.EXPERT:
        raise Forbidden("评审意见由专家本人填写。")
    with unit_of_work():
        locked = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
        if locked.state != SeatState.DECLARED or locked.panel.closed_at is not None:
            raise Conflict(f"席位当前为“{locked.state_label}”，不能填写意见。")
        opinion = Opinion.objects.get(seat=locked)
        if opinion.version != version:
            raise Conflict("另一窗口已保存了新的内容，请刷新后再填写。")
        opinion.aspects = {
            aspect.code: _judged(content.get("aspects", {}).get(aspect.code, {})) for aspect in locked.panel.aspects
        }
        opinion.overall = str(content.get("overall", ""))[:5000]
        conclusion = content.get("conclusion", "")
        opinion.conclusion = conclusion if conclusion in OpinionConclusion.values else ""
        opinion.version += 1
        opinion.saved_at = timezone.now()
        opinion.save()
    return opinion


def _judged(given: Mapping[str, Any]) -> dict[str, Any]:
    score, verdict = given.get("score"), given.get("verdict", "")
    return {
        "verdict": verdict if verdict in AspectVerdict.values else "",
        "score": score if isinstance(score, int) and 0 <= score <= 100 else None,
        "text": str(given.get("text") or "")[:2000],
    }
