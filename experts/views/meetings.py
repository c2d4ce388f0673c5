"""Sittings: their list, their order of the day, their minutes."""

from django.views.generic import DetailView, ListView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES
from experts import queries
from experts.states import MeetingState
from workflow.models import AuditEvent
from workflow.panel import build_panel


class MeetingList(RolesMixin, ListView):
    roles = OFFICE_ROLES
    template_name = "experts/meeting_list.html"
    context_object_name = "meetings"
    paginate_by = 25

    def get_queryset(self):
        rows = queries.meetings(self.request.post)
        state = self.request.GET.get("state", "")
        return rows.filter(state=state) if state in MeetingState else rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(states=MeetingState.choices, **kwargs)


class MeetingPage(RolesMixin, DetailView):
    roles = OFFICE_ROLES
    template_name = "experts/meeting.html"
    context_object_name = "meeting"

    def get_queryset(self):
        return queries.meetings(self.request.post)

    def get_context_data(self, **kwargs):
        meeting, post = self.object, self.request.post
        events = AuditEvent.objects.visible_to(post).filter(thread_id=meeting.pk)
        return super().get_context_data(
            agenda=queries.agenda_of(meeting),
            panel_steps=build_panel(meeting, post),
            documents=meeting.documents,
            events=events.select_related("content").order_by("-pk")[:50],
            **kwargs,
        )
