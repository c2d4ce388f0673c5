"""By what is counted: the thresholds and clocks with their days of effect, and the working days of a year."""

import calendar
import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import Role
from workflow import holidays, parameters, workdays
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column, ExportedList
from workflow.forms import HolidayForm, ParameterForm
from workflow.models import HolidayNotice, Parameter
from workflow.numbers import asked_number
from workflow.seeds import GROUPS, SEEDS

YEARS_BACK, YEARS_AHEAD = 10, 2


class ParameterList(RolesMixin, ExportedList):
    """Every post may read by what it is judged; one query, whatever the number of values."""

    template_name = "workflow/parameter_list.html"
    export_name = "时限与标准"
    export_columns = (
        Column("标准", lambda row: row.title, 44),
        Column("值", lambda row: row.value),
        Column("单位", lambda row: row.unit, 12),
        Column("生效日", lambda row: row.valid_from),
        Column("依据", lambda row: row.source, 60),
    )

    def get_queryset(self):
        return Parameter.objects.filter(key__in=SEEDS)

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        now, later = {}, {}
        for row in self.object_list:
            (now if row.valid_from <= today else later)[row.key] = row
        groups = [
            (name, [(now[key], later.get(key)) for key in seeds if key in now]) for name, seeds in GROUPS.items()
        ]
        return super().get_context_data(groups=groups, **kwargs)


class ParameterPage(RolesMixin, FormView):
    """One norm with every value it had; the system administrator enters the next below."""

    template_name = "workflow/parameter.html"
    form_class = ParameterForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.key = kwargs["key"]
        if self.key not in SEEDS:
            raise Http404("没有这个参数。")

    def post(self, request, *args, **kwargs):
        if refusal := parameters.KEEPER.refusal(Parameter(key=self.key), request.post):
            raise PermissionDenied(f"不能调整参数：{refusal}。")
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "key": self.key}

    def get_context_data(self, **kwargs):
        rows = Parameter.objects.filter(key=self.key).order_by("-valid_from")
        today = timezone.localdate()
        return super().get_context_data(
            seed=SEEDS[self.key],
            rows=rows.select_related("entered_by__user", "entered_by__organisation"),
            today=today,
            in_force=rows.filter(valid_from__lte=today).first(),
            can_enter=not parameters.KEEPER.refusal(Parameter(), self.request.post),
            can_withdraw=not parameters.WITHDRAWERS.refusal(Parameter(), self.request.post),
            **kwargs,
        )

    def form_invalid(self, form):
        return render(self.request, self.template_name, self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        try:
            row = parameters.enter_value(key=self.key, post=self.request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已录入：{row}。到期前可以撤回。")
        return redirect(row)


@require_POST
@for_roles()
def withdraw(request, pk):
    row = get_object_or_404(Parameter, pk=pk)
    try:
        parameters.withdraw_value(row=row, post=request.post)
    except Forbidden as error:
        raise PermissionDenied(error.message) from error
    except Conflict as error:
        return render(request, "409.html", {"message": error.message, "object": None}, status=409)
    messages.success(request, f"已撤回：{row}。")
    return redirect(row)


class Workdays(RolesMixin, TemplateView):
    """A year, month by month: which days count and why not."""

    template_name = "workflow/workdays.html"

    def get_context_data(self, **kwargs):
        this = timezone.localdate().year
        years = list(range(this - YEARS_BACK, this + YEARS_AHEAD + 1))
        year = asked_number(self.request.GET.get("year"), this, least=years[0], most=years[-1])
        known = workdays.notices()
        return super().get_context_data(
            year=year,
            years=years,
            months=[_month(year, month, known) for month in range(1, 13)],
            notice=HolidayNotice.objects.filter(year=year).select_related("entered_by__user").first(),
            is_known=workdays.is_known(year),
            total=sum(
                workdays.is_workday(datetime.date(year, 1, 1) + datetime.timedelta(days=place), known)
                for place in range(366 if calendar.isleap(year) else 365)
            ),
            can_enter=not holidays.KEEPER.refusal(HolidayNotice(), self.request.post),
            **kwargs,
        )


def _month(year, month, known):
    """(number, weeks of days); None stands for a day of another month."""
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    return month, [[_day(day, known) if day.month == month else None for day in week] for week in weeks]


def _day(day, known):
    """A day of the table: its number, how it looks, its mark where a holiday moved it, and why."""
    works, why = workdays.is_workday(day, known), workdays.day_name(day)
    kind, mark = "" if works else "day-weekend", ""
    if why.endswith("放假"):
        kind, mark = "day-off", "休"
    elif works and day.weekday() >= 5:
        kind, mark = "day-worked", "班"
    return {"number": day.day, "kind": kind, "mark": mark, "why": why}


class HolidayEntry(RolesMixin, FormView):
    """The notice of a year, festival by festival; entered again it is corrected."""

    roles = (Role.SYSTEM_ADMIN,)
    template_name = "workflow/holiday_form.html"
    form_class = HolidayForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.year = kwargs["year"]
        this = timezone.localdate().year
        if not this - YEARS_BACK <= self.year <= this + YEARS_AHEAD:
            raise Http404("此年份不在可以录入的范围内。")

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "year": self.year,
            "notice": HolidayNotice.objects.filter(year=self.year).first(),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(year=self.year, **kwargs)

    def form_invalid(self, form):
        return render(self.request, self.template_name, self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        notice = holidays.enter_notice(
            year=self.year, source=form.cleaned_data["source"], holidays=form.holidays, post=self.request.post
        )
        messages.success(self.request, f"已录入{notice}，有关期限已重算。")
        return redirect(notice)
