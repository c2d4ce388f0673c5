from infrastructure.states.capacity import ALLOCATION, AllocationState
from infrastructure.states.cii import FINDING, VISIT, FindingState, VisitState
from infrastructure.states.migration import MIGRATION, MigrationState

__all__ = [
    "ALLOCATION",
    "FINDING",
    "MIGRATION",
    "VISIT",
    "AllocationState",
    "FindingState",
    "MigrationState",
    "VisitState",
]
