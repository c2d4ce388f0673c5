"""Whose money is filed and not applied for (article 13)."""

from typing import Any

from projects.paths import SOCIAL_FILING, beginning_of
from workflow.rules import Rule


def refuse_filer(unit: Any) -> str:
    """Why this organisation files nothing here; empty where its way begins with a filing."""
    beginning = beginning_of(unit.kind)
    if beginning is SOCIAL_FILING:
        return ""
    return f"{unit.name}是{unit.get_kind_display()}，不办理社会投资备案，请从“{beginning.label}”办理"


SOCIETY_FILES = Rule(
    "social.filer", "13", "由企事业单位、民间组织、社会资本投资建设", lambda obj, post, data: refuse_filer(obj.unit)
)
