from sharing.states.adaptation import ORDER, OrderState
from sharing.states.catalogue import RESOURCE, ResourceState
from sharing.states.requests import DOUBT, GRANT, REQUEST, DoubtState, GrantState, RequestState

__all__ = [
    "DOUBT",
    "GRANT",
    "ORDER",
    "REQUEST",
    "RESOURCE",
    "DoubtState",
    "GrantState",
    "OrderState",
    "RequestState",
    "ResourceState",
]
