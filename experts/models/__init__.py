"""The expert pool (article 6), its conflicts, the panels drawn from it, their seats, and the sealed opinions."""

from experts.models.conflicts import AddedRecusal, Waiver
from experts.models.enrolment import Enrolment
from experts.models.fee import Fee
from experts.models.group import GroupOpinion
from experts.models.meeting import Meeting
from experts.models.note import Note
from experts.models.opinion import Opinion
from experts.models.panel import Panel
from experts.models.pool import Absence, Employment, Expert, Field, SeatEvaluation, Tie
from experts.models.seat import Seat

__all__ = [
    "Absence",
    "AddedRecusal",
    "Employment",
    "Enrolment",
    "Expert",
    "Fee",
    "Field",
    "GroupOpinion",
    "Meeting",
    "Note",
    "Opinion",
    "Panel",
    "Seat",
    "SeatEvaluation",
    "Tie",
    "Waiver",
]
