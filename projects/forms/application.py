"""The application's form: every field may be empty, because a draft may be incomplete; submit says what is missing."""

from django import forms

from projects.choices import Category, Nature, Platform
from projects.models import Application, BudgetLine, SourceLine
from projects.paths import OPEN_WAYS, Builder, Path

LONG = (
    "legal_basis",
    "present",
    "need",
    "goals",
    "content",
    "systems_connected",
    "standalone_reason",
    "data_items",
    "plan",
)


class ProjectCreateForm(forms.Form):
    name = forms.CharField(label="项目名称", max_length=120)
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    nature = forms.ChoiceField(label="建设性质", choices=Nature.choices)
    path = forms.ChoiceField(
        label="采购路径",
        help_text="依法招投标的由市发改委审批；政府采购的由市财政局核准。其他路径的办理流程尚未开放。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        open_paths = [path for builder, path in WAYS_IN_ORDER if (builder, path) in OPEN_WAYS]
        self.fields["path"].choices = [(path, Path(path).label) for path in open_paths]


WAYS_IN_ORDER = [(Builder.DEPARTMENT, path) for path in Path.values]


class ApplicationForm(forms.ModelForm):
    platforms = forms.MultipleChoiceField(
        label="利用的共享平台", choices=Platform.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Application
        fields = (
            "contact",
            "phone",
            "legal_basis",
            "present",
            "need",
            "goals",
            "content",
            "platforms",
            "systems_connected",
            "standalone_reason",
            "data_items",
            "security_level",
            "plan",
            "starts_on",
            "ends_on",
        )
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 5}) for name in LONG},
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "goals": "请写可以测量的指标，例如：平均办理时间由 5 个工作日降到 1 个工作日。",
            "systems_connected": "拟与哪些系统互联互通、共享哪些数据（第四条）。",
            "standalone_reason": "不利用共享平台、不与其他系统互联的，须说明理由，由信息办审查（第四条）。",
            "data_items": "可以通过共享获取的信息不再重复采集（第十九条）。",
        }


SELECT = {"class": "form-select form-select-sm"}
INPUT = {"class": "form-control form-control-sm"}
FACTOR = {"data-line-factor": ""}


class BudgetLineForm(forms.ModelForm):
    class Meta:
        model = BudgetLine
        fields = ("kind", "name", "unit_price", "count")
        widgets = {
            "kind": forms.Select(attrs=SELECT),
            "name": forms.TextInput(attrs=INPUT),
            "unit_price": forms.NumberInput(attrs={**INPUT, **FACTOR, "min": 0, "step": "0.01"}),
            "count": forms.NumberInput(attrs={**INPUT, **FACTOR, "min": 0, "step": "any"}),
        }


class SourceLineForm(forms.ModelForm):
    class Meta:
        model = SourceLine
        fields = ("kind", "year", "amount", "note")
        widgets = {
            "kind": forms.Select(attrs=SELECT),
            "year": forms.NumberInput(attrs={**INPUT, "min": 2000, "max": 2100}),
            "amount": forms.NumberInput(attrs={**INPUT, "min": 0, "step": "0.01", "data-line-total": ""}),
            "note": forms.TextInput(attrs=INPUT),
        }


# Plain formsets: a save replaces all lines by what the page holds, so that autosave never doubles a new row.
BudgetLines = forms.formset_factory(BudgetLineForm, extra=0, can_delete=True, max_num=500, absolute_max=500)
SourceLines = forms.formset_factory(SourceLineForm, extra=0, can_delete=True, max_num=100, absolute_max=100)


def initial_of(lines, names) -> list[dict]:
    return [{name: getattr(line, name) for name in names} for line in lines]


def typed_lines(formset) -> list[dict]:
    """Filled, not deleted rows in order."""
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [{name: value for name, value in row.items() if name not in ("DELETE", "id")} for row in rows]
