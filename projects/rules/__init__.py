"""What must hold before a step of chapter 3 is taken. Each check returns "" or what is missing, in Chinese."""

from projects.rules.annual_list import LIST_RULES
from projects.rules.application import APPLICATION_RULES, PLANNED_YEAR
from projects.rules.building import (
    GATE_PASSED,
    HAS_CONTRACT,
    PLAN_PASSED,
    START_RULES,
    SUPERVISED,
    TENDER_FILED,
)
from projects.rules.consultation import (
    ALL_ANSWERED,
    BEFORE_EXPIRY,
    CONSULT_OPENLY,
    EXTENDABLE,
    IN_FORCE,
    NO_OBJECTION,
    NOT_STARTED,
    REFUSED_BY_CONDITION,
)
from projects.rules.corrections import ITEMS_TICKED
from projects.rules.gates import APPROVAL_SUM, APPROVED_BEFORE, BUDGET_LINE, CUT_ABOVE_CONTRACT, PRE_APPROVED, REVISED
from projects.rules.library import NOT_ON_DRAFT, PARTS_NOT_BELOW
from projects.rules.participation import ALL_AGREED, HOLDS_MONEY
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
from projects.rules.tender import (
    AFTER_PAPERS,
    AWARD_SUM,
    BEFORE_PAPERS,
    CANDIDATES_PUBLIC,
    CONTRACT_PERIOD,
    DOUBT_ANSWERED_IN_TIME,
    OPENING_PERIOD,
    REPORT_PERIOD,
    TENDER_AFTER_PLAN,
    TENDER_APPROVED,
    TENDER_GATE,
)
from projects.rules.use import ACCEPTED, CERTIFICATE, NOT_IN_USE, USE_APPROVED
from projects.rules.wording import wan

__all__ = [
    "ACCEPTED",
    "AFTER_PAPERS",
    "ALL_AGREED",
    "ALL_ANSWERED",
    "APPLICATION_RULES",
    "APPROVAL_SUM",
    "APPROVED_BEFORE",
    "AWARD_SUM",
    "BEFORE_EXPIRY",
    "BEFORE_PAPERS",
    "BUDGET_LINE",
    "CANDIDATES_PUBLIC",
    "CERTIFICATE",
    "CONSULT_OPENLY",
    "CONTRACT_PERIOD",
    "CUT_ABOVE_CONTRACT",
    "DOUBT_ANSWERED_IN_TIME",
    "EXTENDABLE",
    "GATE_PASSED",
    "HAS_CONTRACT",
    "HOLDS_MONEY",
    "IN_FORCE",
    "IN_LIBRARY",
    "IN_LIST",
    "ITEMS_JUDGED",
    "ITEMS_MET",
    "ITEMS_TICKED",
    "LIST_RULES",
    "NOT_IN_USE",
    "NOT_ON_DRAFT",
    "NOT_STARTED",
    "NO_OBJECTION",
    "OPENING_PERIOD",
    "PAPERS",
    "PARTS_NOT_BELOW",
    "PLANNED_YEAR",
    "PLAN_PASSED",
    "PRE_APPROVED",
    "PRE_REVIEW_DEMANDS",
    "REFUSED_BY_CONDITION",
    "REPORT_PERIOD",
    "REVISED",
    "SOURCES",
    "START_RULES",
    "SUM_WITHIN_LIST",
    "SUPERVISED",
    "TENDER_AFTER_PLAN",
    "TENDER_APPROVED",
    "TENDER_FILED",
    "TENDER_GATE",
    "USE_APPROVED",
    "wan",
]
