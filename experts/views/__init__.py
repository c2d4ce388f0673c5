"""Pages of the experts' room."""

from experts.views.fees import FeeList, fee_pay, panel_fees
from experts.views.meetings import MeetingList, MeetingPage
from experts.views.panels import ConflictPage, PanelPage, ReplayPage
from experts.views.pool import (
    EnrolmentCreate,
    EnrolmentImport,
    EnrolmentList,
    EnrolmentPage,
    ExpertCreate,
    ExpertEdit,
    ExpertList,
    ExpertPage,
    contact_keep,
    number_open,
    numbers_seal,
    own_add,
    own_drop,
    seat_evaluate,
)
from experts.views.reading import note_drop, notes_take, paper_page, paper_read
from experts.views.seats import MySeats, SeatPage, opinion_autosave, opinion_save

__all__ = [
    "ConflictPage",
    "EnrolmentCreate",
    "EnrolmentImport",
    "EnrolmentList",
    "EnrolmentPage",
    "ExpertCreate",
    "ExpertEdit",
    "ExpertList",
    "ExpertPage",
    "FeeList",
    "MeetingList",
    "MeetingPage",
    "MySeats",
    "PanelPage",
    "ReplayPage",
    "SeatPage",
    "contact_keep",
    "fee_pay",
    "note_drop",
    "notes_take",
    "number_open",
    "numbers_seal",
    "opinion_autosave",
    "opinion_save",
    "own_add",
    "own_drop",
    "panel_fees",
    "paper_page",
    "paper_read",
    "seat_evaluate",
]
