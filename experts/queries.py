"""Reads of the pool: who may be drawn for a project, and whether a panel can be."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Post
from documents.models import Attachment, Document
from experts.aspects import groups_of
from experts.bodies import unit_keys
from experts.conflicts import CHECKS, Exclusion, exclusions
from experts.draw import Candidate, rank, why_not
from experts.models import AddedRecusal, Enrolment, Expert, Fee, Field, Meeting, Panel, Seat, Waiver
from experts.purposes import budget_of
from experts.states import READING
from projects.models import Project
from workflow.audit import read_once
from workflow.numbers import cents
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
    """A bounded number of queries, whatever the size of the pool.

    Asked once a unit of work: the rule that looks whether a panel can be drawn and the draw read the same list.
    """
    names = tuple(names)
    key = f"pool {project.pk} {names} {meeting_at} {exclude_counties}"
    return read_once(key, lambda: _pool_for(project, names, meeting_at, exclude_counties))


def _pool_for(
    project: Project, names: tuple[str, ...], meeting_at: datetime.datetime | None, exclude_counties: bool
) -> Pool:
    experts = read_once("experts to draw from", _available)
    aside = exclusions(project, experts, names, meeting_at=meeting_at, exclude_counties=exclude_counties)
    gone = {one.expert.pk for one in aside}
    # Where colleagues may sit together, each counts as a unit of their own.
    units = unit_keys(experts) if parameter("panel_one_of_a_unit") else {one.pk: str(one.pk) for one in experts}
    candidates = [expert.as_candidate(units[expert.pk]) for expert in experts if expert.pk not in gone]
    return Pool(sorted(candidates, key=lambda one: one.id), aside)


def _available() -> list[Expert]:
    """The same for every project of a unit of work (a meeting over several)."""
    available = Expert.objects.available().select_related("user", "organisation")
    return list(available.prefetch_related("fields__parent", "employments", "ties"))


def pool_for_all(projects: Iterable[Project], names: Iterable[str] = (), **when: Any) -> Pool:
    """The pool for several projects that one group judges: whoever stands aside on one stands aside on all."""
    first, *others = (pool_for(project, names, **when) for project in projects)
    candidates, excluded = first.candidates, list(first.excluded)
    for pool in others:
        kept = {one.id for one in pool.candidates}
        candidates = [one for one in candidates if one.id in kept]
        known = {one.expert.pk for one in excluded}
        excluded += [one for one in pool.excluded if one.expert.pk not in known]
    return Pool(candidates, excluded)


def draw_refusal(
    project: Project,
    size: int | None = None,
    quotas: Mapping[str, int] | None = None,
    names: Iterable[str] = (),
    also: Iterable[Project] = (),
    **when: Any,
) -> str:
    """Why no panel can be drawn for this project now; "" when one can. Asked before the draw, on the page.

    `when` is the day of the meeting and whether counties are left out, as pool_for() takes them.
    """
    least = int(parameter("panel_size"))
    pool = pool_for_all([project, *also], names, **when)
    reason = why_not(pool.candidates, size or least, quotas or {}, minimum=least)
    for field in Field.objects.all() if reason else ():
        reason = reason.replace(f"“{field.code}”", f"“{field.name}”")
    return reason


def experts_of_the_pool(post: Post | None):
    """The pool as a list: names, fields, workload; three queries."""
    pool = Expert.objects.visible_to(post).select_related("user", "organisation").prefetch_related("fields")
    return pool.with_workload().order_by("status", "employer", "user__display_name", "pk")


def fields_with_numbers():
    """The upper fields with the number of experts in the pool, those of their branches with them."""
    known = Expert.objects.filter(
        Q(fields=OuterRef("pk")) | Q(fields__parent=OuterRef("pk")), status=Expert.Status.ACTIVE
    )
    number = known.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk", distinct=True)).values("n")
    return Field.objects.filter(parent=None).annotate(number=Coalesce(Subquery(number), 0))


def my_seats(post: Post | None):
    """An expert's seats, those under way first."""
    seats = Seat.objects.visible_to(post).select_related(
        "panel__project__unit", "panel__meeting", "expert__user", "opinion"
    )
    return seats.order_by(F("panel__closed_at").desc(nulls_first=True), "-panel__meeting_at", "pk")


def reading_address(post: Post, paper: Attachment | Document) -> str | None:
    """Where an expert reads a paper of the project that they judge; "" before the declaration and after the end.

    None for what hangs on no project: a letter to the expert is theirs as it is.
    """
    if not Project.objects.filter(pk=paper.thread_id).exists():
        return None
    open_seats = my_seats(post).filter(panel__project_id=paper.thread_id, panel__closed_at=None)
    seat = open_seats.filter(state__in=READING).last()
    return reverse("experts:paper_read", args=[seat.pk, paper.pk]) if seat else ""


def panel_with_seats(post: Post | None):
    return (
        Panel.objects.visible_to(post)
        .select_related(
            "project__unit",
            "meeting",
            "lead__project",
            "drawn_by__user",
            "drawn_by__organisation",
            "witness_post__user",
        )
        .prefetch_related("seats__expert__user", "seats__expert__fields", "seats__expert__organisation")
    )


def meetings(post: Post | None):
    """Sittings, the next first; what they treat comes in two further queries."""
    agenda = Prefetch("panels", Panel.objects.select_related("project__unit").order_by("position", "created_at"))
    seen = Meeting.objects.visible_to(post).select_related("created_by__user").prefetch_related(agenda)
    return seen.annotate(number=Count("panels")).order_by("-starts_at", "pk")


def agenda_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Each project of a sitting with its seats: who answered, read, declared, handed in, came."""
    there = set(meeting.present)
    panels = meeting.panels.select_related("project__unit", "meeting").prefetch_related("seats__expert__user")
    rows = []
    for panel in panels.order_by("position", "created_at"):
        seats = sorted((seat for seat in panel.seats.all() if seat.is_active), key=lambda seat: seat.rank)
        rows.append({"panel": panel, "seats": [(seat, str(seat.pk) in there) for seat in seats]})
    return rows


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


def reserves_of(panel: Panel) -> list[tuple[Expert, list[int]]]:
    """Who would follow, and on which seats (ranks) if one of them were left now; the office's, until all is opened."""
    if not panel.is_drawn or not panel.reserves or panel.opened_at or panel.closed_at:
        return []
    ranks = {str(pk): rank for pk, rank in panel.active_seats().values_list("expert_id", "rank")}
    places: dict[str, list[int]] = {}
    for sitting, following in panel.reserves_by_seat().items():
        places.setdefault(following, []).append(ranks[sitting])
    experts = Expert.objects.filter(pk__in=places).select_related("user")
    rows = [(one, sorted(places[str(one.pk)])) for one in experts]
    return sorted(rows, key=lambda row: row[1])


def replay_export(panel: Panel) -> dict[str, Any]:
    """All that docs/replay_draw.py needs; no name, no project: ids, fields, units, seed, what came out."""
    seats = sorted(panel.seats.all(), key=lambda seat: seat.rank)
    return {
        "format": "guangyuan-draw/1",
        # Commitments and seed were made for the panel that led the draw.
        "panel": panel.draw_id,
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
    labels = dict(Field.objects.values_list("code", "name"))
    return [
        {
            "place": place,
            "id": one,
            "name": names.get(one, one),
            "fields": [labels.get(code, code) for code in pool[one].fields],
            "number": rank(panel.seed, one)[:16],
            "absent": absent.get(one, ""),
            "seat": seats.get(one),
        }
        for place, one in enumerate(panel.first_draw().order, start=1)
    ]


def suggested_points(panel: Panel) -> list[dict[str, Any]]:
    """A first draft of the group's opinion: what the members wrote, with the seats that wrote the same words."""
    points: dict[str, list[int]] = {}
    for opinion in panel.opinions():
        for line in opinion.overall.splitlines():
            if text := line.strip():
                points.setdefault(text, []).append(opinion.seat.rank)
    return [{"text": text, "ranks": ranks} for text, ranks in points.items()]


# --- one expert ------------------------------------------------------------------------------------------------------


def history_of(expert: Expert, post: Post | None):
    """The seats of one expert, newest first; the office evaluates those that are over."""
    seen = Seat.objects.visible_to(post).filter(expert=expert)
    return seen.select_related("panel__project__unit", "evaluation").order_by("-panel__meeting_at")[:50]


def enrolments(post: Post | None):
    rows = Enrolment.objects.visible_to(post).prefetch_related("fields")
    return rows.select_related("nominated_by", "user").order_by("state", "-created_at")


# --- further answers, after the opening ------------------------------------------------------------------------------


def checks_of(panel: Panel) -> list[dict[str, Any]]:
    """How many gave which answer to each further question; empty while the opinions are sealed."""
    opinions = list(panel.opinions())
    rows = []
    for group in groups_of(panel.purpose) if opinions else ():
        for code, label in group.checks:
            given = Counter(opinion.checks.get(code, "") for opinion in opinions)
            words = [f"{word} {given[answer]}" for answer, word in group.answers if given[answer]]
            if words:
                rows.append({"group": group.label, "label": label, "words": "、".join(words)})
    return rows


def budget_lines(panel: Panel) -> list[dict[str, Any]]:
    """Each line of the budget: how many find it too high, and the mean of what they would take off."""
    opinions, rows = list(panel.opinions()), []
    for key, words, amount in budget_of(panel) if opinions else ():
        judged = [opinion.budget[key] for opinion in opinions if key in opinion.budget]
        if not judged:
            continue
        high = [one for one in judged if one["verdict"] != "fair"]
        cuts = [amount if one["verdict"] == "drop" else Decimal(one["cut"] or 0) for one in high]
        # Of all who judged the line: whoever finds it fair takes nothing off.
        mean = cents(sum(cuts, Decimal(0)) / len(judged))
        rows.append({"words": words, "amount": amount, "judged": len(judged), "high": len(high), "cut": mean})
    return rows


def fees_of(post: Post | None):
    rows = Fee.objects.visible_to(post).select_related("seat__expert__user", "seat__panel__project")
    return rows.order_by(F("paid_on").desc(nulls_first=True), "-noted_at", "pk")


def fee_totals(rows) -> dict[str, Any]:
    return rows.order_by().aggregate(number=Count("pk"), amount=Sum("amount"), tax=Sum("tax"))
