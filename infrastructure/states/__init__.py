from infrastructure.states.capacity import ALLOCATION, AllocationState
from infrastructure.states.cii import FINDING, VISIT, FindingState, VisitState
from infrastructure.states.migration import MIGRATION, MigrationState
from infrastructure.states.running import (
    INCIDENT,
    PLAN,
    PURCHASE,
    SERVICE_CHANGE,
    IncidentState,
    PlanState,
    PurchaseState,
    WorkState,
)

__all__ = [
    "ALLOCATION",
    "FINDING",
    "INCIDENT",
    "MIGRATION",
    "PLAN",
    "PURCHASE",
    "SERVICE_CHANGE",
    "VISIT",
    "AllocationState",
    "FindingState",
    "IncidentState",
    "MigrationState",
    "PlanState",
    "PurchaseState",
    "VisitState",
    "WorkState",
]
