"""The buyer's own acceptance of a contract 履约验收 (article 12; the provincial procurement rule)."""

import datetime
from typing import Any

from django.utils import timezone

from workflow.parameters import parameter
from workflow.rules import Rule


def _none_open(obj: Any, post: Any, data: Any) -> str:
    if obj.acceptances.exclude(state="issued").exists():
        return "本合同已有一次履约验收在办理"
    return "本合同已验收合格" if obj.is_accepted() else ""


def _asked_for(obj: Any, post: Any, data: Any) -> str:
    """Norms go by this day, and the notice runs from it: it lies in the life of the contract."""
    day = data.get("applied_on")
    if day is None:
        return ""
    if day > timezone.localdate():
        return "供应商申请日期不能晚于今天"
    return f"合同 {obj.signed_on} 才签订，供应商不能在此之前申请验收" if day < obj.signed_on else ""


def _group(obj: Any, post: Any, data: Any) -> str:
    if "members" not in data:
        return ""
    people = [line for line in data["members"].splitlines() if line.strip()]
    least = int(parameter("contract_acceptance.group", obj.applied_on))
    if len(people) < least:
        return f"验收小组 {len(people)} 人，应当不少于 {least} 人"
    limit = parameter("contract_acceptance.third_party", obj.applied_on)
    if obj.contract.amount >= limit and not data.get("third_party"):
        return "金额较大的合同，应当邀请第三方机构或专家参与"
    if obj.contract.kind == "services" and not data.get("users"):
        return "公共服务类合同，应当邀请服务对象参与"
    return ""


def _noticed(obj: Any, post: Any, data: Any) -> str:
    noticed, held = data.get("noticed_on"), data.get("held_on")
    if not (noticed and held):
        return ""
    if noticed < obj.applied_on:
        return f"供应商 {obj.applied_on} 才申请验收，通知不能早于申请"
    days = int(parameter("contract_acceptance.notice_days", obj.applied_on))
    first = noticed + datetime.timedelta(days=days)
    return f"{noticed} 通知的，应当提前 {days} 日，{first} 起方可验收" if held < first else ""


def _held(obj: Any, post: Any, data: Any) -> str:
    later = obj.held_on is not None and obj.held_on > timezone.localdate()
    return f"已通知于 {obj.held_on} 验收，届时再登记" if later else ""


def _published(obj: Any, post: Any, data: Any) -> str:
    if not parameter("contract_acceptance.publish") or obj.contract.kind != "services":
        return ""
    if "findings" not in data or data.get("published_on"):
        return ""
    return "公共服务类合同的验收结果应当向社会公告，请填写公告日期和媒体"


def _examined(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.findings.strip() and obj.conclusion else "还没有逐条查验并形成结论"


def _report(obj: Any, post: Any, data: Any) -> str:
    wanted = {"supplier_request": "供应商验收申请", "notice": "验收通知", "report": "履约验收报告"}
    missing = [label for slot, label in wanted.items() if slot not in obj.slots()]
    return f"缺少：{'、'.join(missing)}" if missing else ""


NONE_OPEN = Rule("contract_acceptance.once", "12", "没有正在办理的履约验收", _none_open)
ASKED_FOR = Rule("contract_acceptance.asked", "12", "供应商在合同签订之后、今日之前申请验收", _asked_for)
GROUP_THERE = Rule("contract_acceptance.group", "12", "验收小组人数和组成符合规定", _group)
NOTICED = Rule("contract_acceptance.notice", "12", "验收前按规定天数通知供应商和验收小组", _noticed)
HELD = Rule("contract_acceptance.held", "12", "通知的验收日期已到", _held)
PUBLISHED = Rule("contract_acceptance.published", "12", "公共服务类合同的结果已公告", _published)
EXAMINED_WHOLE = Rule("contract_acceptance.examined", "12", "已逐条查验并形成结论", _examined)
REPORT_THERE = Rule(
    "contract_acceptance.report",
    "12",
    "供应商申请、验收通知和验收报告已上传",
    _report,
    mend=lambda obj: obj.get_absolute_url(),
)
