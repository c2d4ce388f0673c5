"""Freezing the list, and the draw itself: by two persons' words, by a public value, or by the system's own chance."""

import datetime
import secrets
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from experts.draw import Infeasible, candidates_hash, why_not
from experts.models import Meeting, Panel, Seat
from experts.notices import ask_witness, invite
from experts.queries import Pool, pool_for_all
from experts.rules import BY_TWO, STILL_DRAWABLE
from experts.states import DrawMode, MeetingWay, PanelState
from projects.models import Project
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.parameters import parameter
from workflow.rules import Verdict

DRAW_LOCK = 7_310_026
SITTING = ("way", "link", "meeting", "position", "also")
# What a panel takes over from the leading one when its list is frozen.
FROZEN_WITH = (
    *("purpose", "meeting", "meeting_at", "place", "size", "reserves", "quotas", "exclude_counties", "algorithm"),
    *(
        "candidates",
        "candidates_hash",
        "excluded",
        "conflicting_names",
        "mode",
        "commitment",
        "public_source",
        "public_at",
    ),
)


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
    mode: str = DrawMode.SYSTEM,
    phrase: str = "",
    public_source: str = "",
    public_at: datetime.datetime | None = None,
    reserves: int = 0,
    exclude_counties: bool = False,
    way: str = MeetingWay.PLACE,
    link: str = "",
    meeting: Meeting | None = None,
    position: int = 1,
    also: Iterable[Project] = (),
) -> Panel:
    """Freeze the list of those who may be drawn, and publish its hash; with `mode` SYSTEM draw at once.

    `quotas` are least numbers by the field's code; `conflicting_names` are builders and others whose people stand
    aside; `phrase` is the clerk's, of which only the commitment is kept. `also` are further projects of the same
    meeting that the same group will judge: whoever stands aside on one of them stands aside. Raises ValidationError
    where no panel can be drawn, RuleViolation where the seed would not be two persons' nor a public value.
    """
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("专家由信息办经办人抽取（《办法》第六条）。")
    source = {"mode": mode, "phrase": phrase, "public_source": public_source, "public_at": public_at}
    if (verdict := BY_TWO.judge(None, post, source)).blocks:
        raise RuleViolation([verdict])
    names = [name for name in dict.fromkeys(conflicting_names) if name]
    pool = pool_for_all([project, *also], names, meeting_at=meeting_at, exclude_counties=exclude_counties)
    quotas = {code: int(count) for code, count in quotas.items() if count}
    if reason := why_not(pool.candidates, size, quotas, minimum=int(parameter("panel_size"))):
        raise ValidationError(f"无法抽取专家：{reason}。")
    panel = Panel(
        pk=uuid.uuid4(),
        project=project,
        purpose=purpose,
        position=position,
        meeting_at=meeting_at,
        place=place,
        size=size,
        reserves=reserves,
        quotas=quotas,
        exclude_counties=exclude_counties,
        conflicting_names=names,
        mode=mode,
        state=PanelState.DRAWN if mode == DrawMode.SYSTEM else PanelState.FROZEN,
        public_source=public_source,
        public_at=public_at,
        witness=witness,
        drawn_by=post,
        created_by=post,
        origin_url=origin_url,
    )
    panel.commitment = panel.commit_to(phrase) if mode == DrawMode.TWO_PERSONS else ""
    _freeze(panel, pool)
    with unit_of_work():
        panel.meeting = meeting or plan_meeting(
            purpose=purpose, starts_at=meeting_at, place=place, way=way, link=link, post=post
        )
        if mode == DrawMode.SYSTEM:
            _draw_by_chance(panel, post)
            return panel
        panel.save(force_insert=True)
        _record_freezing(panel, post)
        ask_witness(panel)
    return panel


def seed_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Of a convening form's fields those that say where the seed comes from and who may be drawn."""
    names = ("mode", "phrase", "public_source", "public_at", "reserves", "exclude_counties", *SITTING)
    return {name: data[name] for name in names if data.get(name)}


def _freeze(panel: Panel, pool: Pool) -> None:
    panel.candidates = [{"id": one.id, "fields": list(one.fields), "unit": one.unit} for one in pool.candidates]
    panel.candidates_hash = candidates_hash(pool.candidates)
    panel.excluded = [
        {"expert": str(one.expert.pk), "name": one.expert.name, "code": one.code, "reason": one.reason}
        for one in pool.excluded
    ]


def _record_freezing(panel: Panel, post: Post) -> None:
    """Published in the trail before anybody knows the seed."""
    changes = {
        "hash": panel.candidates_hash,
        "candidates": len(panel.candidates),
        "algorithm": panel.algorithm,
        "quotas": panel.quotas,
        "size": panel.size,
        "mode": panel.mode,
        "commitment": panel.commitment,
        "public_source": panel.public_source,
    }
    record(subject=panel, action="freeze", label="冻结候选名单", post=post, changes=changes)


def _draw_by_chance(panel: Panel, post: Post) -> None:
    panel.seed = secrets.token_hex(16)
    panel.drawn_at = timezone.now()
    panel.save(force_insert=True)
    _take_seats(panel, post)


def plan_meeting(*, purpose: str, starts_at: datetime.datetime, place: str, post: Post, **how: Any) -> Meeting:
    return Meeting.objects.create(purpose=purpose, starts_at=starts_at, place=place, created_by=post, **how)


def follow(*, lead: Panel, project: Project, position: int, post: Post, origin_url: str = "") -> Panel:
    """A further project of the same meeting: the same frozen list, and, once it is drawn, the same group."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("专家由信息办经办人抽取（《办法》第六条）。")
    panel = Panel(pk=uuid.uuid4(), project=project, lead=lead, position=position, origin_url=origin_url)
    for name in FROZEN_WITH:
        setattr(panel, name, getattr(lead, name))
    panel.drawn_by = panel.created_by = post
    with unit_of_work():
        panel.save(force_insert=True)
        _record_freezing(panel, post)
        if lead.is_drawn:
            perform(panel, "follow_draw", post=post, data={"lead": lead}, system=True)
            panel = Panel._base_manager.get(pk=panel.pk)
    return panel


def after_drawn(*, obj: Panel, post: Post, data: Mapping[str, Any]) -> None:
    _take_seats(obj, post)
    for follower in obj.followers.filter(state=PanelState.FROZEN).order_by("position"):
        perform(follower, "follow_draw", post=post, data={"lead": obj}, system=True)


def after_followed(*, obj: Panel, post: Post, data: Mapping[str, Any]) -> None:
    """Computed again from list and seed, not copied: the replay of each panel stands on its own."""
    _seat(obj, post)


def _take_seats(panel: Panel, post: Post) -> None:
    """One draw after the other: what an earlier one took of an expert's day is known to the later one. Who became
    busy or partial since the freezing is passed over, and stands in the record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DRAW_LOCK])
    absent = sorted(panel.not_to_be_taken().items(), key=str)
    panel.absent = [{"id": str(pk), "reason": why} for pk, why in absent]
    panel.save(update_fields=["absent"])
    _seat(panel, post)


def _seat(panel: Panel, post: Post) -> None:
    try:
        drawn = panel.first_draw()
    except Infeasible as reason:
        raise RuleViolation([Verdict(STILL_DRAWABLE, str(reason))]) from reason
    Seat.objects.bulk_create(
        Seat(panel=panel, expert_id=id_, rank=rank, is_chair=rank == 1, created_by=post)
        for rank, id_ in enumerate(drawn.selected, start=1)
    )
    changes = {"seed": panel.seed, "hash": panel.candidates_hash, "algorithm": panel.algorithm, "quotas": panel.quotas}
    record(subject=panel, action="draw", label="抽取专家", post=post, changes={**changes, "size": panel.size})
    invite(panel, panel.seats.select_related("expert"))
