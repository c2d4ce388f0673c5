"""Forms of steps (one a step), and of the application's sections."""

from projects.forms.application import SECTIONS, ApplicationForm, ProjectForm, budget_formset, source_formset
from projects.forms.lists import AnnualListForm, CeilingForm, ClassifiedForm
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
    "SECTIONS",
    "AdmitForm",
    "AnnualListForm",
    "ApplicationForm",
    "BodiesForm",
    "CeilingForm",
    "CheckForm",
    "ClassifiedForm",
    "FilingSubmitForm",
    "ListApprovalForm",
    "PreApprovalForm",
    "PreReviewSubmitForm",
    "ProcurementApprovalForm",
    "ProgressForm",
    "ProjectApprovalForm",
    "ProjectForm",
    "StartBuildForm",
    "TenderFilingForm",
    "budget_formset",
    "source_formset",
]
