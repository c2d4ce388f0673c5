"""The bodies: entered by the system administrator; renamed and merged by a 机构改革 (room changes)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.generic import CreateView, ListView, UpdateView

from accounts import services
from accounts.access import RolesMixin
from accounts.filters import OrganisationFilter
from accounts.forms import OrganisationForm
from accounts.models import Organisation
from accounts.queries import organisations
from accounts.roles import ADMIN_ROLES, Role


class OrganisationList(RolesMixin, ListView):
    roles = ADMIN_ROLES
    template_name = "accounts/organisation_list.html"
    paginate_by = 50
    context_object_name = "organisations"

    def get_queryset(self):
        self.filter = OrganisationFilter(self.request.GET, organisations())
        return self.filter.qs

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class OrganisationCreate(RolesMixin, CreateView):
    roles = (Role.SYSTEM_ADMIN,)
    form_class = OrganisationForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "建立单位", "page": "accounts.organisation_create", "button": "建立单位"}

    def form_valid(self, form):
        body = services.add_organisation(organisation=form.save(commit=False), by=self.request.post)
        messages.success(self.request, f"已建立单位“{body}”，可以为其设岗位。")
        return redirect("accounts:organisation_list")


class OrganisationEdit(RolesMixin, UpdateView):
    roles = (Role.SYSTEM_ADMIN,)
    queryset = Organisation.objects.standing()
    form_class = OrganisationForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "修改单位", "page": "accounts.organisation_edit", "button": "保存"}

    def form_valid(self, form):
        try:
            services.edit_organisation(organisation=self.object, values=form.cleaned_data, by=self.request.post)
        except ValidationError as refusal:
            # Somebody used the name while the page lay open.
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, "已保存。")
        return redirect("accounts:organisation_list")
