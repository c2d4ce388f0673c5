from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import DetailView, FormView, View

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from experts.queries import my_seats
from projects.exports import COLUMNS, OF_PROJECT, PUBLIC, STATE, rows_of
from reviews import queries, services
from reviews.forms import CertificateForm, CountyPlanForm, PlanForm
from reviews.models import SEES_ROUNDS, ReviewRound
from reviews.states import RoundState
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column, ExportedList, local_day
from workflow.lists import StateList
from workflow.models import Submission
from workflow.panel import build_panel


class RoundList(RolesMixin, StateList):
    roles = SEES_ROUNDS
    states, rows = RoundState, staticmethod(queries.round_list)
    template_name = "reviews/round_list.html"
    context_object_name = "rounds"
    export_name, export_only = "方案评审", PUBLIC
    export_columns = (
        STATE,
        *OF_PROJECT,
        Column("轮次", lambda row: row.number, 8),
        Column("结论", lambda row: row.get_conclusion_display()),
        Column("文号", lambda row: row.opinion_number, 24),
        Column("提交日期", lambda row: local_day(row.submitted_at)),
        Column("进入此状态", lambda row: local_day(row.state_since)),
    )


class RoundPage(RolesMixin, DetailView):
    roles = SEES_ROUNDS
    template_name = "reviews/reviewround.html"
    context_object_name = "round"

    def get_queryset(self):
        rows = ReviewRound.objects.visible_to(self.request.post)
        return rows.select_related(
            "project__unit",
            "panel__project",
            "panel__meeting",
            "concluded_by__user",
            "convened_by__user",
            "checked_by__user",
        )

    def get_context_data(self, **kwargs):
        obj, post = self.object, self.request.post
        is_office = post.role in OFFICE_ROLES
        return super().get_context_data(
            panel_steps=build_panel(obj, post),
            is_office=is_office,
            may_edit=obj.may_attach(post),
            may_read_conclusion=obj.may_read_conclusion(post),
            # The unit and the leading group read the experts' figures in the issued paper, not before.
            tally=obj.panel.tally() if obj.panel and (is_office or obj.state == RoundState.ISSUED) else None,
            experts=queries.who_sits(obj) if is_office or obj.state == RoundState.ISSUED else [],
            documents=obj.documents,
            submissions=Submission.objects.about(obj).select_related("opened_by__user", "closed_by__user"),
            rounds=queries.rounds_of(obj.project, post),
            remarks=queries.remarks_of(obj, post),
            earlier_remarks=obj.earlier_remarks().select_related("seat__expert__user", "verified_by__user"),
            names_shown=is_office or obj.state == RoundState.ISSUED,
            certificates=obj.certificates.all(),
            certificate_form=kwargs.pop("certificate_form", None) or CertificateForm(),
            body_opinions=obj.body_opinions.select_related("body") if is_office else [],
            **kwargs,
        )


class RoundDifference(RolesMixin, DetailView):
    """What the amended plan says otherwise: the five matters, and the words of the two files."""

    roles = (*SEES_ROUNDS, Role.EXPERT)
    template_name = "reviews/round_difference.html"
    context_object_name = "round"

    def get_queryset(self):
        post = self.request.post
        seen = queries.rounds_to_verify(post) if self.judges() else ReviewRound.objects.visible_to(post)
        return seen.select_related("project__unit")

    def judges(self):
        """Whoever verifies comes from their seat and sees nothing else of the round."""
        return self.request.post.role == Role.EXPERT

    def get_context_data(self, **kwargs):
        seat = my_seats(self.request.post).get(panel=self.object.panel_id) if self.judges() else None
        return super().get_context_data(seat=seat, **queries.difference_of(self.object), **kwargs)


class RoundEdit(RolesMixin, View):
    """The five matters. Saved by hand or by itself; both go through the same door."""

    roles = (Role.APPLICANT,)

    def load(self):
        rows = ReviewRound.objects.visible_to(self.request.post).select_related("project__unit")
        self.round = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not self.round.may_attach(self.request.post):
            raise PermissionDenied("方案已提交，不能修改；如需修改请联系信息办退回。")

    def get(self, request, **kwargs):
        self.load()
        return self.show(PlanForm(instance=self.round, initial={"version": self.round.version}))

    def post(self, request, **kwargs):
        self.load()
        wants_json = kwargs.get("autosave", False)
        data = PlanForm.chosen(request.POST, self.round)
        form = PlanForm(data, instance=ReviewRound(pk=self.round.pk, project=self.round.project))
        if not form.is_valid():
            return JsonResponse({"message": "有内容填写有误。"}, status=422) if wants_json else self.show(form, 422)
        try:
            saved = services.save_plan(
                obj=self.round, post=request.post, version=form.cleaned_data["version"], fields=form.texts()
            )
        except Conflict as conflict:
            if wants_json:
                return JsonResponse({"message": conflict.message}, status=409)
            self.load()
            form.add_error(None, f"{conflict.message}下面列出不同之处，请逐项选择；再次保存将以本页内容为准。")
            return self.show(form, 409, both=form.meet(self.round))
        if wants_json:
            at = f"{timezone.localtime(saved.saved_at):%H:%M}"
            return JsonResponse({"version": saved.version, "saved_at": at})
        messages.success(request, "方案要点已保存，尚未提交。")
        return redirect(saved.get_absolute_url())

    def show(self, form, status=200, both=()):
        context = {"round": self.round, "form": form, "both": both}
        return render(self.request, "reviews/round_edit.html", context, status=status)


class CountyCreate(RolesMixin, FormView):
    """A county's authority brings a plan (article 16)."""

    roles = (Role.APPLICANT,)
    form_class = CountyPlanForm
    template_name = "reviews/county_form.html"

    def get(self, request, *args, **kwargs):
        if not queries.may_report_county(request.post):
            raise PermissionDenied("县区项目由县区（含经开区、园区）主管部门报送（《办法》第十六条）。")
        return super().get(request, *args, **kwargs)

    def form_invalid(self, form):
        return render(self.request, self.template_name, self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        try:
            made = services.report_county_plan(post=self.request.post, **form.cleaned_data)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        messages.success(self.request, "已登记县区项目，请填写方案要点并上传方案后提交评审。")
        return redirect(made)


class CountyList(RolesMixin, ExportedList):
    """The counties' projects: what runs where."""

    roles = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT)
    template_name = "reviews/county_list.html"
    context_object_name = "projects"
    paginate_by = 50
    export_name, export_columns = "县区项目", COLUMNS

    def get_queryset(self):
        return queries.county_projects(self.request.post)

    def export_rows(self):
        return rows_of(self.get_queryset().filter(is_classified=False))

    def get_context_data(self, **kwargs):
        post = self.request.post
        may_report = queries.may_report_county(post)
        return super().get_context_data(figures=queries.county_figures(post), may_report=may_report, **kwargs)
