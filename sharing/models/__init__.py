"""Chapter 4. The catalogue, what is asked of it, and what is given."""

from sharing.models.adaptation import AdaptationOrder, VerificationCall
from sharing.models.catalogue import (
    SEES_CATALOGUE,
    CatalogueCategory,
    CatalogueScheme,
    DataItem,
    DataRow,
    InformationResource,
    ResourceVersion,
)
from sharing.models.elements import (
    Collection,
    DataElement,
    ElementName,
    ElementSource,
    NameRule,
    SourceCase,
    SourceOpinion,
)
from sharing.models.grants import CallLog, Doubt, FileReceipt, Grant, GrantToken
from sharing.models.requests import SharingRequest

__all__ = [
    "SEES_CATALOGUE",
    "AdaptationOrder",
    "CallLog",
    "CatalogueCategory",
    "CatalogueScheme",
    "Collection",
    "DataElement",
    "DataItem",
    "DataRow",
    "Doubt",
    "ElementName",
    "ElementSource",
    "FileReceipt",
    "Grant",
    "GrantToken",
    "InformationResource",
    "NameRule",
    "ResourceVersion",
    "SharingRequest",
    "SourceCase",
    "SourceOpinion",
    "VerificationCall",
]
