"""Verbs of the building (articles 12, 14)."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from accounts.models import Post
from accounts.roles import Role
from building.models import (
    AgencyWaiver,
    Chase,
    DispatchReport,
    KeyEquipment,
    MajorMark,
    Milestone,
    Photo,
    Problem,
    SecurityRecord,
    SupervisionReport,
)
from building.planning import in_words, is_fixed, replan
from building.queries import month_of, to_chase
from documents.services import store_attachment
from projects.models import Project
from projects.notices import tell_role, tell_unit
from workflow.audit import record, unit_of_work


def _to_tab(project: Project) -> None:
    project.next_url = f"{project.get_absolute_url()}?tab=building"


def keep_milestones(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """The plan as it is written now; until the building begins it is the first plan, too."""
    plan, why, fixed = replan(obj, data["rows"]), data.get("why", ""), is_fixed(obj)
    for milestone, parts in plan.changed:
        for part, (_old, new) in parts.items():
            setattr(milestone, part, new)
        if not fixed:
            milestone.first_on = milestone.due_on = milestone.planned_on
        milestone.save()
        _tell_trail(obj, milestone, "调整里程碑", in_words(parts, Milestone), why, post, changes=parts)
    for milestone in plan.removed:
        _tell_trail(obj, milestone, "删去里程碑", str(milestone), why, post)
        milestone.delete()
    last = obj.milestones.aggregate(last=Max("position"))["last"] or 0
    for position, row in enumerate(plan.added, start=last + 1):
        values = {"name": row["name"], "responsible": row.get("responsible", "")}
        days = dict.fromkeys(("planned_on", "first_on", "due_on"), row["planned_on"])
        milestone = Milestone.objects.create(project=obj, position=position, **values, **days)
        if not plan.anew:
            _tell_trail(obj, milestone, "增加里程碑", str(milestone), why, post)
    _to_tab(obj)


def _tell_trail(project, milestone, label, words, why, post, changes=None) -> None:
    reason = f"{words}；理由：{why}" if why else words
    record(
        subject=milestone,
        action="replan",
        label=label,
        post=post,
        reason=reason,
        changes=changes,
        thread_id=project.pk,
    )


def extend_milestones(*, project: Project, days: int, post: Post) -> None:
    """An approved change or a standstill gave the building days: what is not reached yet is due by so much later."""
    if not is_fixed(project):
        return
    for milestone in project.milestones.filter(done_on__isnull=True):
        before = milestone.due_on
        milestone.due_on += datetime.timedelta(days=days)
        milestone.planned_on = max(milestone.planned_on, milestone.due_on)
        milestone.save(update_fields=["due_on", "planned_on"])
        parts = {"due_on": [before, milestone.due_on]}
        _tell_trail(
            project, milestone, "里程碑顺延", in_words(parts, Milestone), "工期经批准顺延", post, changes=parts
        )


def reach_milestone(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    milestone = data["milestone"]
    milestone.done_on, milestone.note = data["done_on"], data.get("note", "")
    milestone.save(update_fields=["done_on", "note"])
    _to_tab(obj)


def keep_report(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    cells = {name: data.get(name, "") for name in DispatchReport.CELLS}
    month = data.get("month") or month_of()
    DispatchReport.objects.update_or_create(project=obj, month=month, defaults={**cells, "post": post})
    _to_tab(obj)


def keep_problem(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    fields = {name: data[name] for name in ("level", "text", "measure", "due_on")}
    problem = Problem.objects.create(project=obj, raised_by=post, **fields)
    if problem.level == Problem.Level.GRAVE:
        tell_role(obj, f"《{obj.name}》重大问题：{problem.text}"[:200], Role.OFFICE_CLERK, Role.OFFICE_LEADER)
    _to_tab(obj)


def solve_problem(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    problem = data["problem"]
    problem.solved_on, problem.outcome = data["solved_on"], data["outcome"]
    problem.save(update_fields=["solved_on", "outcome"])
    _to_tab(obj)


def keep_supervision(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    paper = None
    if data.get("paper"):
        paper = store_attachment(upload=data["paper"], thread_id=obj.pk, subject=obj, slot="supervision", post=post)
    values = {"text": data["text"], "post": post} | ({"paper": paper} if paper else {})
    month = data.get("month") or month_of()
    SupervisionReport.objects.update_or_create(project=obj, month=month, defaults=values)
    _to_tab(obj)


def keep_photos(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    fields = {name: data.get(name) for name in ("caption", "taken_on", "milestone")}
    for upload in data["pictures"]:
        # Each picture its own place, so that none stands as a newer version of another.
        slot = f"photo-{uuid.uuid4().hex[:12]}"
        picture = store_attachment(upload=upload, thread_id=obj.pk, subject=obj, slot=slot, post=post)
        Photo.objects.create(project=obj, picture=picture, post=post, **fields)
    _to_tab(obj)


def keep_security(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    values = {name: value for name, value in data.items() if name != "reason"}
    SecurityRecord.objects.update_or_create(project=obj, defaults={**values, "post": post})
    _to_tab(obj)


def keep_equipment(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    obj.key_equipment.all().delete()
    KeyEquipment.objects.bulk_create(KeyEquipment(project=obj, **row) for row in data["rows"])
    if data["rows"]:
        SecurityRecord.objects.filter(project=obj).update(no_key_equipment=False)
    _to_tab(obj)


def ask_agency(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    waiver = AgencyWaiver.objects.create(project=obj, reason=data["why"], created_by=post)
    tell_role(
        obj, f"《{obj.name}》说明不引入代理委托的理由，待认可", Role.OFFICE_LEADER, url=waiver.step_url("accept")
    )
    _to_tab(obj)


def after_agency(*, obj: AgencyWaiver, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.project, f"《{obj.project.name}》不引入代理委托：{obj.state_label}{data['reason']}")


def mark_major(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    MajorMark.objects.create(project=obj, reason=data["why"], post=post)
    tell_unit(obj, f"《{obj.name}》列为重大项目：{data['why']}")


def chase(*, month: datetime.date, kind: str, post: Post | None = None) -> int:
    """催办, then 通报 for every project that owes word of a month; each once, however often it is asked."""
    told = 0
    with unit_of_work():
        for project in to_chase(month, kind):
            _chase, made = Chase.objects.get_or_create(project=project, month=month, kind=kind)
            if not made:
                continue
            label = str(Chase.Kind(kind).label)
            text = f"《{project.name}》{month:%Y年%m月} 调度尚未填报，现予{label}"
            tell_unit(project, text)
            if kind == Chase.Kind.NAME:
                tell_role(project, text, Role.OFFICE_LEADER, Role.LEADING_GROUP)
            record(subject=project, action=f"dispatch_{kind}", label=f"调度{label}", post=post, thread_id=project.pk)
            told += 1
    return told
