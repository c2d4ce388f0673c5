from sharing.states.adaptation import ORDER, OrderState
from sharing.states.catalogue import RESOURCE, ResourceState
from sharing.states.elements import CASE, COLLECTION, OPINION, CaseState, CollectionState, OpinionState
from sharing.states.requests import DOUBT, GRANT, REQUEST, DoubtState, GrantState, RequestState

__all__ = [
    "CASE",
    "COLLECTION",
    "DOUBT",
    "GRANT",
    "OPINION",
    "ORDER",
    "REQUEST",
    "RESOURCE",
    "CaseState",
    "CollectionState",
    "DoubtState",
    "GrantState",
    "OpinionState",
    "OrderState",
    "RequestState",
    "ResourceState",
]
