"""What must hold before a step of the plan review (article 11). Each check returns "" or what is missing."""

from typing import Any

from django.urls import reverse

from experts.queries import draw_refusal
from projects.models import Project
from reviews.choices import Conclusion
from workflow.rules import Rule, Severity


def _edit(obj: Any) -> str:
    return reverse("reviews:round_edit", args=[obj.pk])


# --- opening, on the project -----------------------------------------------------------------------------------------


def _not_passed(obj: Project, post: Any, data: Any) -> str:
    return f"方案已通过评审，评审意见 {obj.plan_opinion_number}" if obj.plan_approved_at else ""


def _none_open(obj: Project, post: Any, data: Any) -> str:
    return "本项目已有一轮方案评审在办理" if obj.has_open("review_rounds") else ""


PLAN_NOT_PASSED = Rule("plan.not_passed", "11", "方案尚未通过评审", _not_passed)
NO_OPEN_ROUND = Rule("plan.no_open_round", "11", "没有正在办理的方案评审", _none_open)

# --- the round -------------------------------------------------------------------------------------------------------


def _matters(obj: Any, post: Any, data: Any) -> str:
    missing = obj.missing_matters()
    return f"尚缺：{'、'.join(missing)}" if missing else ""


def _papers(obj: Any, post: Any, data: Any) -> str:
    missing = obj.missing_papers()
    return f"缺少：{'、'.join(missing)}" if missing else ""


def _admitted(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.project.admitted_at else "项目尚未纳入滚动库"


def _drawable(obj: Any, post: Any, data: Any) -> str:
    when = {"meeting_at": data.get("meeting_at"), "exclude_counties": bool(data.get("exclude_counties"))}
    return draw_refusal(obj.project, data.get("size"), data.get("quotas"), **when)


def _all_in(obj: Any, post: Any, data: Any) -> str:
    panel = obj.panel
    if panel is None or panel.is_open:
        return ""
    if not panel.is_drawn:
        return "专家尚未抽取，候选名单已冻结，待两人揭示"
    seats = list(panel.active_seats())
    done = sum(seat.submitted_at is not None for seat in seats)
    if len(seats) < panel.size:
        return f"专家组缺 {panel.size - len(seats)} 人，须先递补"
    return f"{panel.size} 名专家中 {done} 名已提交意见，尚有 {panel.size - done} 名"


def _sealed(obj: Any, post: Any, data: Any) -> str:
    return "专家意见已全部提交，不能取消本次评审" if obj.opened_at else ""


def _follows_figures(obj: Any, post: Any, data: Any) -> str:
    conclusion, tally = data.get("conclusion"), obj.panel.tally() if obj.panel else None
    if not conclusion or tally is None or conclusion == tally.suggested:
        return ""
    return f"{tally.explanation}；所选结论为“{Conclusion(conclusion).label}”，请在专家组意见中说明理由"


MATTERS_STATED = Rule(
    "round.matters", "11", "方案载明信息化现状、应用需求、业务流程、建设目标、建设内容", _matters, mend=_edit
)
PAPERS_THERE = Rule(
    "round.papers", "11", "已上传技术（设计）方案", _papers, mend=lambda obj: f"{obj.get_absolute_url()}#papers"
)
ADMITTED = Rule("round.admitted", "9", "项目已纳入滚动库", _admitted)
DRAWABLE = Rule("round.drawable", "6", "专家库可以抽取符合人数、领域和回避要求的专家组", _drawable)
ALL_IN = Rule("round.all_in", "11", "专家组人数齐全，意见全部提交", _all_in)
STILL_SEALED = Rule("round.sealed", "11", "专家意见尚未全部提交", _sealed)
FOLLOWS_FIGURES = Rule("round.figures", "11", "结论与专家意见的统计相符", _follows_figures, severity=Severity.WARN)
