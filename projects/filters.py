import django_filters as df
from django import forms
from django.db.models import Q

from accounts.models import Organisation
from accounts.roles import UNIT_KINDS
from projects.choices import Category
from projects.lateness import late_projects
from projects.models import Project
from projects.paths import Path
from projects.states import Stage

WAN = 10000
CITY = "市本级"


class ProjectFilter(df.FilterSet):
    """What the address says is what the list shows, so that a link can be sent to a colleague."""

    q = df.CharFilter(label="名称、编号、单位", method="by_words")
    stage = df.MultipleChoiceFilter(
        label="阶段", choices=Stage.choices, widget=forms.SelectMultiple(attrs={"size": 1})
    )
    unit = df.ModelChoiceFilter(
        label="单位", queryset=Organisation.objects.filter(kind__in=sorted(UNIT_KINDS)).order_by("name")
    )
    category = df.ChoiceFilter(label="类别", choices=Category.choices)
    planned_year = df.NumberFilter(label="计划年度")
    path = df.ChoiceFilter(label="采购路径", choices=Path.choices)
    county = df.CharFilter(label="县区", method="by_county")
    listed = df.NumberFilter(label="年度清单", method="by_list")
    at_least = df.NumberFilter(label="金额不低于（万元）", method="by_least")
    at_most = df.NumberFilter(label="金额不高于（万元）", method="by_most")
    late = df.ChoiceFilter(label="是否逾期", choices=[("1", "逾期"), ("0", "未逾期")], method="by_late")
    contracted = df.ChoiceFilter(label="是否签约", choices=[("1", "已签合同")], method="by_contract")

    class Meta:
        model = Project
        fields: list[str] = []

    def by_words(self, rows, name, words):
        for word in words.split():
            unit = Q(unit__name__icontains=word) | Q(unit__short_name__icontains=word)
            rows = rows.filter(Q(name__icontains=word) | Q(number__icontains=word) | unit)
        return rows

    def by_county(self, rows, name, county):
        # An empty value would be no filter, so the city's own units have a word.
        return rows.filter(unit__county="" if county == CITY else county)

    def by_list(self, rows, name, year):
        return rows.filter(list_lines__annual_list__year=year, list_lines__decision="approved")

    def by_least(self, rows, name, wan):
        return rows.filter(declared_sum__gte=wan * WAN)

    def by_most(self, rows, name, wan):
        return rows.filter(declared_sum__lte=wan * WAN)

    def by_late(self, rows, name, value):
        return rows.filter(late_projects()) if value == "1" else rows.exclude(late_projects())

    def by_contract(self, rows, name, value):
        return rows.filter(contract_sum__gt=0)
