"""The buyer's 验收书 (履约验收, article 12)."""

import datetime
from typing import Any

from documents.registry import CONTACT, PROJECT, SERIES, DocumentSpec, Series, register
from funds.models import ContractAcceptance

SERIES["contract_acceptance"] = Series("contract_acceptance", "履约验收书", "广采履验")


def contract_certificate_context(acceptance: ContractAcceptance, papers: list[str]) -> dict[str, Any]:
    contract, project = acceptance.contract, acceptance.project
    return {
        "project_number": project.number,
        "project_name": project.name,
        "unit": project.unit.name,
        "contract_name": contract.name,
        "contract_number": contract.number,
        "contractor": contract.contractor,
        "amount": contract.amount,
        "noticed_on": acceptance.noticed_on,
        "held_on": acceptance.held_on,
        "members": [line.strip() for line in acceptance.members.splitlines() if line.strip()],
        "third_party": acceptance.third_party,
        "users": acceptance.users,
        "findings": acceptance.findings,
        "conclusion": acceptance.conclusion_label,
        "published": f"{acceptance.published_on} {acceptance.medium}" if acceptance.published_on else "",
        "papers": papers,
    }


def _sample() -> dict[str, Any]:
    return {
        "project_number": "GY2026-00012",
        "project_name": "智慧交通一体化平台",
        "unit": "广元市交通运输局",
        "contract_name": "智慧交通一体化平台建设合同",
        "contract_number": "GYXX-2026-1024",
        "contractor": "四川川北数智科技有限公司",
        "amount": "1386000.00",
        "noticed_on": datetime.date(2026, 11, 16),
        "held_on": datetime.date(2026, 11, 20),
        "members": ["王建国（采购人代表）", "李蓉（市交通局信息科）", "周明（技术专家）"],
        "third_party": "四川省信息工程测评中心",
        "users": "",
        "findings": "第三条 交付平台软件一套：已交付，功能与合同一致。\n第五条 培训两期：已完成，有签到。",
        "conclusion": "验收合格",
        "published": "",
        "papers": ["供应商验收申请.pdf", "履约验收报告.pdf"],
    }


register(
    DocumentSpec(
        kind="contract_certificate",
        label="履约验收书",
        title="{contract_name}履约验收书",
        template="documents/contract_certificate.html",
        series="contract_acceptance",
        keys=(
            *PROJECT,
            "contract_name",
            "contract_number",
            "contractor",
            "amount",
            "held_on",
            "members",
            "findings",
            "conclusion",
            "papers",
        ),
        optional={**CONTACT, "third_party": "", "users": "", "published": "", "noticed_on": ""},
        sample=_sample,
    )
)
