"""Forms of steps (one a step), and of the application's sections."""

from projects.forms.consultation import ConsultForm, ExtensionForm, ExtensionGrantForm, OpinionForm
from projects.forms.corrections import ReturnForm
from projects.forms.gates import (
    CutForm,
    DrcRefusalForm,
    FinanceRefusalForm,
    FurtherActForm,
    ProcurementApprovalForm,
    ProcurementLineForm,
    ProjectApprovalForm,
    RevisionForm,
    SupervisionAnswerForm,
    SupervisionCloseForm,
    SupervisionForm,
)
from projects.forms.library import DeferForm, MergeForm, RateForm, SplitForm
from projects.forms.standstill import ResumeForm, SuspendForm
from projects.forms.steps import (
    AdmitForm,
    BodiesForm,
    CheckForm,
    FilingSubmitForm,
    ListApprovalForm,
    PreApprovalForm,
    PreReviewSubmitForm,
    ProgressForm,
    StartBuildForm,
)
from projects.forms.tender import DoubtAnswerForm, DoubtForm, TenderAfterForm, TenderBeforeForm

__all__ = [
    "AdmitForm",
    "BodiesForm",
    "CheckForm",
    "ConsultForm",
    "CutForm",
    "DeferForm",
    "DoubtAnswerForm",
    "DoubtForm",
    "DrcRefusalForm",
    "ExtensionForm",
    "ExtensionGrantForm",
    "FilingSubmitForm",
    "FinanceRefusalForm",
    "FurtherActForm",
    "ListApprovalForm",
    "MergeForm",
    "OpinionForm",
    "PreApprovalForm",
    "PreReviewSubmitForm",
    "ProcurementApprovalForm",
    "ProcurementLineForm",
    "ProgressForm",
    "ProjectApprovalForm",
    "RateForm",
    "ResumeForm",
    "ReturnForm",
    "RevisionForm",
    "SplitForm",
    "StartBuildForm",
    "SupervisionAnswerForm",
    "SupervisionCloseForm",
    "SupervisionForm",
    "SuspendForm",
    "TenderAfterForm",
    "TenderBeforeForm",
]
