"""The panel and its draw, for the office; who stands aside on a project."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.generic import DetailView

from accounts.access import RolesMixin, refuse_other_roles
from accounts.roles import OFFICE_ROLES, Role
from experts import queries, services
from experts.forms import RecusalForm, WaiverForm
from experts.models import Fee, Panel
from experts.opened import side_by_side
from experts.states import SeatState, WaiverState
from projects.models import Project
from workflow.audit import record
from workflow.errors import Conflict
from workflow.models import AuditEvent
from workflow.panel import build_panel


class ConflictPage(RolesMixin, DetailView):
    """Who stands aside on one project, and why; what two persons decided about it."""

    roles = OFFICE_ROLES
    template_name = "experts/conflicts.html"
    context_object_name = "project"

    def get_queryset(self):
        return Project.objects.visible_to(self.request.post).select_related("unit", "created_by")

    def get_context_data(self, **kwargs):
        project, post = self.object, self.request.post
        waivers = list(queries.waivers_of(project, post))
        return super().get_context_data(
            lines=queries.conflict_lines(project),
            waivers=[(one, build_panel(one, post) if one.state == WaiverState.ASKED else []) for one in waivers],
            added=queries.added_recusals(project),
            form=kwargs.pop("form", None) or RecusalForm(),
            may_keep=post.role == Role.OFFICE_CLERK,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        """The clerk adds a recusal, or asks that a computed one be lifted."""
        refuse_other_roles(request, (Role.OFFICE_CLERK,))
        self.object = self.get_object()
        asks = "code" in request.POST
        form = (WaiverForm if asks else RecusalForm)(request.POST)
        if not form.is_valid():
            if asks:
                messages.error(request, "请写明解除理由。")
                return redirect("experts:conflicts", self.object.pk)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        act, done = (
            (services.ask_waiver, "已申请解除，等待另一人批准。") if asks else (services.add_recusal, "已增加回避。")
        )
        try:
            act(project=self.object, post=request.post, **form.cleaned_data)
        except Conflict as conflict:
            return render(request, "409.html", {"message": conflict.message, "object": self.object}, status=409)
        messages.success(request, done)
        return redirect("experts:conflicts", self.object.pk)


class PanelPage(RolesMixin, DetailView):
    roles = OFFICE_ROLES
    template_name = "experts/panel.html"
    context_object_name = "panel"

    def get_queryset(self):
        return queries.panel_with_seats(self.request.post)

    def get_context_data(self, **kwargs):
        panel, post = self.object, self.request.post
        seats = list(panel.seats.all())
        for seat in seats:
            seat.panel = panel  # one object, or each seat would ask for its own
        return super().get_context_data(
            seats=seats,
            said=side_by_side(panel),
            differences=panel.replay(),
            quotas=queries.quota_lines(panel),
            fees_noted=Fee.objects.filter(seat__panel=panel).exists(),
            earlier=panel.earlier(),
            reserves=queries.reserves_of(panel),
            panel_steps=build_panel(panel, post),
            vacant=[seat for seat in seats if seat.state in (SeatState.RECUSED, SeatState.DECLINED)],
            submitted=sum(seat.state == SeatState.SUBMITTED for seat in seats),
            documents=panel.documents,
            events=AuditEvent.objects.visible_to(post)
            .filter(thread_id=panel.pk)
            .select_related("content")
            .order_by("-pk")[:100],
            **kwargs,
        )


class ReplayPage(RolesMixin, DetailView):
    """The draw computed again before the reader's eyes, step by step; docs/replay_draw.py reads `?format=json`.

    The audit administrator reads numbers and fields; who they are, and of which project, is the office's to know.
    """

    roles = (*OFFICE_ROLES, Role.AUDIT_ADMIN)
    template_name = "experts/replay.html"
    context_object_name = "panel"

    def get_queryset(self):
        seen = Panel.objects.replayable_by(self.request.post)
        return seen.select_related("project", "lead").prefetch_related("seats__expert__user")

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") != "json":
            return super().get(request, *args, **kwargs)
        panel = self.get_object()
        record(subject=panel, action="export_draw", label="导出抽取数据", post=request.post)
        answer = JsonResponse(queries.replay_export(panel), json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = f'attachment; filename="draw-{panel.pk}.json"'
        return answer

    def get_context_data(self, **kwargs):
        panel = self.object
        return super().get_context_data(
            named=self.request.post.role in OFFICE_ROLES,
            differences=panel.replay(),
            lines=queries.replay_lines(panel),
            quotas=queries.quota_lines(panel),
            **kwargs,
        )
