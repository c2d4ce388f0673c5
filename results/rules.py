"""Whose result may be promoted (15); what an evaluation must say; how operation is renewed (21, 23)."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from results.choices import ADMINISTRATIVE_KINDS
from workflow.parameters import parameter
from workflow.rules import Rule


def _owned_by_unit(obj: Any, post: Any, data: Any) -> str:
    if obj.result.owner == "unit":
        return ""
    return f"成果归{obj.result.get_owner_display()}所有，只有归项目建设单位所有的方可由信息办推广使用"


def _other_body(obj: Any, post: Any, data: Any) -> str:
    return "使用单位就是成果的所有单位，无需推广" if obj.body_id == obj.result.project.unit_id else ""


def refuse_body(body: Any) -> str:
    """Why a result is not promoted to this body; empty where it is 行政机关."""
    if body.administrative and body.kind in ADMINISTRATIVE_KINDS:
        return ""
    return f"{body.name}不是行政机关，成果只在其他行政机关推广使用"


def _within_permit(obj: Any, post: Any, data: Any) -> str:
    if obj.valid_until is None or obj.valid_until >= timezone.localdate():
        return ""
    return f"转让许可已于 {obj.valid_until} 到期"


ADMINISTRATIVE = Rule(
    "result.administrative", "15", "使用单位是行政机关", lambda obj, post, data: refuse_body(obj.body)
)
WITHIN_PERMIT = Rule("result.permit", "15", "转让在许可期限内", _within_permit)
OWNED_BY_UNIT = Rule("result.owner", "15", "成果归项目建设单位所有", _owned_by_unit)
OTHER_BODY = Rule("result.other_body", "15", "在其他行政机关推广使用", _other_body)


def year_over_on(project: Any) -> datetime.date:
    """The day from which what is in use can be evaluated."""
    return timezone.localdate(project.in_use_at) + datetime.timedelta(days=int(parameter("evaluation.after_days")))


def year_over() -> Q:
    """`year_over_on` has come: the same as a condition of the query."""
    days = datetime.timedelta(days=int(parameter("evaluation.after_days")))
    return Q(in_use_at__date__lte=timezone.localdate() - days)


def evaluation_due(project: Any) -> datetime.date:
    return year_over_on(project) + datetime.timedelta(days=int(parameter("evaluation.within_days")))


def _used_a_year(obj: Any, post: Any, data: Any) -> str:
    if obj.evaluations.exclude(state="confirmed").exists():
        return "已有一次绩效评价在办理"
    if obj.evaluations.filter(year=timezone.localdate().year).exists():
        return "本年度已经评价"
    if obj.in_use_at is None:
        return "尚未投入使用"
    due = year_over_on(obj)
    return f"{due} 投入使用满一年，方可评价" if due > timezone.localdate() else ""


def _evaluation_whole(obj: Any, post: Any, data: Any) -> str:
    named = ("users", "visits", "data_shared", "cost")
    left = [str(obj._meta.get_field(name).verbose_name) for name in named if getattr(obj, name) is None]
    left += [] if obj.benefit.strip() else ["成效"]
    left += [f"指标“{one.promised}”的实际值" for one in obj.lines.all() if one.met is None]
    return f"尚缺：{'、'.join(left)}" if left else ""


def _year_was_used(obj: Any, post: Any, data: Any) -> str:
    """A year of operation is told when it runs or is over, and of a system that was in use in it."""
    if "year" not in data:
        return ""
    first, this = timezone.localdate(obj.in_use_at).year, timezone.localdate().year
    if first <= data["year"] <= this:
        return ""
    return f"{data['year']} 年不能登记：系统 {first} 年投入使用，可以登记 {first} 年至 {this} 年"


def _off_in_time(obj: Any, post: Any, data: Any) -> str:
    begun = timezone.localdate(obj.project.in_use_at)
    return f"系统 {begun} 投入使用，不能早于该日下线" if "off_on" in data and data["off_on"] < begun else ""


def _price_explained(obj: Any, post: Any, data: Any) -> str:
    if "year" not in data:
        return ""
    last = obj.operation_years.filter(year=data["year"] - 1).first()
    if last is None or data["price"] <= last.price or data.get("why", "").strip():
        return ""
    return f"价款 {data['price']} 元高于上年 {last.price} 元，请说明数量或质量的变化"


def _not_retiring(obj: Any, post: Any, data: Any) -> str:
    return "已申请下线" if obj.retirements.exclude(state="refused").exists() else ""


USED_A_YEAR = Rule("evaluation.year", "21", "投入使用满一年，本年度未评价", _used_a_year)
EVALUATION_WHOLE = Rule(
    "evaluation.whole", "21", "指标、用户、共享和费用已填写", _evaluation_whole, mend=lambda obj: obj.step_url("fill")
)
YEAR_WAS_USED = Rule("operation.year", "23", "登记投入使用以来的年度", _year_was_used)
OFF_IN_TIME = Rule("retirement.day", "7", "下线不早于投入使用", _off_in_time)
PRICE_EXPLAINED = Rule("operation.price", "23", "续签价款高于上年的，说明理由", _price_explained)
NOT_RETIRING = Rule("retirement.once", "7", "没有在办理的下线", _not_retiring)
