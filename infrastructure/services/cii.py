"""Verbs of the cyberspace office (article 5)."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Post
from accounts.roles import Role
from infrastructure.models import Finding, RunningSystem, Visit
from infrastructure.notices import tell_office, tell_unit
from projects.models import Project
from projects.states import LIVE, Stage
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Forbidden

UNDER_WAY = [stage for stage in LIVE if stage not in (Stage.ACCEPTED, Stage.FILED)]


def identify(*, system: RunningSystem, body: str, number: str, on: datetime.date, post: Post) -> RunningSystem:
    """Record that the competent protection body has identified a system as critical."""
    if post.role != Role.CYBERSPACE:
        raise Forbidden("关键信息基础设施的认定由网信办登记（《办法》第五条）。")
    with unit_of_work():
        system.is_critical, system.critical_body = True, body
        system.critical_number, system.critical_on = number, on
        system.save(update_fields=["is_critical", "critical_body", "critical_number", "critical_on"])
        changes = {"body": body, "number": number}
        record(subject=system, action="identify", label="登记关键信息基础设施认定", post=post, changes=changes)
        for project in _changing(system):
            perform(project, "amend", post=post, data={"touches_cii": True}, system=True)
        tell_unit(system.unit, f"《{system.name}》已登记为关键信息基础设施（{number}）", obj=system)
    return system


def _changing(system: RunningSystem) -> QuerySet[Project]:
    """Projects on their way that built the system or change it, and do not say so yet."""
    named = Q(application__present_systems__system_id=system.pk) | Q(running_system=system)
    return Project.objects.filter(named, stage__in=UNDER_WAY, touches_cii=False).distinct()


def plan_visit(*, system: RunningSystem, kind: str, planned_on: datetime.date, post: Post) -> Visit:
    if post.role != Role.CYBERSPACE:
        raise Forbidden("安全检查和风险评估由网信办安排（《办法》第五条）。")
    with unit_of_work():
        visit = Visit.objects.create(system=system, kind=kind, planned_on=planned_on, created_by=post)
        record(subject=visit, action="plan", label=f"列入{visit.get_kind_display()}计划", post=post)
        tell_unit(system.unit, f"{visit}，计划 {planned_on:%Y-%m-%d}", obj=visit)
    return visit


def after_held(*, obj: Visit, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.system.unit, f"{obj}已实施", obj=obj)


def open_finding(*, obj: Visit, post: Post, data: Mapping[str, Any]) -> None:
    fields = {name: data[name] for name in ("severity", "what", "demand", "due_on")}
    finding = Finding.objects.create(visit=obj, created_by=post, **fields)
    record(subject=finding, action="open", label="登记问题", post=post, changes={"severity": finding.severity})
    tell_unit(obj.system.unit, f"{obj}发现问题，请于 {finding.due_on:%Y-%m-%d} 前整改", obj=finding)


def after_answered(*, obj: Finding, post: Post, data: Mapping[str, Any]) -> None:
    tell_office(f"{obj.visit.system.unit.short_name}已报告整改：{obj}", obj=obj, roles=(Role.CYBERSPACE,))


def after_finding_judged(*, obj: Finding, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.visit.system.unit, f"{obj}：{obj.state_label}", obj=obj)
