"""What must hold before a step of the plan review (article 11). Each check returns "" or what is missing."""

from typing import Any

from django.urls import reverse

from accounts.roles import OrgKind
from experts.queries import draw_refusal
from projects.models import Project
from projects.paths import Way, on_way
from reviews.choices import Conclusion
from reviews.remarks import says_where, source_key
from workflow.rules import NotYet, Rule


def _edit(obj: Any) -> str:
    return reverse("reviews:round_edit", args=[obj.pk])


# --- opening, on the project -----------------------------------------------------------------------------------------


def _not_passed(obj: Project, post: Any, data: Any) -> str:
    return f"方案已通过评审，评审意见 {obj.plan_opinion_number}" if obj.plan_approved_at else ""


def _none_open(obj: Project, post: Any, data: Any) -> str:
    return "本项目已有一轮方案评审在办理" if obj.has_open("review_rounds") else ""


PLAN_NOT_PASSED = Rule("plan.not_passed", "11", "方案尚未通过评审", _not_passed)
NO_OPEN_ROUND = Rule("plan.no_open_round", "11", "没有正在办理的方案评审", _none_open)

# --- the argument ----------------------------------------------------------------------------------------------------


def _no_open_argument(obj: Project, post: Any, data: Any) -> str:
    return "本项目已有一次专家论证在办理" if obj.has_open("arguments") else ""


def _argued(obj: Any, post: Any, data: Any) -> str:
    """Only what the office itself asked for is waited for: the law makes nobody's decision hang on an argument."""
    found = obj.project.arguments.open_().first()
    return (
        f"第 {found.number} 次专家论证尚未出具意见（{found.state_label}），不再需要的请写明理由撤销" if found else ""
    )


NO_OPEN_ARGUMENT = Rule("argument.no_open", "6", "没有正在办理的专家论证", _no_open_argument)
ARGUMENT_DONE = Rule(
    "argument.done",
    "6",
    "提请的专家论证已出具意见或撤销",
    _argued,
    mend=lambda obj: obj.project.arguments.open_().get().get_absolute_url(),
)

# --- the round -------------------------------------------------------------------------------------------------------


def _matters(obj: Any, post: Any, data: Any) -> str:
    missing = obj.missing_matters()
    return f"尚缺：{'、'.join(missing)}" if missing else ""


def _papers(obj: Any, post: Any, data: Any) -> str:
    missing = obj.missing_papers()
    return f"缺少：{'、'.join(missing)}" if missing else ""


def _admitted(obj: Any, post: Any, data: Any) -> str:
    in_library = obj.project.admitted_at or not on_way(Way.LIBRARY)(obj)
    return "" if in_library else "项目尚未纳入滚动库"


def _drawable(obj: Any, post: Any, data: Any) -> str:
    if data.get("lead"):
        # The group is drawn already, or waits for the draw of the project that leads.
        return ""
    when = {"meeting_at": data.get("meeting_at"), "exclude_counties": bool(data.get("exclude_counties"))}
    when["also"] = data.get("also", ())
    return draw_refusal(obj.project, data.get("size"), data.get("quotas"), **when)


def _all_in(obj: Any, post: Any, data: Any) -> str:
    panel = obj.panel
    if panel is None:
        return NotYet("组织专家以后判断")
    if panel.is_open:
        return ""
    if not panel.is_drawn:
        return "专家尚未抽取，候选名单已冻结，待两人揭示"
    seats = list(panel.active_seats())
    done = sum(seat.submitted_at is not None for seat in seats)
    if len(seats) < panel.size:
        return f"专家组缺 {panel.size - len(seats)} 人，须先递补"
    return f"{panel.size} 名专家中 {done} 名已提交意见，尚有 {panel.size - done} 名"


def _sealed(obj: Any, post: Any, data: Any) -> str:
    return "专家意见已全部提交并开启，不能取消" if obj.opened_at else ""


def _follows_figures(obj: Any, post: Any, data: Any) -> str:
    conclusion, tally = data["conclusion"], obj.panel.tally() if obj.panel else None
    if tally is None:
        return NotYet("专家意见齐后判断")
    if conclusion == suggested_conclusion(obj, tally) or data.get("override_reason"):
        return ""
    return f"{tally.explanation}；所选结论为“{Conclusion(conclusion).label}”，请写明与统计不一致的理由，由负责人批准"


def suggested_conclusion(obj: Any, tally: Any) -> str:
    """What the figures suggest; once the remarks are answered and found enough, a pass after amendments."""
    return Conclusion.AMEND if obj.amended_at and tally.suggested in MAY_PASS else tally.suggested


def _may_pass_amended(obj: Any, post: Any, data: Any) -> str:
    tally = obj.panel.tally() if obj.panel else None
    if tally is None:
        return NotYet("专家意见齐后判断")
    if tally.suggested in MAY_PASS:
        return ""
    return f"{tally.explanation}，不能修改后通过"


def _remarks_closed(obj: Any, post: Any, data: Any) -> str:
    conclusion = data["conclusion"]
    if conclusion == Conclusion.AMEND and not obj.amended_at:
        return "“修改后通过”须先将专家意见逐条送申报单位修改，全部核对落实（请办理“要求修改后通过”）"
    return _none_left(obj, data.get("asides", ())) if conclusion in MAY_PASS else ""


def _none_left(obj: Any, asides: Any) -> str:
    """A plan passes with every remark closed, or set aside with a reason (article 11)."""
    left = obj.untaken(*(one for one in asides if one["reason"].strip()))
    if not left:
        return ""
    return (
        f"专家意见尚有 {len(left)} 条没有处理（{'；'.join(says_where(one) for one in left[:3])}"
        f"{'等' if len(left) > 3 else ''}）：请送申报单位逐条修改（“要求修改后通过”），或逐条写明不作修改要求的理由"
    )


def _remarks_taken(obj: Any, post: Any, data: Any) -> str:
    theirs = {source_key(one) for one in obj.untaken()}
    if unknown := [one for one in data["remarks"] if one["aspect"] and source_key(one) not in theirs]:
        return f"{len(unknown)} 条不是专家的意见，或者已经编号"
    asides = [one for one in data.get("asides", ()) if one["reason"].strip()]
    left = obj.untaken(*data["remarks"], *asides)
    return f"不送申报单位的 {len(left)} 条专家意见，请逐条写明不作修改要求的理由" if left else ""


def _no_open_remark(obj: Any, post: Any, data: Any) -> str:
    if number := obj.remarks.open_().count():
        return f"采纳情况对照表尚有 {number} 条未核对落实"
    return _none_left(obj, obj.drafted_asides) if obj.drafted_conclusion in MAY_PASS else ""


def _earlier_answered(obj: Any, post: Any, data: Any) -> str:
    number = obj.earlier_remarks().filter(adopted="").count()
    return f"上一轮评审的专家意见尚有 {number} 条未答复" if number else ""


def _override_approved(obj: Any, post: Any, data: Any) -> str:
    if not obj.override_reason or data.get("override_approval", "").strip():
        return ""
    if not data:
        return NotYet("负责人签发时填写批准理由后判断")
    return "拟定结论与专家意见统计不一致，须由负责人写明批准理由"


def _new_plan(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.has_new_plan() else "尚未上传修改后的技术（设计）方案"


def _all_answered(obj: Any, post: Any, data: Any) -> str:
    answers = data["answers"]
    missing = [str(one.number) for one in obj.remarks_to_answer() if one.number not in answers]
    return f"第 {'、'.join(missing)} 条尚未答复" if missing else ""


def _form_checked(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.checked_at else "信息办尚未作形式审查（调研、需求分析和五项内容）"


def _bodies_asked(obj: Any, post: Any, data: Any) -> str:
    asked = {one.body.kind for one in obj.body_opinions.exclude(state="withdrawn").select_related("body")}
    lacking = [words for kind, words in _due_bodies(obj) if kind not in asked]
    return f"{'、'.join(lacking)}，尚未征求意见" if lacking else ""


def _bodies_answered(obj: Any, post: Any, data: Any) -> str:
    waiting = [one.body.short_name for one in obj.body_opinions.open_().select_related("body")]
    if waiting:
        return f"尚待{'、'.join(waiting)}答复意见"
    lacking = [words for kind, words in _due_bodies(obj) if not obj.answered(kind)]
    return f"{'、'.join(lacking)}，尚无其意见" if lacking else ""


def _due_bodies(obj: Any) -> list[tuple[str, str]]:
    """Whose opinion this project needs (article 5), and why."""
    due = []
    if obj.project.touches_cii:
        due.append((OrgKind.CYBERSPACE.value, "项目涉及关键信息基础设施，须征求市网信办意见"))
    if obj.project.is_classified:
        due.append((OrgKind.SECRECY.value, "涉密项目的分级保护方案须市保密局参与评审"))
    return due


def _ask(obj: Any) -> str:
    return str(obj.step_url("ask_body"))


FORM_CHECKED = Rule(
    "round.form_checked", "11", "信息办已作形式审查", _form_checked, mend=lambda obj: obj.step_url("check_form")
)
BODIES_ASKED = Rule("round.bodies_asked", "5", "依法须参与的网信办、保密局已征求意见", _bodies_asked, mend=_ask)
BODIES_ANSWERED = Rule("round.bodies_answered", "5", "被征询单位均已答复意见", _bodies_answered, mend=_ask)
MAY_PASS = (Conclusion.PASS, Conclusion.AMEND)
MAY_PASS_AMENDED = Rule("round.may_pass_amended", "11", "按专家意见统计，方案可以修改后通过", _may_pass_amended)
REMARKS_CLOSED = Rule(
    "round.remarks_closed",
    "11",
    "通过的，专家意见已逐条落实，或写明不作修改要求的理由",
    _remarks_closed,
    typed=("conclusion",),
)
REMARKS_TAKEN = Rule(
    "round.remarks_taken", "11", "每条专家意见都送申报单位，或写明不送的理由", _remarks_taken, typed=("remarks",)
)
EARLIER_ANSWERED = Rule(
    "round.earlier_answered",
    "11",
    "上一轮评审的专家意见已逐条答复",
    _earlier_answered,
    mend=lambda obj: obj.step_url("answer_earlier"),
)
NO_OPEN_REMARK = Rule("round.no_open_remark", "11", "采纳情况对照表全部核对落实", _no_open_remark)
OVERRIDE_APPROVED = Rule("round.override", "11", "结论与统计不一致的，负责人写明批准理由", _override_approved)
NEW_PLAN = Rule(
    "round.new_plan", "11", "已上传修改后的方案", _new_plan, mend=lambda obj: f"{obj.get_absolute_url()}#papers"
)
ALL_ANSWERED = Rule("round.all_answered", "11", "每条专家意见都已答复", _all_answered, typed=("answers",))


MATTERS_STATED = Rule(
    "round.matters",
    "11",
    "已写明调研情况，方案载明信息化现状、应用需求、业务流程、建设目标、建设内容",
    _matters,
    mend=_edit,
)
PAPERS_THERE = Rule(
    "round.papers", "11", "已上传技术（设计）方案", _papers, mend=lambda obj: f"{obj.get_absolute_url()}#papers"
)
ADMITTED = Rule("round.admitted", "9", "项目已纳入滚动库", _admitted)
DRAWABLE = Rule("round.drawable", "6", "专家库可以抽取符合人数、领域和回避要求的专家组", _drawable)
ALL_IN = Rule("round.all_in", "11", "专家组人数齐全，意见全部提交", _all_in)
STILL_SEALED = Rule("round.sealed", "11", "专家意见尚未全部提交", _sealed)
FOLLOWS_FIGURES = Rule(
    "round.figures", "11", "结论与专家意见的统计相符，不一致的写明理由", _follows_figures, typed=("conclusion",)
)
