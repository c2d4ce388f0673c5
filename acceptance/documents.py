"""Contexts of the certificate and of the rectification order (practice.md)."""

from typing import Any

from django.utils import timezone

from acceptance.models import Acceptance


def _project(acceptance: Acceptance) -> dict[str, str]:
    project = acceptance.project
    return {"project_number": project.number, "project_name": project.name, "unit": project.unit.name}


def certificate_context(acceptance: Acceptance) -> dict[str, Any]:
    """验收证书: who built what for how much, five parts, who examined."""
    project, seats = (
        acceptance.project,
        acceptance.panel.active_seats().select_related("expert__user").order_by("rank"),
    )
    contractors = list(dict.fromkeys(contract.contractor for contract in project.contracts.filter(kind="main")))
    return {
        **_project(acceptance),
        "contractors": contractors,
        "supervisor": project.supervisor,
        "tester": project.tester,
        "approved_sum": project.approved_sum,
        "contract_sum": project.contract_sum,
        "settled_sum": acceptance.settled_sum or project.contract_sum,
        "started_on": timezone.localdate(project.build_started_at),
        "finished_on": acceptance.completed_on,
        "accepted_on": timezone.localdate(),
        "built": acceptance.built[:200],
        "conclusion": acceptance.conclusion_label,
        "parts": [
            {"label": part.get_part_display(), "verdict": part.get_verdict_display()}
            for part in acceptance.parts.all()
        ],
        "members": [
            {"name": seat.expert.name, "unit": seat.expert.employer, "title": seat.expert.title} for seat in seats
        ],
    }


def rectification_context(acceptance: Acceptance) -> dict[str, Any]:
    """整改通知书: items, demands, the day, how it will be checked."""
    due = acceptance.rectify_by
    return {
        **_project(acceptance),
        "stage": "项目验收",
        "held_on": timezone.localdate(acceptance.panel.meeting_at),
        "items": [
            {"part": "验收意见", "text": item.demand, "demand": item.demand, "due_on": due}
            for item in acceptance.items.all()
        ],
        "due_on": due,
        "check_how": "整改完成后逐项书面答复，重新申请验收，由专家组复验。",
    }
