"""`{% load building %}{% building_of project %}`: the picture, the problems, the months of one project."""

from typing import Any

from django import template

from building.gantt import gantt
from building.rules import is_major, lacks

register = template.Library()


@register.inclusion_tag("building/_building.html")
def building_of(project: Any) -> dict[str, Any]:
    return {
        "gantt": gantt(project),
        "problems": project.problems.all(),
        "reports": project.dispatch_reports.all()[:12],
        "photos": project.photos.select_related("picture", "milestone")[:24],
        "security": getattr(project, "security_record", None),
        "equipment": project.key_equipment.all(),
        "lacks": lacks(project),
        "major": is_major(project),
        "waivers": project.agency_waivers.all(),
        "supervision": project.supervision_reports.select_related("paper")[:12],
    }
