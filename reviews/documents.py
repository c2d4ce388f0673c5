"""What stands in the 评审意见 and in the 论证意见: taken from the opinions and what was signed, at the act."""

from typing import Any

from django.utils import timezone

from documents.templatetags.papers import paragraphs
from experts.documents import members_of
from experts.queries import budget_lines, checks_of
from experts.tally import AspectTally
from projects.paths import Path
from reviews.choices import Conclusion, RemarkVerdict
from reviews.models import Argument, ReviewRound

# Who acts on a passed plan; a county answers to itself (article 16).
FINANCE = ["广元市财政局"]
COPIES = {Path.TENDER: ["广元市发展和改革委员会"], Path.COUNTY: []}
LONGEST_REMARK = 160


def review_opinion_context(obj: ReviewRound) -> dict[str, Any]:
    project, panel = obj.project, obj.panel
    assert panel is not None
    tally = panel.tally()
    assert tally is not None
    plan = obj.plan_paper
    return {
        "project_number": project.number,
        "project_name": project.name,
        "unit": project.unit.name,
        "meeting_on": timezone.localdate(panel.meeting_at),
        "place": panel.place,
        "plan_name": f"{project.name}技术（设计）方案",
        "plan_version": obj.plan_version,
        "plan_sha256": plan.sha256 if plan else "",
        "aspects": [_aspect(row) for row in tally.aspects],
        "opinion": panel.words(),
        "conclusion": conclusion_words(obj, tally.with_changes),
        "declared_sum": project.declared_sum,
        "approved_sum": obj.approved_sum,
        "experts": members_of(panel),
        "demands": paragraphs(obj.drafted_demands),
        "dissent": "\n".join(panel.dissents()),
        "note": obj.drafted_note,
        "checks": checks_of(panel),
        "budget": [{**row, "amount": str(row["amount"]), "cut": str(row["cut"])} for row in budget_lines(panel)],
        "remarks": [] if obj.passed else [one.text for one in obj.remarks.filter(verdict="").order_by("number")],
        "copy_to": COPIES.get(Path(project.path), FINANCE),
    }


def argument_opinion_context(obj: Argument) -> dict[str, Any]:
    """The 专家论证意见: the group's own words, and the figures that its conclusion comes from."""
    project, panel = obj.project, obj.panel
    assert panel is not None
    tally = panel.tally()
    assert tally is not None
    return {
        "project_number": project.number,
        "project_name": project.name,
        "unit": project.unit.name,
        "meeting_on": timezone.localdate(panel.meeting_at),
        "place": panel.place,
        "question": obj.question,
        "aspects": [_aspect(row) for row in tally.aspects],
        "opinion": panel.words(),
        "dissent": "\n".join(panel.dissents()),
        "conclusion": str(obj.get_conclusion_display()),
        "figures": tally.explanation,
        "declared_sum": project.declared_sum,
        "experts": members_of(panel),
    }


def responses_context(obj: ReviewRound) -> dict[str, Any]:
    """The 采纳情况对照表: every remark, its answer, where, and who found it enough."""
    remarks = obj.remarks.select_related("seat__expert__user", "verified_by__user").order_by("number")
    return {
        "project_number": obj.project.number,
        "project_name": obj.project.name,
        "unit": obj.project.unit.name,
        "plan_name": f"{obj.project.name}技术（设计）方案",
        "plan_version": obj.plan_version,
        "rows": [
            {
                "remark": one.text,
                "note": one.office_note,
                "by": one.seat.expert.name if one.seat else "专家组",
                "answer": str(one.get_adopted_display() or one.get_verdict_display()),
                "how": one.answer or one.note,
                "place": one.place,
                "verified_by": str(one.verified_by.user) if one.verified_by else "",
            }
            for one in remarks
        ],
        "submitted_on": timezone.localdate(max(one.answered_at or one.verified_at for one in remarks)),
    }


def conclusion_words(obj: ReviewRound, with_changes: int) -> str:
    """A pass that some tied to changes says so."""
    aside = obj.remarks.filter(verdict=RemarkVerdict.ASIDE).count()
    if obj.conclusion == Conclusion.AMEND:
        said = f"修改后通过，专家意见 {obj.remarks.count() - aside} 条已全部落实"
        return f"{said}，{aside} 条不作修改要求" if aside else said
    if obj.conclusion == Conclusion.PASS and aside:
        return f"通过，专家意见 {aside} 条不作修改要求，理由见采纳情况对照表"
    if obj.conclusion == Conclusion.PASS and with_changes:
        return "通过，按专家意见修改完善后实施"
    return str(Conclusion(obj.conclusion).label)


def _aspect(row: AspectTally) -> dict[str, str]:
    remark = f"平均{row.average}分。{row.said}"
    if len(remark) > LONGEST_REMARK:
        remark = remark[: LONGEST_REMARK - 1] + "…"
    return {"label": row.aspect.label, "verdict": str(row.verdict.label), "remark": remark}
