"""What stands in the 评审意见: taken from the sealed opinions and the signed conclusion, at the act."""

from typing import Any

from django.utils import timezone

from documents.templatetags.papers import paragraphs
from experts.models import Opinion
from experts.states import ACTIVE
from experts.tally import AspectTally
from projects.paths import Path
from reviews.choices import Conclusion
from reviews.models import ReviewRound

COPIES = {Path.TENDER: "广元市发展和改革委员会"}
FINANCE = "广元市财政局"
LONGEST_REMARK = 160


def review_opinion_context(obj: ReviewRound) -> dict[str, Any]:
    project, panel = obj.project, obj.panel
    assert panel is not None
    tally = panel.tally()
    assert tally is not None
    plan = obj.papers().filter(slot="technical_plan").order_by("-uploaded_at").first()
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
        "experts": _experts(obj),
        "demands": paragraphs(obj.drafted_demands),
        "dissent": obj.drafted_dissent,
        "copy_to": [COPIES.get(Path(project.path), FINANCE)],
    }


def conclusion_words(obj: ReviewRound, with_changes: int) -> str:
    """A pass that some tied to changes says so."""
    if obj.conclusion == Conclusion.PASS and with_changes:
        return "通过，按专家意见修改完善后实施"
    return str(Conclusion(obj.conclusion).label)


def _aspect(row: AspectTally) -> dict[str, str]:
    remark = f"平均{row.average}分。" + "；".join(text.rstrip("。；") for text in row.texts)
    if len(remark) > LONGEST_REMARK:
        remark = remark[: LONGEST_REMARK - 1] + "…"
    return {"label": row.aspect.label, "verdict": str(row.verdict.label), "remark": remark}


def _experts(obj: ReviewRound) -> list[dict[str, Any]]:
    assert obj.panel is not None
    seats = obj.panel.seats.filter(state__in=ACTIVE).select_related("expert__user").prefetch_related("expert__fields")
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


def suggested_opinion(opinions: list[Opinion]) -> str:
    """A first draft of the group's opinion: what the experts wrote, one point a line, unsigned."""
    lines = [line for opinion in opinions for line in paragraphs(opinion.overall)]
    return "\n".join(dict.fromkeys(lines))


def suggested_dissent(opinions: list[Opinion]) -> str:
    """What those wrote who did not agree."""
    lines = [line for opinion in opinions if opinion.conclusion == "disagree" for line in paragraphs(opinion.overall)]
    return "；".join(dict.fromkeys(line.rstrip("。；") for line in lines))
