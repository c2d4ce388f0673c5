"""What is seen of a building (articles 11, 12, 14)."""

from building.models.agency import AgencyWaiver, MajorMark
from building.models.progress import (
    Chase,
    DispatchReport,
    Milestone,
    OfProjectQuerySet,
    Photo,
    Problem,
    SupervisionReport,
)
from building.models.security import KeyEquipment, SecurityRecord

__all__ = [
    "AgencyWaiver",
    "Chase",
    "DispatchReport",
    "KeyEquipment",
    "MajorMark",
    "Milestone",
    "OfProjectQuerySet",
    "Photo",
    "Problem",
    "SecurityRecord",
    "SupervisionReport",
]
