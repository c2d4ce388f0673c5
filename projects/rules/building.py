"""Before the building begins (articles 10, 11, 13, 14, 22)."""

from typing import Any

from django.utils import timezone

from projects.paths import Builder, Way, gated, on_way
from projects.rules.gates import REVISED
from projects.rules.wording import wan
from workflow.parameters import parameter
from workflow.rules import NOT_ASKED, Rule, Severity


def _plan_passed(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.plan_approved_at else "技术（设计）方案尚未通过评审，没有评审意见"


def _tender_after_plan(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.plan_approved_at else "技术方案尚未通过评审即招标，方案如有修改将影响招标文件"


def _gate_passed(obj: Any, post: Any, data: Any) -> str:
    project = getattr(obj, "project", obj)
    if not gated(project):
        return NOT_ASKED
    if project.approved_at:
        return ""
    body = "市发展改革委立项审批" if on_way(Way.APPROVAL_DRC)(obj) else "市财政局采购核准"
    return f"尚未取得{body}"


def _tender_filed(obj: Any, post: Any, data: Any) -> str:
    if not on_way(Way.TENDER_FILING)(obj):
        return NOT_ASKED
    return "" if obj.tender_filed_at else "依法招投标的项目尚未办理招标备案"


def _has_contract(obj: Any, post: Any, data: Any) -> str:
    # Article 16: a county's contracts are its own affair.
    if obj.builder == Builder.COUNTY:
        return NOT_ASKED
    return "" if obj.contract_sum else "尚未登记建设合同"


def _supervised(obj: Any, post: Any, data: Any) -> str:
    limit = parameter("supervision_threshold", timezone.localdate(obj.created_at))
    if obj.declared_sum <= limit or obj.builder == Builder.COUNTY:
        return NOT_ASKED
    missing = [label for label, name in (("监理单位", obj.supervisor), ("系统测评单位", obj.tester)) if not name]
    return f"预算 {wan(obj.declared_sum)} 超过 {wan(limit)}，尚未确定{'、'.join(missing)}" if missing else ""


TENDER_AFTER_PLAN = Rule(
    "tender.after_plan", "11", "技术方案评审通过后招标", _tender_after_plan, severity=Severity.WARN
)
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
START_RULES = (GATE_PASSED, PLAN_PASSED, TENDER_FILED, HAS_CONTRACT, SUPERVISED, REVISED)
