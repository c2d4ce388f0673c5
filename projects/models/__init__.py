"""Chapter 3. One file for each thing that has a lifecycle, and one for the records that steps leave behind."""

from projects.models.annual_list import AnnualList, ListLine
from projects.models.application import Application, BudgetLine, SourceLine
from projects.models.content import (
    LINES,
    DataItem,
    Indicator,
    Milestone,
    Module,
    PresentSystem,
    RunningCost,
)
from projects.models.corrections import CorrectionItem, CorrectionNotice, open_notice
from projects.models.filing import Filing
from projects.models.participation import Participation
from projects.models.prereview import PreReview, PreReviewItem
from projects.models.project import Project, ProjectQuerySet, ProjectUserGrant, visible_projects
from projects.models.records import Approval, ProgressNote, TenderFiling

__all__ = [
    "LINES",
    "AnnualList",
    "Application",
    "Approval",
    "BudgetLine",
    "CorrectionItem",
    "CorrectionNotice",
    "DataItem",
    "Filing",
    "Indicator",
    "ListLine",
    "Milestone",
    "Module",
    "Participation",
    "PreReview",
    "PreReviewItem",
    "PresentSystem",
    "ProgressNote",
    "Project",
    "ProjectQuerySet",
    "ProjectUserGrant",
    "RunningCost",
    "SourceLine",
    "TenderFiling",
    "open_notice",
    "visible_projects",
]
