"""What this room takes in from Excel; registered when the app is loaded."""

from projects.sheets.budget import BUDGET_SHEET
from projects.sheets.library import LIBRARY_SHEET
from projects.sheets.list_lines import LIST_SHEET

__all__ = ["BUDGET_SHEET", "LIBRARY_SHEET", "LIST_SHEET"]
