"""Small parts of this room's pages: `{% load projects %}`."""

from decimal import Decimal

from django import template

from projects import queries
from projects.models import AnnualList

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
def share_of(part: Decimal, whole: Decimal | None) -> str:
    """81.2%; empty where there is no whole."""
    return f"{part / whole * 100:.1f}%" if whole else ""


@register.filter
def in_wan(amount: Decimal) -> str:
    """Yuan as 万元 for a field: without noughts at the end."""
    return f"{(amount / 10000).normalize():f}"


@register.simple_tag(takes_context=True)
def list_sums(context: template.Context, annual_list: AnnualList) -> queries.ListSums:
    """For the page on which a list is decided; the generic view knows no lists."""
    return queries.list_sums(annual_list, context["request"].post)
