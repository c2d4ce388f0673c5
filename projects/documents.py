"""What stands in the papers of chapter 3: flat contexts for the specs in documents/specs/, taken at the act."""

from datetime import timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from documents.models import Attachment
from projects.choices import PreReviewCondition, SourceKind, Verdict
from projects.models import (
    AnnualList,
    Consultation,
    CorrectionNotice,
    Filing,
    ListLine,
    PreReview,
    Project,
    SourceLine,
    Tender,
)
from projects.paths import Path
from projects.rules.wording import exact_wan
from workflow.articles import cite
from workflow.models import Submission

DRC = "广元市发展和改革委员会"
FINANCE = "广元市财政局"
# path: (body to which one goes with the 预审批复, what one applies for there)
NEXT = {Path.TENDER: (DRC, "项目审批、招标核准")}
OTHERWISE = (FINANCE, "政府采购核准")
CONTENT_ON_LIST = 60
CHANGES = (ListLine.Kind.ADJUSTED, ListLine.Kind.REMOVED)


def _project(project: Project) -> dict[str, Any]:
    return {"project_number": project.number, "project_name": project.name, "unit": project.unit.name}


def annual_list_context(annual_list: AnnualList) -> dict[str, Any]:
    """The list as a paper: what counts of it, and what the city government left on it, numbered as it stands there."""
    lines = (
        annual_list.counted()
        .exclude(decision__in=(ListLine.Decision.STRUCK, ListLine.Decision.REPLACED))
        .select_related("project__unit", "project__application", "previous")
        .prefetch_related(Prefetch("project__application__sources", SourceLine.objects.order_by("position", "pk")))
    )
    struck = annual_list.counted().filter(decision=ListLine.Decision.STRUCK).select_related("project__unit")
    return {
        "year": annual_list.year,
        "supplement": f"（第{annual_list.serial}次调整）" if annual_list.serial else "",
        "struck": [
            {"unit": line.project.unit.name, "name": line.project.name, "total": line.total, "verdict": line.verdict}
            for line in struck
        ],
        "lines": [_list_line(number, line) for number, line in enumerate(lines, start=1)],
        "meeting": annual_list.meeting,
        "approved_on": annual_list.approved_on,
    }


def _list_line(number: int, line: ListLine) -> dict[str, Any]:
    project = line.project
    content = " ".join(project.application.content.split())
    return {
        "number": number,
        "unit": project.unit.name,
        "name": project.name,
        "content": _in_short(content),
        "nature": _nature(line),
        "total": line.total,
        "this_year": line.this_year,
        "sources": [{"kind": SourceKind(kind).label, "amount": sum_} for kind, sum_ in line.by_source().items()],
        "remark": _remark(line),
    }


def _in_short(content: str) -> str:
    """As much of it as a cell of the list holds, ending with a whole part of the sentence."""
    if len(content) <= CONTENT_ON_LIST:
        return content
    begun = content[:CONTENT_ON_LIST]
    end = max(begun.rfind(mark) for mark in "。；，、")
    return f"{begun[:end] if end > CONTENT_ON_LIST // 3 else begun}等"


def _remark(line: ListLine) -> str:
    """A supplement says what it changes."""
    before = f"原列{exact_wan(line.previous.total)}" if line.previous and line.kind in CHANGES else ""
    said = f"审定意见：{line.verdict}" if line.verdict else ""
    return "；".join(text for text in (before, line.note, said) if text)


def _nature(line: ListLine) -> str:
    if line.kind == ListLine.Kind.NEW:
        return line.project.get_nature_display()
    return str(line.get_kind_display())


def _answered(pre_review: PreReview) -> dict[str, Any]:
    """The application that a decision answers: the last time it was handed in."""
    last = Submission.objects.about(pre_review).order_by("-opened_at").first()
    applied_on = timezone.localdate(last.opened_at if last else pre_review.state_since)
    return {"application_title": f"关于申请{pre_review.project.name}预审的请示", "applied_on": applied_on}


def pre_approval_context(pre_review: PreReview) -> dict[str, Any]:
    project = pre_review.project
    line = pre_review.list_line()
    body, act = NEXT.get(Path(project.path), OTHERWISE)
    conditions = [item for item in pre_review.items.all() if item.code.startswith("1.")]
    return {
        **_project(project),
        **_answered(pre_review),
        "list_year": line.annual_list.year if line else project.planned_year,
        "list_number": line.annual_list.number if line else "",
        "list_line": line.position if line else "",
        "category": project.get_category_display(),
        "nature": project.get_nature_display(),
        "conditions": [
            {"label": str(PreReviewCondition(item.code).label), "remark": _condition_remark(item)}
            for item in conditions
        ],
        "content": project.application.content,
        "amount": pre_review.amount,
        "sources": [
            {"kind": source.get_kind_display(), "year": source.year, "amount": source.amount}
            for source in project.application.sources.all()
        ],
        "next_body": body,
        "next_act": act,
        "valid_until": pre_review.valid_until,
        "demands": pre_review.demands,
        "copy_to": [body],
    }


def draft_pre_approval_context(pre_review: PreReview) -> dict[str, Any]:
    """The same before the decision, for the preview: what only the decision fixes stands as it most likely will."""
    context = pre_approval_context(pre_review)
    context["valid_until"] = context["valid_until"] or timezone.localdate() + timedelta(days=365)
    context["amount"] = context["amount"] or pre_review.project.declared_sum
    return context


def _condition_remark(item: Any) -> str:
    if item.verdict == Verdict.NOT_APPLICABLE:
        return f"不适用{'：' if item.remark else ''}{item.remark}"
    return item.remark


def refusal_context(pre_review: PreReview, reason: str) -> dict[str, Any]:
    failed = [item for item in pre_review.items.all() if item.verdict == Verdict.NO]
    return {
        **_project(pre_review.project),
        **_answered(pre_review),
        "reason": reason,
        "failed": [
            {"label": str(PreReviewCondition(item.code).label), "remark": item.remark, "article": cite("10")}
            for item in failed
        ],
    }


def correction_context(notice: CorrectionNotice) -> dict[str, Any]:
    """All items of one return, each with its reason and article."""
    return {
        **_project(notice.project),
        "matter": notice.matter,
        "received_on": notice.received_on,
        "due_on": notice.due_on,
        "items": [
            {"text": item.label, "reason": item.reason, "article": cite(item.article)} for item in notice.items.all()
        ],
    }


def filing_receipt_context(filing: Filing) -> dict[str, Any]:
    project = filing.project
    papers = list(Attachment.objects.current_for(filing).values_list("name", flat=True))
    early = project.filings.filter(kind="early", state="confirmed").first()
    if filing.kind == "early":
        facts = [
            {"label": "主办手续", "value": filing.procedure or "—"},
            {"label": "批准金额", "value": f"{project.approved_sum / 10000:,.2f} 万元"},
            {"label": "后续", "value": "验收通过后补齐验收资料，完成备案"},
        ]
    else:
        papers.insert(0, f"验收证书 {project.certificate_number}")
        facts = [
            {"label": "验收证书", "value": project.certificate_number},
            {"label": "验收通过日期", "value": f"{timezone.localdate(project.accepted_at):%Y-%m-%d}"},
            {"label": "合同金额", "value": f"{project.contract_sum / 10000:,.2f} 万元"},
        ]
        facts += [{"label": "同时备案", "value": early.number}] if early else []
    return {
        **_project(project),
        "filing_kind": filing.get_kind_display(),
        "filed_on": timezone.localdate(),
        "papers": papers,
        "facts": facts,
    }


def tender_filing_context(tender: Tender) -> dict[str, Any]:
    """The round that was won; rounds that failed are counted in the attachments."""
    project, won = tender.project, tender.current()
    failed = [f"第{one.number}轮流标记录" for one in tender.rounds.filter(outcome="failed")]
    names = ("agency", "noticed_on", "medium", "opened_on", "winner", "amount", "evaluators", "contract_on")
    return {
        **_project(project),
        "approvals": [str(approval) for approval in project.approvals.exclude(outcome="refused")],
        "method": f"{won.get_method_display()}（{won.get_organisation_display()}）",
        "candidates": won.candidate_list,
        "attachments": [*Attachment.objects.current_for(tender).values_list("name", flat=True), *failed],
        **{name: getattr(won, name) for name in names},
    }


def consultation_context(consultation: Consultation) -> dict[str, Any]:
    """The letter to one body (会签函); the unit of the paper is the body that is asked."""
    project = consultation.project
    papers = Attachment.objects.current_for(project.application).values_list("name", flat=True)
    amount = f"申报数 {project.declared_sum / 10000:,.2f} 万元"
    return {
        **_project(project),
        "unit": consultation.body.name,
        "owner": project.unit.name,
        "question": consultation.question,
        "reason": f"{project.unit.name}申请{project.name}预审（{amount}），内容涉及你单位职责。",
        "materials": [f"{project.name}项目申报表", *papers],
        "due_on": consultation.due_on,
    }
