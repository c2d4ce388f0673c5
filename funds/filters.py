import django_filters as df
from django.db.models import Q

from funds.duties import BOUGHT
from funds.models import Contract
from projects.filters import ANY, OUTSOURCED, past_years

# What 服务外包 is counted of (article 23), as one choice beside the kinds themselves.
BUILDING = "bought"
KINDS = [(BUILDING, "建设和服务合同"), *Contract.Kind.choices]


class ContractFilter(df.FilterSet):
    q = df.CharFilter(label="合同、承建单位或项目", method="by_words")
    kind = df.ChoiceFilter(label="类别", choices=KINDS, method="by_kind", empty_label=ANY)
    year = df.ChoiceFilter(label="签订年度", choices=past_years, field_name="signed_on__year", empty_label=ANY)
    outsourced = df.ChoiceFilter(label="服务外包", choices=OUTSOURCED, empty_label=ANY)

    class Meta:
        model = Contract
        fields: list[str] = []

    def by_kind(self, rows, name, kind):
        return rows.filter(kind__in=BOUGHT if kind == BUILDING else (kind,))

    def by_words(self, rows, name, words):
        found = Q(number__icontains=words) | Q(name__icontains=words) | Q(contractor__icontains=words)
        return rows.filter(found | Q(project__name__icontains=words))
