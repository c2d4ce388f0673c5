"""Reads of the pool: who may be drawn for a project, and whether a panel can be."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import Post
from experts.conflicts import CHECKS, Exclusion, exclusions
from experts.draw import Candidate, rank, why_not
from experts.models import AddedRecusal, Expert, Field, Panel, Seat, Waiver
from projects.models import Project
from workflow.parameters import parameter


@dataclass(frozen=True)
class Pool:
    """The pool for one project: candidates in the order of their ids, and those who stand aside."""

    candidates: list[Candidate]
    excluded: list[Exclusion]

    def able(self, code: str) -> int:
        return sum(code in one.fields for one in self.candidates)

    @property
    def units(self) -> int:
        return len({one.unit for one in self.candidates})


def pool_for(
    project: Project,
    names: Iterable[str] = (),
    *,
    meeting_at: datetime.datetime | None = None,
    exclude_counties: bool = False,
) -> Pool:
    """A bounded number of queries, whatever the size of the pool."""
    experts = list(Expert.objects.available().select_related("user", "organisation").prefetch_related("fields"))
    aside = exclusions(project, experts, names, meeting_at=meeting_at, exclude_counties=exclude_counties)
    gone = {one.expert.pk for one in aside}
    candidates = [expert.as_candidate() for expert in experts if expert.pk not in gone]
    return Pool(sorted(candidates, key=lambda one: one.id), aside)


def draw_refusal(
    project: Project,
    size: int | None = None,
    quotas: Mapping[str, int] | None = None,
    names: Iterable[str] = (),
    **when: Any,
) -> str:
    """Why no panel can be drawn for this project now; "" when one can. Asked before the draw, on the page.

    `when` is the day of the meeting and whether counties are left out, as pool_for() takes them.
    """
    least = int(parameter("panel_size"))
    reason = why_not(pool_for(project, names, **when).candidates, size or least, quotas or {}, minimum=least)
    for field in Field.objects.all() if reason else ():
        reason = reason.replace(f"“{field.code}”", f"“{field.name}”")
    return reason


def experts_of_the_pool(post: Post | None):
    """The pool as a list: names, fields, workload; three queries."""
    pool = Expert.objects.visible_to(post).select_related("user", "organisation").prefetch_related("fields")
    return pool.with_workload().order_by("status", "employer", "user__display_name", "pk")


def fields_with_numbers():
    """Fields with the number of experts in the pool."""
    active = Q(experts__status=Expert.Status.ACTIVE)
    return Field.objects.annotate(number=Count("experts", filter=active, distinct=True))


def my_seats(post: Post | None):
    """An expert's seats, those under way first."""
    seats = Seat.objects.visible_to(post).select_related("panel__project__unit", "expert__user", "opinion")
    return seats.order_by("panel__closed_at", "-panel__meeting_at", "pk")


def panel_with_seats(post: Post | None):
    return (
        Panel.objects.visible_to(post)
        .select_related("project__unit", "drawn_by__user", "drawn_by__organisation", "witness_post__user")
        .prefetch_related("seats__expert__user", "seats__expert__fields", "seats__expert__organisation")
    )


def quota_lines(panel: Panel) -> list[dict[str, object]]:
    """The quotas of a draw in words, with how many could have been drawn."""
    names = dict(Field.objects.values_list("code", "name"))
    pool = panel.pool()
    return [
        {"name": names.get(code, code), "quota": count, "able": sum(code in one.fields for one in pool)}
        for code, count in panel.quotas.items()
    ]


# --- conflicts, replay -----------------------------------------------------------------------------------------------


def conflict_lines(project: Project, names: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Everybody who stands aside on a project now, each finding with its label and whether it may be lifted."""
    return [
        {
            "expert": one.expert,
            "findings": [(found, CHECKS[found.code][0]) for found in one.findings],
        }
        for one in pool_for(project, names).excluded
    ]


def waivers_of(project: Project, post: Post | None):
    seen = Waiver.objects.visible_to(post).filter(project=project)
    return seen.select_related("expert__user", "asked_by__user", "decided_by__user")


def added_recusals(project: Project):
    return AddedRecusal.objects.filter(project=project).select_related("expert__user", "added_by__user")


def reserves_of(panel: Panel) -> list[Expert]:
    """Who would follow, in order, as far as reserves were asked for; read by the office after the draw only."""
    if not panel.is_drawn or not panel.reserves:
        return []
    taken = {str(pk) for pk in panel.seats.values_list("expert_id", flat=True)}
    gone = {one["id"] for one in panel.absent}
    following = [one for one in panel.first_draw().order if one not in taken | gone][: panel.reserves]
    by_id = {str(one.pk): one for one in Expert.objects.filter(pk__in=following).select_related("user")}
    return [by_id[one] for one in following]


def replay_export(panel: Panel) -> dict[str, Any]:
    """All that docs/replay_draw.py needs; no name, no project: ids, fields, units, seed, what came out."""
    seats = sorted(panel.seats.all(), key=lambda seat: seat.rank)
    return {
        "format": "guangyuan-draw/1",
        "panel": str(panel.pk),
        "algorithm": panel.algorithm,
        "mode": panel.mode,
        "size": panel.size,
        "quotas": panel.quotas,
        "candidates": panel.candidates,
        "candidates_sha256": panel.candidates_hash,
        "absent": [one["id"] for one in panel.absent],
        "commitments": [panel.commitment, panel.witness_commitment],
        "phrases": [panel.phrase, panel.witness_phrase],
        "public_source": panel.public_source,
        "public_value": panel.public_value,
        "seed": panel.seed,
        "selected": [str(seat.expert_id) for seat in seats if not seat.basis],
        "replacements": [
            {"kept": seat.basis["kept"], "gone": seat.basis["gone"], "follower": str(seat.expert_id)}
            for seat in seats
            if seat.basis
        ],
    }


def replay_lines(panel: Panel) -> list[dict[str, Any]]:
    """The list in the seed's order, each with its number and what became of it; empty before the draw."""
    if not panel.is_drawn:
        return []
    absent = {one["id"]: one["reason"] for one in panel.absent}
    seats = {str(seat.expert_id): seat for seat in panel.seats.all()}
    pool = {one.id: one for one in panel.pool()}
    names = {str(pk): name for pk, name in Expert.objects.filter(pk__in=pool).values_list("pk", "user__display_name")}
    return [
        {
            "place": place,
            "name": names.get(one, one),
            "fields": pool[one].fields,
            "number": rank(panel.seed, one)[:16],
            "absent": absent.get(one, ""),
            "seat": seats.get(one),
        }
        for place, one in enumerate(panel.first_draw().order, start=1)
    ]
