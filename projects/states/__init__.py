"""The lifecycles of chapter 3, each on one screen: states, then a table of steps."""

from projects.states.annual_list import ANNUAL_LIST, ListState
from projects.states.application import APPLICATION, ApplicationState
from projects.states.filing import FILING, FilingState
from projects.states.participation import PARTICIPATION, ParticipationState
from projects.states.prereview import PRE_REVIEW, PreReviewState
from projects.states.project import BEFORE_BUILD, ENDED, LIVE, PROJECT, SUPERSEDABLE, Stage, may_be_built

__all__ = [
    "ANNUAL_LIST",
    "APPLICATION",
    "BEFORE_BUILD",
    "ENDED",
    "FILING",
    "LIVE",
    "PARTICIPATION",
    "PRE_REVIEW",
    "PROJECT",
    "SUPERSEDABLE",
    "ApplicationState",
    "FilingState",
    "ListState",
    "ParticipationState",
    "PreReviewState",
    "Stage",
    "may_be_built",
]
