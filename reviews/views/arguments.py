"""Arguments 论证: the list, and one with its panel, figures and paper."""

from django.views.generic import DetailView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES
from documents.models import Document
from projects.exports import OF_PROJECT, PUBLIC, STATE
from reviews import queries
from reviews.models import SEES_ROUNDS
from reviews.states import ArgumentState
from workflow.exports import Column, local_day
from workflow.lists import StateList
from workflow.panel import build_panel


class ArgumentList(RolesMixin, StateList):
    roles = SEES_ROUNDS
    states, rows = ArgumentState, staticmethod(queries.argument_list)
    template_name = "reviews/argument_list.html"
    context_object_name = "arguments"
    export_name, export_only = "专家论证", PUBLIC
    export_columns = (
        STATE,
        *OF_PROJECT,
        Column("次数", lambda row: row.number, 8),
        Column("结论", lambda row: row.get_conclusion_display()),
        Column("文号", lambda row: row.opinion_number, 24),
        Column("提请日期", lambda row: local_day(row.created_at)),
        Column("进入此状态", lambda row: local_day(row.state_since)),
    )


class ArgumentPage(RolesMixin, DetailView):
    """The unit reads who judged, and the figures, in the issued paper and not before."""

    roles = SEES_ROUNDS
    template_name = "reviews/argument.html"
    context_object_name = "argument"

    def get_queryset(self):
        return queries.argument_list(self.request.post).select_related(
            "project__unit", "panel__project", "panel__meeting", "created_by__user"
        )

    def get_context_data(self, **kwargs):
        obj, post = self.object, self.request.post
        is_office = post.role in OFFICE_ROLES
        shown = is_office or obj.is_issued
        return super().get_context_data(
            panel_steps=build_panel(obj, post),
            is_office=is_office,
            experts=queries.who_sits(obj) if shown else [],
            tally=obj.panel.tally() if obj.panel and shown else None,
            group=obj.panel if obj.panel and shown and obj.panel.group_opinion() else None,
            documents=Document.objects.visible_to(post).about(obj),
            **kwargs,
        )
