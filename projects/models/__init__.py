"""Chapter 3. One file for each thing that has a lifecycle, and one for the records that steps leave behind."""

from projects.models.annual_list import AnnualList, ListLine, ListVersion, Placement
from projects.models.application import Application, BudgetLine, SourceLine
from projects.models.filing import Filing
from projects.models.library import BulkAct, LibraryEntry, Lineage, Maturity, Priority
from projects.models.prereview import PreReview, PreReviewItem
from projects.models.project import Project, ProjectQuerySet, ProjectUserGrant, visible_projects
from projects.models.records import Approval, ProgressNote, TenderFiling

__all__ = [
    "AnnualList",
    "Application",
    "Approval",
    "BudgetLine",
    "BulkAct",
    "Filing",
    "LibraryEntry",
    "Lineage",
    "ListLine",
    "ListVersion",
    "Maturity",
    "Placement",
    "PreReview",
    "PreReviewItem",
    "Priority",
    "ProgressNote",
    "Project",
    "ProjectQuerySet",
    "ProjectUserGrant",
    "SourceLine",
    "TenderFiling",
    "visible_projects",
]
