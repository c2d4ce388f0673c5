import django_filters as df
from django.db.models import Q

from projects.filters import ANY, OUTSOURCED, past_years
from results.models import OperationYear, Result


class ResultFilter(df.FilterSet):
    q = df.CharFilter(label="名称、功能或项目", method="by_words")
    reusable = df.ChoiceFilter(label="复用", choices=[("1", "可以复用")], empty_label=ANY)

    class Meta:
        model = Result
        fields: list[str] = []

    def by_words(self, rows, name, words):
        found = Q(name__icontains=words) | Q(summary__icontains=words)
        return rows.filter(found | Q(project__name__icontains=words))


class OperationFilter(df.FilterSet):
    year = df.ChoiceFilter(label="年度", choices=past_years, empty_label=ANY)
    outsourced = df.ChoiceFilter(label="服务外包", choices=OUTSOURCED, empty_label=ANY)

    class Meta:
        model = OperationYear
        fields: list[str] = []
