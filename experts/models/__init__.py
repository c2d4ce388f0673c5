"""The expert pool (article 6), its conflicts, the panels drawn from it, their seats, and the sealed opinions."""

from experts.models.conflicts import AddedRecusal, Waiver
from experts.models.opinion import Opinion
from experts.models.panel import Panel
from experts.models.pool import Absence, Employment, Expert, Field, Tie
from experts.models.seat import Seat

__all__ = [
    "Absence",
    "AddedRecusal",
    "Employment",
    "Expert",
    "Field",
    "Opinion",
    "Panel",
    "Seat",
    "Tie",
    "Waiver",
]
