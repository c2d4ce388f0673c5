"""会签, validity, revocation and extension of a 预审批复 (article 10)."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from projects.choices import Opinion, Verdict
from workflow.parameters import parameter
from workflow.rules import Rule, Severity


def _names(rows: Any) -> str:
    return "、".join(row.body.short_name for row in rows)


def _all_answered(obj: Any, post: Any, data: Any) -> str:
    open_ = list(obj.consultations.open_().select_related("body"))
    if not open_:
        return ""
    silent = [row for row in open_ if row.is_silent]
    tail = f"；其中 {_names(silent)} 已逾期" if silent else ""
    return f"尚未答复会签：{_names(open_)}{tail}。未答复不视为同意"


def _no_objection(obj: Any, post: Any, data: Any) -> str:
    against = obj.consultations.filter(opinion=Opinion.DISAGREE).select_related("body")
    names = _names(against)
    return f"会签不同意：{names}，请在批复前协调" if names else ""


def _refused_by_condition(obj: Any, post: Any, data: Any) -> str:
    if any(item.verdict == Verdict.NO for item in obj.items.all()):
        return ""
    return "审查结论中没有不符合的条件；不予批复须逐条指明不符合的条件，请先退回经办人重审"


def _on_paper_only(obj: Any, post: Any, data: Any) -> str:
    if obj.project.is_classified and settings.CLASSIFIED_MODE == "register":
        return "涉密项目不在本系统征求意见，请经机要渠道办理（《办法》第二十四条）"
    return ""


def _not_started(obj: Any, post: Any, data: Any) -> str:
    started = obj.project.build_started_at
    return f"项目已于 {timezone.localdate(started)} 开工，应当终止项目或按变更办理" if started else ""


def _its_own(obj: Any, post: Any, data: Any) -> str:
    if obj.in_force:
        return ""
    return f"项目现行预审批复为 {obj.project.pre_approval_number or '无'}，本批复已不再有效"


def _extendable(obj: Any, post: Any, data: Any) -> str:
    """Asked of the project when the unit applies, and of the extension when it is granted."""
    project = getattr(obj, "project", obj)
    if project.pre_approved_at is None:
        return "没有有效的预审批复"
    limit = int(parameter("pre_approval_extensions"))
    given = project.extensions.filter(pre_review__number=project.pre_approval_number, state="granted").count()
    return f"预审批复至多延期 {limit} 次，已延期 {given} 次；到期后请重新申请预审" if given >= limit else ""


def _in_time(obj: Any, post: Any, data: Any) -> str:
    until = obj.pre_approved_until
    return f"预审批复已于 {until} 失效，请重新申请预审" if until and until < timezone.localdate() else ""


ALL_ANSWERED = Rule("pre_review.answered", "10", "会签意见均已答复", _all_answered, severity=Severity.WARN)
NO_OBJECTION = Rule("pre_review.agreed", "10", "会签单位没有不同意", _no_objection, severity=Severity.WARN)
REFUSED_BY_CONDITION = Rule("pre_review.failed", "10", "指明不符合的条件", _refused_by_condition)
CONSULT_OPENLY = Rule("consult.open", "24", "涉密项目不在本系统会签", _on_paper_only)
NOT_STARTED = Rule("revoke.not_started", "10", "项目尚未开工", _not_started)
IN_FORCE = Rule("revoke.in_force", "10", "是现行的预审批复", _its_own)
EXTENDABLE = Rule("extension.times", "10", "未超过延期次数", _extendable)
BEFORE_EXPIRY = Rule("extension.in_time", "10", "在有效期内提出", _in_time)
