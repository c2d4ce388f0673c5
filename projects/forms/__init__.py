"""Forms of steps (one a step), and of the application's sections."""

from projects.forms.corrections import ReturnForm
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
    "FilingSubmitForm",
    "ListApprovalForm",
    "PreApprovalForm",
    "PreReviewSubmitForm",
    "ProcurementApprovalForm",
    "ProgressForm",
    "ProjectApprovalForm",
    "ReturnForm",
    "StartBuildForm",
    "TenderFilingForm",
]
