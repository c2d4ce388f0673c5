"""`{% load money %}{% money_of project %}`: chain, indicators and contracts of one project."""

from typing import Any

from django import template

from funds import queries
from funds.models import Contract
from funds.uses import by_use

register = template.Library()


@register.inclusion_tag("funds/_money.html")
def money_of(project: Any) -> dict[str, Any]:
    contracts = Contract.objects.filter(project=project).order_by("-signed_on")
    return {
        "project": project,
        "chain": queries.chain_of(project),
        "uses": by_use(project),
        "sources": queries.by_source(project),
        "indicators": queries.indicators_of(project),
        "contracts": queries.with_parts(contracts),
        "account": getattr(project, "final_account", None),
    }
