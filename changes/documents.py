"""Context of the 变更批复; the 终止通知书 with what became of everything."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from changes.models import ChangeRequest
from documents.registry import CONTACT, PROJECT, SERIES, DocumentSpec, Series, register
from projects.models import Project

SERIES["termination"] = Series("termination", "项目终止通知书", "广经信终")


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


def termination_context(project: Project, reason: str, closed: Iterable[str]) -> dict[str, Any]:
    contracts = [
        {
            "name": str(contract),
            "state": contract.state_label,
            "amount": contract.amount,
            "settled": contract.settled_sum,
            "paid": contract.paid_total,
        }
        for contract in project.contracts.all()
    ]
    papers = [f"{paper.title}（{paper.number}）" for paper in project.documents.order_by("issued_on", "pk")]
    return {
        "project_number": project.number,
        "project_name": project.name,
        "unit": project.unit.name,
        "reason": reason,
        "contracts": contracts,
        "closed": list(closed),
        "papers": papers,
        "ended_on": timezone.localdate(),
    }


def _sample() -> dict[str, Any]:
    return {
        "project_number": "GY2026-00012",
        "project_name": "智慧交通一体化平台",
        "unit": "广元市交通运输局",
        "reason": "职能划转市城市管理局，原建设内容并入该局统一平台。",
        "contracts": [
            {
                "name": "GYXX-2026-1024 智慧交通一体化平台建设合同",
                "state": "已解除",
                "amount": "1386000.00",
                "settled": "415800.00",
                "paid": "415800.00",
            }
        ],
        "closed": ["变更申请（信息办审查）", "招标备案（准备招标）"],
        "papers": ["关于智慧交通一体化平台预审的批复（广经信预〔2026〕12号）"],
        "ended_on": datetime.date(2026, 11, 20),
    }


register(
    DocumentSpec(
        # contracts: [{name, state, amount, settled, paid}]; closed, papers: [text]
        kind="termination",
        label="项目终止通知书",
        title="关于终止{project_name}的通知",
        template="documents/termination.html",
        series="termination",
        keys=(*PROJECT, "reason", "contracts", "closed", "papers", "ended_on"),
        optional=CONTACT,
        passages={"reason": "终止理由"},
        sample=_sample,
    )
)
