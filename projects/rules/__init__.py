"""What must hold before a step of chapter 3 is taken. Each check returns "" or what is missing, in Chinese."""

from projects.rules.annual_list import LIST_RULES
from projects.rules.application import APPLICATION_RULES, PLANNED_YEAR
from projects.rules.building import (
    GATE_PASSED,
    HAS_CONTRACT,
    PLAN_PASSED,
    START_RULES,
    SUPERVISED,
    TENDER_AFTER_PLAN,
    TENDER_FILED,
    TENDER_FILED_ONCE,
)
from projects.rules.gates import APPROVAL_SUM, PRE_APPROVED
from projects.rules.library import NOT_ON_DRAFT, PARTS_NOT_BELOW
from projects.rules.prereview import (
    IN_LIBRARY,
    IN_LIST,
    ITEMS_JUDGED,
    ITEMS_MET,
    PAPERS,
    PRE_REVIEW_DEMANDS,
    SOURCES,
    SUM_WITHIN_LIST,
)
from projects.rules.use import ACCEPTED, CERTIFICATE, NOT_IN_USE, USE_APPROVED
from projects.rules.wording import wan

__all__ = [
    "ACCEPTED",
    "APPLICATION_RULES",
    "APPROVAL_SUM",
    "CERTIFICATE",
    "GATE_PASSED",
    "HAS_CONTRACT",
    "IN_LIBRARY",
    "IN_LIST",
    "ITEMS_JUDGED",
    "ITEMS_MET",
    "LIST_RULES",
    "NOT_IN_USE",
    "NOT_ON_DRAFT",
    "PAPERS",
    "PARTS_NOT_BELOW",
    "PLANNED_YEAR",
    "PLAN_PASSED",
    "PRE_APPROVED",
    "PRE_REVIEW_DEMANDS",
    "SOURCES",
    "START_RULES",
    "SUM_WITHIN_LIST",
    "SUPERVISED",
    "TENDER_AFTER_PLAN",
    "TENDER_FILED",
    "TENDER_FILED_ONCE",
    "USE_APPROVED",
    "wan",
]
