"""What this room lays upon the steps of lower ones (article 19)."""

from typing import Any

from django.urls import reverse

from sharing.elements import unsettled
from workflow.rules import Rule, Severity


def _held(obj: Any, post: Any, data: Any) -> str:
    found = unsettled(obj.project)
    words = "；".join(f"“{one.item}”（{one.reason}）的数源是{one.source.body.short_name}" for one in found[:3])
    more = "等" if len(found) > 3 else ""
    return f"{words}{more}，应当改为共享取得，或由信息办采纳仍须采集的理由" if found else ""


def _place(obj: Any) -> str:
    return reverse("sharing:project_items", args=[obj.project.pk])


# Seen by the unit when it hands in; the office cannot pass what is not settled.
WILL_BE_HELD = Rule("source.doubled_soon", "19", "不重复采集已有数源的数据项", _held, Severity.WARN, mend=_place)
NOT_DOUBLED = Rule("source.doubled", "19", "不重复采集已有数源的数据项", _held, mend=_place)
