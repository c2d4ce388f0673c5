"""Sittings: their list, their order of the day, their minutes."""

from django.utils import timezone
from django.views.generic import DetailView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES
from experts import queries
from experts.states import MeetingState
from projects.exports import STATE
from workflow.exports import Column
from workflow.lists import StateList
from workflow.models import AuditEvent
from workflow.panel import build_panel


class MeetingList(RolesMixin, StateList):
    roles = OFFICE_ROLES
    states, rows = MeetingState, staticmethod(queries.meetings)
    template_name = "experts/meeting_list.html"
    context_object_name = "meetings"
    export_name = "评审会"
    export_columns = (
        STATE,
        Column("时间", lambda row: f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M}", 18),
        Column("项目", lambda row: _projects(row), 60),
        Column("项目数", lambda row: row.number, 8),
        Column("方式", lambda row: row.get_way_display()),
        Column("地点", lambda row: row.place, 30),
        Column("主持人", lambda row: row.host),
    )


def _projects(meeting) -> str:
    """A sitting on a classified project is told by its purpose alone (article 24)."""
    projects = [panel.project for panel in meeting.panels.all()]
    return "、".join(one.name for one in projects if not one.is_classified) or str(meeting.get_purpose_display())


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
            clashes=meeting.clashes(),
            panel_steps=build_panel(meeting, post),
            documents=meeting.documents,
            events=events.select_related("content").order_by("-pk")[:50],
            **kwargs,
        )
