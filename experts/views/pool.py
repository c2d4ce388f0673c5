"""The pool: its list, one expert, what they keep about themselves, and how one comes in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, FormView, UpdateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from experts import queries, services
from experts.figures import figures_of
from experts.filters import ExpertFilter
from experts.forms import OWN_FORMS, ContactForm, EnrolmentForm, EvaluationForm, ExpertForm, ListForm, NumbersForm
from experts.models import Enrolment, Expert, Seat
from experts.sealing import mask, unseal
from experts.services import SEALED
from projects.exports import STATE
from workflow.audit import record
from workflow.errors import Conflict, Forbidden
from workflow.exports import Column, ExportedList, local_day
from workflow.models import AuditEvent
from workflow.numbers import asked_number
from workflow.panel import build_panel
from workflow.views.again import page_again


class ExpertList(RolesMixin, ExportedList):
    roles = OFFICE_ROLES
    template_name = "experts/expert_list.html"
    context_object_name = "experts"
    paginate_by = 50
    export_name = "专家库"
    export_columns = (
        STATE,
        Column("姓名", lambda row: row.name, 12),
        Column("工作单位", lambda row: row.employer, 28),
        Column("职称", lambda row: row.title),
        Column("领域", lambda row: row.field_names(), 30),
        Column("在评", lambda row: row.sitting, 8),
        Column("已评", lambda row: row.sat, 8),
        Column("回避、未参加", lambda row: row.left, 14),
        Column("联系电话", lambda row: row.phone),
    )

    def get_queryset(self):
        self.filter = ExpertFilter(self.request.GET, queries.experts_of_the_pool(self.request.post))
        return self.filter.qs

    def export_rows(self):
        record(subject=self.request.user, action="export_experts", label="导出专家库", post=self.request.post)
        return super().export_rows()

    def get_context_data(self, **kwargs):
        may_keep = self.request.post.role == Role.OFFICE_CLERK
        fields = queries.fields_with_numbers()
        return super().get_context_data(filter=self.filter, fields=fields, may_keep=may_keep, **kwargs)


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
        return redirect(expert)


class ExpertCreate(ExpertFormMixin, CreateView):
    extra_context = {"heading": "专家入库", "page": "experts.expert_create"}


class ExpertEdit(ExpertFormMixin, UpdateView):
    extra_context = {"heading": "修改专家信息", "page": "experts.expert_edit"}

    def get_queryset(self):
        return Expert.objects.visible_to(self.request.post).select_related("user")


class ExpertPage(RolesMixin, DetailView):
    """One expert: the office keeps the entry, experts keep what they know of themselves and see their history."""

    roles = (*OFFICE_ROLES, Role.EXPERT)
    template_name = "experts/expert.html"
    context_object_name = "expert"

    def get_queryset(self):
        return Expert.objects.visible_to(self.request.post).select_related("user", "organisation")

    def get_context_data(self, **kwargs):
        expert, post = self.object, self.request.post
        events = AuditEvent.objects.filter(subject_type="experts.expert", subject_id=str(expert.pk))
        may_keep = post.role in (Role.OFFICE_CLERK, Role.EXPERT)
        contact_form = ContactForm(instance=expert) if post.role == Role.EXPERT else None
        return super().get_context_data(
            panel_steps=[one for one in build_panel(expert, post) if one.mine],
            may_keep=may_keep,
            is_clerk=post.role == Role.OFFICE_CLERK,
            contact_form=kwargs.pop("contact_form", contact_form),
            numbers=[(name, label, masked(expert, name)) for name, label in SEALED.items()] if may_keep else [],
            numbers_form=kwargs.pop("numbers_form", None) or NumbersForm(),
            own=[
                (kind, f"experts:expert_{kind}", f"experts:expert_{kind}_drop", *row)
                for kind, row in self.own_lines(kwargs.pop("own_forms", {})).items()
            ],
            figures=figures_of(expert),
            history=queries.history_of(expert, post),
            evaluation_form=EvaluationForm(),
            events=events.select_related("content").order_by("-pk")[:50],
            **kwargs,
        )

    def own_lines(self, typed):
        expert, forms = self.object, {kind: form() for kind, form in OWN_FORMS.items()} | typed
        return {
            "employment": ("任职经历", expert.employments.all(), forms["employment"]),
            "tie": ("亲属、利益关系", expert.ties.all(), forms["tie"]),
            "absence": ("不能参加的日期", expert.absences.all(), forms["absence"]),
        }


def masked(expert: Expert, name: str) -> str:
    try:
        return mask(unseal(getattr(expert, name)))
    except ValueError as error:
        return str(error)


def _expert(request, pk) -> Expert:
    return get_object_or_404(Expert.objects.visible_to(request.post).select_related("user"), pk=pk)


def _refused(request, expert, form, **forms):
    """The page of the expert again, with what was typed and is wrong."""
    for words in form.non_field_errors():
        messages.error(request, words)
    answer = page_again(ExpertPage, request, expert, **forms)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@for_roles(Role.OFFICE_CLERK, Role.EXPERT)
def own_add(request, pk, kind):
    """One more line of one kind; what is wrong is said on the page."""
    expert = _expert(request, pk)
    form = OWN_FORMS[kind](request.POST)
    form.instance.expert = expert
    if not form.is_valid():
        return _refused(request, expert, form, own_forms={kind: form})
    services.keep_own(row=form.save(commit=False), label=f"登记{form.instance._meta.verbose_name}", post=request.post)
    messages.success(request, f"已登记{form.instance._meta.verbose_name}，抽取时自动计算。")
    return redirect(expert)


@require_POST
@for_roles(Role.OFFICE_CLERK, Role.EXPERT)
def own_drop(request, pk, kind):
    model = OWN_FORMS[kind]._meta.model
    row = get_object_or_404(
        model.objects.visible_to(request.post).select_related("expert"), pk=asked_number(request.POST.get("row"), 0)
    )
    expert = row.expert
    try:
        messages.success(request, services.drop_own(row=row, post=request.post))
    except Conflict as refusal:
        messages.error(request, refusal.message)
    return redirect(expert)


@require_POST
@for_roles(Role.EXPERT)
def contact_keep(request, pk):
    expert = _expert(request, pk)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _refused(request, expert, form, contact_form=form)
    services.keep_contact(expert=expert, post=request.post, contact=form.cleaned_data)
    messages.success(request, "已更改联系方式。")
    return redirect(expert)


@require_POST
@for_roles(Role.OFFICE_CLERK, Role.EXPERT)
def numbers_seal(request, pk):
    expert = _expert(request, pk)
    form = NumbersForm(request.POST)
    if not form.is_valid():
        return _refused(request, expert, form, numbers_form=form)
    services.seal_numbers(expert=expert, post=request.post, numbers=form.cleaned_data)
    messages.success(request, "已加密保存，页面上只显示末四位。")
    return redirect(expert)


@require_POST
@for_roles(Role.OFFICE_CLERK, Role.EXPERT)
def number_open(request, pk):
    """Whole once, on a page of its own; the trail says who looked."""
    expert = _expert(request, pk)
    name = request.POST.get("name", "")
    if name not in SEALED:
        raise PermissionDenied("没有这一项。")
    try:
        number = services.open_number(expert=expert, name=name, post=request.post)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    context = {"expert": expert, "label": SEALED[name], "number": number}
    answer = render(request, "experts/number.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@for_roles(Role.OFFICE_CLERK)
def seat_evaluate(request, pk):
    seat = get_object_or_404(Seat.objects.visible_to(request.post).select_related("panel", "expert"), pk=pk)
    form = EvaluationForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择评价分数。")
        return redirect(seat.expert)
    try:
        services.evaluate_seat(seat=seat, post=request.post, **form.cleaned_data)
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": seat}, status=409)
    messages.success(request, "已登记履职评价。")
    return redirect(seat.expert)


# --- coming in -------------------------------------------------------------------------------------------------------


class EnrolmentList(RolesMixin, ExportedList):
    roles = (*OFFICE_ROLES, *UNIT_ROLES, Role.EXPERT)
    template_name = "experts/enrolment_list.html"
    context_object_name = "enrolments"
    paginate_by = 50
    export_name = "专家入库申请"
    export_columns = (
        STATE,
        Column("姓名", lambda row: row.name, 12),
        Column("工作单位", lambda row: row.employer, 28),
        Column("职称", lambda row: row.rank_title),
        Column("领域", lambda row: "、".join(field.name for field in row.fields.all()), 30),
        Column("来源", lambda row: row.get_source_display()),
        Column("推荐单位", lambda row: row.nominated_by.short_name if row.nominated_by else "", 20),
        Column("申请", lambda row: local_day(row.created_at)),
    )

    def get_queryset(self):
        return queries.enrolments(self.request.post)

    def get_context_data(self, **kwargs):
        role = self.request.post.role
        return super().get_context_data(
            may_apply=role in (*UNIT_ROLES, Role.EXPERT), is_clerk=role == Role.OFFICE_CLERK, form=ListForm(), **kwargs
        )


class EnrolmentPage(RolesMixin, DetailView):
    roles = (*OFFICE_ROLES, *UNIT_ROLES, Role.EXPERT)
    template_name = "experts/enrolment.html"
    context_object_name = "enrolment"

    def get_queryset(self):
        return queries.enrolments(self.request.post)

    def get_context_data(self, **kwargs):
        return super().get_context_data(panel_steps=build_panel(self.object, self.request.post), **kwargs)


class EnrolmentCreate(RolesMixin, CreateView):
    """An expert applies for themselves; a unit nominates."""

    roles = (*UNIT_ROLES, Role.EXPERT)
    model = Enrolment
    form_class = EnrolmentForm
    template_name = "experts/enrolment_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "post": self.request.post}

    def form_valid(self, form):
        fields = form.cleaned_data["fields"]
        try:
            made = services.apply_for_pool(enrolment=form.save(commit=False), fields=fields, post=self.request.post)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, "已提交入库申请，等待信息办审核。")
        return redirect(made)


class EnrolmentImport(RolesMixin, FormView):
    """A worksheet of names becomes applications."""

    roles = (Role.OFFICE_CLERK,)
    form_class = ListForm
    template_name = "experts/enrolment_import.html"

    def form_valid(self, form):
        try:
            number = services.import_list(upload=form.cleaned_data["file"], post=self.request.post)
        except ValidationError as refusal:
            form.add_error("file", refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已导入 {number} 人的入库申请，逐人审核、批准后入库。")
        return redirect("experts:enrolment_list")
