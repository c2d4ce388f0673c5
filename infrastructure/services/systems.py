"""Verbs of the inventory and of a system's move (article 8)."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from infrastructure.choices import Cloud
from infrastructure.models import Allocation, Migration, RunningSystem, SystemConfirmation, SystemLink
from infrastructure.notices import tell_office, tell_unit
from projects.models import Project
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict

ACCEPTED = ("accepted", "filed")


def register_accepted(project: Project | None = None) -> int:
    """A project that was accepted, or every one, stands in the inventory by itself. May run at any time again.

    Classified projects are left out: their systems are kept where they are known (article 24).
    """
    count = 0
    accepted = Project.objects.filter(stage__in=ACCEPTED, is_classified=False, running_system__isnull=True)
    if project is not None:
        accepted = accepted.filter(pk=project.pk)
    for one in accepted.exclude(category="soft").select_related("unit"):
        with unit_of_work():
            try:
                with transaction.atomic():
                    system = RunningSystem.objects.create(unit=one.unit, name=one.name[:120], project=one)
            except IntegrityError:
                # The unit had registered it by hand under the same name.
                known = RunningSystem.objects.filter(unit=one.unit, name=one.name[:120], project__isnull=True)
                if not known.update(project=one):
                    continue
                system = RunningSystem.objects.get(project=one)
            record(subject=system, action="register", label="验收项目列入系统台账", post=None)
        count += 1
    return count


def retire_system(*, project: Project, on: datetime.date, successor: str, post: Post) -> int:
    """The system of a project has ended (article 7): the inventory says so, whoever leans on it hears, and what the
    cloud gave to it goes back to the pools. Returns how many allocations were released."""
    with unit_of_work():
        register_accepted(project)  # the hourly round may not have come to it yet
        system = RunningSystem.objects.select_for_update(of=("self",)).filter(project=project).first()
        given = Q(project=project) | Q(system=system.name if system else project.name)
        held = Allocation.objects.holding().filter(given, unit=post.organisation)
        for allocation in (allocations := list(held)):
            perform(allocation, "release", post=post)
        if system is not None and system.retired_on is None:
            system.retired_on, system.successor = on, successor
            system.save(update_fields=["retired_on", "successor"])
            changes = {"retired_on": str(on), "released": len(allocations)}
            record(subject=system, action="retire", label="系统下线", post=post, changes=changes)
            for link in system.carries.select_related("source__unit"):
                tell_unit(link.source.unit, f"《{link.source.name}》依赖的《{system.name}》已下线", obj=link.source)
    return len(allocations)


def confirm_inventory(*, post: Post, year: int) -> int:
    """The unit stands by its inventory of the year; a second click confirms nothing twice."""
    with unit_of_work():
        systems = list(RunningSystem.objects.visible_to(post).running().exclude(confirmations__year=year))
        SystemConfirmation.objects.bulk_create(
            [SystemConfirmation(system=system, year=year, confirmed_by=post) for system in systems],
            ignore_conflicts=True,
        )
        for system in systems:
            record(subject=system, action="confirm", label=f"确认 {year} 年度台账", post=post)
    return len(systems)


def link_systems(*, source: RunningSystem, target: RunningSystem, what: str, post: Post) -> SystemLink:
    with unit_of_work():
        link, made = SystemLink.objects.get_or_create(source=source, target=target, defaults={"what": what})
        if made:
            record(subject=source, action="link", label="登记依赖", post=post, changes={"target": target.name})
    return link


def start_migration(*, system: RunningSystem, wave: int, post: Post) -> Migration:
    """The office puts a system on the way to the cloud centre."""
    if system.retired_on is not None:
        raise Conflict(f"《{system.name}》已于 {system.retired_on} 下线，不再迁移。")
    with unit_of_work():
        move, made = Migration.objects.get_or_create(system=system, defaults={"wave": wave, "created_by": post})
        if made:
            record(subject=move, action="open", label="列入迁移", post=post, changes={"wave": wave})
            tell_unit(system.unit, f"《{system.name}》列入第 {wave} 批迁移，请评估并报送迁移方案", obj=move)
    return move


PLAN = ("way", "plan", "due_on", "stay_until")


def after_moved_on(*, obj: Migration, post: Post, data: Mapping[str, Any]) -> None:
    """Keep what the plan says, and tell the other side."""
    fields = [name for name in PLAN if name in data]
    for name in fields:
        setattr(obj, name, data[name])
    if fields:
        obj.save(update_fields=fields)
    reason = f"：{data['reason']}" if data.get("reason") else ""
    text = f"《{obj.system.name}》迁移{obj.state_label}{reason}"
    if post.role == Role.OFFICE_CLERK:
        tell_unit(obj.system.unit, text, obj=obj)
    else:
        tell_office(text, obj=obj, roles=(Role.OFFICE_CLERK,))


def after_switched_off(*, obj: Migration, post: Post, data: Mapping[str, Any]) -> None:
    """The inventory says where the system stands now."""
    system = obj.system
    before, system.cloud, system.host = system.host, Cloud.GOVERNMENT, "市云计算大数据中心"
    system.save(update_fields=["cloud", "host"])
    record(subject=system, action="moved", label="迁移后更新台账", post=post, changes={"host": [before, system.host]})
    tell_office(
        f"《{system.name}》迁移完成，{timezone.localdate():%Y-%m-%d} 关停旧系统", obj=obj, roles=(Role.OFFICE_CLERK,)
    )
