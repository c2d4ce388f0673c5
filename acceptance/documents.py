"""Contexts of the certificate and of the rectification order (practice.md)."""

import re
from typing import Any

from django.utils import timezone

from acceptance.models import Acceptance
from experts.documents import members_of


def _project(acceptance: Acceptance) -> dict[str, str]:
    project = acceptance.project
    return {"project_number": project.number, "project_name": project.name, "unit": project.unit.name}


def _contractors(acceptance: Acceptance) -> list[str]:
    return list(dict.fromkeys(contract.contractor for contract in acceptance.building_contracts()))


def _members(acceptance: Acceptance) -> list[dict[str, Any]]:
    """The experts; where the buyer's 验收书 stands for them, nobody but who signed that."""
    if acceptance.panel is None:
        return []
    return members_of(acceptance.panel)


VALUE = re.compile(r"[：:]|(?=由|从|达到|达|不低于|不少于|不超过|不高于|提高到|降到|降至|缩短到|≥|≤)")


def named(promise: str) -> tuple[str, str]:
    """一网通办率由40%提高到90% is a name and what was promised of it; a goal that names no such value is all name."""
    name, *promised = VALUE.split(promise, maxsplit=1)
    return (name.strip(), promised[0].strip()) if name.strip() and promised else (promise, "如指标所述")


def _indicators(acceptance: Acceptance) -> list[dict[str, Any]]:
    return [
        {
            "name": one.promised,
            "measured": one.measured,
            "by": one.measured_by,
            "met": one.met,
        }
        for one in acceptance.results.all()
    ]


def certificate_context(acceptance: Acceptance) -> dict[str, Any]:
    """验收证书: who built what for how much, five parts, who examined; indicators and clauses as its annexes."""
    project = acceptance.project
    settled, unsettled = acceptance.settlement()
    return {
        **_project(acceptance),
        "contractors": _contractors(acceptance),
        "supervisor": project.supervisor,
        "tester": project.tester,
        "approved_sum": project.approved_sum,
        "contract_sum": project.contract_sum,
        "settled_sum": settled or "",
        "unsettled": unsettled,
        "started_on": timezone.localdate(project.build_started_at),
        "finished_on": acceptance.completed_on or timezone.localdate(project.completed_at),
        "accepted_on": timezone.localdate(),
        "built": acceptance.built or "按批准的方案和合同建设。",
        "conclusion": acceptance.conclusion_label,
        "parts": [
            {"label": part.get_part_display(), "verdict": part.get_verdict_display()}
            for part in acceptance.parts.all()
        ],
        "members": [
            {name: member[name] for name in ("name", "unit", "title")} for member in _members(acceptance)
        ],
        "indicators": _indicators(acceptance),
        "clauses": [
            {"reference": one.reference, "agreed": one.agreed, "delivered": one.delivered,
             "verdict": one.get_verdict_display() or "—"}
            for one in acceptance.clauses.all()
        ],
        "stands_on": acceptance.stands_on,
    }  # fmt: skip


def opinion_context(acceptance: Acceptance) -> dict[str, Any]:
    """验收意见 of the group: five parts with findings, indicators, problems, conclusion (practice.md)."""
    panel = acceptance.panel
    held = panel.meeting_at if panel else timezone.now()
    indicators = [
        {**row, "name": name, "promised": promised}
        for row in _indicators(acceptance)
        for name, promised in [named(row["name"])]
    ]
    return {
        **_project(acceptance),
        "stage": "竣工验收",
        "held_on": timezone.localdate(held),
        "place": panel.place if panel else f"以履约验收书为准（{acceptance.stands_on}）",
        "contractors": _contractors(acceptance),
        "parts": [
            {"label": part.get_part_display(), "verdict": part.get_verdict_display(), "finding": part.finding}
            for part in acceptance.parts.all()
        ],
        "indicators": indicators,
        "problems": [item.problem for item in acceptance.items.all()],
        "conclusion": acceptance.conclusion_label,
        "members": _members(acceptance),
        "opinion": panel.words() if panel else [],
        "dissent": "\n".join(panel.dissents()) if panel else "",
    }


def rectification_context(acceptance: Acceptance) -> dict[str, Any]:
    """整改通知书: each item with its problem, demand and day; how it will be checked."""
    return {
        **_project(acceptance),
        "stage": "项目验收",
        "held_on": timezone.localdate(acceptance.panel.meeting_at),
        "items": [
            {
                "part": item.get_part_display(),
                "text": item.problem,
                "demand": item.demand,
                "due_on": item.due_on,
            }
            for item in acceptance.items.all()
        ],
        "due_on": acceptance.rectify_by,
        "check_how": "逐项书面答复并重新申请验收，由我委逐项核实后组织专家组复验",
    }
