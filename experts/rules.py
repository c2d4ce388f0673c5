"""What must hold before an expert's step. Each check returns "" or what is missing, in Chinese."""

from typing import Any

from django.urls import reverse

from experts.aspects import OpinionConclusion
from workflow.rules import Rule


def _whole(obj: Any, post: Any, data: Any) -> str:
    opinion = getattr(obj, "opinion", None)
    missing = opinion.missing() if opinion is not None else ["全部评审内容"]
    return f"尚缺：{'、'.join(missing)}" if missing else ""


def _concluded(obj: Any, post: Any, data: Any) -> str:
    opinion = getattr(obj, "opinion", None)
    conclusion = getattr(opinion, "conclusion", "")
    return "" if conclusion in OpinionConclusion.values else "尚未选择总体结论"


def _sealed(obj: Any, post: Any, data: Any) -> str:
    return "专家意见已全部提交并开启，不能再变动席位" if obj.panel.opened_at else ""


def _not_over(obj: Any, post: Any, data: Any) -> str:
    return "本次评审已结束" if obj.panel.closed_at else ""


def _reserve(obj: Any, post: Any, data: Any) -> str:
    return obj.panel.why_no_reserve()


def _to_opinion(obj: Any) -> str:
    return reverse("experts:seat", args=[obj.pk]) + "#opinion"


OPINION_WHOLE = Rule("opinion.whole", "6", "每项内容都有结论和 0—100 的评分", _whole, mend=_to_opinion)
OPINION_CONCLUDED = Rule("opinion.concluded", "6", "已选择总体结论", _concluded, mend=_to_opinion)
PANEL_SEALED = Rule("panel.sealed", "6", "专家意见尚未开启", _sealed)
PANEL_NOT_OVER = Rule("panel.not_over", "6", "评审尚未结束", _not_over)
RESERVE = Rule("panel.reserve", "6", "按原抽取顺序有可递补的专家", _reserve)
