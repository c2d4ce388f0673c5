"""Forms of the annual list and of the register of classified projects."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from projects.models import AnnualList

WAN = Decimal(10000)


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
