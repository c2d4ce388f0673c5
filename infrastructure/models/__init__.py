"""Chapter 2. What is shared, what runs where, and what is given out of it."""

from infrastructure.models.capacity import Allocation, AllocationLine, OverCommit, Pool, UsageFigure
from infrastructure.models.cii import Finding, Visit
from infrastructure.models.migration import Migration
from infrastructure.models.operation import (
    Asset,
    DutyShift,
    Incident,
    Norm,
    NormVersion,
    ServiceChange,
    ServiceContract,
)
from infrastructure.models.planning import Plan, PlanYear, Purchase
from infrastructure.models.registry import (
    SEES_PLATFORMS,
    SEES_SYSTEMS,
    Platform,
    RunningSystem,
    SystemConfirmation,
    SystemLink,
)

__all__ = [
    "SEES_PLATFORMS",
    "SEES_SYSTEMS",
    "Allocation",
    "AllocationLine",
    "Asset",
    "DutyShift",
    "Finding",
    "Incident",
    "Migration",
    "Norm",
    "NormVersion",
    "OverCommit",
    "Plan",
    "PlanYear",
    "Platform",
    "Pool",
    "Purchase",
    "RunningSystem",
    "ServiceChange",
    "ServiceContract",
    "SystemConfirmation",
    "SystemLink",
    "UsageFigure",
    "Visit",
]
