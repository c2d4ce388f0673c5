from django.db.models import Q
from django.views.generic import ListView

from accounts.access import RolesMixin
from sharing.models import SEES_CATALOGUE, InformationResource


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
        return super().get_context_data(kinds=InformationResource.Kind.choices, **kwargs)
