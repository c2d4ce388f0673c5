"""Keeping the rolling library (article 9): confirmed each year, rated, deferred, merged, split, many at once."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from projects.models import (
    Application,
    BudgetLine,
    BulkAct,
    LibraryEntry,
    Lineage,
    ListLine,
    Maturity,
    Priority,
    Project,
    SourceLine,
)
from projects.notices import tell_role, tell_unit
from projects.queries.library import stale_before
from projects.rooms import all_advisers
from projects.rules import LEFT_UNCONFIRMED
from projects.services.participations import carry_participants
from projects.states import ApplicationState, Stage
from workflow.audit import reading, record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.numbers import cents
from workflow.parameters import parameter

LABELS = {"planned_year": "计划年度", "priority": "优先级", "maturity": "成熟度"}
WORDS = {"priority": Priority, "maturity": Maturity}


def keep_confirmation(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    today = timezone.localdate()
    LibraryEntry.objects.update_or_create(project=obj, defaults={"confirmed_on": today, "told_on": None})


def keep_rating(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    values = {"priority": data["priority"], "maturity": data["maturity"]}
    born = {"confirmed_on": _since(obj)}
    LibraryEntry.objects.update_or_create(project=obj, defaults=values, create_defaults={**values, **born})


def after_deferral(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    text = f"{obj.unit.short_name}把《{obj.name}》调整到 {obj.planned_year} 年：{data.get('note', '')}"
    tell_role(obj, text, Role.OFFICE_CLERK)


def _since(project: Project) -> datetime.date:
    return timezone.localdate(project.admitted_at) if project.admitted_at else timezone.localdate()


def after_merge(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """The budget and the sources go on in the other project, whose sum grows by them."""
    into = Project.objects.select_for_update(of=("self",)).get(pk=data["into"].pk)
    if into.stage != Stage.LIBRARY or into.unit_id != obj.unit_id:
        raise Conflict(f"《{into.name}》已不在滚动库，不能并入。")
    for line in obj.application.budget_lines.all():
        line.pk, line.application = None, into.application
        line.save()
    for source in obj.application.sources.all():
        source.pk, source.application = None, into.application
        source.save()
    _carry_rows(obj.application, into.application)
    carry_participants(old=obj, new=into, post=post)
    Lineage.objects.create(parent=obj, child=into, kind=Lineage.Kind.MERGED, post=post)
    total = into.declared_sum + obj.declared_sum
    perform(into, "amend", post=post, data={"declared_sum": total}, system=True)
    _lay_before_advisers(into)
    tell_unit(obj, f"《{obj.name}》已并入《{into.name}》：{data['reason']}", url=into.get_absolute_url())


def keep_merged(*, parts: Iterable[Project], into: Project, post: Post) -> None:
    """Projects that ended because another takes up what they were for (article 14): the family tree shows it."""
    for part in parts:
        Lineage.objects.get_or_create(parent=part, child=into, defaults={"kind": Lineage.Kind.MERGED, "post": post})


def after_split(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    for name, amount in data["parts"]:
        child = _part(obj, name, amount, post)
        Lineage.objects.create(parent=obj, child=child, kind=Lineage.Kind.SPLIT, post=post)
        _lay_before_advisers(child)
    tell_unit(obj, f"《{obj.name}》已拆分为 {len(data['parts'])} 个项目：{data['reason']}")


def _lay_before_advisers(project: Project) -> None:
    """What it asks for is another thing now, and is compared anew."""
    for adviser in all_advisers():
        adviser.reported(project=project)


def _part(parent: Project, name: str, amount: Decimal, post: Post) -> Project:
    """A part stands in the library as its whole did, with its share of every source."""
    same = ("unit_id", "category", "nature", "builder", "path", "investor_id", "touches_cii", "planned_year")
    values = {name: getattr(parent, name) for name in (*same, "submitted_at", "admitted_at", "planned_end")}
    child = Project.objects.create(name=name, stage=Stage.LIBRARY, declared_sum=amount, created_by=post, **values)
    whole = parent.application
    texts = {
        field.attname: getattr(whole, field.attname)
        for field in Application._meta.concrete_fields
        if field.name not in {"id", "project", "state", "version", "created_at", "created_by", "state_since"}
    }
    application = Application.objects.create(project=child, state=ApplicationState.ADMITTED, created_by=post, **texts)
    BudgetLine.objects.create(
        application=application, kind="development", name=f"{name}（由《{parent.name}》拆分）"[:200], unit_price=amount
    )
    _share_sources(parent, application, amount)
    _carry_rows(whole, application)
    carry_participants(old=parent, new=child, post=post)
    record(subject=child, action="create", label="由拆分建立", post=post, changes={"parent": parent.name})
    return child


# What an application says row by row. A part has all of it at first and strikes what is the other's.
CARRIED = ("modules", "indicators", "data_rows", "milestones", "running_costs", "present_systems")


def _carry_rows(old: Application, new: Application) -> None:
    """Rows go over; one that stands there in the same words does not stand there twice."""
    for name in CARRIED:
        there = {_words(row) for row in getattr(new, name).all()}
        last = getattr(new, name).count()
        fresh = [row for row in getattr(old, name).all() if _words(row) not in there]
        for place, row in enumerate(fresh, start=last + 1):
            row.pk, row.application, row.position = None, new, place
            row.save()


def _words(row: Any) -> tuple[Any, ...]:
    fields = row._meta.concrete_fields
    return tuple(getattr(row, f.attname) for f in fields if f.name not in ("id", "application", "position"))


def _share_sources(parent: Project, application: Application, amount: Decimal) -> None:
    """In proportion; the last takes what rounding leaves."""
    sources, left = list(parent.application.sources.all()), amount
    for place, source in enumerate(sources):
        last = place == len(sources) - 1
        share = left if last else cents(source.amount * amount / parent.declared_sum)
        left -= share
        if share > 0:
            SourceLine.objects.create(
                application=application,
                kind=source.kind,
                year=source.year,
                amount=share,
                note=source.note,
                holder=source.holder,
                position=place + 1,
            )


# --- many at once -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """What a bulk act would do to one entry; `refusal` says why it would not."""

    project: Project
    before: int | None
    after: int
    field: str
    refusal: str = ""

    @property
    def changes(self) -> bool:
        return not self.refusal and self.before != self.after

    def _word(self, value: int | None) -> str:
        words = WORDS.get(self.field)
        return "—" if value is None else str(words(value).label) if words else f"{value} 年"

    @property
    def before_word(self) -> str:
        return self._word(self.before)

    @property
    def after_word(self) -> str:
        return self._word(self.after)


def preview_bulk(*, projects: Iterable[Project], field: str, value: int) -> list[Effect]:
    """Nothing is changed. One query for the entries, one for the lists in the making."""
    listed = list(projects)
    entries = {entry.pk: entry for entry in LibraryEntry.objects.filter(project__in=listed)}
    drafts = set(ListLine.objects.filter(project__in=listed, decision="proposed").values_list("project_id", flat=True))
    effects = []
    for project in listed:
        entry = entries.get(project.pk) or LibraryEntry(project=project)
        before = project.planned_year if field == "planned_year" else getattr(entry, field)
        refusal = "已不在滚动库" if project.stage != Stage.LIBRARY else ""
        if field == "planned_year" and project.pk in drafts:
            refusal = "在办理中的年度清单上，不能改年度"
        effects.append(Effect(project, before, value, field, refusal))
    return effects


def apply_bulk(*, projects: Iterable[Project], field: str, value: int, post: Post) -> BulkAct:
    """Do what the preview said, whole or not at all. Raises Conflict where nothing would change."""
    _may_keep(post)
    with unit_of_work():
        keys = [project.pk for project in projects]
        locked = Project.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        effects = [effect for effect in preview_bulk(projects=locked, field=field, value=value) if effect.changes]
        if not effects:
            raise Conflict("所选项目没有需要改变的，可能已由他人调整。")
        for effect in effects:
            _set(effect.project, field, value, post)
        rows = [
            {"project": str(effect.project.pk), "before": effect.before, "after": effect.after} for effect in effects
        ]
        label = f"批量调整{LABELS[field]}为{effects[0].after_word}"
        act = BulkAct.objects.create(label=label, field=field, rows=rows, post=post)
        record(subject=act, action="bulk", label=label, post=post, changes={"count": len(rows)})
    return act


def undo_bulk(*, act: BulkAct, post: Post) -> tuple[int, int]:
    """Take it back once. What was changed by others since is left. Returns (taken back, left)."""
    _may_keep(post)
    with unit_of_work():
        locked = BulkAct.objects.select_for_update().get(pk=act.pk)
        if not locked.may_be_undone:
            raise Conflict("这次批量调整已撤销过，或已超过一天，不能再撤销。")
        keys = [row["project"] for row in locked.rows]
        projects = {str(project.pk): project for project in Project.objects.select_for_update().filter(pk__in=keys)}
        entries = {str(entry.pk): entry for entry in LibraryEntry.objects.filter(project__in=keys)}
        back = 0
        for row in locked.rows:
            project = projects[row["project"]]
            holder = project if locked.field == "planned_year" else entries.get(row["project"])
            if project.stage == Stage.LIBRARY and getattr(holder, locked.field, None) == row["after"]:
                _set(project, locked.field, row["before"], post)
                back += 1
        locked.undone_at = timezone.now()
        locked.save(update_fields=["undone_at"])
        record(subject=locked, action="undo", label=f"撤销：{locked.label}", post=post, changes={"count": back})
    return back, len(locked.rows) - back


def _may_keep(post: Post) -> None:
    if post.role not in OFFICE_ROLES:
        raise Forbidden("滚动库由信息办建立和管理（《办法》第九条）。")


def _set(project: Project, field: str, value: int | None, post: Post) -> None:
    if field == "planned_year":
        perform(project, "amend", post=post, data={"planned_year": value}, system=True)
        tell_unit(project, f"《{project.name}》计划年度调整为 {value} 年")
        return
    values = {field: value}
    born = {**values, "confirmed_on": _since(project)}
    LibraryEntry.objects.update_or_create(project=project, defaults=values, create_defaults=born)


# --- the yearly word of the unit ---------


def sweep_library() -> tuple[int, int]:
    """Tell the units whose entries are stale; what was told long enough ago leaves. Returns (told, left).

    What is read here may be confirmed a moment later: whatever is done to an entry is asked again under its lock.
    """
    told = left = 0
    with reading():
        for project in Project.objects.library().select_related("library_entry").iterator():
            if _to_be_told(project):
                told += _tell(project)
            elif _to_leave(project):
                left += _leave(project)
    return told, left


def _to_be_told(project: Project) -> bool:
    entry = getattr(project, "library_entry", None)
    confirmed, told = (entry.confirmed_on, entry.told_on) if entry else (_since(project), None)
    return told is None and confirmed <= stale_before() and not _on_draft(project)


def _to_leave(project: Project) -> bool:
    return LEFT_UNCONFIRMED.judge(project, None, {}).ok and not _on_draft(project)


def _on_draft(project: Project) -> bool:
    return project.list_lines.filter(decision="proposed").exists()


def _tell(project: Project) -> bool:
    with unit_of_work():
        # An entry is written by whoever holds its project: the unit that confirms, the office that rates.
        locked = Project.objects.select_for_update(of=("self",)).select_related("unit").get(pk=project.pk)
        if locked.stage != Stage.LIBRARY or not _to_be_told(locked):
            return False
        told, born = {"told_on": timezone.localdate()}, {"confirmed_on": _since(locked)}
        LibraryEntry.objects.update_or_create(project=locked, defaults=told, create_defaults={**told, **born})
        days = int(parameter("library.leave_days"))
        tell_unit(locked, f"《{locked.name}》入库满一年未确认，请在 {days} 日内确认是否继续实施，逾期出库")
    return True


def _leave(project: Project) -> bool:
    try:
        with unit_of_work():
            left = perform(project, "leave_library", post=None, reason="逾期未确认，按滚动库管理规定出库", system=True)
            tell_unit(left, f"《{left.name}》逾期未确认，已移出滚动库；仍需实施的请重新申报")
    except (Conflict, RuleViolation):
        return False
    return True
