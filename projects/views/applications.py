"""Beginning an application and filling it in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import FormView, View

from accounts.access import RolesMixin
from accounts.roles import Role
from projects import services
from projects.forms.application import (
    SECTIONS,
    ApplicationForm,
    ParticipantForm,
    ProjectCreateForm,
    budget_formset,
    content_formsets,
    source_formset,
)
from projects.forms.conflicts import differing
from projects.forms.content import CONTENT_FORMS
from projects.forms.old import OldProjectForm
from projects.models import Application, Project
from projects.paths import APPLICATION, beginning_of
from projects.rooms import budget_notes
from workflow.errors import Conflict, Forbidden
from workflow.numbers import asked_number

NOT_YOURS = "申报书已提交，不能修改；如需修改，请联系审核人退回（《办法》第九条）。"


class ProjectCreate(RolesMixin, FormView):
    roles = (Role.APPLICANT,)
    form_class = ProjectCreateForm
    template_name = "projects/project_create.html"

    def get(self, request, *args, **kwargs):
        # Article 16: a county reports its plan; article 13: money of society is filed. Neither applies for anything.
        beginning = beginning_of(request.post.organisation.kind)
        if beginning is not APPLICATION:
            return redirect(beginning.address)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if request.POST.get("secret") == "yes":
            # Article 24: nothing that was typed is kept, not even in a form that is shown again.
            messages.info(request, "涉密项目只登记代号和拟定密级，由市国家保密局定密；刚才填写的内容没有保存。")
            return redirect("secrecy:register_create")
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        own = Project.objects.visible_to(self.request.post).filter(unit=self.request.post.organisation)
        return kwargs | {"earlier": own.open_().filter(application__isnull=False).order_by("-created_at")}

    def form_valid(self, form):
        source = form.cleaned_data.pop("copy_of")
        del form.cleaned_data["secret"]
        try:
            project = services.create_project(post=self.request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        if source is not None:
            services.copy_content(source=source.application, application=project.application, post=self.request.post)
        messages.success(self.request, f"已建立申报 {project.number}。请逐节填写，内容会自动保存，可以随时离开。")
        return redirect("projects:application_edit", project.application.pk)


class OldProjectCreate(RolesMixin, FormView):
    """Begun under the rule of 2012: entered by the office as it stands (article 26)."""

    roles = (Role.OFFICE_CLERK,)
    form_class = OldProjectForm
    template_name = "projects/old_project.html"

    def form_valid(self, form):
        project = services.enter_old_project(post=self.request.post, **form.cleaned_data)
        messages.success(self.request, f"已补录 {project.number}，请建设单位登记合同；完工后按现行办法验收、备案。")
        return redirect(project.get_absolute_url())


class ApplicationEdit(RolesMixin, View):
    """The draft on one page of eight sections, saved by hand or by itself through the same door."""

    roles = (Role.APPLICANT,)

    def load(self):
        applications = Application.objects.visible_to(self.request.post).select_related("project__unit")
        self.application = get_object_or_404(applications, pk=self.kwargs["pk"])
        if not self.application.may_attach(self.request.post):
            raise PermissionDenied(NOT_YOURS)

    def get(self, request, **kwargs):
        self.load()
        return self.show(self.forms())

    def forms(self, data=None):
        """The form of the fields, and every list by name, in the order of the page."""
        application = self.application
        found = {"form": ApplicationForm(data, instance=application)}
        found |= {"budget": budget_formset(application, data), "sources": source_formset(application, data)}
        return found | content_formsets(application, data)

    def typed(self):
        """The forms as they came, and whether all in them is good."""
        forms = self.forms(self.request.POST)
        # Each is asked, so that all errors are shown at once.
        answers = [form.is_valid() for form in forms.values()]
        return forms, all(answers)

    def post(self, request, **kwargs):
        self.load()
        forms, is_good = self.typed()
        if not is_good:
            return self.show(forms, status=422)
        try:
            self.save(forms)
        except Conflict as conflict:
            return self.show_both(forms, conflict)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        if request.POST.get("action") == "submit":
            return self.go_on()
        messages.success(request, "申报书已保存，尚未提交。")
        return redirect("projects:application_edit", self.application.pk)

    def show_both(self, forms, conflict):
        """Somebody saved in between: what is typed stays, and beside it stands what is stored, to choose from."""
        words = f"{conflict.message}下面列出不同之处，请逐项选择；再次保存将以本页内容为准。"
        forms["form"].add_error(None, words)
        return self.show(forms, status=409, both=differing(self.application, forms))

    def go_on(self):
        """To the page of the submit, or, where something is missing, to the list of it."""
        if Application.objects.get(pk=self.application.pk).missing():
            messages.warning(self.request, "已保存，还不能提交：请先补齐下列内容。")
            return redirect("projects:application_edit", self.application.pk)
        return redirect(self.application.step_url("submit"))

    def save(self, forms):
        """Keep what is good. The version says whether somebody saved in between."""
        version = self.request.POST.get("version", "")
        fields, of_project = forms["form"].good()
        # Chosen after a meeting of two editors: what is stored stays.
        theirs = {name for name in (*fields, *of_project, *forms) if self.request.POST.get(f"take-{name}") == "theirs"}
        return services.save_application(
            application=self.application,
            post=self.request.post,
            version=asked_number(version, -1),
            fields={name: value for name, value in fields.items() if name not in theirs},
            project_fields={name: value for name, value in of_project.items() if name not in theirs},
            budget_lines=None if "budget" in theirs else forms["budget"].rows(),
            sources=None if "sources" in theirs else forms["sources"].rows(),
            lines={name: forms[name].rows() for name in CONTENT_FORMS if name in forms and name not in theirs},
        )

    def show(self, forms, status=200, both=(), participant_form=None):
        application = Application.objects.select_related("project__unit").get(pk=self.application.pk)
        missing = application.missing()
        empty = content_formsets(application)
        form = forms["form"]
        sections = [
            {
                "code": code,
                "label": label,
                "fields": [form[name] for name in names],
                "missing": [item for item in missing if item.section == code],
                "lists": [
                    {"name": name, "title": title, "hint": hint, "formset": forms.get(name, empty[name])}
                    for name, (section, _form, title, hint) in CONTENT_FORMS.items()
                    if section == code
                ],
            }
            for code, label, names in SECTIONS
        ]
        context = {
            "application": application,
            "project": application.project,
            "form": form,
            "budget": forms["budget"],
            "budget_notes": budget_notes(self.application),
            "sources": forms["sources"],
            "sections": sections,
            "missing": missing,
            "both": both,
            "participant_form": participant_form or ParticipantForm(application=application),
            "completeness": application.completeness(),
        }
        return render(self.request, "projects/application_edit.html", context, status=status)


class ApplicationAutosave(ApplicationEdit):
    """The same page posted by a script while one types; answers JSON. What is wrong stays unsaved and is named."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        self.load()
        forms, is_good = self.typed()
        formsets = [form for name, form in forms.items() if name != "form"]
        if not all(formset.management_form.is_valid() for formset in formsets):
            return JsonResponse({"message": "页面内容不完整，请刷新后再填。"}, status=422)
        try:
            saved = self.save(forms)
        except Conflict as conflict:
            return JsonResponse({"message": conflict.message}, status=409)
        except Forbidden as refusal:
            return JsonResponse({"message": refusal.message}, status=403)
        answer = {"version": saved.version, "saved_at": f"{timezone.localtime(saved.saved_at):%H:%M}"}
        return JsonResponse(answer | ({} if is_good else {"unsaved": self.unsaved(forms["form"], *formsets)}))

    def unsaved(self, form, *formsets):
        labels = [str(form.fields[name].label) for name in form.errors if name in form.fields]
        for formset in formsets:
            labels += [str(row.fields[name].label) for row in formset for name in row.errors if name in row.fields]
        return labels


class Invite(ApplicationEdit):
    """Ask another unit to apply together; back to the draft either way, with what was typed where it is refused."""

    def get(self, request, **kwargs):
        self.load()
        return redirect(self.back())

    def back(self):
        return self.application.edit_url() + "#participants"

    def post(self, request, **kwargs):
        self.load()
        form = ParticipantForm(request.POST, application=self.application)
        if not form.is_valid():
            return self.show(self.forms(), status=422, participant_form=form)
        try:
            services.invite_participant(application=self.application, post=request.post, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.show(self.forms(), status=422, participant_form=form)
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from refusal
        unit = form.cleaned_data["unit"].short_name
        messages.success(request, f"已邀请{unit}，待其负责人确认；请在“资金来源”中写明其承担的资金。")
        return redirect(self.back())
