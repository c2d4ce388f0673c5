"""机构改革, and the hand-over of a clerk's work."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.generic import DetailView, FormView, View

from accounts.access import RolesMixin
from accounts.roles import ADMIN_ROLES, OFFICE_ROLES, Role
from changes import queries, services
from changes.forms import HandoverForm, ReformForm
from projects.exports import STATE
from workflow.exports import Column, ExportedList
from workflow.numbers import asked_number
from workflow.panel import build_panel

READERS = (*ADMIN_ROLES, *OFFICE_ROLES)


class ReformList(RolesMixin, ExportedList):
    export_name = "机构改革"
    export_columns = (
        STATE,
        Column("改革事项", str, 40),
        Column("依据", lambda row: row.basis, 30),
        Column("生效日期", lambda row: row.effective_on),
    )
    roles = READERS
    template_name = "changes/reform_list.html"
    context_object_name = "reforms"
    paginate_by = 25

    def get_queryset(self):
        return queries.reforms(self.request.post)


class ReformCreate(RolesMixin, FormView):
    """Entered by the system administrator; the security administrator carries it out."""

    roles = (Role.SYSTEM_ADMIN,)
    form_class = ReformForm
    template_name = "changes/reform_form.html"

    def form_valid(self, form):
        reform = services.enter_reform(fields=form.cleaned_data, post=self.request.post)
        messages.success(self.request, f"已登记：{reform}。请安全管理员到生效日期后办理。")
        return redirect(reform)


class ReformPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "changes/reform.html"
    context_object_name = "reform"

    def get_queryset(self):
        return queries.reforms(self.request.post)

    def get_context_data(self, **kwargs):
        steps = build_panel(self.object, self.request.post)
        names = self.object.organisation.former_names.all()
        return super().get_context_data(panel_steps=steps, former_names=names, **kwargs)


class HandoverPage(RolesMixin, View):
    """Who leaves is chosen first; the page says what is in his hands; one act moves it all."""

    roles = (Role.UNIT_LEADER, Role.OFFICE_LEADER)

    def build(self, *args):
        people = queries.colleagues(self.request.post)
        return HandoverForm(*args, people=people, initial={"leaver": self.request.GET.get("leaver")})

    def get(self, request):
        return self.show(self.build())

    def post(self, request):
        form = self.build(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            row = services.hand_over(post=request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.show(form, status=422)
        moved = "、".join(f"{words} {count} 件" for words, count in row.moved.items())
        messages.success(request, f"{row.leaver}的工作已移交{row.taker}：{moved}。岗位由安全管理员另行免除。")
        return redirect("changes:handover")

    def show(self, form, status=200):
        people = queries.colleagues(self.request.post)
        chosen = people.filter(pk=asked_number(form["leaver"].value(), 0)).first()
        context = {
            "form": form,
            "chosen": chosen,
            "held": queries.in_the_hands_of(chosen) if chosen else None,
            "handovers": queries.handovers(self.request.post)[:50],
            "people": people,
            # Whoever chose a person with nothing left is told so, beside the refusal.
            "tried": self.request.method == "POST",
        }
        return render(self.request, "changes/handover.html", context, status=status)
