"""The annual list 年度项目清单 (article 9)."""

from django.db.models import TextChoices

from projects import permits, rules
from workflow.machines import Kind, Machine, Step


class ListState(TextChoices):
    DRAFT = "draft", "拟制中"
    SUBMITTED = "submitted", "报市政府审定"
    APPROVED = "approved", "已审定"


ANNUAL_LIST = Machine(
    key="projects.annuallist",
    states=ListState,
    field="state",
    clocks={ListState.SUBMITTED: "clock.list_approval"},
    steps=(
        Step(
            "submit", "提交市政府审定", "9", 1, (ListState.DRAFT,), ListState.SUBMITTED, permits.OFFICE_LEADER,
            rules=rules.LIST_RULES, effect="projects.services.after_list_submitted",
            consequence="清单报市政府审定，审定期间不能增减。", done="已提交市政府审定。",
        ),
        Step(
            "approve", "审定清单", "9", 2, (ListState.SUBMITTED,), ListState.APPROVED, permits.CITY_GOVERNMENT,
            rules=(rules.LIST_RULES[1],), form="projects.forms.ListApprovalForm",
            effect="projects.services.after_list_approved",
            consequence="清单就此生效，逐项列入或划除；生成编号的清单文件。", done="已审定，清单文号 {o.number}。",
        ),
        Step(
            "return_list", "退回重拟", "9", 3, (ListState.SUBMITTED,), ListState.DRAFT, permits.CITY_GOVERNMENT,
            kind=Kind.RETURN, effect="projects.services.after_list_returned", consequence="退回信息办重新拟制。",
            done="已退回信息办重拟。",
        ),
    ),
)  # fmt: skip
