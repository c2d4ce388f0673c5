"""What this room lays upon the steps of lower ones (articles 4, 8, 21)."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import Post
from accounts.roles import Role
from infrastructure.models import Purchase, RunningSystem
from infrastructure.queries import free_capacity_for
from workflow.rules import Rule, Severity


def _shown(obj: Any, post: Any, data: Any) -> str:
    return free_capacity_for(obj.project.application.budget_lines.all())


def _accepted(project: Any) -> bool:
    return Purchase.objects.filter(project=project, state="accepted").exists()


def _reasoned(obj: Any, post: Any, data: Any) -> str:
    if "note" not in data or data["note"].strip() or _accepted(obj.project):
        return ""
    return "政务云尚有可分配资源而预算购置硬件的，审查意见须写明同意购置的理由" if _shown(obj, post, data) else ""


def _bought(obj: Any, post: Any, data: Any) -> str:
    shown = _shown(obj, post, data)
    if not shown or _accepted(obj.project):
        return ""
    return f"{shown}；须改用云资源，或说明另购的理由并经信息办采纳"


def _place(obj: Any) -> str:
    return reverse("infrastructure:purchase_state", args=[obj.project.pk])


def budget_note(application: Any) -> tuple[str, str] | None:
    """What stands beside the budget lines while they are written: free capacity, and where to give the reason."""
    words = free_capacity_for(application.budget_lines.all())
    return (words, reverse("infrastructure:purchase_state", args=[application.project_id])) if words else None


def critical_systems(project: Any) -> list[str]:
    """Critical systems that a project touches: it built one, or names one among those that it changes."""
    application = getattr(project, "application", None)
    named = list(application.present_systems.values_list("system_id", flat=True)) if application else []
    seen = RunningSystem.objects.filter(Q(pk__in=[pk for pk in named if pk]) | Q(project=project), is_critical=True)
    return list(seen.values_list("name", flat=True))


def names_critical(project: Any) -> bool:
    return bool(critical_systems(project))


def _asked_cyberspace(obj: Any, post: Any, data: Any) -> str:
    if not obj.project.touches_cii:
        return ""
    answers = obj.project.consultations.filter(state="answered", body__in=_cyberspace())
    names = "、".join(critical_systems(obj.project)[:3]) or "申报单位填明"
    return "" if answers.exists() else f"项目涉及关键信息基础设施（{names}），网信办尚未答复会签意见"


def _cyberspace() -> Any:
    return Post.objects.current().filter(role=Role.CYBERSPACE).values("organisation")


# Seen beside the budget before anything is decided; and the checker's note is where the reason is accepted.
FREE_CAPACITY = Rule("cloud.free", "8", "优先使用已有云资源", _shown, Severity.WARN)
BUYS_ALL_THE_SAME = Rule("cloud.reason", "8", "另购硬件有审查同意的理由", _reasoned)
# In the application: shown to the unit when it hands in; the office cannot pass what it has not accepted.
FREE_WHILE_APPLYING = Rule("cloud.free_soon", "8", "优先使用已有云资源", _bought, Severity.WARN, mend=_place)
REASON_ACCEPTED = Rule("cloud.accepted", "8", "另购硬件的理由已采纳", _bought, mend=_place)
CYBERSPACE_HEARD = Rule("cii.opinion", "5", "涉及关键信息基础设施的，网信办已出具意见", _asked_cyberspace)
