"""The buyer's own acceptance of a contract 履约验收 (article 12; the provincial procurement rule)."""

from typing import Any

from workflow.parameters import parameter
from workflow.rules import Rule


def _none_open(obj: Any, post: Any, data: Any) -> str:
    if obj.acceptances.exclude(state="issued").exists():
        return "本合同已有一次履约验收在办理"
    return "本合同已验收合格" if obj.is_accepted() else ""


def _group(obj: Any, post: Any, data: Any) -> str:
    if "members" not in data:
        return ""
    people = [line for line in data["members"].splitlines() if line.strip()]
    least = int(parameter("contract_acceptance.group"))
    if len(people) < least:
        return f"验收小组 {len(people)} 人，应当不少于 {least} 人"
    if obj.contract.amount >= parameter("public_tender_threshold") and not data.get("third_party"):
        return "金额较大的合同，应当邀请第三方机构或专家参与"
    if obj.contract.kind == "services" and not data.get("users"):
        return "公共服务类合同，应当邀请服务对象参与"
    return ""


def _published(obj: Any, post: Any, data: Any) -> str:
    if not parameter("contract_acceptance.publish") or obj.contract.kind != "services":
        return ""
    if "findings" not in data or data.get("published_on"):
        return ""
    return "公共服务类合同的验收结果应当向社会公告，请填写公告日期和媒体"


def _examined(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.findings.strip() and obj.conclusion else "还没有逐条查验并形成结论"


def _report(obj: Any, post: Any, data: Any) -> str:
    wanted = {"supplier_request": "供应商验收申请", "report": "履约验收报告"}
    missing = [label for slot, label in wanted.items() if slot not in obj.slots()]
    return f"缺少：{'、'.join(missing)}" if missing else ""


NONE_OPEN = Rule("contract_acceptance.once", "12", "没有正在办理的履约验收", _none_open)
GROUP_THERE = Rule("contract_acceptance.group", "12", "验收小组人数和组成符合规定", _group)
PUBLISHED = Rule("contract_acceptance.published", "12", "公共服务类合同的结果已公告", _published)
EXAMINED_WHOLE = Rule("contract_acceptance.examined", "12", "已逐条查验并形成结论", _examined)
REPORT_THERE = Rule(
    "contract_acceptance.report", "12", "供应商申请和验收报告已上传", _report, mend=lambda obj: obj.get_absolute_url()
)
