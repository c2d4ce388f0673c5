"""Forms of the annual list and of the register of classified projects."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from projects.choices import Category
from projects.models import AnnualList
from projects.paths import OPEN_WAYS, Path

WAN = Decimal(10000)
LEVELS = [(level, level) for level in ("秘密", "机密", "绝密")]


class CeilingForm(forms.Form):
    ceiling = forms.DecimalField(
        label="年度盘子（万元）",
        max_digits=11,
        decimal_places=4,
        min_value=0,
        required=False,
        help_text="年度项目总投资的上限；可以以后再填，提交审定时合计不得超过。",
    )

    def clean_ceiling(self):
        wan = self.cleaned_data["ceiling"]
        return None if wan is None else wan * WAN


class AnnualListForm(CeilingForm):
    year = forms.TypedChoiceField(label="年度", coerce=int)

    field_order = ("year", "ceiling")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = set(AnnualList.objects.values_list("year", flat=True))
        this_year = timezone.localdate().year
        years = [year for year in range(this_year, this_year + 3) if year not in there]
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]


class ClassifiedForm(forms.Form):
    """What a register entry may hold on an ordinary network (article 24): no name, no content, no sum."""

    code_name = forms.CharField(
        label="代号", max_length=40, help_text="例如：甲-07。不得反映项目名称、内容、金额，不得填写任何涉密信息。"
    )
    level = forms.ChoiceField(label="密级", choices=LEVELS, help_text="定密确认前按拟定密级登记，并按涉密管理。")
    unit = forms.ModelChoiceField(label="单位", queryset=None)
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    path = forms.ChoiceField(
        label="采购路径", choices=[(path.value, path.label) for path in Path if path in {p for _b, p in OPEN_WAYS}]
    )

    def __init__(self, *args, units, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].initial = own
