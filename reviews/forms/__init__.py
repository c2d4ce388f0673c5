"""Forms of the plan review."""

from reviews.forms.convening import AskArgumentForm, AskBodyForm, BatchForm, CertificateForm, FormalCheckForm
from reviews.forms.rounds import (
    DEMANDS,
    AnswerForm,
    ConcludeForm,
    CountyPlanForm,
    DemandForm,
    PlanForm,
    RowsForm,
    SignForm,
    VerifyForm,
    cuts_of,
)

__all__ = [
    "DEMANDS",
    "AnswerForm",
    "AskArgumentForm",
    "AskBodyForm",
    "BatchForm",
    "CertificateForm",
    "ConcludeForm",
    "CountyPlanForm",
    "DemandForm",
    "FormalCheckForm",
    "PlanForm",
    "RowsForm",
    "SignForm",
    "VerifyForm",
    "cuts_of",
]
