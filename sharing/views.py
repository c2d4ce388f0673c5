from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.views.generic import CreateView, ListView

from accounts.access import RolesMixin
from accounts.roles import Role
from sharing.forms import ResourceForm
from sharing.models import SEES_CATALOGUE, InformationResource
from workflow.registers import keep_row


class ResourceList(RolesMixin, ListView):
    roles = SEES_CATALOGUE
    template_name = "sharing/resource_list.html"
    context_object_name = "resources"
    paginate_by = 25

    def get_queryset(self):
        rows = InformationResource.objects.visible_to(self.request.post).select_related("provider")
        words, kind = self.request.GET.get("q", "").strip(), self.request.GET.get("kind", "")
        if words:
            found = Q(name__icontains=words) | Q(items__icontains=words) | Q(provider__name__icontains=words)
            rows = rows.filter(found | Q(code__icontains=words))
        return rows.filter(kind=kind) if kind in InformationResource.Kind else rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            kinds=InformationResource.Kind.choices, may_register=self.request.post.role == Role.APPLICANT, **kwargs
        )


class ResourceCreate(RolesMixin, CreateView):
    """A unit registers what it provides; whose data it is says the post (article 19, 一数一源)."""

    roles = (Role.APPLICANT,)
    form_class = ResourceForm
    template_name = "accounts/form.html"
    extra_context = {"heading": "登记信息资源", "page": "sharing.resource_create", "button": "登记"}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "post": self.request.post}

    def form_valid(self, form):
        keep_row(row=form.instance, label="登记信息资源", post=self.request.post)
        messages.success(self.request, "已登记信息资源。")
        return redirect("sharing:resource_list")
