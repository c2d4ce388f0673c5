"""Pages of the experts' room."""

from experts.views.fees import FeeList, fee_pay, panel_fees
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
    "FeeList",
    "MySeats",
    "PanelPage",
    "ReplayPage",
    "SeatPage",
    "fee_pay",
    "number_open",
    "numbers_seal",
    "opinion_autosave",
    "opinion_save",
    "own_add",
    "own_drop",
    "panel_fees",
    "seat_evaluate",
]
