"""Small parts of this room's pages: `{% load projects %}`."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from projects import queries
from projects.models import AnnualList
from projects.permits import PROJECT_CLERK
from workflow.clocks import clock_of

register = template.Library()


@register.inclusion_tag("projects/sort_head.html", takes_context=True)
def sort_head(context: template.Context, name: str, label: str, column: str = "", number: bool = False) -> dict:
    """The head of a column by which one sorts: a second click turns the order round. `column` lets it be hidden."""
    sort = context["sort"]
    goes = f"-{name}" if sort == name else name
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {
        "request": context["request"],
        "label": label,
        "goes": goes,
        "order": order,
        "column": column,
        "number": number,
    }


@register.filter
def in_wan(amount: Decimal) -> str:
    """Yuan as 万元 for a field: without noughts at the end."""
    return f"{(amount / 10000).normalize():f}"


@register.simple_tag(takes_context=True)
def list_sums(context: template.Context, annual_list: AnnualList) -> queries.ListSums:
    """For the page on which a list is decided; the generic view knows no lists."""
    return queries.list_sums(annual_list, context["request"].post)


@register.inclusion_tag("projects/_correction_card.html", takes_context=True)
def correction_card(context: template.Context, subject: Any) -> dict:
    """What was asked for at a return and is still open, and (for whoever judges) what changed since the last time."""
    post = context["request"].post
    if post is None or post.role == Role.EXPERT:
        return {"request": context["request"], "notice": None, "changes": None}
    notice = subject.correction_notice()
    changes = None if notice else queries.latest_difference(subject)
    name = f"projects:{subject._meta.model_name}_changes"
    return {
        "request": context["request"],
        "notice": notice,
        "may_tick": bool(notice) and PROJECT_CLERK(subject, post),
        "changes": changes,
        "changes_url": reverse(name, args=[subject.pk]),
    }


@register.inclusion_tag("components/clock.html")
def clock_strip(subject: Any) -> dict:
    """The legal clock of the state in which the record is, day by day."""
    clock = clock_of(subject)
    today = timezone.localdate()
    return {
        "clock": clock,
        "days": clock.calendar() if clock else [],
        "used": clock.used(today) if clock else 0,
    }
