"""卷内目录: the readable index of a package. It takes no number of its own; it bears the filing number."""

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
            {"title": "广经信预〔2026〕12号 关于智慧交通一体化平台预审的批复", "date": day, "path": "文书/001.pdf"},
            {"title": "项目建议书（建设方案）：建议书.pdf", "date": day, "path": "附件/001_建议书.pdf"},
            {"title": "办理过程（审计轨迹）", "date": day, "path": "数据/办理过程（审计）.json"},
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
