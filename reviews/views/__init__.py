"""Pages of the plan review and of arguments."""

from reviews.views.arguments import ArgumentList, ArgumentPage
from reviews.views.convening import (
    BatchConvene,
    BodyOpinionList,
    BodyOpinionPage,
    certificate_add,
    certificate_drop,
)
from reviews.views.rounds import CountyCreate, CountyList, RoundDifference, RoundEdit, RoundList, RoundPage

__all__ = [
    "ArgumentList",
    "ArgumentPage",
    "BatchConvene",
    "BodyOpinionList",
    "BodyOpinionPage",
    "CountyCreate",
    "CountyList",
    "RoundDifference",
    "RoundEdit",
    "RoundList",
    "RoundPage",
    "certificate_add",
    "certificate_drop",
]
