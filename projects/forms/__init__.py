"""Forms of steps (one a step), and of the application's sections."""

from projects.forms.consultation import ConsultForm, ExtensionForm, ExtensionGrantForm, OpinionForm
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
    "ConsultForm",
    "ExtensionForm",
    "ExtensionGrantForm",
    "FilingSubmitForm",
    "ListApprovalForm",
    "OpinionForm",
    "PreApprovalForm",
    "PreReviewSubmitForm",
    "ProcurementApprovalForm",
    "ProgressForm",
    "ProjectApprovalForm",
    "StartBuildForm",
    "TenderFilingForm",
]
