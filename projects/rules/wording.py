"""How a rule speaks of money and places."""

from decimal import Decimal
from typing import Any

from django.urls import reverse


def wan(amount: Decimal) -> str:
    """Yuan as 万元 in a sentence."""
    return f"{amount / 10000:,.2f} 万元"


def exact_wan(amount: Decimal) -> str:
    """Yuan as 万元 for a paper: at least two digits, and never rounded."""
    whole, digits = f"{amount / 10000:.6f}".split(".")
    return f"{whole}.{digits.rstrip('0').ljust(2, '0')}万元"


def _edit(section: str) -> Any:
    return lambda obj: reverse("projects:application_edit", args=[obj.pk]) + f"#{section}"
