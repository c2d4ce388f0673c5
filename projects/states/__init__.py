"""The lifecycles of chapter 3, each on one screen: states, then a table of steps."""

from projects.states.annual_list import ANNUAL_LIST, ListState
from projects.states.application import APPLICATION, ApplicationState
from projects.states.consultation import CONSULTATION, ConsultationState
from projects.states.extension import EXTENSION, ExtensionState
from projects.states.filing import FILING, FilingState
from projects.states.participation import PARTICIPATION, ParticipationState
from projects.states.prereview import PRE_REVIEW, PreReviewState
from projects.states.project import (
    BEFORE_BUILD,
    ENDED,
    GIVEN_UP,
    LIVE,
    PROJECT,
    SUPERSEDABLE,
    Stage,
    lapsed,
    may_be_built,
    under_way,
)
from projects.states.tender import TENDER, TenderState

__all__ = [
    "ANNUAL_LIST",
    "APPLICATION",
    "BEFORE_BUILD",
    "CONSULTATION",
    "ENDED",
    "EXTENSION",
    "FILING",
    "GIVEN_UP",
    "LIVE",
    "PARTICIPATION",
    "PRE_REVIEW",
    "PROJECT",
    "SUPERSEDABLE",
    "TENDER",
    "ApplicationState",
    "ConsultationState",
    "ExtensionState",
    "FilingState",
    "ListState",
    "ParticipationState",
    "PreReviewState",
    "Stage",
    "TenderState",
    "lapsed",
    "may_be_built",
    "under_way",
]
