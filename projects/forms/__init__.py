"""Forms of steps (one a step), and of the application's sections."""

from projects.forms.library import DeferForm, MergeForm, RateForm, SplitForm
from projects.forms.steps import (
    AdmitForm,
    BodiesForm,
    CheckForm,
    FilingSubmitForm,
    ListApprovalForm,
    PreApprovalForm,
    PreReviewSubmitForm,
    ProcurementApprovalForm,
    ProgressForm,
    ProjectApprovalForm,
    StartBuildForm,
    TenderFilingForm,
)

__all__ = [
    "AdmitForm",
    "BodiesForm",
    "CheckForm",
    "DeferForm",
    "FilingSubmitForm",
    "ListApprovalForm",
    "MergeForm",
    "PreApprovalForm",
    "PreReviewSubmitForm",
    "ProcurementApprovalForm",
    "ProgressForm",
    "ProjectApprovalForm",
    "RateForm",
    "SplitForm",
    "StartBuildForm",
    "TenderFilingForm",
]
