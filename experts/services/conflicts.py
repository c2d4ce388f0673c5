"""Adding a recusal (one person, with a reason); lifting a computed one (two persons)."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from experts.conflicts import Finding, exclusions
from experts.models import AddedRecusal, Expert, Waiver
from experts.notices import ask_second_person, tell_asker
from experts.services.late import recuse_late
from projects.models import Project
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden


def add_recusal(*, project: Project, expert: Expert, reason: str, post: Post) -> AddedRecusal:
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("回避由信息办经办人登记（《办法》第六条）。")
    with unit_of_work():
        row, is_new = AddedRecusal.objects.get_or_create(
            project=project, expert=expert, defaults={"reason": reason, "added_by": post}
        )
        if is_new:
            # The event hangs on the row: the unit reads the project's timeline, and no expert's name stands there.
            record(subject=row, action="add_recusal", label="增加回避", post=post, reason=reason)
            recuse_late(expert=expert)
    return row


def ask_waiver(
    *, project: Project, expert: Expert, code: str, reason: str, post: Post, names: Iterable[str] = ()
) -> Waiver:
    """Ask that one computed conflict be lifted; nothing changes before a second person approves."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("解除回避由信息办经办人申请、另一人批准（《办法》第六条）。")
    found: dict[str, Finding] = {}
    for aside in exclusions(project, [expert], names):
        for one in aside.findings:
            # Of several of a kind the first; each is lifted by itself.
            found.setdefault(one.code, one)
    if code not in found or not found[code].liftable:
        raise Conflict("该回避情形已不存在，或不能解除。")
    with unit_of_work():
        waiver = Waiver.objects.create(
            project=project,
            expert=expert,
            code=code,
            finding=found[code].reason[:300],
            reason=reason,
            asked_by=post,
            created_by=post,
        )
        record(subject=waiver, action="ask_waiver", label="申请解除回避", post=post, reason=reason)
        ask_second_person(waiver)
    return waiver


def after_waiver_approved(*, obj: Waiver, post: Post, data: Mapping[str, Any]) -> None:
    tell_asker(obj, f"已批准解除{obj.expert.name}的回避：{obj.finding}")


def after_waiver_refused(*, obj: Waiver, post: Post, data: Mapping[str, Any]) -> None:
    tell_asker(obj, f"不予解除{obj.expert.name}的回避：{data['reason']}")
