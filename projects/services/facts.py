"""Facts that higher rooms push up. Each is called inside the act of that room, in its transaction."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from documents.services import withdraw_document
from projects import rooms
from projects.models import Application, Project
from projects.notices import tell_role, tell_unit
from projects.paths import Path
from projects.services.applications import replace_lines
from projects.services.tenders import close_tender
from workflow.audit import record
from workflow.clocks import resume_clock, stop_thread
from workflow.engine import perform

BODIES = frozenset({"unit_id", "investor_id"})
GATES = {Path.TENDER: Role.DRC, Path.PROCUREMENT: Role.FINANCE, Path.SERVICE: Role.FINANCE}


def record_plan_approval(*, project: Project, number: str, amount: Decimal, post: Post) -> Project:
    """The issued 评审意见 is the legal act (article 11), not the vote; its sum bounds budget and contracts."""
    return perform(project, "approve_plan", post=post, data={"number": number, "amount": amount}, system=True)


def record_contract_total(*, project: Project, total: Decimal, post: Post) -> Project:
    """The sum of all contracts in yuan; the database refuses more than the approved sum (article 22)."""
    return perform(project, "record_contract", post=post, data={"contract_sum": total}, system=True)


def complete_project(*, project: Project, post: Post) -> Project:
    """The completion report starts the office's clock (article 12)."""
    return perform(project, "complete", post=post, system=True)


def accept_project(*, project: Project, number: str, post: Post) -> Project:
    """The certificate is issued (article 12)."""
    return perform(project, "accept", post=post, data={"number": number}, system=True)


def approve_use(*, project: Project, post: Post) -> Project:
    """保密局 has approved the use of a classified system (article 5)."""
    return perform(project, "approve_use", post=post, system=True)


def amend_project(*, project: Project, fields: Mapping[str, Any], post: Post) -> Project:
    """Fields of a project that an approved change moves; the trail keeps old and new."""
    amended: Project = perform(project, "amend", post=post, data=fields, system=True)
    if BODIES & fields.keys():
        rooms.bodies_changed(amended)
    return amended


def after_bodies_named(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    rooms.bodies_changed(obj)


def retire_project(*, project: Project, on: datetime.date, post: Post) -> Project:
    """The system is off for good (article 7); the day on which it was put in use stays."""
    return perform(project, "retire", post=post, data={"off_on": on}, system=True)


def after_amended(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    _give_days(obj, post)


def _give_days(project: Project, post: Post) -> None:
    """Rooms that hold days of their own to the building's end hear how far it was moved."""
    before, after = (project.changed or {}).get("planned_end", (None, None))
    if before and after and after > before:
        rooms.give_days(project=project, days=(after - before).days, post=post)


def amend_application(
    *,
    application: Application,
    fields: Mapping[str, str],
    post: Post,
    lines: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> None:
    """Texts and whole lists of the application that an approved change rewrites; the trail keeps old and new."""
    changes: dict[str, Any] = {name: [getattr(application, name), value] for name, value in fields.items()}
    for name, rows in (lines or {}).items():
        before = application.rows_of(name)
        replace_lines(name, application, rows)
        if (after := application.rows_of(name)) != before:
            changes[name] = [before, after]
    for name, value in fields.items():
        setattr(application, name, value)
    application.version += 1
    application.save(update_fields=[*fields, "version"])
    record(subject=application, action="amend", label="变更申报内容", post=post, changes=changes)


def supersede_approval(*, project: Project, number: str, post: Post) -> Project:
    """The change decided under `number` needs a new pre-review: the old approvals fall (article 10)."""
    reason = f"变更批复 {number}：须重新预审"
    withdraw_document(number=project.pre_approval_number, reason=reason, post=post)
    return perform(project, "supersede_approval", post=post, reason=reason, system=True)


def change_path(*, project: Project, path: str, number: str, post: Post) -> Project:
    """Another way of buying, decided under `number`: the new body's gate is run anew (article 10)."""
    old = GATES.get(Path(project.path))
    close_tender(project, post)
    reason = f"变更批复 {number}：改为{Path(path).label}"
    withdraw_document(number=project.tender_filing_number, reason=reason, post=post)
    changed = perform(project, "supersede_gate", post=post, data={"path": path}, reason=reason, system=True)
    text = f"《{project.name}》经批准改为{Path(path).label}（{number}），原审批失效"
    tell_role(changed, text, *{role for role in (old, GATES.get(Path(path))) if role})
    return changed


def after_suspended(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    reason = data.get("reason") or "经批准暂停"
    stop_thread(obj=obj, reason=f"项目暂停：{reason}", post=post)
    _tell(obj, f"《{obj.name}》已暂停，各项时限停止计算：{reason}")


def after_resumed(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    resume_clock(obj=obj)
    _give_days(obj, post)
    _tell(obj, f"《{obj.name}》已恢复，各项时限继续计算")


def _tell(project: Project, text: str) -> None:
    tell_unit(project, text)
    gate = GATES.get(Path(project.path))
    tell_role(project, text, Role.OFFICE_CLERK, *([gate] if gate else []))
