"""`{% load slots %}{% paper_slots object %}`: the papers that a record asks for, with upload and removal."""

from typing import Any

from django import template

from documents import queries

register = template.Library()


@register.inclusion_tag("components/papers.html", takes_context=True)
def paper_slots(context: template.Context, obj: Any, next: str = "") -> dict[str, Any]:
    """`next` is the address to come back to; without it, the page of the record."""
    request = context["request"]
    return {
        **queries.slots_context(obj, request.post),
        "next": next,
        "errors": [],
        "done": "",
        "csrf_token": context.get("csrf_token", ""),
    }


@register.filter
def app_of(obj: Any) -> str:
    """The room of an object, for the address of its uploads."""
    return str(obj._meta.app_label)


@register.filter
def model_of(obj: Any) -> str:
    return str(obj._meta.model_name)
