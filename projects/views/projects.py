from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.generic import DetailView, FormView, ListView
from django_filters.views import FilterView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Attachment, Document
from projects import queries, services
from projects.exports import export
from projects.filters import ProjectFilter
from projects.forms.classified import ClassifiedForm
from projects.models import Project
from projects.rooms import all_rooms
from workflow.models import AuditEvent, Submission

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
SORTS = {"number", "name", "stage", "declared_sum", "planned_year", "created_at", "state_since"}
TABS = (("overview", "概况"), ("papers", "文书与附件"), ("process", "办理过程"), ("timeline", "时间线"))


class ProjectList(RolesMixin, FilterView):
    roles = READERS
    filterset_class = ProjectFilter
    template_name = "projects/project_list.html"
    context_object_name = "projects"
    paginate_by = 25

    def get_queryset(self):
        sort = self.request.GET.get("sort", "-created_at")
        return queries.project_rows(self.request.post).order_by(
            sort if sort.lstrip("-") in SORTS else "-created_at", "pk"
        )

    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("export", "")
        if wanted in ("csv", "xlsx"):
            found = ProjectFilter(request.GET, self.get_queryset())
            return export(found.qs, wanted)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"totals": queries.totals(self.object_list)}


class ProjectPage(RolesMixin, DetailView):
    roles = (*READERS, Role.EXPERT)
    context_object_name = "project"

    def get_queryset(self):
        return Project.objects.visible_to(self.request.post).select_related("unit", "application")

    def get_template_names(self):
        return ["projects/classified.html" if self.object.is_classified else "projects/project.html"]

    def get_context_data(self, **kwargs):
        project, post = self.object, self.request.post
        expert = post.role == Role.EXPERT
        rooms = [] if expert else all_rooms()
        tabs = TABS[:2] if expert else (*TABS[:3], *((room.code, room.title) for room in rooms), TABS[3])
        tab = self.request.GET.get("tab", "overview")
        tab = tab if tab in dict(tabs) else "overview"
        return super().get_context_data(
            tabs=tabs,
            tab=tab,
            application=getattr(project, "application", None),
            stops=queries.stops(project),
            standing=queries.standing(project),
            panel_steps=[] if expert else queries.merged_panel(project, post),
            is_expert=expert,
            **self.of_tab(tab, project, post, rooms),
            **kwargs,
        )

    def of_tab(self, tab, project, post, rooms):
        """What only the shown tab needs."""
        if tab == "papers":
            attachments = Attachment.objects.visible_to(post).current().filter(thread_id=project.pk)
            return {
                "documents": Document.objects.visible_to(post).filter(thread_id=project.pk),
                "attachments": attachments,
            }
        if tab == "process":
            submissions = (
                Submission.objects.visible_to(post)
                .filter(thread_id=project.pk)
                .select_related("opened_by__user", "closed_by__user")
            )
            return {"submissions": submissions.order_by("-opened_at"), "notes": project.progress_notes.all()}
        if tab == "timeline":
            events = AuditEvent.objects.visible_to(post).filter(thread_id=project.pk).select_related("content")
            return {"events": events.order_by("-pk")[:200]}
        room = next((room for room in rooms if room.code == tab), None)
        return {"room": room, "attempts": list(room.attempts(project, post))} if room else {}


class Library(RolesMixin, ListView):
    roles = (*UNIT_ROLES, *OFFICE_ROLES, Role.CITY_GOVERNMENT, Role.LEADING_GROUP)
    template_name = "projects/library.html"
    context_object_name = "projects"
    paginate_by = 50

    def get_queryset(self):
        rows = queries.library_rows(self.request.post)
        year = self.request.GET.get("year", "")
        return rows.filter(planned_year=int(year)) if year.isdigit() else rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        everything = queries.library_rows(self.request.post)
        years = sorted(set(everything.order_by().values_list("planned_year", flat=True).distinct()))
        return context | {"totals": queries.totals(self.object_list), "years": years}


class ClassifiedList(RolesMixin, ListView):
    """Register entries (article 24): code name, level, unit, stage, dates, numbers of papers."""

    roles = (Role.APPLICANT, Role.SECRECY)
    template_name = "projects/classified_list.html"
    context_object_name = "projects"
    paginate_by = 25

    def get_queryset(self):
        return Project.objects.visible_to(self.request.post).filter(is_classified=True).select_related("unit")


class ClassifiedCreate(RolesMixin, FormView):
    roles = (Role.APPLICANT, Role.SECRECY)
    form_class = ClassifiedForm
    template_name = "projects/classified_create.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "post": self.request.post}

    def form_valid(self, form):
        try:
            services.register_classified(post=self.request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, "已登记。本系统不保存涉密项目的名称、内容、金额和文件。")
        return redirect("projects:classified_list")
