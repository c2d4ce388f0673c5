from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import FormView, View

from accounts.access import RolesMixin
from accounts.roles import Role
from documents.models import Attachment
from projects import services
from projects.forms.application import (
    ApplicationForm,
    BudgetLineForm,
    BudgetLines,
    ProjectCreateForm,
    SourceLineForm,
    SourceLines,
    initial_of,
    typed_lines,
)
from projects.models import Application
from workflow.errors import Conflict, Forbidden

SECTIONS = (
    ("basic", "基本情况", ("contact", "phone", "legal_basis")),
    ("need", "需求与现状", ("present", "need")),
    ("goals", "目标与内容", ("goals", "content")),
    (
        "sharing",
        "共享与互联",
        ("platforms", "systems_connected", "standalone_reason", "data_items", "security_level"),
    ),
    ("budget", "预算", ()),
    ("sources", "资金来源", ()),
    ("plan", "实施计划", ("plan", "starts_on", "ends_on")),
    ("papers", "附件", ()),
)


class ProjectCreate(RolesMixin, FormView):
    roles = (Role.APPLICANT,)
    form_class = ProjectCreateForm
    template_name = "projects/project_create.html"

    def form_valid(self, form):
        try:
            project = services.create_project(post=self.request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"已建立申报 {project.number}，内容会自动保存。")
        return redirect("projects:application_edit", project.application.pk)


class ApplicationEdit(RolesMixin, View):
    """The draft: one page of eight sections. Saved by hand or by itself; both go through the same door."""

    roles = (Role.APPLICANT,)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.wants_json = kwargs.get("autosave", False)

    def load(self):
        applications = Application.objects.visible_to(self.request.post).select_related("project__unit")
        self.application = get_object_or_404(applications, pk=self.kwargs["pk"])
        if not self.application.may_attach(self.request.post):
            raise PermissionDenied("申报书已提交，不能修改；如需修改请联系审核人退回。")

    def forms(self, *args):
        application = self.application
        budget = initial_of(application.budget_lines.all(), BudgetLineForm.Meta.fields)
        sources = initial_of(application.sources.all(), SourceLineForm.Meta.fields)
        return (
            ApplicationForm(*args, instance=application),
            BudgetLines(*args, prefix="budget", initial=None if args else budget),
            SourceLines(*args, prefix="sources", initial=None if args else sources),
        )

    def get(self, request, **kwargs):
        self.load()
        return self.show(*self.forms())

    def post(self, request, **kwargs):
        self.load()
        form, budget, sources = self.forms(request.POST)
        valid = all([form.is_valid(), budget.is_valid(), sources.is_valid()])
        if not valid:
            return self.answer_invalid(form, budget, sources)
        try:
            application = self.save(form, budget, sources)
        except Conflict as conflict:
            return self.answer_conflict(conflict, form, budget, sources)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        if self.wants_json:
            saved = timezone.localtime(application.saved_at)
            return JsonResponse({"version": application.version, "saved_at": f"{saved:%H:%M}"})
        messages.success(request, "申报书已保存，尚未提交。")
        return redirect("projects:application_edit", application.pk)

    def save(self, form, budget, sources):
        version = self.request.POST.get("version", "")
        return services.save_application(
            application=self.application,
            post=self.request.post,
            version=int(version) if version.isdigit() else -1,
            fields=form.cleaned_data,
            budget_lines=typed_lines(budget),
            sources=typed_lines(sources),
        )

    def answer_invalid(self, form, budget, sources):
        if self.wants_json:
            return JsonResponse({"message": "有内容填写有误，改正后再保存。"}, status=422)
        return self.show(form, budget, sources, status=422)

    def answer_conflict(self, conflict, form, budget, sources):
        if self.wants_json:
            return JsonResponse({"message": conflict.message}, status=409)
        form.add_error(None, conflict.message)
        return self.show(form, budget, sources, status=409)

    def show(self, form, budget, sources, status=200):
        missing = Application.objects.get(pk=self.application.pk).missing()
        sections = [
            {
                "code": code,
                "label": label,
                "fields": [form[name] for name in names],
                "missing": [item for item in missing if item.section == code],
            }
            for code, label, names in SECTIONS
        ]
        context = {
            "application": self.application,
            "project": self.application.project,
            "form": form,
            "budget": budget,
            "sources": sources,
            "sections": sections,
            "missing": missing,
            "papers": Attachment.objects.current_for(self.application),
        }
        return render(self.request, "projects/application_edit.html", context, status=status)
