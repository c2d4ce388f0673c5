"""Forms of the rolling library (article 9)."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.utils import timezone

from projects.models import LibraryEntry, Maturity, Priority
from projects.queries import library
from workflow.forms import StepForm, text_field
from workflow.numbers import cents
from workflow.parameters import parameter

WAN = Decimal(10000)
PARTS = (2, 6)


def window():
    """The years of the library: this one and those after it."""
    first = timezone.localdate().year
    return [(year, f"{year} 年") for year in range(first, first + int(parameter("library_years")))]


class DeferForm(StepForm):
    planned_year = forms.TypedChoiceField(label="计划年度", coerce=int)
    note = text_field("说明", rows=2, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["planned_year"].choices = window()
        self.fields["planned_year"].initial = self.obj.planned_year


class RateForm(StepForm):
    priority = forms.TypedChoiceField(label="优先级", coerce=int, choices=Priority.choices)
    maturity = forms.TypedChoiceField(label="成熟度", coerce=int, choices=Maturity.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        entry = LibraryEntry.objects.filter(project=self.obj).first() or LibraryEntry()
        self.fields["priority"].initial, self.fields["maturity"].initial = entry.priority, entry.maturity


class MergeForm(StepForm):
    into = forms.ModelChoiceField(label="并入", queryset=None, help_text="同一单位、在滚动库的项目。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        same = library(self.post).filter(unit=self.obj.unit_id, is_classified=False)
        self.fields["into"].queryset = same.exclude(pk=self.obj.pk)


class SplitForm(StepForm):
    parts = text_field(
        "各部分",
        rows=4,
        help_text="每行一个：名称，空格，金额（万元）。各行合计等于申报数，2 至 6 个部分。例如：数据中心扩容 120.5",
    )

    def clean_parts(self):
        rows = [line.split() for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        parts = [self._part(row) for row in rows]
        if not PARTS[0] <= len(parts) <= PARTS[1]:
            raise forms.ValidationError("拆分为 2 至 6 个部分。")
        if len({name for name, _amount in parts}) < len(parts):
            raise forms.ValidationError("各部分名称不能相同。")
        total = sum(amount for _name, amount in parts)
        if total != self.obj.declared_sum:
            raise forms.ValidationError(
                f"各部分合计 {total / WAN:,.2f} 万元，申报数 {self.obj.declared_sum / WAN:,.2f} 万元。"
            )
        return parts

    @staticmethod
    def _part(row):
        try:
            amount = cents(Decimal(row[-1]) * WAN)
        except InvalidOperation:
            amount = None
        if len(row) < 2 or amount is None or not amount.is_finite() or amount <= 0:
            raise forms.ValidationError(f"看不懂这一行：{' '.join(row)[:60]}。请写名称、空格、金额（万元）。")
        return " ".join(row[:-1])[:120], amount


class BulkForm(forms.Form):
    """What is to be done to the ticked entries: one of the three."""

    field = forms.ChoiceField(
        label="批量调整", choices=[("planned_year", "计划年度"), ("priority", "优先级"), ("maturity", "成熟度")]
    )
    planned_year = forms.TypedChoiceField(label="计划年度", coerce=int, required=False)
    priority = forms.TypedChoiceField(label="优先级", coerce=int, choices=Priority.choices, required=False)
    maturity = forms.TypedChoiceField(label="成熟度", coerce=int, choices=Maturity.choices, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["planned_year"].choices = window()

    def clean(self):
        data = super().clean()
        if data.get("field") and not data.get(data["field"]):
            raise forms.ValidationError("请选择要调整成什么。")
        return data

    @property
    def value(self):
        return self.cleaned_data[self.cleaned_data["field"]]
