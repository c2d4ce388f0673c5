"""Lists and the record page of projects; the register of classified ones."""

from django.conf import settings
from django.core.paginator import Paginator
from django.views.generic import DetailView, TemplateView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Document
from projects import queries
from projects.exports import COLUMNS, rows_of
from projects.filters import ProjectFilter, ordered
from projects.models import Project
from projects.paths import Lane, beginning_of
from projects.permits import PROJECT_CLERK
from projects.sheets import LIBRARY_SHEET
from projects.states import ApplicationState
from workflow.exports import ExportedList

READERS = (
    *UNIT_ROLES,
    *OFFICE_ROLES,
    Role.DRC,
    Role.FINANCE,
    Role.CYBERSPACE,
    Role.SECRECY,
    Role.CITY_GOVERNMENT,
    Role.LEADING_GROUP,
)


def own_beginning(post):
    """Where whoever looks begins a project; None where that is not theirs."""
    return beginning_of(post.organisation.kind) if post.role == Role.APPLICANT else None


class Ways(RolesMixin, TemplateView):
    """The table of ways (projects/paths.py) as lanes: who does what, by which article, ending in which paper."""

    roles = READERS
    template_name = "projects/ways.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            ways=queries.ways(),
            added=queries.added_by_money(),
            lanes=Lane.choices,
            own_beginning=own_beginning(self.request.post),
            **kwargs,
        )


class ProjectList(RolesMixin, ExportedList):
    """One query for the page, one for the totals, one a machine for what is open."""

    roles = READERS
    template_name = "projects/project_list.html"
    export_name, export_columns = "项目清单", COLUMNS
    context_object_name = "projects"
    paginate_by = 25

    def get_queryset(self):
        self.filter = ProjectFilter(self.request.GET, queries.listable(self.request.post))
        return ordered(self.filter.qs, self.request.GET.get("sort", ""))

    def export_rows(self):
        return rows_of(self.get_queryset())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "filter": self.filter,
            "totals": queries.totals(self.filter.qs),
            "rows": queries.project_rows(context["page_obj"]),
            "sort": self.request.GET.get("sort", ""),
            "beginning": own_beginning(self.request.post),
            "may_enter_old": self.request.post.role == Role.OFFICE_CLERK,
            "may_import": self.request.post.role in LIBRARY_SHEET.roles
            and not LIBRARY_SHEET.may(None, self.request.post),
        }


# Code → words; the rooms' own tabs stand before the timeline.
OVERVIEW, PAPERS, MONEY, PROCESS, TIMELINE = "overview", "papers", "money", "process", "timeline"
TABS = {
    OVERVIEW: "概况",
    PAPERS: "文书与附件",
    MONEY: "预算与来源",
    PROCESS: "办理过程",
    TIMELINE: "时间线",
}
EVENTS = 60


class ProjectPage(RolesMixin, DetailView):
    """One project: its way, who has it, why something can or cannot be done, and everything that hangs on it."""

    roles = (*READERS, Role.EXPERT)
    context_object_name = "project"

    def get_queryset(self):
        return Project.objects.visible_to(self.request.post).select_related("unit", "application")

    @property
    def is_register_entry(self):
        return self.object.is_classified and settings.CLASSIFIED_MODE == "register"

    def get_template_names(self):
        return ["projects/classified.html" if self.is_register_entry else "projects/project.html"]

    def get_context_data(self, **kwargs):
        project, post = self.object, self.request.post
        is_expert = post.role == Role.EXPERT
        rooms = [] if is_expert else queries.room_tabs(project, post)
        if self.is_register_entry:
            rooms = [room for room in rooms if room.room.of_register]
        own = queries.own_attempts(project)
        live = [project, *own, *(attempt for room in rooms for attempt in room.attempts)]
        tabs = self.tabs(is_expert, rooms)
        tab = self.request.GET.get("tab", OVERVIEW)
        tab = tab if tab in tabs else OVERVIEW
        application = getattr(project, "application", None)
        context = super().get_context_data(**kwargs) | {
            "application": application,
            "is_expert": is_expert,
            "stops": queries.stops(project),
            "row": queries.project_rows([project])[0],
            "panel_steps": [] if is_expert else queries.merged_panel(live, post),
            "rooms": rooms,
            "tabs": tabs,
            "tab": tab,
            "may_edit": bool(
                application and application.state == ApplicationState.DRAFT and PROJECT_CLERK(application, post)
            ),
        }
        return context | self.of_tab(tab, own, {room.room.code: room for room in rooms})

    def tabs(self, is_expert, rooms):
        if is_expert:
            return {code: TABS[code] for code in (OVERVIEW, PAPERS)}
        first = {code: label for code, label in TABS.items() if code != TIMELINE}
        return {**first, **{room.room.code: room.room.title for room in rooms}, TIMELINE: TABS[TIMELINE]}

    def of_tab(self, tab, own, rooms):
        """What only the shown tab asks for."""
        project, post = self.object, self.request.post
        if tab == OVERVIEW:
            unasked = post.role == Role.EXPERT or self.is_register_entry
            line = None if unasked else project.current_line()
            return {"advices": [] if unasked else queries.advices(project, post), "list_line": line} | {
                "family": [] if unasked else queries.family(project, post)
            }
        if tab in rooms:
            return {"room": rooms[tab].room, "attempts": rooms[tab].attempts}
        if tab == PAPERS:
            return self.papers(post)
        if tab == PROCESS:
            return {
                "submissions": queries.submissions(project),
                "own": own,
                "approvals": project.approvals.select_related("scan", "recorded_by__user"),
                "notes": project.progress_notes.select_related("post__user"),
            }
        if tab == TIMELINE:
            page = Paginator(queries.timeline(project), EVENTS).get_page(self.request.GET.get("page"))
            return {"page_obj": page}
        return {}

    def papers(self, post):
        """An expert reads what was applied with; the office's own papers are no business of a drawn expert."""
        found = queries.attachments(self.object)
        if post.role == Role.EXPERT:
            return {"documents": [], "attachments": found.filter(subject_type="projects.application")}
        return {"documents": Document.objects.visible_to(post).filter(thread_id=self.object.pk), "attachments": found}
