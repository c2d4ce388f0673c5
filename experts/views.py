from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, ListView, UpdateView
from django_filters.views import FilterView

from accounts.access import RolesMixin, for_roles, refuse_other_roles
from accounts.roles import OFFICE_ROLES, Role
from experts import queries, services
from experts.filters import ExpertFilter
from experts.forms import ExpertForm, OpinionForm, RecusalForm, WaiverForm
from experts.models import Expert, Opinion, Seat
from experts.purposes import purpose_of
from experts.states import SeatState, WaiverState
from projects.models import Project
from workflow.audit import record
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.models import AuditEvent
from workflow.panel import build_panel

# --- the pool --------------------------------------------------------------------------------------------------------


class ExpertList(RolesMixin, FilterView):
    roles = OFFICE_ROLES
    filterset_class = ExpertFilter
    template_name = "experts/expert_list.html"
    context_object_name = "experts"
    paginate_by = 50

    def get_queryset(self):
        return queries.experts_of_the_pool(self.request.post)

    def get_context_data(self, **kwargs):
        may_keep = self.request.post.role == Role.OFFICE_CLERK
        return super().get_context_data(fields=queries.fields_with_numbers(), may_keep=may_keep, **kwargs)


class ExpertFormMixin(RolesMixin):
    """The office clerk keeps the pool (article 6)."""

    roles = (Role.OFFICE_CLERK,)
    form_class = ExpertForm
    template_name = "experts/expert_form.html"

    def form_valid(self, form):
        chosen = form.cleaned_data["fields"]
        try:
            expert = services.save_expert(expert=form.save(commit=False), fields=chosen, post=self.request.post)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已保存专家{expert.name}的信息。")
        return redirect("experts:expert_list")


class ExpertCreate(ExpertFormMixin, CreateView):
    extra_context = {"heading": "专家入库", "page": "experts.expert_create"}


class ExpertEdit(ExpertFormMixin, UpdateView):
    extra_context = {"heading": "修改专家信息", "page": "experts.expert_edit"}

    def get_queryset(self):
        return Expert.objects.visible_to(self.request.post).select_related("user")


# --- the expert's own pages ------------------------------------------------------------------------------------------


class MySeats(RolesMixin, ListView):
    roles = (Role.EXPERT,)
    template_name = "experts/my_seats.html"
    context_object_name = "seats"
    paginate_by = 20

    def get_queryset(self):
        return queries.my_seats(self.request.post)


class SeatPage(RolesMixin, DetailView):
    """First the declaration, then the papers and the opinion. The office sees the seat without the opinion."""

    roles = (Role.EXPERT, *OFFICE_ROLES)
    template_name = "experts/seat.html"
    context_object_name = "seat"

    def get_queryset(self):
        return queries.my_seats(self.request.post)

    def get_context_data(self, form=None, **kwargs):
        seat, post = self.object, self.request.post
        own = post.role == Role.EXPERT
        reading = own and seat.may_read
        purpose = purpose_of(seat.panel) if reading else None
        writing = reading and seat.state == SeatState.DECLARED
        return super().get_context_data(
            own=own,
            reading=reading,
            writing=writing,
            material_template=purpose.template if purpose else "",
            material=purpose.material(seat.panel) if purpose else {},
            form=form or (OpinionForm(seat=seat) if writing else None),
            opinion=Opinion.objects.visible_to(post).filter(seat=seat, submitted_at__isnull=False).first(),
            panel_steps=self.panel_steps(writing),
            **kwargs,
        )

    def panel_steps(self, writing):
        """An expert sees their own steps; the opinion is submitted by its form, which saves what is typed first."""
        steps = build_panel(self.object, self.request.post)
        if self.request.post.role != Role.EXPERT:
            return steps
        return [one for one in steps if one.mine and not (writing and one.step.name == "submit_opinion")]


def _own_seat(request, pk) -> Seat:
    return get_object_or_404(queries.my_seats(request.post), pk=pk)


def _save(request, seat: Seat, form: OpinionForm):
    return services.save_opinion(
        seat=seat, post=request.post, version=form.cleaned_data.get("version") or 0, content=form.content()
    )


@require_POST
@for_roles(Role.EXPERT)
def opinion_autosave(request, pk):
    """What is typed so far; a score that is no score is left out and said at the field on saving."""
    seat = _own_seat(request, pk)
    form = OpinionForm(request.POST, seat=seat)
    form.is_valid()
    try:
        opinion = _save(request, seat, form)
    except Conflict as conflict:
        return JsonResponse({"message": conflict.message}, status=409)
    return JsonResponse({"version": opinion.version, "saved_at": f"{timezone.localtime(opinion.saved_at):%H:%M}"})


@require_POST
@for_roles(Role.EXPERT)
def opinion_save(request, pk):
    """保存 keeps the draft; 提交评审意见 keeps it and seals it, in one go."""
    seat = _own_seat(request, pk)
    form = OpinionForm(request.POST, seat=seat)
    if not form.is_valid():
        return _show_seat(request, seat, form)
    try:
        _save(request, seat, form)
        if "submit_opinion" in request.POST:
            seat = perform(seat, "submit_opinion", post=request.post)
            messages.success(request, seat.machine.by_name["submit_opinion"].done)
        else:
            messages.success(request, "意见已保存，尚未提交。")
    except RuleViolation as violation:
        return _show_seat(request, _own_seat(request, pk), None, violation)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": seat}, status=409)
    return redirect(seat.get_absolute_url())


def _show_seat(request, seat: Seat, form, violation=None):
    page = SeatPage()
    page.setup(request, pk=seat.pk)
    page.object = seat
    context = page.get_context_data(form=form, violation=violation)
    return render(request, SeatPage.template_name, context, status=422)


# --- conflicts -------------------------------------------------------------------------------------------------------


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


# --- the panel, for the office ---------------------------------------------------------------------------------------


class PanelPage(RolesMixin, DetailView):
    roles = OFFICE_ROLES
    template_name = "experts/panel.html"
    context_object_name = "panel"

    def get_queryset(self):
        return queries.panel_with_seats(self.request.post)

    def get_context_data(self, **kwargs):
        panel, post = self.object, self.request.post
        opinions, tally = list(panel.opinions()), panel.tally()
        seats = list(panel.seats.all())
        for seat in seats:
            seat.panel = panel  # one object, or each seat would ask for its own
        return super().get_context_data(
            seats=seats,
            tally=tally,
            opinions=opinions,
            rows=side_by_side(tally, opinions),
            differences=panel.replay(),
            quotas=queries.quota_lines(panel),
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


class ReplayPage(PanelPage):
    """The draw computed again before the reader's eyes, step by step; docs/replay_draw.py reads `?format=json`."""

    template_name = "experts/replay.html"

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
        return DetailView.get_context_data(
            self,
            differences=panel.replay(),
            lines=queries.replay_lines(panel),
            quotas=queries.quota_lines(panel),
            **kwargs,
        )


def side_by_side(tally, opinions):
    """One row an aspect, one cell an opinion; empty while they are sealed."""
    if tally is None:
        return []
    return [
        {"tally": row, "cells": [_cell(opinion, row.aspect.code) for opinion in opinions]} for row in tally.aspects
    ]


def _cell(opinion: Opinion, code: str):
    return {**opinion.judgement(code), "name": opinion.seat.expert.name}
