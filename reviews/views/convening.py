"""Before the experts sit: a meeting for several plans, what other bodies say, the list of certificates."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, View

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from documents.models import Attachment
from projects.exports import STATE
from reviews import queries, services
from reviews.forms import BatchForm, CertificateForm
from reviews.models import ProductCertificate, ReviewRound
from reviews.views.rounds import RoundPage
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.exports import Column, ExportedList
from workflow.numbers import asked_number
from workflow.panel import build_panel
from workflow.views.again import page_again


class BatchConvene(RolesMixin, View):
    """One meeting, one group of experts, several plans in order."""

    roles = (Role.OFFICE_CLERK,)

    def rounds(self):
        return list(queries.ready_for_experts(self.request.post))

    def get(self, request):
        rounds = self.rounds()
        return self.show(BatchForm(rounds=rounds, post=request.post), rounds)

    def post(self, request):
        rounds = self.rounds()
        form = BatchForm(request.POST, rounds=rounds, post=request.post)
        if not form.is_valid():
            return self.show(form, rounds, status=422)
        data = dict(form.cleaned_data)
        try:
            meeting = services.convene_together(rounds=data.pop("rounds"), data=data, post=request.post)
        except RuleViolation as violation:
            return self.show(form, rounds, status=422, violation=violation)
        except Conflict as conflict:
            return render(request, "409.html", {"message": conflict.message, "object": None}, status=409)
        messages.success(request, "已组织评审会，候选名单已冻结；抽取后通知专家。")
        return redirect(meeting)

    def show(self, form, rounds, status=200, violation=None):
        context = {"form": form, "rounds": rounds, "violation": violation}
        return render(self.request, "reviews/batch.html", context, status=status)


class BodyOpinionList(RolesMixin, ExportedList):
    roles = (*OFFICE_ROLES, Role.CYBERSPACE, Role.SECRECY)
    template_name = "reviews/bodyopinion_list.html"
    context_object_name = "rows"
    paginate_by = 25
    export_name = "评审征求意见"
    export_only = Q(round__project__is_classified=False)
    export_columns = (
        STATE,
        Column("项目编号", lambda row: row.round.project.number),
        Column("项目", lambda row: row.round.project.name, 40),
        Column("申报单位", lambda row: row.round.project.unit.name, 28),
        Column("被征询单位", lambda row: row.body.short_name),
        Column("征询事项", lambda row: row.question, 40),
        Column("请于此前答复", lambda row: row.due_on),
        Column("意见", lambda row: row.get_opinion_display()),
        Column("理由和条件", lambda row: row.reasons, 40),
        Column("签发人", lambda row: row.signer),
        Column("签发日期", lambda row: row.signed_on),
    )

    def get_queryset(self):
        return queries.body_opinions(self.request.post)


class BodyOpinionPage(RolesMixin, DetailView):
    roles = (*OFFICE_ROLES, Role.CYBERSPACE, Role.SECRECY)
    template_name = "reviews/bodyopinion.html"
    context_object_name = "asked"

    def get_queryset(self):
        return queries.body_opinions(self.request.post)

    def get_context_data(self, **kwargs):
        post, found = self.request.post, self.object.round
        return super().get_context_data(
            round=found,
            papers=Attachment.objects.visible_to(post).current_for(found),
            certificates=found.certificates.all(),
            panel_steps=build_panel(self.object, post),
            **kwargs,
        )


def _round(request, pk) -> ReviewRound:
    return get_object_or_404(ReviewRound.objects.visible_to(request.post).select_related("project__unit"), pk=pk)


@require_POST
@for_roles(Role.APPLICANT)
def certificate_add(request, pk):
    obj = _round(request, pk)
    form = CertificateForm(request.POST)
    if not form.is_valid():
        return page_again(RoundPage, request, obj, certificate_form=form)
    try:
        services.keep_certificate(row=form.save(commit=False), obj=obj, post=request.post)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    messages.success(request, "已登记产品，评审时专家对照证书清单审查。")
    return redirect(f"{obj.get_absolute_url()}#certificates")


@require_POST
@for_roles(Role.APPLICANT)
def certificate_drop(request, pk):
    obj = _round(request, pk)
    rows = ProductCertificate.objects.visible_to(request.post).filter(round=obj).select_related("round__project")
    row = get_object_or_404(rows, pk=asked_number(request.POST.get("row"), 0))
    try:
        services.drop_certificate(row=row, post=request.post)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    messages.success(request, "已删除该产品。")
    return redirect(f"{obj.get_absolute_url()}#certificates")
