"""What must hold before a step of chapter 3 is taken. Each check returns "" or what is missing, in Chinese."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from projects.choices import PreReviewCondition, Verdict
from projects.paths import Path, Way, gated, on_way
from workflow.parameters import parameter
from workflow.rules import Rule, Severity


def wan(amount: Decimal) -> str:
    """Yuan as 万元 in a sentence."""
    return f"{amount / 10000:,.2f} 万元"


def _edit(section: str) -> Any:
    return lambda obj: reverse("projects:application_edit", args=[obj.pk]) + f"#{section}"


# --- the application: one rule a section, so that a submit says all that is missing and where it is


def _section(code: str) -> Any:
    def check(obj: Any, post: Any, data: Any) -> str:
        missing = [item.label for item in obj.missing() if item.section == code]
        return f"尚缺：{'、'.join(missing)}" if missing else ""

    return check


def _below_procurement_limit(obj: Any, post: Any, data: Any) -> str:
    if obj.project.path != Path.SELF:
        return ""
    limit, total = parameter("procurement_limit"), obj.budget_total()
    return f"预算 {wan(total)}，达到采购限额 {wan(limit)}，应当政府采购" if total >= limit else ""


APPLICATION_RULES = (
    Rule("application.basic", "3", "基本情况填写完整", _section("basic"), mend=_edit("basic")),
    Rule("application.need", "10", "建设需求与现状写明", _section("need"), mend=_edit("need")),
    Rule("application.goals", "10", "项目目标与建设内容明确", _section("goals"), mend=_edit("goals")),
    Rule(
        "application.sharing",
        "4",
        "写明利用的共享平台与拟互联的系统；独立建设须说明理由",
        _section("sharing"),
        mend=_edit("sharing"),
    ),
    Rule("application.budget", "10", "有具体的项目预算", _section("budget"), mend=_edit("budget")),
    Rule(
        "application.self_limit", "13", "自行采购的预算在采购限额以下", _below_procurement_limit, mend=_edit("budget")
    ),
    Rule("application.sources", "21", "资金来源明确，且与预算相等", _section("sources"), mend=_edit("sources")),
    Rule("application.plan", "10", "有组织实施计划与起止日期", _section("plan"), mend=_edit("plan")),
    Rule("application.papers", "10", "附件齐全", _section("papers"), mend=_edit("papers")),
)


def _planned_year_in_window(obj: Any, post: Any, data: Any) -> str:
    year = data.get("planned_year")
    if year is None:
        return ""
    first, years = timezone.localdate().year, int(parameter("library_years"))
    if first <= year < first + years:
        return ""
    return f"滚动库为三年（{first}—{first + years - 1} 年），{year} 年不在其内"


PLANNED_YEAR = Rule("admit.window", "9", "计划年度在三年滚动库之内", _planned_year_in_window)

# --- the annual list ------------------------------------------------------------------------------


def _list_has_lines(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.lines.exists() else "清单中还没有项目"


def _list_within_ceiling(obj: Any, post: Any, data: Any) -> str:
    total = obj.total()
    if obj.ceiling is None or total <= obj.ceiling:
        return ""
    return f"清单合计 {wan(total)}，超出盘子 {wan(obj.ceiling)}，超 {wan(total - obj.ceiling)}"


def _list_lines_in_library(obj: Any, post: Any, data: Any) -> str:
    gone = obj.lines_out_of_library()
    return f"下列项目已不在滚动库：{'、'.join(gone)}" if gone else ""


LIST_RULES = (
    Rule("list.lines", "9", "清单由滚动库中的项目组成", _list_has_lines),
    Rule("list.library", "9", "清单所列项目均在滚动库", _list_lines_in_library),
    Rule("list.ceiling", "9", "清单合计不超过年度盘子", _list_within_ceiling),
)

# --- pre-review -----------------------------------------------------------------------------------


def _in_library(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.project.admitted_at else "项目尚未纳入滚动库"


def _in_approved_list(obj: Any, post: Any, data: Any) -> str:
    line = obj.project.current_line()
    if line is None:
        return f"项目未列入市政府审定的 {timezone.localdate().year} 年度项目清单"
    return ""


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


IN_LIBRARY = Rule("pre_review.library", "10", "已纳入三年滚动库", _in_library)
IN_LIST = Rule("pre_review.list", "10", "已纳入市政府审定的当年项目清单", _in_approved_list)
SOURCES = Rule("pre_review.sources", "10", "有明确资金来源", _has_sources)
PAPERS = Rule("pre_review.papers", "10", "已提供项目建议书、组织实施计划", _has_papers)
PRE_REVIEW_DEMANDS = (IN_LIBRARY, IN_LIST, SOURCES, PAPERS)
ITEMS_JUDGED = Rule("pre_review.judged", "10", "七项条件、四项要求逐条审查完毕", _items_judged)
ITEMS_MET = Rule("pre_review.met", "10", "七项条件、四项要求均符合", _items_met)
SUM_WITHIN_LIST = Rule("pre_review.sum", "10", "批复金额不超过年度清单所列", _sum_within_list)

# --- the gates of 发改委 and 财政局 ---------------------------------------------------------------------


def _pre_approved(obj: Any, post: Any, data: Any) -> str:
    if obj.pre_approved_at is None:
        return "未取得信息办预审批复，不得办理项目审批、招标或采购核准"
    if obj.pre_approved_until and obj.pre_approved_until < timezone.localdate():
        return f"预审批复 {obj.pre_approval_number} 已于 {obj.pre_approved_until} 失效"
    return ""


def _approval_within_pre_approval(obj: Any, post: Any, data: Any) -> str:
    amount = data.get("amount")
    if amount is None or obj.reviewed_sum is None or amount <= obj.reviewed_sum:
        return ""
    return f"审批金额 {wan(amount)} 超过预审批复金额 {wan(obj.reviewed_sum)}"


PRE_APPROVED = Rule("approval.pre_approved", "10", "已取得有效的预审批复", _pre_approved)
APPROVAL_SUM = Rule("approval.sum", "22", "审批金额不超过预审批复金额", _approval_within_pre_approval)

# --- tender filing and building -------------------------------------------------------------------


def _plan_passed(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.plan_approved_at else "技术（设计）方案尚未通过评审，没有评审意见"


def _tender_after_plan(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.plan_approved_at else "技术方案尚未通过评审即招标，方案如有修改将影响招标文件"


def _not_filed_yet(obj: Any, post: Any, data: Any) -> str:
    return f"已办理招标备案 {obj.tender_filing_number}" if obj.tender_filed_at else ""


def _gate_passed(obj: Any, post: Any, data: Any) -> str:
    if not gated(obj) or obj.approved_at:
        return ""
    body = "市发展改革委立项审批" if on_way(Way.APPROVAL_DRC)(obj) else "市财政局采购核准"
    return f"尚未取得{body}"


def _tender_filed(obj: Any, post: Any, data: Any) -> str:
    if not on_way(Way.TENDER_FILING)(obj) or obj.tender_filed_at:
        return ""
    return "依法招投标的项目尚未办理招标备案"


def _has_contract(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.contract_sum else "尚未登记建设合同"


def _supervised(obj: Any, post: Any, data: Any) -> str:
    limit = parameter("supervision_threshold", timezone.localdate(obj.created_at))
    if obj.declared_sum <= limit:
        return ""
    missing = [label for label, name in (("监理单位", obj.supervisor), ("系统测评单位", obj.tester)) if not name]
    return f"预算 {wan(obj.declared_sum)} 超过 {wan(limit)}，尚未确定{'、'.join(missing)}" if missing else ""


TENDER_AFTER_PLAN = Rule(
    "tender.after_plan", "11", "技术方案评审通过后招标", _tender_after_plan, severity=Severity.WARN
)
TENDER_FILED_ONCE = Rule("tender.once", "13", "招标备案只办理一次", _not_filed_yet)
GATE_PASSED = Rule("build.approved", "10", "已取得发改委立项审批或财政局采购核准", _gate_passed)
PLAN_PASSED = Rule("build.plan_passed", "11", "技术（设计）方案评审通过后方可实施", _plan_passed)
TENDER_FILED = Rule("build.tender_filed", "13", "招标项目已办理招标备案", _tender_filed)
HAS_CONTRACT = Rule("build.contract", "22", "已登记建设合同", _has_contract)
SUPERVISED = Rule(
    "build.supervision",
    "14",
    "预算超过100万元的，已确定监理和系统测评单位",
    _supervised,
    mend=lambda obj: obj.step_url("name_bodies"),
)
START_RULES = (GATE_PASSED, PLAN_PASSED, TENDER_FILED, HAS_CONTRACT, SUPERVISED)

# --- use and filing -------------------------------------------------------------------------------


def _accepted(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.accepted_at else "未通过验收或验收不合格的信息化项目不得投入使用"


def _not_in_use(obj: Any, post: Any, data: Any) -> str:
    return f"已于 {timezone.localdate(obj.in_use_at)} 投入使用" if obj.in_use_at else ""


def _has_certificate(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.project.certificate_number else "尚无验收证书"


ACCEPTED = Rule("use.accepted", "12", "已通过验收并取得验收证书", _accepted)
NOT_IN_USE = Rule("use.once", "12", "尚未登记投入使用", _not_in_use)
CERTIFICATE = Rule("filing.certificate", "13", "验收通过后备案", _has_certificate)
