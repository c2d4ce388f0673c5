"""What an end of a project leaves to be settled, and what closes with it."""

from typing import Any

from django import template

from funds.states import OPEN_REQUESTS
from projects.services import ends_with

register = template.Library()


@register.inclusion_tag("changes/_settlement.html")
def settlement(project: Any) -> dict[str, Any]:
    contracts = list(project.contracts.order_by("signed_on"))
    asked = list(project.payment_requests.filter(state__in=OPEN_REQUESTS).select_related("contract"))
    papers = project.documents.order_by("issued_on", "pk")
    return {"contracts": contracts, "asked": asked, "attempts": ends_with(project), "papers": papers}
