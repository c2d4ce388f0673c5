"""会签: each body's list and page; the page of an extension."""

from django.views.generic import DetailView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Attachment, Document
from projects import queries
from projects.permits import ASKED_BODY
from projects.views.processes import AttemptList
from workflow.panel import build_panel

READERS = (*OFFICE_ROLES, *ASKED_BODY.roles)


class ConsultationList(AttemptList):
    roles = READERS
    template_name = "projects/consultation_list.html"
    rows = staticmethod(queries.consultations)


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
        return super().get_context_data(panel_steps=build_panel(self.object, self.request.post), **kwargs)
