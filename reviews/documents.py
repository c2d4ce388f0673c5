"""What stands in the 评审意见 and in the 论证意见: taken from the opinions and what was signed, at the act."""

from typing import Any

from django.utils import timezone

from documents.templatetags.papers import paragraphs
from experts.aspects import AspectVerdict, OpinionConclusion
from experts.documents import group_text
from experts.models import Panel
from experts.states import ACTIVE
from experts.tally import AspectTally
from projects.paths import Path
from reviews.choices import Conclusion
from reviews.models import Argument, ReviewRound

COPIES = {Path.TENDER: "广元市发展和改革委员会"}
FINANCE = "广元市财政局"
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
        "opinion": paragraphs(obj.drafted_opinion),
        "conclusion": conclusion_words(obj, tally.with_changes),
        "declared_sum": project.declared_sum,
        "approved_sum": obj.drafted_sum if obj.drafted_sum is not None else project.declared_sum,
        "experts": _experts(panel),
        "demands": paragraphs(obj.drafted_demands),
        "dissent": obj.drafted_dissent,
        "copy_to": [COPIES.get(Path(project.path), FINANCE)],
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
        "opinion": paragraphs(group_text(panel)),
        "dissent": group_dissent(panel),
        "conclusion": str(obj.get_conclusion_display()),
        "figures": tally.explanation,
        "declared_sum": project.declared_sum,
        "experts": _experts(panel),
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
                "by": one.seat.expert.name if one.seat else "专家组",
                "answer": str(one.get_adopted_display()),
                "how": one.answer,
                "place": one.place,
                "verified_by": str(one.verified_by.user) if one.verified_by else "",
            }
            for one in remarks
        ],
        "submitted_on": timezone.localdate(max(one.answered_at for one in remarks)),
    }


def conclusion_words(obj: ReviewRound, with_changes: int) -> str:
    """A pass that some tied to changes says so."""
    if obj.conclusion == Conclusion.AMEND:
        return f"修改后通过，专家意见 {obj.remarks.count()} 条已全部落实"
    if obj.conclusion == Conclusion.PASS and with_changes:
        return "通过，按专家意见修改完善后实施"
    return str(Conclusion(obj.conclusion).label)


def _aspect(row: AspectTally) -> dict[str, str]:
    remark = f"平均{row.average}分。{row.said}"
    if len(remark) > LONGEST_REMARK:
        remark = remark[: LONGEST_REMARK - 1] + "…"
    return {"label": row.aspect.label, "verdict": str(row.verdict.label), "remark": remark}


def _experts(panel: Panel) -> list[dict[str, Any]]:
    seats = panel.seats.filter(state__in=ACTIVE).select_related("expert__user").prefetch_related("expert__fields")
    return [
        {
            "name": seat.expert.name,
            "unit": seat.expert.employer,
            "title": seat.expert.title,
            "field": seat.expert.field_names(),
            "is_leader": seat.is_chair,
        }
        for seat in sorted(seats, key=lambda seat: (not seat.is_chair, seat.rank))
    ]


def group_dissent(panel: Panel) -> str:
    """The dissents at the signature; before the group's opinion, what those wrote who did not agree."""
    if panel.group_opinion():
        seats = panel.active_seats().exclude(dissent="").select_related("expert__user").order_by("rank")
        return "\n".join(f"{seat.expert.name}：{seat.dissent}" for seat in seats)
    against = (opinion for opinion in panel.opinions() if opinion.conclusion == "disagree")
    lines = [line for opinion in against for line in paragraphs(opinion.overall)]
    return "；".join(dict.fromkeys(line.rstrip("。；") for line in lines))


def remark_sources(panel: Panel) -> list[dict[str, Any]]:
    """What the experts ask to be changed: their words on each aspect that is not simply met, and overall."""
    found = []
    for opinion in panel.opinions():
        rank, seat = opinion.seat.rank, opinion.seat_id
        for aspect in panel.aspects:
            judged = opinion.aspects.get(aspect.code, {})
            text = str(judged.get("text", "")).strip()
            if text and judged.get("verdict") != AspectVerdict.MET:
                found.append({"seat": seat, "rank": rank, "aspect": aspect.code, "label": aspect.label, "text": text})
        if opinion.conclusion != OpinionConclusion.AGREE and opinion.overall.strip():
            text = opinion.overall.strip()
            found.append({"seat": seat, "rank": rank, "aspect": "", "label": "", "text": text})
    return found
