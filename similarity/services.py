"""Comparing a project with all others, and what follows from the officers' decisions (articles 14, 19, 21)."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from projects.models import Application, Project
from projects.notices import tell_unit
from projects.services import keep_merged
from projects.states import ENDED
from similarity import queries
from similarity.grouping import grow_group
from similarity.live import live_index
from similarity.models import Entry, Likeness, SplitGroup
from similarity.ranker import judge_group, pair_evidence, weigh_pair
from similarity.sending import send_comparison
from similarity.splits import crossed
from similarity.states import LikenessState, SplitState
from similarity.vectors import as_bytes, from_bytes
from workflow.audit import unit_of_work
from workflow.engine import perform
from workflow.notices import notify
from workflow.parameters import parameter

NEAREST, KEPT = 16, 8
LIMITS = ("supervision_threshold", "procurement_limit", "tender_goods_threshold", "public_tender_threshold")


def compare_on_commit(*, project: Project) -> None:
    """The unit handed its application in; the worker compares it once that is certain."""
    transaction.on_commit(lambda: send_comparison(project.pk))


def sum_of(project: Project) -> float:
    return float(project.reviewed_sum or project.declared_sum)


def _goals(application: Application | None) -> list[str]:
    """Indicators, each in a sentence."""
    rows = application.indicators.all() if application else ()
    return [f"{row.name}：{row.target}{row.unit}" if row.target else row.name for row in rows]


def _modules(application: Application | None) -> list[str]:
    rows = application.modules.all() if application else ()
    return [
        row.content if row.content.startswith(row.name) else f"{row.name}：{row.content}".rstrip("：") for row in rows
    ]


def _joined(text: str, rows: Iterable[str]) -> str:
    """A text and what the rows beside it add: many units write the same into both."""
    more = (row for row in rows if row not in text and row.partition("：")[0] not in text)
    return "\n".join(filter(None, (text, *more)))


def item_of(project: Project) -> dict[str, Any]:
    """A project in the words of an evaluation item."""
    application = getattr(project, "application", None)
    handed_in = timezone.localtime(project.submitted_at or project.created_at)
    goals, modules = _goals(application), _modules(application)
    return {
        "name": project.name,
        "unit": project.unit.name,
        "category": project.category,
        "goals": _joined(application.goals if application else "", goals),
        "content": _joined(application.content if application else "", modules),
        # Once more by themselves: modules are shown beside modules.
        "modules": modules,
        "budget_yuan": sum_of(project),
        "year": project.planned_year or handed_in.year,
        "month": f"{handed_in:%Y-%m}",
    }


def compare(*, project: Project) -> None:
    """Find what is like this project and keep it. May run twice, and beside another run for the same project."""
    with unit_of_work():
        entry = _keep_entry(project)
        if entry is None:
            return
        asked = _keep_pairs(entry) + _keep_group(entry)
        entry.compared_at = timezone.now()
        entry.save(update_fields=["compared_at"])
        if asked:
            text = f"《{project.name}》有 {asked} 项相似或疑似化整为零待判定"
            url = f"{project.get_absolute_url()}#similarity"
            notify(posts=holders(Role.OFFICE_CLERK), text=text, url=url, thread_id=project.pk)


def _keep_entry(project: Project) -> Entry | None:
    """Locked until the comparison is done. A project that became classified leaves the index (article 24)."""
    row = queries.comparable().filter(pk=project.pk).select_related("unit", "application").first()
    if row is None:
        Entry.objects.filter(pk=project.pk).delete()
        return None
    application, item = getattr(row, "application", None), item_of(row)
    version = application.version if application else 0
    Entry.objects.get_or_create(project=row, defaults={"version": version, "item": item})
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if entry.item != item:
        entry.item, entry.touched_at, entry.vectors = item, timezone.now(), None
    if entry.vectors is None or from_bytes(entry.vectors) is None:
        entry.vectors = as_bytes(item)
    entry.version, entry.project = version, row
    entry.save()
    return entry


# --- pairs -----------------------------------------------------------------------------------------------------------


def _keep_pairs(entry: Entry) -> int:
    """How many new pairs ask for a decision."""
    index = live_index()
    index.refresh()
    item = entry.with_vectors()
    judged = [(other, weigh_pair(item, other.with_vectors())) for other in index.candidates(entry, NEAREST)]
    alike = [row for row in judged if row[1]["predicted"] != "different"]
    alike.sort(key=lambda row: -row[1]["score"])
    kept = alike[:KEPT]
    asked = sum(_keep_pair(entry, other, verdict) for other, verdict in kept)
    _let_lapse(entry, {other.pk for other, _ in kept})
    return asked


def _in_order(a: Entry, b: Entry) -> tuple[Entry, Entry]:
    def handed_in(entry: Entry) -> Any:
        return entry.project.submitted_at or entry.project.created_at, entry.pk

    earlier, later = sorted((a, b), key=handed_in)
    return earlier, later


def _keep_pair(a: Entry, b: Entry, verdict: Mapping[str, Any]) -> bool:
    """True where it newly asks for a decision. What was decided keeps the evidence on which it was decided."""
    earlier, later = _in_order(a, b)
    # The later one first, as on the page, whichever of the two was compared.
    facts = {"predicted": verdict["predicted"], "score": verdict["score"]}
    facts["evidence"] = pair_evidence(later.item, earlier.item)
    pair, new = Likeness.objects.get_or_create(earlier=earlier.project, later=later.project, defaults=facts)
    if not new and pair.state in (LikenessState.OPEN, LikenessState.LAPSED):
        for name, value in facts.items():
            setattr(pair, name, value)
        pair.save(update_fields=list(facts))
        if pair.state == LikenessState.LAPSED:
            perform(pair, "reopen", post=None, system=True)
    return new and pair.demands_decision


def _let_lapse(entry: Entry, found: Iterable[Any]) -> None:
    """Undecided pairs whose texts have moved apart."""
    pairs = Likeness.objects.filter(Q(earlier=entry.pk) | Q(later=entry.pk), state=LikenessState.OPEN)
    for pair in pairs.exclude(earlier__in=found).exclude(later__in=found):
        other = pair.earlier_id if pair.later_id == entry.pk else pair.later_id
        row = Entry.objects.filter(pk=other).first()
        if row is None or weigh_pair(entry.with_vectors(), row.with_vectors())["predicted"] == "different":
            perform(pair, "lapse", post=None, system=True)


# --- groups ----------------------------------------------------------------------------------------------------------


def limits_on(day: Any) -> tuple[float, ...]:
    return tuple(sorted({float(parameter(key, day)) for key in LIMITS}))


def _keep_group(entry: Entry) -> int:
    project = entry.project
    handed_in = project.submitted_at or project.created_at
    day = timezone.localdate(handed_in)
    limits, window = limits_on(day), int(parameter("split.window_months", day))
    months = datetime.timedelta(days=round(365 / 12 * window))
    house = queries.house_of(project.unit)
    near = Entry.objects.filter(
        project__unit__in=house, project__submitted_at__range=(handed_in - months, handed_in + months)
    )
    others = near.exclude(pk=entry.pk).exclude(project__stage__in=ENDED).select_related("project")
    rows = [entry, *others.order_by("-project__submitted_at")[:60]]
    heads = queries.heads_of(house)
    # All of one house by the register, whatever their names say.
    items = [{**row.with_vectors(), "house": "one", "leads": row.project.unit_id in heads} for row in rows]
    chosen = [0, *(at + 1 for at in grow_group(items[0], items[1:], limits, window))]
    if len(chosen) < 2:
        return 0
    verdict = judge_group([items[at] for at in chosen], limits, window)
    return int(_keep_split([rows[at].project for at in chosen], verdict))


def _keep_split(projects: list[Project], verdict: Mapping[str, Any]) -> bool:
    """True where it newly asks. A group of which all was already judged together is not asked again."""
    ids = sorted(str(project.pk) for project in projects)
    key = hashlib.sha256(" ".join(ids).encode()).hexdigest()
    if _judged_together(projects):
        return False
    evidence = verdict["evidence"] | {"sums": {str(project.pk): sum_of(project) for project in projects}}
    facts = {
        "score": verdict["score"],
        "evidence": evidence,
        "total": Decimal(str(evidence["sum"])),
        "limit": Decimal(str(max(evidence["limits"]))),
    }
    group, new = SplitGroup.objects.get_or_create(key=key, defaults=facts)
    if not new:
        return False
    group.parts.set(projects)
    smaller = SplitGroup.objects.filter(state=SplitState.OPEN, parts__in=projects).exclude(pk=group.pk).distinct()
    for other in smaller.prefetch_related("parts"):
        if {part.pk for part in other.parts.all()} < {project.pk for project in projects}:
            perform(other, "lapse", post=None, system=True)
    return True


def _judged_together(projects: list[Project]) -> bool:
    """Is there a group, open or decided, that already holds all of these?"""
    wanted = {project.pk for project in projects}
    groups = SplitGroup.objects.filter(parts__in=projects).exclude(state=SplitState.LAPSED).distinct()
    return any(wanted <= {part.pk for part in group.parts.all()} for group in groups.prefetch_related("parts"))


def crossed_by(group: SplitGroup, parts: Iterable[Project]) -> list[float]:
    """Limits that these parts exceed together and none alone, by the sums with which the group was found."""
    sums = group.evidence.get("sums", {})
    each = [sums.get(str(part.pk)) or sum_of(part) for part in parts]
    return crossed(each, limits_on(timezone.localdate(group.found_at)))


# --- decisions -------------------------------------------------------------------------------------------------------


def after_judged(*, obj: Likeness, post: Post, data: Mapping[str, Any]) -> None:
    if obj.state == LikenessState.SAME:
        tell_unit(obj.later, f"《{obj.later.name}》被认定与已有项目重复，暂不能继续办理，请与信息办联系")
    obj.next_url = f"{obj.later.get_absolute_url()}#similarity"


def after_group_judged(*, obj: SplitGroup, post: Post, data: Mapping[str, Any]) -> None:
    if obj.state == SplitState.SPLIT:
        obj.confirmed.set(data["parts"])
    parts = obj.live_parts()
    if obj.state == SplitState.SPLIT:
        for part in parts:
            tell_unit(part, f"《{part.name}》被认定属化整为零，合并为一个项目之前不能继续办理")
    obj.next_url = f"{parts[0].get_absolute_url()}#similarity" if parts else ""


def after_merged(*, obj: SplitGroup, post: Post, data: Mapping[str, Any]) -> None:
    keep_merged(parts=obj.confirmed.exclude(pk=data["into"].pk), into=data["into"], post=post)
    tell_unit(data["into"], f"《{data['into'].name}》已登记为合并后的项目，可以继续办理")


def after_overturned(*, obj: Any, post: Post, data: Mapping[str, Any]) -> None:
    obj.overturn_reason = data["reason"]
    obj.save(update_fields=["overturn_reason"])
    for part in obj.live_parts() if isinstance(obj, SplitGroup) else [obj.later]:
        tell_unit(part, f"《{part.name}》经信息办负责人准予继续办理")
