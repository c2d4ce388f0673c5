from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.views.generic import DetailView, FormView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Document
from oversight import queries, services
from oversight.forms import MatterForm
from oversight.models import SEES_MATTERS
from oversight.permits import BODY_ROLES
from oversight.states import BreachState, MatterState
from projects.exports import OF_PROJECT, PUBLIC, STATE, SUMS
from workflow.exports import Column
from workflow.lists import StateList
from workflow.models import AuditEvent
from workflow.panel import build_panel

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT, Role.DRC, Role.FINANCE)
MATTER_READERS = tuple(dict.fromkeys((*SEES_MATTERS, *BODY_ROLES)))


def _answers(matter):
    return "；".join(f"{part.body.short_name}（{part.state_label}）" for part in matter.assignments.all())


class BreachList(RolesMixin, StateList):
    roles = READERS
    template_name = "oversight/breach_list.html"
    context_object_name = "breaches"
    states = BreachState
    rows = staticmethod(queries.breaches)
    export_name, export_only = "违规与整改", PUBLIC
    export_columns = (
        STATE,
        *OF_PROJECT,
        Column("违规事项", lambda row: row.get_kind_display()),
        Column("违规事实", lambda row: row.facts, 40),
        Column("批示领导", lambda row: row.instructed_by),
        Column("批示日期", lambda row: row.instructed_on),
        Column("整改要求", lambda row: row.remedy, 40),
        Column("发生日期", lambda row: row.happened_on),
        Column("整改期限", lambda row: row.due_on),
        Column("是否逾期", lambda row: "逾期" if row.is_late else ""),
        Column("了结意见", lambda row: row.conclusion, 40),
        *SUMS,
    )

    def get_context_data(self, **kwargs):
        return super().get_context_data(figures=queries.breach_figures(self.request.post), **kwargs)


class MatterList(RolesMixin, StateList):
    roles = MATTER_READERS
    template_name = "oversight/matter_list.html"
    context_object_name = "matters"
    states = MatterState
    rows = staticmethod(queries.matters)
    export_name, export_only = "协调事项", ~Q(project__is_classified=True)
    export_columns = (
        STATE,
        Column("事项", lambda row: row.name, 40),
        Column("要求", lambda row: row.text, 40),
        Column("承办单位和答复", lambda row: _answers(row), 40),
        Column("答复期限", lambda row: row.due_on),
        Column("是否逾期", lambda row: "逾期" if row.is_late else ""),
        Column("办结意见", lambda row: row.conclusion, 40),
    )

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_give=self.request.post.role == Role.LEADING_GROUP, **kwargs)


class BreachPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "oversight/breach.html"
    context_object_name = "breach"

    def get_queryset(self):
        return queries.breaches(self.request.post)

    def get_context_data(self, **kwargs):
        return super().get_context_data(panel_steps=build_panel(self.object, self.request.post), **kwargs)


class MatterPage(RolesMixin, DetailView):
    roles = MATTER_READERS
    template_name = "oversight/matter.html"
    context_object_name = "matter"

    def get_queryset(self):
        return queries.matters(self.request.post).select_related("project", "created_by__user")

    def get_context_data(self, **kwargs):
        matter, post = self.object, self.request.post
        parts = list(queries.assignments(matter))
        steps = [step for obj in (*parts, matter) for step in build_panel(obj, post)]
        return super().get_context_data(
            parts=parts,
            panel_steps=[step for step in steps if step.mine],
            documents=Document.objects.filter(thread_id=matter.pk),
            events=AuditEvent.objects.filter(thread_id=matter.pk).select_related("content").order_by("-pk"),
            project_seen=matter.project_id is not None and post.role in SEES_MATTERS,
            **kwargs,
        )


class MatterCreate(RolesMixin, FormView):
    roles = (Role.LEADING_GROUP,)
    template_name = "oversight/matter_create.html"
    form_class = MatterForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"post": self.request.post}

    def form_valid(self, form):
        fields = dict(form.cleaned_data)
        bodies = fields.pop("bodies")
        matter = services.give_matter(post=self.request.post, bodies=bodies, fields=fields)
        messages.success(self.request, f"已交办 {len(bodies)} 个单位，{matter.due_on} 前答复。")
        return redirect(matter.get_absolute_url())

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
