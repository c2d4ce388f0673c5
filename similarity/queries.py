"""Reads: what is behind, what a project's findings are, who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Organisation, Post
from projects.models import Project
from similarity import rules
from similarity.dataitems import Provided, built_items, provided_items
from similarity.houses import house, same_house
from similarity.models import READERS, Likeness, SplitGroup
from similarity.states import LikenessState, SplitState


def comparable() -> QuerySet[Project]:
    """What left its unit. Nothing of a classified project is compared, shown or kept here (article 24)."""
    return Project.objects.filter(is_classified=False, submitted_at__isnull=False)


def behind() -> QuerySet[Project]:
    version = Coalesce(F("application__version"), 0)
    stale = Q(similarity_entry__isnull=True) | Q(similarity_entry__compared_at__isnull=True)
    stale |= ~Q(similarity_entry__version=version)
    return comparable().filter(stale).order_by("-submitted_at")


def house_of(unit: Organisation) -> list[Any]:
    """The unit, its authority and all bodies under the same authority; of those without one in the register, the names
    tell."""
    root = unit.parent or unit
    ids = set(Organisation.objects.filter(Q(pk=root.pk) | Q(parent=root)).values_list("pk", flat=True))
    names = Organisation.objects.filter(kind=unit.kind, parent__isnull=True).values_list("pk", "name")
    return [*ids, *(pk for pk, name in names if pk not in ids and same_house(root.name, name))]


def heads_of(ids: Iterable[Any]) -> set[Any]:
    """Which of these bodies of one house are authorities: others stand below them, or their name says so."""
    rows = Organisation.objects.filter(pk__in=ids).values_list("pk", "parent_id", "name")
    bodies: list[tuple[Any, Any, str]] = list(rows)
    above = {parent for _, parent, _ in bodies}
    return {pk for pk, parent, name in bodies if pk in above or (parent is None and house(name).leads)}


def likenesses(post: Post | None) -> QuerySet[Likeness]:
    return Likeness.objects.visible_to(post).select_related("earlier__unit", "later__unit", "decided_by__user")


def groups(post: Post | None) -> QuerySet[SplitGroup]:
    return SplitGroup.objects.visible_to(post).select_related("decided_by__user").prefetch_related("confirmed")


@dataclass
class Advice:
    """What the search found of one project, for whoever judges it."""

    project: Project
    compared: bool = False
    pairs: list[Likeness] = field(default_factory=list)
    groups: list[SplitGroup] = field(default_factory=list)
    provided: list[Provided] = field(default_factory=list)
    waiting: int = 0  # what `rules.DECIDED` asks for, not only among those that are shown


def advice(project: Project, post: Post | None) -> Advice | None:
    """None for posts that do not judge, and before the application has left its unit."""
    if post is None or post.role not in READERS or project.is_classified or project.submitted_at is None:
        return None
    pairs = likenesses(post).filter(Q(earlier=project) | Q(later=project)).exclude(state=LikenessState.LAPSED)
    found = groups(post).filter(parts=project).exclude(state=SplitState.LAPSED)
    return Advice(
        project,
        compared=not rules.awaits_comparison(project),
        pairs=list(pairs.order_by("-score")[:8]),
        groups=list(found[:4]),
        waiting=project.later_likenesses.undecided().count() + project.split_groups.undecided().count(),
        provided=[*provided_items(project), *built_items(project, Project.objects.visible_to(post).open_())],
    )
