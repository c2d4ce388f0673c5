"""Chapter 3. One file for each thing that has a lifecycle, and one for the records that steps leave behind."""

from projects.models.annual_list import AnnualList, ListLine, ListVersion, Placement
from projects.models.application import Application, BudgetLine, SourceLine
from projects.models.consultation import Consultation, Extension
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
from projects.models.filing import Filing, FilingKind
from projects.models.gates import ContentRevision, ProcurementLine, SupervisionNote
from projects.models.library import BulkAct, LibraryEntry, Lineage, Maturity, Priority
from projects.models.participation import Participation
from projects.models.prereview import PreReview, PreReviewItem
from projects.models.project import Project, ProjectUserGrant
from projects.models.records import Approval, ProgressNote
from projects.models.tender import Tender, TenderDoubt, TenderRound
from projects.models.visibility import ProjectQuerySet, visible_projects

__all__ = [
    "LINES",
    "AnnualList",
    "Application",
    "Approval",
    "BudgetLine",
    "BulkAct",
    "Consultation",
    "ContentRevision",
    "CorrectionItem",
    "CorrectionNotice",
    "DataItem",
    "Extension",
    "Filing",
    "FilingKind",
    "Indicator",
    "LibraryEntry",
    "Lineage",
    "ListLine",
    "ListVersion",
    "Maturity",
    "Milestone",
    "Module",
    "Participation",
    "Placement",
    "PreReview",
    "PreReviewItem",
    "PresentSystem",
    "Priority",
    "ProcurementLine",
    "ProgressNote",
    "Project",
    "ProjectQuerySet",
    "ProjectUserGrant",
    "RunningCost",
    "SourceLine",
    "SupervisionNote",
    "Tender",
    "TenderDoubt",
    "TenderRound",
    "open_notice",
    "visible_projects",
]
