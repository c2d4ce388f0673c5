"""Money never beyond what was given, never for another use, never before its time (articles 21, 22)."""

from funds.rules.acceptance import EXAMINED_WHOLE, GROUP_THERE, HELD, NONE_OPEN, NOTICED, PUBLISHED, REPORT_THERE
from funds.rules.budget import CONTRACTS_CLOSED, INDICATORS_WITHIN_APPROVAL, NO_ACCOUNT_YET
from funds.rules.contracts import (
    CONTRACT_ACCEPTED,
    GATE_OPEN,
    HAS_CONTRACTS,
    PLAN_WITHIN_CONTRACT,
    SETTLED_WITHIN,
    SIGNED_IN_TIME,
    WITHIN_APPROVAL,
    WITHIN_INDICATORS,
)
from funds.rules.payments import PAYMENT_RULES, REQUEST_RULES

__all__ = [
    "CONTRACTS_CLOSED",
    "CONTRACT_ACCEPTED",
    "EXAMINED_WHOLE",
    "GATE_OPEN",
    "GROUP_THERE",
    "HAS_CONTRACTS",
    "HELD",
    "INDICATORS_WITHIN_APPROVAL",
    "NONE_OPEN",
    "NOTICED",
    "NO_ACCOUNT_YET",
    "PAYMENT_RULES",
    "PLAN_WITHIN_CONTRACT",
    "PUBLISHED",
    "REPORT_THERE",
    "REQUEST_RULES",
    "SETTLED_WITHIN",
    "SIGNED_IN_TIME",
    "WITHIN_APPROVAL",
    "WITHIN_INDICATORS",
]
