"""Pages of the experts' room."""

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
    number_open,
    numbers_seal,
    own_add,
    own_drop,
    seat_evaluate,
)
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
    "MySeats",
    "PanelPage",
    "ReplayPage",
    "SeatPage",
    "number_open",
    "numbers_seal",
    "opinion_autosave",
    "opinion_save",
    "own_add",
    "own_drop",
    "seat_evaluate",
]
