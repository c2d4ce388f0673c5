from changes.views.bodies import HandoverPage, ReformCreate, ReformList, ReformPage
from changes.views.requests import ChangeRequestEdit, ChangeRequestList, ChangeRequestPage

__all__ = [
    "ChangeRequestEdit",
    "ChangeRequestList",
    "ChangeRequestPage",
    "HandoverPage",
    "ReformCreate",
    "ReformList",
    "ReformPage",
]
