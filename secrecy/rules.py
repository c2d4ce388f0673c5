"""What must hold before 保密局 decides (articles 5, 24). Each check returns "" or what is missing, in Chinese."""

from typing import Any

from workflow.parameters import parameter
from workflow.rules import Rule

# Level → the parameter that holds its longest period in years.
LONGEST = {"绝密": "secrecy.top_years", "机密": "secrecy.confidential_years", "秘密": "secrecy.secret_years"}


def _period(obj: Any, post: Any, data: Any) -> str:
    level, years = data.get("level"), data.get("years")
    if level is None or years is None:
        return ""
    longest = int(parameter(LONGEST[level]))
    return f"{level}级保密期限不超过 {longest} 年" if years > longest else ""


PERIOD = Rule("classification.period", "24", "保密期限不超过法定最长期限", _period)


def _confirmed(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.project.classifications.confirmed().exists() else "尚未定密确认"


CONFIRMED = Rule("protection.confirmed", "5", "已由市国家保密局定密确认", _confirmed)


def _accepted(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.is_accepted() else "尚未登记验收证书（未通过验收的项目不得投入使用）"


ACCEPTED = Rule("protection.accepted", "12", "已通过验收并登记验收证书", _accepted)
