"""Forms of the pool, of the convening, and of a seat's steps."""

from experts.forms.conflicts import RecusalForm, WaiverForm
from experts.forms.draw import CommitForm, ConveneForm, PhraseForm, RevealForm, ValueForm
from experts.forms.fees import FeesForm, PayForm
from experts.forms.group import GroupForm, PaperSignForm, SignGroupForm, point_line, read_point
from experts.forms.meeting import HoldForm, MoveForm, WayMixin
from experts.forms.notes import NoteForm
from experts.forms.opinion import STATEMENT, DeclareForm, OpinionForm
from experts.forms.pool import (
    OWN_FORMS,
    AbsenceForm,
    ContactForm,
    EmploymentForm,
    EnrolForm,
    EnrolmentForm,
    EvaluationForm,
    ExpertForm,
    ListForm,
    NumbersForm,
    OwnForm,
    RenewForm,
    TieForm,
)

__all__ = [
    "OWN_FORMS",
    "STATEMENT",
    "AbsenceForm",
    "CommitForm",
    "ContactForm",
    "ConveneForm",
    "DeclareForm",
    "EmploymentForm",
    "EnrolForm",
    "EnrolmentForm",
    "EvaluationForm",
    "ExpertForm",
    "FeesForm",
    "GroupForm",
    "HoldForm",
    "ListForm",
    "MoveForm",
    "NoteForm",
    "NumbersForm",
    "OpinionForm",
    "OwnForm",
    "PaperSignForm",
    "PayForm",
    "PhraseForm",
    "RecusalForm",
    "RenewForm",
    "RevealForm",
    "SignGroupForm",
    "TieForm",
    "ValueForm",
    "WaiverForm",
    "WayMixin",
    "point_line",
    "read_point",
]
