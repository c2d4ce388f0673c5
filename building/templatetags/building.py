"""`{% load building %}{% building_of project %}`: the picture, the problems, the months of one project."""

from typing import Any

from django import template

from building import queries

register = template.Library()


@register.inclusion_tag("building/_building.html")
def building_of(project: Any) -> dict[str, Any]:
    return {
        "gantt": queries.gantt(project),
        "problems": project.problems.all(),
        "reports": project.dispatch_reports.all()[:12],
        "supervision": project.supervision_reports.select_related("paper")[:12],
    }
