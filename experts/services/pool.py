"""Keeping the pool (article 6)."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from experts.models import Expert, Field
from workflow.audit import record, unit_of_work
from workflow.errors import Forbidden


def save_expert(*, expert: Expert, fields: Iterable[Field], post: Post) -> Expert:
    """Add an expert to the pool or change the entry (article 6: the office keeps the pool)."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("专家库由信息办经办人维护（《办法》第六条）。")
    with unit_of_work():
        is_new = expert._state.adding
        before = None if is_new else _entry(Expert.objects.prefetch_related("fields").get(pk=expert.pk))
        expert.full_clean()
        expert.save()
        expert.fields.set(fields)
        after = _entry(expert)
        changes = {
            name: [before and before[name], value]
            for name, value in after.items()
            if not before or before[name] != value
        }
        if changes:
            action, label = ("add_expert", "专家入库") if is_new else ("change_expert", "修改专家信息")
            record(subject=expert, action=action, label=label, post=post, changes=changes)
    return expert


def _entry(expert: Expert) -> dict[str, Any]:
    return {
        "employer": expert.employer,
        "organisation": str(expert.organisation or ""),
        "title": expert.title,
        "phone": expert.phone,
        "county": expert.county,
        "status": expert.status,
        "note": expert.note,
        "fields": sorted(expert.fields.values_list("code", flat=True)),
    }
