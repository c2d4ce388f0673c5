"""Pre-review and filing."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Post
from documents.models import Attachment
from projects.choices import PreReviewCondition
from projects.models import Application, Filing, ListLine, PreReview, Project
from projects.rooms import known_of


def pre_reviews(post: Post | None) -> QuerySet[PreReview]:
    return PreReview.objects.visible_to(post).filter(project__is_classified=False).select_related("project__unit")


def filings(post: Post | None) -> QuerySet[Filing]:
    return Filing.objects.visible_to(post).filter(project__is_classified=False).select_related("project__unit")


@dataclass
class Check:
    """One condition with what the system knows of it, beside the officer's verdict."""

    code: str
    label: str
    item: Any
    facts: list[tuple[str, str]]
    papers: list[Attachment]
    verdict: str = ""
    remark: str = ""
    error: str = ""


# Which papers of the application speak to which condition.
SHOWN_PAPERS = {"1.4": ("implementation_plan",), "1.5": ("feasibility",), "2.3": ("proposal", "implementation_plan")}


def checks(pre_review: PreReview) -> list[Check]:
    """The eleven rows of the checklist; the papers and sums come from the application."""
    application = pre_review.project.application
    papers: dict[str, list[Attachment]] = {}
    for paper in Attachment.objects.current_for(application):
        papers.setdefault(paper.slot, []).append(paper)
    supplements = list(Attachment.objects.current_for(pre_review))
    facts = _known(pre_review.project, application)
    items = {item.code: item for item in pre_review.items.select_related("judged_by__user")}
    rows = []
    for code, label in PreReviewCondition.choices:
        found = [paper for slot in SHOWN_PAPERS.get(code, ()) for paper in papers.get(slot, [])]
        item = items.get(code)
        row = Check(code, str(label), item, facts.get(code, []), found + (supplements if code == "2.3" else []))
        if item is not None:
            row.verdict, row.remark = item.verdict, item.remark
        rows.append(row)
    return rows


def _known(project: Project, application: Application) -> dict[str, list[tuple[str, str]]]:
    budget = application.budget_total()
    money = [
        (f"{source.year} 年{source.get_kind_display()}", f"{source.amount / 10000:,.2f} 万元")
        for source in application.sources.all()
    ]
    facts = {
        "1.1": [("政策法规依据", application.legal_basis or "申报书未写明")],
        "1.2": [
            ("利用的共享平台", "、".join(application.platform_labels) or "未声明"),
            ("拟互联的系统", application.systems_connected or "未写明"),
            *([("独立建设理由", application.standalone_reason)] if application.standalone_reason else []),
            ("拟采集的数据项", application.data_items or "未写明"),
        ],
        "1.3": money or [("资金来源", "未写明")],
        "1.4": [
            ("建设目标", application.goals),
            ("起止日期", f"{application.starts_on or '—'} 至 {application.ends_on or '—'}"),
            ("预算合计", f"{budget / 10000:,.2f} 万元"),
        ],
        "1.6": [("拟定安全等级", application.get_security_level_display() or "未填写")],
        "2.1": _standing_in_lists(project, project.line_in_year(timezone.localdate().year) or project.current_line()),
        "2.2": money or [("资金来源", "未写明")],
    }
    for condition, fact in known_of(project):
        facts.setdefault(condition, []).append(fact)
    return facts


def _standing_in_lists(project: Project, line: ListLine | None) -> list[tuple[str, str]]:
    admitted = f"{timezone.localdate(project.admitted_at)} 入库" if project.admitted_at else "尚未入库"
    listed = "未列入市政府审定的年度清单"
    if line is not None:
        listed = f"{line.annual_list.year} 年度清单第 {line.position} 项（{line.annual_list.number or '文号待编'}）"
    return [("滚动库", admitted), ("年度清单", listed)]
