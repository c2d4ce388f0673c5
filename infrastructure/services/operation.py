"""Verbs of plans, of the operation of shared infrastructure, and of hardware that is bought all the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from infrastructure.choices import PlanKind
from infrastructure.models import Allocation, Incident, Norm, NormVersion, Plan, PlanYear, Purchase, ServiceChange
from infrastructure.notices import tell_office, tell_unit
from projects.models import Project
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden


def save_plan(*, plan: Plan, platforms: Iterable[Any], years: Iterable[Mapping[str, Any]], post: Post) -> Plan:
    """Keep a draft with its years; the office's plan is the city's, a unit's its own 部门规划.

    Raises Conflict where somebody saved since `plan` was read.
    """
    with unit_of_work():
        new = plan._state.adding
        if new:
            plan.unit, plan.created_by = post.organisation, post
            plan.kind = PlanKind.CITY if post.role in OFFICE_ROLES else PlanKind.DEPARTMENT
        else:
            there = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
            if not there.editable:
                raise Conflict(f"规划当前为“{there.state_label}”，不能修改。")
            plan.edition = there.next_edition(plan.edition)
        plan.save()
        plan.platforms.set(platforms)
        plan.years.all().delete()
        made = PlanYear.objects.bulk_create([PlanYear(plan=plan, **dict(row)) for row in years])
        label = "编制规划" if new else "修改规划"
        record(subject=plan, action="keep", label=label, post=post, changes={"years": len(made)})
    return plan


def after_plan_moved(*, obj: Plan, post: Post, data: Mapping[str, Any]) -> None:
    reason = f"：{data['reason']}" if data.get("reason") else ""
    text = f"规划《{obj.name}》{obj.state_label}{reason}"
    tell_unit(obj.unit, text, obj=obj)
    if (obj.state in ("reported", "unit_review") and obj.kind == PlanKind.CITY) or obj.state == "reported":
        tell_office(text, obj=obj)


def link_projects(*, obj: Plan, post: Post, data: Mapping[str, Any]) -> None:
    obj.projects.set(data["projects"])


def report_incident(*, incident: Incident, post: Post) -> Incident:
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("运行事件由信息办经办人登记。")
    with unit_of_work():
        incident.created_by = post
        incident.save()
        record(subject=incident, action="open", label="登记运行事件", post=post)
        _tell_users(incident.platform.kind, f"{incident.platform}发生运行事件：{incident.what[:40]}", obj=incident)
    return incident


def propose_change(*, change: ServiceChange, post: Post) -> ServiceChange:
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("运行变更由信息办经办人提出。")
    with unit_of_work():
        change.created_by = post
        change.save()
        record(subject=change, action="open", label="提出运行变更", post=post)
        tell_office(f"{change.platform}运行变更待批准", obj=change, roles=(Role.OFFICE_LEADER,))
    return change


def after_change_approved(*, obj: ServiceChange, post: Post, data: Mapping[str, Any]) -> None:
    window = f"{obj.window_from:%m-%d %H:%M} 至 {obj.window_to:%m-%d %H:%M}"
    _tell_users(obj.platform.kind, f"{obj.platform}将于 {window} 变更，请做好准备", obj=obj)


def _tell_users(cloud: str, text: str, *, obj: Any) -> None:
    """Every unit that holds resources of this cloud, each once."""
    held = Allocation.objects.holding().filter(cloud=cloud).select_related("unit")
    for unit in {one.unit_id: one.unit for one in held}.values():
        tell_unit(unit, text, obj=obj)


def add_norm_version(*, norm: Norm, text: str, valid_from: Any, post: Post) -> NormVersion:
    """Norms are never edited: each change is a version with its day."""
    with unit_of_work():
        locked = Norm.objects.select_for_update().get(pk=norm.pk)
        if locked.versions.filter(valid_from=valid_from).exists():
            raise Conflict("该日已有一个版次生效。")
        number = locked.versions.count() + 1
        version = NormVersion.objects.create(
            norm=locked, number=number, text=text, valid_from=valid_from, made_by=post
        )
        record(subject=locked, action="version", label=f"发布第 {number} 版", post=post)
    return version


def state_purchase(*, project: Project, reason: str, post: Post) -> Purchase:
    """Why this project buys hardware although the cloud has room."""
    if post.role != Role.APPLICANT or post.organisation_id != project.unit_id:
        raise Forbidden("由项目申报单位经办人说明。")
    with unit_of_work():
        Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        if Purchase.objects.filter(project=project).exists():
            raise Conflict("已经说明过理由。")
        made = Purchase.objects.create(project=project, reason=reason, created_by=post)
        record(subject=made, action="open", label="说明另购硬件的理由", post=post, reason=reason)
        after_purchase_stated(obj=made, post=post, data={})
    return made


def after_purchase_stated(*, obj: Purchase, post: Post, data: Mapping[str, Any]) -> None:
    # A draft is nobody else's business yet: the office meets the reason when the application comes.
    if obj.project.submitted_at is None:
        return
    text = f"{obj.project.unit.short_name}《{obj.project.name}》另购硬件的理由待审查"
    tell_office(text, obj=obj, roles=(Role.OFFICE_CLERK,))


def after_purchase_judged(*, obj: Purchase, post: Post, data: Mapping[str, Any]) -> None:
    said = data.get("note") or data.get("reason", "")
    tell_unit(obj.project.unit, f"《{obj.project.name}》另购硬件：{obj.state_label}。{said}", obj=obj)
