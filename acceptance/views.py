from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import DetailView, View

from acceptance import queries, services
from acceptance.forms import ReportForm
from acceptance.readiness import readiness
from acceptance.states import AcceptanceState
from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects.exports import PUBLIC, attempt_columns
from projects.rooms import sharing_lines
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column
from workflow.lists import StateList
from workflow.models import Submission
from workflow.panel import build_panel

BEFORE_EXPERTS = (AcceptanceState.DRAFT, AcceptanceState.RETURNED, AcceptanceState.REPORTED)
READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP)


class AcceptanceList(RolesMixin, StateList):
    roles = READERS
    states, rows = AcceptanceState, staticmethod(queries.acceptances)
    template_name = "acceptance/acceptance_list.html"
    context_object_name = "acceptances"
    export_name, export_only = "验收", PUBLIC
    export_columns = attempt_columns(
        Column("次数", lambda row: row.attempt, 8),
        Column("完工日期", lambda row: row.completed_on),
        Column("整改逾期项数", lambda row: len(row.late_items())),
    )


class AcceptancePage(RolesMixin, DetailView):
    roles = (*READERS, Role.CITY_GOVERNMENT, Role.DRC, Role.FINANCE)
    template_name = "acceptance/acceptance.html"
    context_object_name = "acceptance"

    def get_queryset(self):
        return queries.acceptances(self.request.post).select_related("project__unit", "panel", "concluded_by__user")

    def get_context_data(self, **kwargs):
        acceptance, post = self.object, self.request.post
        office = post.role in OFFICE_ROLES
        issued = acceptance.state == AcceptanceState.ISSUED
        return super().get_context_data(
            panel_steps=build_panel(acceptance, post),
            editable=acceptance.may_edit(post),
            sees_conclusion=issued or (office and acceptance.state == AcceptanceState.CONCLUDED),
            sees_panel=office,
            tally=acceptance.panel.tally() if acceptance.panel and office else None,
            readiness=readiness(acceptance, post) if acceptance.state in BEFORE_EXPERTS else [],
            sharing=sharing_lines(acceptance.project) if acceptance.state not in BEFORE_EXPERTS else [],
            submissions=Submission.objects.about(acceptance),
            **kwargs,
        )


class TrialPage(RolesMixin, DetailView):
    roles = (*READERS, Role.CITY_GOVERNMENT, Role.DRC, Role.FINANCE)
    template_name = "acceptance/trial.html"
    context_object_name = "trial"

    def get_queryset(self):
        return queries.trials(self.request.post)

    def get_context_data(self, **kwargs):
        return super().get_context_data(panel_steps=build_panel(self.object, self.request.post), **kwargs)


class ReportEdit(RolesMixin, View):
    """The completion report, saved by hand or by itself through the same door."""

    roles = (Role.APPLICANT,)

    def load(self):
        self.acceptance = get_object_or_404(queries.acceptances(self.request.post), pk=self.kwargs["pk"])
        if not self.acceptance.may_edit(self.request.post):
            raise PermissionDenied("完工材料已报出，不能修改；如需修改请联系信息办退回。")

    def get(self, request, **kwargs):
        self.load()
        return self.show(ReportForm(instance=self.acceptance))

    def post(self, request, **kwargs):
        self.load()
        autosave = kwargs.get("autosave", False)
        form = ReportForm(ReportForm.chosen(request.POST, self.acceptance), instance=self.acceptance)
        if not form.is_valid():
            if autosave:
                return JsonResponse({"message": "有内容填写有误，改正后再保存。"}, status=422)
            return self.show(form, status=422)
        try:
            typed = {"version": form.cleaned_data["version"], "fields": form.cleaned_data, "answers": form.answers()}
            saved = services.save_report(acceptance=self.acceptance, post=request.post, **typed)
        except Conflict as conflict:
            if autosave:
                return JsonResponse({"message": conflict.message}, status=409)
            self.load()
            form.add_error(None, f"{conflict.message}下面列出不同之处，请逐项选择；再次保存将以本页内容为准。")
            return self.show(form, 409, both=form.meet(self.acceptance))
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        if autosave:
            return JsonResponse({"version": saved.version, "saved_at": f"{timezone.localtime(saved.saved_at):%H:%M}"})
        messages.success(request, "完工情况已保存，尚未报出。")
        return redirect(saved.get_absolute_url())

    def show(self, form, status=200, both=()):
        context = {"acceptance": self.acceptance, "form": form, "both": both}
        return render(self.request, "acceptance/acceptance_edit.html", context, status=status)
