"""Contexts of the 督办通知: of a breach, of an answer that is owed."""

import datetime
from typing import Any

from django.utils import timezone

from oversight.models import Assignment, Breach
from workflow.workdays import add_working_days, working_days_between

ANSWER_WITHIN = 5


def _urgent(due_on: datetime.date) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "action": "督办",
        "overdue_since": due_on,
        "overdue_days": working_days_between(due_on, today),
        "due_on": add_working_days(today, ANSWER_WITHIN),
    }


def breach_context(breach: Breach) -> dict[str, Any]:
    project = breach.project
    return {
        **_urgent(breach.due_on),
        "unit": project.unit.name,
        "project_number": project.number,
        "project_name": project.name,
        "matter": f"{breach.get_kind_display()}逾期未整改",
        "facts": [f"{breach.happened_on}，{breach.facts}", f"整改期限为{breach.due_on}，至今未报送整改情况"],
        "demands": [breach.remedy, "说明逾期原因和责任人"],
    }


def stop_context(breach: Breach) -> dict[str, Any]:
    """整改通知 to a unit that uses what was not accepted (article 12)."""
    project = breach.project
    return {
        "action": "整改",
        "overdue_since": None,
        "overdue_days": 0,
        "due_on": breach.due_on,
        "unit": project.unit.name,
        "project_number": project.number,
        "project_name": project.name,
        "matter": "未经验收投入使用信息系统",
        "facts": [f"{breach.happened_on}起，{breach.facts}", "该项目尚未取得验收证书"],
        "demands": ["自收到本通知之日起停止使用，试运行的应当登记为试运行", breach.remedy],
    }


def assignment_context(assignment: Assignment) -> dict[str, Any]:
    matter, project = assignment.matter, assignment.matter.project
    return {
        **_urgent(assignment.due_on),
        "unit": assignment.body.name,
        "project_number": project.number if project else "",
        "project_name": project.name if project else "",
        "matter": f"领导小组协调事项“{matter.name}”逾期未答复",
        "facts": [
            f"领导小组于{timezone.localdate(assignment.created_at)}交办，要求{assignment.due_on}前答复，至今未答复"
        ],
        "demands": [matter.text, "说明逾期原因"],
    }
