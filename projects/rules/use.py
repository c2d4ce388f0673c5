"""Use and filing (articles 12, 13)."""

from typing import Any

from django.utils import timezone

from workflow.rules import Rule


def _accepted(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.accepted_at else "未通过验收或验收不合格的信息化项目不得投入使用"


def _not_in_use(obj: Any, post: Any, data: Any) -> str:
    return f"已于 {timezone.localdate(obj.in_use_at)} 投入使用" if obj.in_use_at else ""


def _has_certificate(obj: Any, post: Any, data: Any) -> str:
    # National and provincial money is filed at the same time, and completed after acceptance.
    if obj.kind == "early":
        return ""
    return "" if obj.project.certificate_number else "尚无验收证书"


def _use_approved(obj: Any, post: Any, data: Any) -> str:
    if not obj.is_classified or obj.use_approved_at:
        return ""
    return "涉密项目须依次经测评、市国家保密局审查和投入使用审批，尚未批准"


def _none_open(obj: Any, post: Any, data: Any) -> str:
    return "备案申请已在办理中" if obj.has_open("filings") else ""


NO_OPEN_FILING = Rule("filing.none_open", "13", "没有在办的备案申请", _none_open, is_past=True)
USE_APPROVED = Rule("use.secrecy", "5", "涉密项目已由市国家保密局批准使用", _use_approved)
ACCEPTED = Rule("use.accepted", "12", "已通过验收并取得验收证书", _accepted)
NOT_IN_USE = Rule("use.once", "12", "尚未登记投入使用", _not_in_use, is_past=True)
CERTIFICATE = Rule("filing.certificate", "13", "验收通过后备案", _has_certificate)
