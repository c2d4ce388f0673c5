"""What must hold before something is urged, closed, recorded (articles 5, 10, 12)."""

from typing import Any

from django.utils import timezone

from workflow.rules import Rule


def _not_in_the_future(obj: Any, post: Any, data: Any) -> str:
    day = data.get("happened_on")
    return "发生日期不能晚于今天；违规按真实日期记录" if day and day > timezone.localdate() else ""


def _overdue(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.is_late else f"期限为 {obj.due_on}，尚未逾期"


def _all_answered(obj: Any, post: Any, data: Any) -> str:
    waiting = [one.body.short_name for one in obj.assignments.all() if one.state in ("waiting", "answered")]
    return f"{'、'.join(waiting)}还未答复或答复未经采纳" if waiting else ""


def _remedy_said(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.remedy_done else "申报单位尚未说明整改情况"


def _not_ordered(obj: Any, post: Any, data: Any) -> str:
    return f"已于 {timezone.localdate(obj.ordered_at)} 责令整改" if obj.ordered_at else ""


def _not_found_yet(obj: Any, post: Any, data: Any) -> str:
    open_ = obj.breaches.filter(kind="no_acceptance").exclude(state="closed").first()
    return "已有未了结的“未经验收投入使用”记录" if open_ else ""


NOT_ORDERED = Rule("breach.ordered_once", "12", "责令整改只出具一次", _not_ordered)
NOT_FOUND_YET = Rule("breach.use_once", "12", "没有未了结的同一违规", _not_found_yet)
TRUE_DATE = Rule("breach.true_date", "10", "按真实日期记录", _not_in_the_future)
REMEDY_SAID = Rule("breach.remedied", "12", "已说明整改情况", _remedy_said)
OVERDUE = Rule("oversight.overdue", "5", "已经逾期", _overdue)
ALL_ANSWERED = Rule("matter.answered", "5", "各单位的答复都已采纳", _all_answered)
