from changes.models.change_request import ChangeRequest, Difference
from changes.models.handover import Handover
from changes.models.reform import Reform

__all__ = ["ChangeRequest", "Difference", "Handover", "Reform"]
