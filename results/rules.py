"""Article 15: whose result may be promoted, and that nobody hands one on without permission."""

from typing import Any

from workflow.rules import Rule


def _owned_by_unit(obj: Any, post: Any, data: Any) -> str:
    if obj.result.owner == "unit":
        return ""
    return f"成果归{obj.result.get_owner_display()}所有，只有归项目建设单位所有的方可由信息办推广使用"


def _other_body(obj: Any, post: Any, data: Any) -> str:
    return "使用单位就是成果的所有单位，无需推广" if obj.body_id == obj.result.project.unit_id else ""


OWNED_BY_UNIT = Rule("result.owner", "15", "成果归项目建设单位所有", _owned_by_unit)
OTHER_BODY = Rule("result.other_body", "15", "在其他行政机关推广使用", _other_body)
