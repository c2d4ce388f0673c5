"""The expert's own pages: declaration, papers, opinion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from documents.models import Document
from experts import queries, services
from experts.access import why_closed
from experts.forms import OpinionForm
from experts.models import Note, Opinion, Seat
from experts.purposes import purpose_of
from experts.states import SeatState
from projects.exports import STATE
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.exports import Column, ExportedList
from workflow.panel import build_panel
from workflow.views.again import page_again


class MySeats(RolesMixin, ExportedList):
    roles = (Role.EXPERT,)
    template_name = "experts/my_seats.html"
    context_object_name = "seats"
    paginate_by = 20
    export_name = "我的评审"
    export_only = Q(panel__project__is_classified=False)
    export_columns = (
        STATE,
        Column("项目", lambda row: row.panel.project.name, 40),
        Column("用途", lambda row: row.panel.get_purpose_display()),
        Column("会议时间", lambda row: f"{timezone.localtime(row.panel.meeting_at):%Y-%m-%d %H:%M}", 18),
        Column("地点", lambda row: row.panel.place, 30),
    )

    def get_queryset(self):
        return queries.my_seats(self.request.post)

    def get_context_data(self, **kwargs):
        return super().get_context_data(entry=getattr(self.request.user, "expert", None), **kwargs)


class SeatPage(RolesMixin, DetailView):
    """First the declaration, then the papers and the opinion. The office sees the seat without the opinion."""

    roles = (Role.EXPERT, *OFFICE_ROLES)
    template_name = "experts/seat.html"
    context_object_name = "seat"

    def get_queryset(self):
        return queries.my_seats(self.request.post)

    def get_context_data(self, form=None, both=(), **kwargs):
        seat, post = self.object, self.request.post
        own = post.role == Role.EXPERT
        closed = why_closed(seat) if own else ""
        reading = own and not closed
        purpose = purpose_of(seat.panel) if reading else None
        writing = reading and seat.state == SeatState.DECLARED
        return super().get_context_data(
            own=own,
            closed=closed,
            both=both,
            reading=reading,
            writing=writing,
            material_template=purpose.template if purpose else "",
            material=purpose.material(seat.panel) if purpose else {},
            form=form or (OpinionForm(seat=seat) if writing else None),
            opinion=Opinion.objects.visible_to(post).filter(seat=seat, submitted_at__isnull=False).first(),
            notes=Note.objects.visible_to(post).filter(seat=seat).select_related("paper", "document")
            if reading
            else [],
            letters=Document.objects.visible_to(post).filter(thread_id=seat.pk) if own else [],
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
    form = OpinionForm(OpinionForm.chosen(request.POST, seat), seat=seat)
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
        return _show_both(request, _own_seat(request, pk), form, conflict)
    return redirect(seat.get_absolute_url())


def _show_both(request, seat: Seat, form, conflict: Conflict):
    """Two windows of one person: nothing typed is lost, and what the other saved is there to choose from."""
    if seat.state != SeatState.DECLARED or seat.panel.closed_at is not None:
        return render(request, "409.html", {"message": conflict.message, "object": seat}, status=409)
    form.add_error(None, f"{conflict.message}下面列出不同之处，请逐项选择；再次保存将以本页内容为准。")
    return _show_seat(request, seat, form, both=form.meet(seat.opinion), status=409)


def _show_seat(request, seat: Seat, form, violation=None, both=(), status=422):
    return page_again(SeatPage, request, seat, status=status, form=form, violation=violation, both=both)
