from django.contrib import messages
from django.shortcuts import redirect
from django.views.generic import CreateView, ListView

from accounts.access import RolesMixin
from accounts.roles import Role
from infrastructure.forms import PlatformForm, SystemForm
from infrastructure.models import SEES_PLATFORMS, SEES_SYSTEMS, Platform, RunningSystem
from workflow.registers import keep_row


class PlatformList(RolesMixin, ListView):
    roles = SEES_PLATFORMS
    template_name = "infrastructure/platform_list.html"
    context_object_name = "platforms"
    paginate_by = 25

    def get_queryset(self):
        return Platform.objects.visible_to(self.request.post)


class SystemList(RolesMixin, ListView):
    roles = (*SEES_SYSTEMS, Role.APPLICANT, Role.UNIT_LEADER)
    template_name = "infrastructure/system_list.html"
    context_object_name = "systems"
    paginate_by = 25

    def get_queryset(self):
        rows = RunningSystem.objects.visible_to(self.request.post).select_related("unit")
        return rows.filter(shares=False) if self.request.GET.get("shares") == "0" else rows


class PlatformCreate(RolesMixin, CreateView):
    roles = (Role.OFFICE_CLERK,)
    form_class = PlatformForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "登记共享平台", "page": "infrastructure.platform_create", "button": "登记"}

    def form_valid(self, form):
        keep_row(row=form.instance, label="登记共享平台", post=self.request.post)
        messages.success(self.request, "已登记共享平台。")
        return redirect("infrastructure:platform_list")


class SystemCreate(RolesMixin, CreateView):
    roles = (Role.APPLICANT,)
    form_class = SystemForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "登记在用系统", "page": "infrastructure.system_create", "button": "登记"}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "post": self.request.post}

    def form_valid(self, form):
        keep_row(row=form.instance, label="登记在用系统", post=self.request.post)
        messages.success(self.request, "已登记在用系统。")
        return redirect("infrastructure:system_list")
