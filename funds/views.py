from django.views.generic import DetailView, ListView

from accounts.access import RolesMixin
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from funds import queries
from funds.models import Contract

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.FINANCE, Role.LEADING_GROUP)


class ContractList(RolesMixin, ListView):
    roles = READERS
    template_name = "funds/contract_list.html"
    context_object_name = "contracts"
    paginate_by = 25

    def get_queryset(self):
        asked = self.request.GET
        self.found = queries.contracts(self.request.post, words=asked.get("q", "").strip(), kind=asked.get("kind", ""))
        return self.found.with_paid()

    def get_context_data(self, **kwargs):
        return super().get_context_data(totals=queries.totals(self.found), kinds=Contract.Kind.choices, **kwargs)


class ContractPage(RolesMixin, DetailView):
    roles = (*READERS, Role.DRC, Role.CITY_GOVERNMENT)
    template_name = "funds/contract.html"
    context_object_name = "contract"

    def get_queryset(self):
        return Contract.objects.visible_to(self.request.post).select_related("project__unit", "scan")
