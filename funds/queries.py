from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.models import Post
from funds.models import Contract


def contracts_of(project: Any, post: Post | None):
    """Contracts of one project with what was paid, for its tab."""
    return (
        Contract.objects.visible_to(post)
        .filter(project=project)
        .with_paid()
        .prefetch_related("payments")
        .order_by("-signed_on")
    )


def contracts(post: Post | None, *, words: str = "", kind: str = ""):
    rows = Contract.objects.visible_to(post).select_related("project__unit").order_by("-signed_on", "-registered_at")
    if words:
        found = Q(number__icontains=words) | Q(name__icontains=words) | Q(contractor__icontains=words)
        rows = rows.filter(found | Q(project__name__icontains=words))
    if kind in Contract.Kind:
        rows = rows.filter(kind=kind)
    return rows


def totals(rows) -> dict[str, Any]:
    return rows.order_by().aggregate(count=Count("pk"), amount=Sum("amount", default=Decimal(0)))
