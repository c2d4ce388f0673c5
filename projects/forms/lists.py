"""Forms of the annual list and of the register of classified projects."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from projects.choices import SourceKind
from projects.models import AnnualList, Placement
from workflow.forms import money_field

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


class CeilingsForm(CeilingForm):
    """The total, and one by source; an empty one sets no bound."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in SourceKind:
            self.fields[f"source_{kind.value}"] = forms.DecimalField(
                label=f"其中：{kind.label}（万元）", max_digits=11, decimal_places=4, min_value=0, required=False
            )

    def stored_version(self, annual_list):
        return annual_list.ceiling_version

    def by_source(self):
        typed = {kind.value: self.cleaned_data[f"source_{kind.value}"] for kind in SourceKind}
        return {kind: wan * WAN for kind, wan in typed.items() if wan is not None}


def ceilings_of(annual_list):
    """What stands, for the form: 万元 without trailing noughts."""
    initial = {"ceiling": annual_list.ceiling, "version": annual_list.ceiling_version}
    initial |= {f"source_{kind}": Decimal(text) for kind, text in annual_list.source_ceilings.items()}
    return {
        name: f"{(value / WAN).normalize():f}" if isinstance(value, Decimal) else value
        for name, value in initial.items()
    }


class MoveForm(forms.Form):
    placement = forms.ChoiceField(choices=Placement.choices)
    version = forms.IntegerField(min_value=0)
    before = forms.IntegerField(required=False)


class LineForm(forms.Form):
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    this_year = forms.DecimalField(label="本年安排（万元）", max_digits=11, decimal_places=4, min_value=0)
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args, line, **kwargs):
        super().__init__(*args, auto_id=f"%s-{line.pk}", **kwargs)
        self.line = line

    def stored_version(self, annual_list):
        """None where the line was taken off the list."""
        return annual_list.lines.filter(pk=self.line.pk).values_list("version", flat=True).first()

    def fields_of_line(self):
        return {"this_year": self.cleaned_data["this_year"] * WAN, "note": self.cleaned_data["note"]}


class VersionForm(forms.Form):
    name = forms.CharField(label="方案名称", max_length=60, help_text="例如：压减设备更新后的方案")


class OperationForm(forms.Form):
    project = forms.ModelChoiceField(label="运维的项目", queryset=None)
    contractor = forms.CharField(label="运维单位", max_length=120)
    unit_price = money_field("单价", min_value=Decimal("0.01"))
    quantity = forms.DecimalField(label="数量", max_digits=10, decimal_places=2, min_value=Decimal("0.01"))
    measure = forms.CharField(label="计量单位", max_length=20, initial="年")
    performance = forms.IntegerField(label="上年绩效评分", min_value=0, max_value=100, required=False)

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects


class ChangeLineForm(forms.Form):
    """A line of the approved list on a supplement: a new sum, or taken off."""

    line = forms.ModelChoiceField(label="已列项目", queryset=None)
    total = forms.DecimalField(
        label="调整后总投资（万元）", max_digits=11, decimal_places=4, required=False, min_value=Decimal("0.0001"),
        help_text="留空表示调出清单，项目回到滚动库。",
    )  # fmt: skip
    note = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines
        self.fields["line"].label_from_instance = lambda line: f"{line.project.name}（{line.total / WAN:,.2f} 万元）"

    def clean_total(self):
        wan = self.cleaned_data["total"]
        return None if wan is None else wan * WAN


class AnnualListForm(CeilingForm):
    year = forms.TypedChoiceField(label="年度", coerce=int)

    field_order = ("year", "ceiling")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = set(AnnualList.objects.filter(base=None).values_list("year", flat=True))
        this_year = timezone.localdate().year
        years = [year for year in range(this_year, this_year + 3) if year not in there]
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]
