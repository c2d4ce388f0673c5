"""The demands and conditions of the pre-review (article 10)."""

from typing import Any

from projects.choices import PreReviewCondition, Verdict
from projects.rules.wording import wan
from workflow.rules import Rule


def _in_library(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.project.admitted_at else "项目尚未纳入滚动库"


def _in_approved_list(obj: Any, post: Any, data: Any) -> str:
    if obj.list_line() is not None:
        return ""
    missing = f"项目未列入市政府审定的 {obj.year} 年度项目清单"
    if (earlier := obj.project.current_line()) is None:
        return missing
    return f"{missing}；原列 {earlier.annual_list.year} 年度清单，跨年度实施的须作为续建列入当年清单"


def _has_sources(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.project.application.sources.exists() else "没有写明资金来源"


def _has_papers(obj: Any, post: Any, data: Any) -> str:
    missing = obj.project.application.missing_papers()
    return f"缺少：{'、'.join(missing)}" if missing else ""


def _items_judged(obj: Any, post: Any, data: Any) -> str:
    judged = {item.code for item in obj.items.all() if item.verdict}
    left = [code for code in PreReviewCondition.values if code not in judged]
    return f"尚有 {len(left)} 项未审查（{'、'.join(left)}）" if left else ""


def _items_met(obj: Any, post: Any, data: Any) -> str:
    failed = [item.code for item in obj.items.all() if item.verdict == Verdict.NO]
    return f"下列条件不符合：{'、'.join(failed)}" if failed else ""


def _sum_within_list(obj: Any, post: Any, data: Any) -> str:
    amount, line = data.get("amount"), obj.project.current_line()
    if amount is None or line is None or amount <= line.total:
        return ""
    return f"批复金额 {wan(amount)} 超过清单所列 {wan(line.total)}；须先按程序调整清单"


def _none_open(obj: Any, post: Any, data: Any) -> str:
    return "预审申请已在办理中" if obj.has_open("prereviews") else ""


NO_OPEN_PRE_REVIEW = Rule("pre_review.none_open", "10", "没有在办的预审", _none_open, is_past=True)
IN_LIBRARY = Rule("pre_review.library", "10", "已纳入三年滚动库", _in_library)
IN_LIST = Rule("pre_review.list", "10", "已纳入市政府审定的当年项目清单", _in_approved_list)
SOURCES = Rule("pre_review.sources", "10", "有明确资金来源", _has_sources)
PAPERS = Rule("pre_review.papers", "10", "已提供项目建议书、组织实施计划", _has_papers)
PRE_REVIEW_DEMANDS = (IN_LIBRARY, IN_LIST, SOURCES, PAPERS)
ITEMS_JUDGED = Rule("pre_review.judged", "10", "七项条件、四项要求逐条审查完毕", _items_judged)
ITEMS_MET = Rule("pre_review.met", "10", "七项条件、四项要求均符合", _items_met)
SUM_WITHIN_LIST = Rule("pre_review.sum", "10", "批复金额不超过年度清单所列", _sum_within_list, typed=("amount",))
