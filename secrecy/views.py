"""The register of classified projects: 保密局's list, new entries, courier papers, who may know."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView, ListView, View

from accounts.access import RolesMixin
from accounts.models import User
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects.models import Project
from secrecy import queries, services
from secrecy.forms import ClearanceForm, PaperForm, RegisterForm
from workflow.errors import Forbidden


class Register(RolesMixin, ListView):
    """Code name, level, unit, stage, dates, numbers of papers, and nothing else (article 24)."""

    roles = (*UNIT_ROLES, *OFFICE_ROLES, Role.SECRECY)
    template_name = "secrecy/register.html"
    context_object_name = "projects"
    paginate_by = 25

    def get_queryset(self):
        return queries.register(self.request.post)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        may_enter = self.request.post.role in (Role.APPLICANT, Role.SECRECY)
        return context | {"entries": queries.entries(context["projects"]), "may_enter": may_enter}


class RegisterCreate(RolesMixin, FormView):
    roles = (Role.APPLICANT, Role.SECRECY)
    form_class = RegisterForm
    template_name = "secrecy/register_create.html"

    def get_form_kwargs(self):
        post = self.request.post
        more = {"units": queries.registrable_units(post), "own": post.organisation_id}
        return super().get_form_kwargs() | more

    def form_valid(self, form):
        try:
            project = services.claim_classification(post=self.request.post, **form.cleaned_data)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已登记“{project.name}”，待市国家保密局定密确认，期间按涉密管理。")
        return redirect(project.get_absolute_url())


class OfEntry(RolesMixin, FormView):
    """A form on one entry. Whoever is not cleared does not find it."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        entries = Project.objects.visible_to(request.post).filter(is_classified=True) if request.post else None
        self.project = get_object_or_404(entries, pk=kwargs["pk"]) if request.post else None

    def get_context_data(self, **kwargs):
        return super().get_context_data(project=self.project, **kwargs)


class PaperCreate(OfEntry):
    roles = (Role.APPLICANT, Role.OFFICE_CLERK, Role.SECRECY)
    form_class = PaperForm
    template_name = "secrecy/paper_create.html"

    def form_valid(self, form):
        try:
            paper = services.record_paper(project=self.project, post=self.request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已登记{paper.get_kind_display()} {paper.number}。")
        return redirect(self.project.get_absolute_url())


class Clearance(OfEntry):
    """Who may know (知悉范围): 保密局 alone decides."""

    roles = (Role.SECRECY,)
    form_class = ClearanceForm
    template_name = "secrecy/clearance.html"

    def form_valid(self, form):
        try:
            user = services.grant_clearance(project=self.project, post=self.request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("username", refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已将{user.display_name}列入知悉范围。")
        return redirect("secrecy:clearance", self.project.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(cleared=queries.cleared_users(self.project), **kwargs)


class ClearanceWithdraw(RolesMixin, View):
    roles = (Role.SECRECY,)
    http_method_names = ["post"]

    def post(self, request, pk, user):
        project = get_object_or_404(Project.objects.visible_to(request.post).filter(is_classified=True), pk=pk)
        person = get_object_or_404(User, pk=user)
        services.withdraw_clearance(project=project, user=person, post=request.post)
        messages.success(request, f"已将{person.display_name}移出知悉范围，其访问即时关闭。")
        return redirect("secrecy:clearance", project.pk)
