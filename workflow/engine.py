"""The only door of every state change."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.utils import timezone

from accounts.models import Post
from workflow.articles import cite
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.machines import Step, machine_of
from workflow.models import WorkflowModel
from workflow.rules import judge_all

SILENT = frozenset({"state_since"})


def perform(
    obj: Any,
    name: str,
    *,
    post: Post | None,
    data: Mapping[str, Any] | None = None,
    reason: str = "",
    system: bool = False,
) -> Any:
    """Carry out one step of a machine, whole or not at all, and return the locked, saved object.

    `system` performs a fact that another room pushes up; the permit was asked there. Raises Conflict (not there any
    more), Forbidden (not this post's), RuleViolation (all findings at once).
    """
    step = machine_of(obj).by_name[name]
    typed = dict(data or {})
    with unit_of_work():
        locked = _lock(obj)
        _refuse(locked, step, post, typed, reason, system)
        before = _fields(locked)
        from_state = locked.state_value
        if (method := getattr(locked, name, None)) is not None:
            method(post=post, data=typed)
        after = _fields(locked)
        changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
        written = set(changes)
        if locked.state_value != from_state:
            locked.left_state = (from_state, locked.state_since)
            locked.state_since = timezone.now()
            written |= SILENT
        # A fact that leaves the row as it is writes nothing here.
        locked.save(update_fields=written)
        locked.changed = changes
        _record(locked, step, post, from_state, changes, reason)
        # An effect may set `next_url` on the object: the page that the person wants to see next.
        step.run_effect(obj=locked, post=post, data={**typed, "reason": reason})
    return locked


def _lock(obj: Any) -> Any:
    """The row as it is once it is ours, with the rows beside it that its permits, rules and notices read.

    Its parents first, from the top down: the same order everywhere. The base manager: visibility was the caller's
    question, and a lock must not depend on it. Two statements, because rows joined to one that we had to wait for
    would be as old as the wait.
    """
    for name in obj.locked_first:
        # Rows that are only pointed to by others' new rows need not wait for us (NO KEY).
        _wait_for(obj._meta.get_field(name).related_model, getattr(obj, f"{name}_id"), "NO KEY UPDATE")
    _wait_for(type(obj), obj.pk, "UPDATE")
    return type(obj)._base_manager.select_related(*obj.inbox_related).get(pk=obj.pk)


def _wait_for(model: Any, pk: Any, strength: str) -> None:
    """Lock one row and read nothing of it (written out: the ORM would compose it anew for every act)."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT FROM "{table}" WHERE "{key}" = %s FOR {strength}', [pk])


def _refuse(obj: Any, step: Step, post: Post | None, data: dict, reason: str, system: bool) -> None:
    if not step.on_the_way(obj):
        raise Forbidden(f"按本项目的建设主体、采购路径和资金来源，没有“{step.label}”这一环节。")
    if step.system and not system:
        raise Forbidden(f"“{step.label}”由相应环节的决定自动记入，不能单独办理。")
    if not system and (why := step.permit.refusal(obj, post)):
        raise Forbidden(f"不能{step.label}：{why}（《办法》{cite(step.article)}）。")
    if obj.state_value not in step.source:
        raise Conflict(f"当前状态为“{obj.state_label}”，不能{step.label}；可能已由他人办理。")
    verdicts = judge_all(step.rules, obj, post, data)
    if any(verdict.blocks for verdict in verdicts):
        raise RuleViolation([verdict for verdict in verdicts if not verdict.ok])
    if step.needs_reason and not reason.strip():
        raise Forbidden(f"{step.label}必须写明理由。")


def _fields(obj: models.Model) -> dict[str, Any]:
    return {f.attname: getattr(obj, f.attname) for f in obj._meta.concrete_fields if f.name not in SILENT}


def _record(obj: WorkflowModel, step: Step, post: Post | None, from_state: str, changes: dict, reason: str) -> None:
    changes.pop(obj.machine.field, None)
    record(
        subject=obj,
        action=step.name,
        label=step.label,
        post=post,
        kind=step.kind,
        from_state=from_state,
        to_state=obj.state_value,
        reason=reason.strip(),
        changes=changes,
    )
