"""What a person reads of a package: 卷内目录 and 办理过程. They take no number; they bear that of the filing."""

import datetime
from typing import Any

from django.utils import timezone

from archives.models import SocialFiling
from documents.registry import SERIES, DocumentSpec, Series, register

SERIES["archive_index"] = Series("archive_index", "卷内目录", "广信档")


def social_receipt_context(filing: SocialFiling) -> dict[str, Any]:
    """备案回执 of what is no project of the city; the number of the receipt is its number."""
    return {
        "project_number": "—",
        "project_name": filing.name,
        "unit": filing.unit.name,
        "filing_kind": "社会投资项目备案",
        "filed_on": timezone.localdate(),
        "papers": ["社会投资信息化项目备案表"],
        "facts": [
            {"label": "类别", "value": filing.get_category_display()},
            {"label": "总投资", "value": f"{filing.amount / 10000:,.2f} 万元"},
            {"label": "建设地点", "value": filing.place},
            {"label": "建设工期", "value": f"{filing.starts_on} 至 {filing.ends_on}"},
        ],
    }


def _sample() -> dict[str, Any]:
    day = datetime.date(2026, 11, 20)
    return {
        "project_number": "GY2026-00012",
        "project_name": "智慧交通一体化平台",
        "unit": "广元市交通运输局",
        "rows": [
            {"title": title, "by": by, "date": day, "pages": pages, "path": path}
            for title, by, pages, path in (
                (
                    "广经信预〔2026〕12号 关于智慧交通一体化平台预审的批复",
                    "广元市经信委",
                    3,
                    "文书/001.pdf",
                ),
                ("项目建议书（建设方案）：建议书.pdf", "广元市交通运输局", 46, "附件/001_建议书.pdf"),
                ("办理过程（审计轨迹）", "本系统生成", None, "数据/办理过程（审计）.json"),
            )
        ],
    }


register(
    DocumentSpec(
        kind="archive_index",
        label="卷内目录",
        title="{project_name}卷内目录",
        template="documents/archive_index.html",
        series="archive_index",
        keys=("project_number", "project_name", "unit", "rows"),
        optional={"contact": "", "phone": "", "copy_to": []},
        sample=_sample,
    )
)


def _trail_sample() -> dict[str, Any]:
    return {
        "project_number": "GY2026-00012",
        "project_name": "智慧交通一体化平台",
        "unit": "广元市交通运输局",
        "rows": [
            {
                "at": "2026-03-02 09:12",
                "actor": "王敏（申报单位经办人，广元市交通运输局）",
                "what": "提交：草稿 → 单位审核",
                "article": "第九条",
                "reason": "",
            },
            {
                "at": "2026-03-09 15:40",
                "actor": "李强（信息办经办人，广元市经济和信息化委员会）",
                "what": "退回补正：信息办审查 → 待补正",
                "article": "第九条",
                "reason": "缺少资金来源证明。",
            },
        ],
    }


register(
    DocumentSpec(
        kind="archive_trail",
        label="办理过程",
        title="{project_name}办理过程",
        template="documents/archive_trail.html",
        series="archive_index",
        keys=("project_number", "project_name", "unit", "rows"),
        optional={"contact": "", "phone": "", "copy_to": []},
        sample=_trail_sample,
    )
)
