"""The door to the draft of the paper that a decision is about to issue."""

from django import template

from accounts.roles import OFFICE_ROLES
from documents.drafting import drafting_for
from documents.registry import SPECS

register = template.Library()


@register.inclusion_tag("components/draft_links.html", takes_context=True)
def draft_links(context, obj):
    post = context["request"].post
    papers = drafting_for(obj) if post and post.role in OFFICE_ROLES else []
    return {
        "papers": [(one.kind, SPECS[one.kind].label) for one in papers],
        "object": obj,
        "request": context["request"],
    }
