"""What the tender law and the regulation ask of a tender filing (article 13(二)); the periods are data."""

from typing import Any

from django.utils import timezone

from documents.models import Attachment
from projects.choices import ApprovalAct
from projects.rules.building import GATE_PASSED, TENDER_AFTER_PLAN
from projects.rules.wording import wan
from workflow.parameters import parameter
from workflow.rules import Rule, Severity


def _of_project(rule: Rule) -> Rule:
    """A rule over a project, asked of what hangs on it."""

    def check(obj: Any, post: Any, data: Any) -> str:
        return rule.check(obj.project, post, data)

    return Rule(rule.code, rule.article, rule.statement, check, rule.severity)


def _tender_approved(obj: Any, post: Any, data: Any) -> str:
    there = any(approval.act == ApprovalAct.TENDER for approval in obj.project.approvals.all())
    return "" if there else "市发展改革委尚未记录招标核准；依法须核准招标方案的，请先核准"


def _opening_period(obj: Any, post: Any, data: Any) -> str:
    begun = data.get("documents_on")
    opening = data.get("opening_on") or data.get("opened_on")
    if opening and not begun:
        begun = obj.current().documents_on
    if not begun or not opening:
        return ""
    days, found = int(parameter("tender.opening_days")), (opening - begun).days
    return f"招标文件 {begun} 发出至 {opening} 开标仅 {found} 日，不得少于 {days} 日" if found < days else ""


def _candidates_public(obj: Any, post: Any, data: Any) -> str:
    begun, ended = data.get("public_from"), data.get("public_until")
    if not begun or not ended:
        return ""
    days, found = int(parameter("tender.publicity_days")), (ended - begun).days
    return f"中标候选人公示 {found} 日，不得少于 {days} 日" if found < days else ""


def _award_sum(obj: Any, post: Any, data: Any) -> str:
    amount, project = data.get("amount"), obj.project
    if amount is None or project.budget_sum is None or amount <= (limit := project.approved_sum):
        return ""
    return f"中标金额 {wan(amount)} 超过批准金额 {wan(limit)}"


def _period(name: str, key: str, what: str) -> Any:
    """From the award to another act, without the days on which a doubt was open."""

    def check(obj: Any, post: Any, data: Any) -> str:
        award = data.get("awarded_on")
        if not award:
            return ""
        done = data.get(name) or timezone.localdate()
        days, stopped = int(parameter(key)), obj.current().stopped_days(award, done)
        found = (done - award).days - stopped
        if found <= days:
            return ""
        state = "" if data.get(name) else "，至今未办"
        return f"{what}应在中标后 {days} 日内，已 {found} 日{state}"

    return check


def _papers(*slots: str) -> Any:
    def check(obj: Any, post: Any, data: Any) -> str:
        there = set(Attachment.objects.current_for(obj).values_list("slot", flat=True))
        missing = [paper.label for paper in obj.PAPERS if paper.slot in slots and paper.slot not in there]
        return f"未上传扫描件：{'、'.join(missing)}" if missing else ""

    return check


def _answered_in_time(obj: Any, post: Any, data: Any) -> str:
    day = data.get("answered_on")
    if day is None:
        return ""
    doubt = obj.current().doubts.filter(answered_on__isnull=True).first()
    days = int(parameter("tender.doubt_days"))
    late = bool(doubt) and (day - doubt.raised_on).days > days
    return f"质疑应在 {days} 日内答复，实际 {(day - doubt.raised_on).days} 日" if late else ""


TENDER_GATE = _of_project(GATE_PASSED)
TENDER_AFTER_PLAN = _of_project(TENDER_AFTER_PLAN)
TENDER_APPROVED = Rule("tender.approved", "10", "已取得招标核准", _tender_approved, severity=Severity.WARN)
OPENING_PERIOD = Rule("tender.opening", "13", "招标文件发出至开标不少于二十日（招标投标法）", _opening_period)
CANDIDATES_PUBLIC = Rule("tender.publicity", "13", "候选人公示不少于三日（招标投标法实施条例）", _candidates_public)
AWARD_SUM = Rule("tender.sum", "22", "中标金额不超过批准金额", _award_sum, typed=("amount",))
REPORT_PERIOD = Rule(
    "tender.report",
    "13",
    "中标后十五日内报告招标投标情况（招标投标法）",
    _period("reported_on", "tender.report_days", "招标投标情况报告"),
    severity=Severity.WARN,
)
CONTRACT_PERIOD = Rule(
    "tender.contract",
    "13",
    "中标后三十日内订立合同（招标投标法）",
    _period("contract_on", "tender.contract_days", "合同"),
    severity=Severity.WARN,
)
DOUBT_ANSWERED_IN_TIME = Rule("tender.doubt", "13", "按期答复质疑", _answered_in_time, severity=Severity.WARN)
BEFORE_PAPERS = Rule(
    "tender.before_papers",
    "13",
    "已上传招标公告、招标文件扫描件",
    _papers("tender_notice", "tender_documents"),
    severity=Severity.WARN,
    mend=lambda obj: obj.get_absolute_url() + "#papers",
)
AFTER_PAPERS = Rule(
    "tender.after_papers",
    "13",
    "已上传评标报告、公示、中标通知书扫描件",
    _papers("evaluation_report", "candidates_notice", "award_notice"),
    severity=Severity.WARN,
    mend=lambda obj: obj.get_absolute_url() + "#papers",
)
