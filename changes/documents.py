"""Context of the 变更批复."""

from typing import Any

from django.utils import timezone

from changes.models import ChangeRequest


def approval_context(change: ChangeRequest, superseded: str) -> dict[str, Any]:
    """`superseded` is the number of the 预审批复 that falls with this paper, or ""."""
    project = change.project
    return {
        "project_number": project.number,
        "project_name": project.name,
        "unit": project.unit.name,
        "kind_label": change.get_kind_display(),
        "applied_on": timezone.localdate(change.created_at),
        "why": change.why,
        "rows": change.decided,
        "route": change.route().label if not change.pre_review else "重新预审",
        "superseded": superseded,
    }
