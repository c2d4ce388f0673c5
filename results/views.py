from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects.exports import OF_PROJECT
from results import queries, services
from results.choices import Owner
from results.filters import OperationFilter, ResultFilter
from results.forms import CorrectionForm, ReuseForm, TransferForm
from results.models import Evaluation, Result, Retirement, Reuse, Transfer
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column, ExportedList, local_day
from workflow.panel import build_panel

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT)


class ResultList(RolesMixin, ExportedList):
    roles = READERS
    template_name = "results/result_list.html"
    context_object_name = "results"
    paginate_by = 25
    export_name = "项目成果"
    export_columns = (
        Column("成果", lambda row: row.name, 40),
        Column("种类", lambda row: row.get_kind_display()),
        Column("登记号、证书号", lambda row: row.number, 24),
        *OF_PROJECT,
        Column("归属", lambda row: row.get_owner_display()),
        Column("复用", lambda row: "可以复用" if row.reusable else ""),
        Column("复用许可与条件", lambda row: row.licence, 40),
        Column("登记", lambda row: local_day(row.registered_at)),
    )

    def get_queryset(self):
        self.filter = ResultFilter(self.request.GET, queries.results(self.request.post))
        return self.filter.qs

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class OperationList(RolesMixin, ExportedList):
    """Who operates what for how much, year by year; outsourced or not (article 23)."""

    roles = (*READERS, Role.DRC, Role.FINANCE)
    template_name = "results/operation_list.html"
    context_object_name = "operation_years"
    paginate_by = 25
    export_name = "年度运行"
    export_columns = (
        Column("年度", lambda row: row.year, 8),
        *OF_PROJECT,
        Column("运维单位", lambda row: row.operator, 28),
        Column("方式", lambda row: "服务外包" if row.outsourced else "自行运维"),
        Column("价款（元）", lambda row: row.price),
        Column("服务数量和内容", lambda row: row.quantity, 40),
        Column("可用率（%）", lambda row: row.availability),
        Column("故障次数", lambda row: row.incidents),
        Column("用户数", lambda row: row.users),
    )

    def get_queryset(self):
        self.filter = OperationFilter(self.request.GET, queries.operation_years(self.request.post))
        return self.filter.qs

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class ResultPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "results/result.html"
    context_object_name = "result"

    def get_queryset(self):
        return Result.objects.visible_to(self.request.post).select_related("project__unit")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**page(self.request, self.object), **kwargs)


def page(request: HttpRequest, result: Result, **forms) -> dict:
    """What the page of one result shows this post; `forms` that were refused stand instead of empty ones."""
    post = request.post
    of_it = {"result": result}
    context = {
        "result": result,
        "reuses": Reuse.objects.visible_to(post).filter(**of_it).select_related("body"),
        "transfers": Transfer.objects.visible_to(post).filter(**of_it).select_related("body"),
        "reuse_form": ReuseForm(result=result) if post.role in OFFICE_ROLES and result.owner == Owner.UNIT else None,
        "transfer_form": TransferForm() if post.role in UNIT_ROLES and services.uses(result, post) else None,
        "trail": queries.trail(result, post),
        "may_correct": services.may_correct(result, post),
        "refusal": "",
    }
    return context | forms


class OfResultPage(RolesMixin, DetailView):
    roles = READERS
    template_name = "results/of_result.html"
    context_object_name = "one"
    facts: tuple[str, ...] = ()

    def get_queryset(self):
        rows = self.model.objects.visible_to(self.request.post)
        return rows.select_related("result__project__unit", "body", "created_by__user")

    def get_context_data(self, **kwargs):
        facts = [(self.model._meta.get_field(name).verbose_name, getattr(self.object, name)) for name in self.facts]
        steps = build_panel(self.object, self.request.post)
        return super().get_context_data(**{"panel_steps": steps, "facts": facts, "uses": (), **kwargs})


class ReusePage(OfResultPage):
    model = Reuse
    facts = ("supported", "used_since")

    def get_context_data(self, **kwargs):
        return super().get_context_data(uses=self.object.uses.all(), **kwargs)


class TransferPage(OfResultPage):
    model = Transfer
    facts = ("receiver", "scope", "valid_until", "transferred_on")


def _result(request: HttpRequest, pk) -> Result:
    return get_object_or_404(Result.objects.visible_to(request.post).select_related("project__unit"), pk=pk)


def _show(request: HttpRequest, result: Result, **context) -> HttpResponse:
    return render(request, "results/result.html", page(request, result, **context), status=422)


@require_POST
@for_roles(*OFFICE_ROLES)
def propose(request: HttpRequest, pk) -> HttpResponse:
    result = _result(request, pk)
    form = ReuseForm(request.POST, result=result)
    if not form.is_valid():
        return _show(request, result, reuse_form=form)
    try:
        reuse = services.propose_reuse(result=result, post=request.post, **form.cleaned_data)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Conflict as conflict:
        form.add_error("body", conflict.message)
        return _show(request, result, reuse_form=form)
    messages.success(request, "已提出，等待信息办负责人决定。")
    return redirect(reuse)


@require_POST
@for_roles(*UNIT_ROLES)
def ask(request: HttpRequest, pk) -> HttpResponse:
    result = _result(request, pk)
    form = TransferForm(request.POST)
    if not form.is_valid():
        return _show(request, result, transfer_form=form)
    try:
        transfer = services.ask_transfer(result=result, post=request.post, **form.cleaned_data)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    messages.success(request, "已申请转让许可，等待所有单位表示意见。")
    return redirect(transfer)


@require_POST
@for_roles(*UNIT_ROLES)
def hand_on(request: HttpRequest, pk) -> HttpResponse:
    """To hand a result on: only what was permitted; the attempt stays in the trail either way."""
    result = _result(request, pk)
    form = TransferForm(request.POST)
    if not form.is_valid():
        return _show(request, result, transfer_form=form)
    try:
        refusal = services.try_transfer(result=result, post=request.post, **form.cleaned_data)
    except Forbidden as forbidden:
        raise PermissionDenied(forbidden.message) from forbidden
    except Conflict as conflict:
        return _show(request, result, transfer_form=form, refusal=conflict.message)
    if refusal:
        return _show(request, result, transfer_form=form, refusal=refusal)
    messages.success(request, "已登记转让，在许可范围内有效。")
    return redirect(result)


class ResultCorrect(RolesMixin, FormView):
    """An entry of the registry is put right, with its reason."""

    roles = (Role.APPLICANT, Role.OFFICE_CLERK)
    template_name = "results/result_correct.html"
    form_class = CorrectionForm

    @cached_property
    def result(self):
        result = _result(self.request, self.kwargs["pk"])
        if not services.may_correct(result, self.request.post):
            raise PermissionDenied("成果登记由登记单位经办人或信息办经办人更正（《办法》第十五条）。")
        return result

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"result": self.result}

    def get_context_data(self, **kwargs):
        return super().get_context_data(result=self.result, **kwargs)

    def form_valid(self, form):
        fields = dict(form.cleaned_data)
        try:
            result = services.correct_result(
                result=self.result, why=fields.pop("why"), fields=fields, post=self.request.post
            )
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            return self.form_invalid(form)
        messages.success(self.request, "已更正，原登记和理由记入办理过程。")
        return redirect(result)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class LifePage(RolesMixin, DetailView):
    """An evaluation or a retirement, with the steps that leave it."""

    roles = (*READERS, Role.FINANCE)

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.post).select_related("project__unit")

    def get_context_data(self, **kwargs):
        return super().get_context_data(panel_steps=build_panel(self.object, self.request.post), **kwargs)


class EvaluationPage(LifePage):
    model = Evaluation
    template_name = "results/evaluation.html"
    context_object_name = "evaluation"


class RetirementPage(LifePage):
    model = Retirement
    template_name = "results/retirement.html"
    context_object_name = "retirement"
