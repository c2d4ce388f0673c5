"""Reads of the pool: who may be drawn for a project, and whether a panel can be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Post
from experts.conflicts import Exclusion, exclusions
from experts.draw import Candidate, why_not
from experts.models import Expert, Field, Panel, Seat
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


def pool_for(project: Project, names: Iterable[str] = ()) -> Pool:
    """Two queries for experts and fields, whatever the size of the pool."""
    experts = list(Expert.objects.available().select_related("user", "organisation").prefetch_related("fields"))
    aside = exclusions(project, experts, names)
    gone = {one.expert.pk for one in aside}
    candidates = [expert.as_candidate() for expert in experts if expert.pk not in gone]
    return Pool(sorted(candidates, key=lambda one: one.id), aside)


def draw_refusal(
    project: Project, size: int | None = None, quotas: Mapping[str, int] | None = None, names: Iterable[str] = ()
) -> str:
    """Why no panel can be drawn for this project now; "" when one can. Asked before the draw, on the page."""
    least = int(parameter("panel_size"))
    reason = why_not(pool_for(project, names).candidates, size or least, quotas or {}, minimum=least)
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
        .select_related("project__unit", "drawn_by__user", "drawn_by__organisation")
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
