from sharing.states.catalogue import RESOURCE, ResourceState
from sharing.states.requests import DOUBT, GRANT, REQUEST, DoubtState, GrantState, RequestState

__all__ = [
    "DOUBT",
    "GRANT",
    "REQUEST",
    "RESOURCE",
    "DoubtState",
    "GrantState",
    "RequestState",
    "ResourceState",
]
