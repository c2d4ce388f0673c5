"""Reads of chapter 3. All begin at `visible_to(post)`; the number of queries does not grow with the rows."""

from projects.queries.annual_list import Line, ListSums, SumRow, annual_lists, candidates, list_sums
from projects.queries.classified import classified, registrable_units
from projects.queries.consultations import Board, board, consultations, extensions
from projects.queries.gates import GATES, GateRow, at_gate, found_at_gate, gate_rows, waiting_at_gate
from projects.queries.library import LibraryRow, LibraryYear, draft_lists, library, library_rows, library_years
from projects.queries.lists import ZERO, ProjectRow, Totals, by_stage_order, listable, project_rows, totals, units_of
from projects.queries.processes import SHOWN_PAPERS, Check, checks, filings, pre_reviews
from projects.queries.project import (
    RoomTab,
    advices,
    attachments,
    is_live,
    merged_panel,
    own_attempts,
    room_tabs,
    submissions,
    submissions_of,
    timeline,
)
from projects.queries.supervision import Overdue, overdue, supervision_notes
from projects.queries.ways import PARALLEL, TOGETHER, Stop, WayPicture, WayStep, stops, ways

__all__ = [
    "GATES",
    "PARALLEL",
    "SHOWN_PAPERS",
    "TOGETHER",
    "ZERO",
    "Board",
    "Check",
    "GateRow",
    "LibraryRow",
    "LibraryYear",
    "Line",
    "ListSums",
    "Overdue",
    "ProjectRow",
    "RoomTab",
    "Stop",
    "SumRow",
    "Totals",
    "WayPicture",
    "WayStep",
    "advices",
    "annual_lists",
    "at_gate",
    "attachments",
    "board",
    "by_stage_order",
    "candidates",
    "checks",
    "classified",
    "consultations",
    "draft_lists",
    "extensions",
    "filings",
    "found_at_gate",
    "gate_rows",
    "is_live",
    "library",
    "library_rows",
    "library_years",
    "list_sums",
    "listable",
    "merged_panel",
    "overdue",
    "own_attempts",
    "pre_reviews",
    "project_rows",
    "registrable_units",
    "room_tabs",
    "stops",
    "submissions",
    "submissions_of",
    "supervision_notes",
    "timeline",
    "totals",
    "units_of",
    "waiting_at_gate",
    "ways",
]
