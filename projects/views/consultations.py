"""会签: each body's list and page; the page of an extension."""

from django.views.generic import DetailView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Attachment, Document
from projects import queries
from projects.exports import attempt_columns
from projects.permits import ASKED_BODY
from projects.views.processes import AttemptList
from workflow.exports import Column
from workflow.panel import build_panel

READERS = (*OFFICE_ROLES, *ASKED_BODY.roles)


class ConsultationList(AttemptList):
    roles = READERS
    template_name = "projects/consultation_list.html"
    rows = staticmethod(queries.consultations)
    export_name = "会签"
    export_columns = attempt_columns(
        Column("被征询单位", lambda row: row.body.short_name),
        Column("征询事项", lambda row: row.question, 40),
        Column("答复期限", lambda row: row.due_on),
        # Silence is shown as silence.
        Column("意见", lambda row: row.get_opinion_display() or ("逾期未答复" if row.is_silent else "")),
        Column("理由和条件", lambda row: row.reasons, 40),
        Column("签发人", lambda row: row.signer),
        Column("签发日期", lambda row: row.signed_on),
    )


class ConsultationPage(RolesMixin, DetailView):
    """What a body is asked, and what it is asked about."""

    roles = READERS
    template_name = "projects/consultation.html"
    context_object_name = "consultation"

    def get_queryset(self):
        related = ("project__application", "pre_review", "answered_by__user")
        return queries.consultations(self.request.post).select_related(*related)

    def get_context_data(self, **kwargs):
        consultation, post = self.object, self.request.post
        return super().get_context_data(
            panel_steps=build_panel(consultation, post),
            documents=Document.objects.visible_to(post).about(consultation),
            papers=Attachment.objects.current_for(consultation.project.application),
            **kwargs,
        )


class ExtensionPage(RolesMixin, DetailView):
    roles = (*UNIT_ROLES, *OFFICE_ROLES, Role.DRC, Role.FINANCE, Role.CITY_GOVERNMENT, Role.LEADING_GROUP)
    template_name = "projects/extension.html"
    context_object_name = "extension"

    def get_queryset(self):
        return queries.extensions(self.request.post)

    def get_context_data(self, **kwargs):
        extension, post = self.object, self.request.post
        events = queries.events_of(extension, post)
        return super().get_context_data(panel_steps=build_panel(extension, post), events=events, **kwargs)
