"""The application's form: a draft may be incomplete, so nothing is required here; a submit asks the rules."""

from decimal import Decimal

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms import formset_factory
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import OrgKind
from projects.choices import BudgetKind, Category, Nature, Platform, SourceKind
from projects.forms.content import CONTENT_FORMS, PresentSystemForm
from projects.models import Application, Project
from projects.paths import BEGINNINGS, Builder, Path
from workflow.forms import DATE

# section → title and fields, in the order of the page; lines and papers are drawn by themselves.
SECTIONS = (
    ("basic", "基本情况", ("name", "category", "nature", "touches_cii", "contact", "phone", "legal_basis")),
    ("need", "现状与需求", ("present", "need")),
    ("goals", "目标与内容", ("goals", "content")),
    (
        "sharing",
        "共享与安全",
        (
            "platforms",
            "systems_connected",
            "standalone_reason",
            "data_items",
            "security_level",
            "crypto_note",
            "domestic_note",
        ),
    ),
    ("budget", "项目预算", ()),
    ("sources", "资金来源", ()),
    ("plan", "实施计划", ("plan", "starts_on", "ends_on")),
    ("papers", "附件材料", ()),
)

HINTS = {
    "touches_cii": "建设、改造已认定的关键信息基础设施或与其直接互联的，选“涉及”，由网信办出具意见（《办法》第五条）",
    "name": "与批复、合同、验收使用同一名称，例如：广元市智慧交通一体化平台",
    "legal_basis": "政策、法规、规划的名称和文号（《办法》第十条第（一）项）",
    "present": "已有的系统、网络、数据和存在的问题",
    "need": "谁在什么业务中需要，为什么必须建",
    "goals": "请写可以测量的指标，例如：平均办理时间由 5 个工作日降到 1 个工作日",
    "content": "建设哪些功能、接入哪些单位、部署在哪里",
    "platforms": "充分利用现有基础设施资源（《办法》第四条、第八条）",
    "systems_connected": "与哪些部门的哪些系统互联，共享什么数据（《办法》第四条）",
    "standalone_reason": "既不利用共享平台也不互联的，须写明理由；严格控制独立、封闭的系统（《办法》第四条）",
    "data_items": "能从其他部门共享取得的，不再重复采集（《办法》第十九条）",
    "crypto_note": "采用哪些密码技术和产品；等保三级以上须写明，并按规定做密码应用安全性评估",
    "domestic_note": "采用的国产芯片、操作系统、数据库、中间件和应用适配情况",
    "plan": "分阶段写明工作、时间和责任人",
}
ROWS = {"legal_basis": 2, "present": 4, "need": 4, "goals": 4, "content": 6, "plan": 5}
OF_PROJECT = ("name", "category", "nature", "touches_cii")
LONGEST = 20_000


def cii_field() -> forms.TypedChoiceField:
    """Whether a critical information infrastructure is touched; the cyberspace office is then asked (article 5)."""
    return forms.TypedChoiceField(
        label="是否涉及关键信息基础设施",
        choices=[("False", "不涉及"), ("True", "涉及")],
        coerce=lambda value: value == "True",
        empty_value=False,
        required=False,
        help_text=HINTS["touches_cii"],
    )


class ProjectCreateForm(forms.Form):
    """Whether it is a secret, which is asked before anything is typed; then the choices that decide the way."""

    secret = forms.ChoiceField(
        label="是否涉及国家秘密",
        choices=[("no", "不涉及，可以在本系统填报内容"), ("yes", "涉及或者可能涉及，只登记代号（第二十四条）")],
        widget=forms.RadioSelect,
        help_text="涉及或者拿不准的，不要在这里填写任何内容。",
    )
    name = forms.CharField(label="项目名称", max_length=120, help_text=HINTS["name"])
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    nature = forms.ChoiceField(label="建设性质", choices=Nature.choices)
    path = forms.ChoiceField(label="采购路径", widget=forms.RadioSelect)
    investor = forms.ModelChoiceField(
        Organisation.objects.standing().filter(kind=OrgKind.ENTERPRISE).order_by("name"),
        label="投资建设方",
        required=False,
        empty_label="由本单位出资建设或购买",
        help_text="由企业出资建设、本单位租用或购买服务的，选择该企业；本单位是购买方（《办法》第三条）",
    )

    copy_of = forms.ModelChoiceField(
        Project.objects.none(),
        label="从以前的项目复制",
        required=False,
        empty_label="不复制，从空白开始",
        help_text="复制文字、指标、分项、数据项和预算明细；附件、起止日期和资金来源需重新填写",
    )

    def __init__(self, *args, earlier=None, **kwargs):
        super().__init__(*args, **kwargs)
        if earlier is not None:
            self.fields["copy_of"].queryset = earlier
        own = [path for builder, path in BEGINNINGS if builder == Builder.DEPARTMENT]
        self.fields["path"].choices = [(path.value, path.label) for path in map(Path, own)]

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        data = super().clean()
        if data.get("investor") and data.get("path") and data["path"] != Path.SERVICE:
            self.add_error("investor", "由企业出资建设的，只能走“政府购买服务”路径")
        return data


class ApplicationForm(forms.ModelForm):
    name = forms.CharField(label="项目名称", max_length=120)
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    nature = forms.ChoiceField(label="建设性质", choices=Nature.choices)
    touches_cii = cii_field()
    platforms = forms.MultipleChoiceField(
        label="利用的共享平台", choices=Platform.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Application
        fields = [
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
            "crypto_note",
            "domestic_note",
            "plan",
            "starts_on",
            "ends_on",
        ]
        widgets = {
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE),
            "ends_on": forms.DateInput(format="%Y-%m-%d", attrs=DATE),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {name: getattr(self.instance.project, name) for name in OF_PROJECT}
        for name, field in self.fields.items():
            field.help_text = HINTS.get(name, "")
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = ROWS.get(name, 3)
                field.validators.append(MaxLengthValidator(LONGEST))

    def good(self):
        """What can be saved: fields of the application, fields of the project; what is wrong is left as it was."""
        typed = dict(self.cleaned_data)
        project = {name: typed.pop(name) for name in OF_PROJECT if name in typed}
        return typed, project

    def _post_clean(self):
        """The model's own rules are asked at the submit; the instance stays as it is in the database."""


class BudgetLineForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=BudgetKind.choices)
    name = forms.CharField(label="名称及规格", max_length=200, required=False)
    unit_price = forms.DecimalField(label="单价（元）", max_digits=14, decimal_places=2, min_value=0, required=False)
    count = forms.DecimalField(
        label="数量", max_digits=10, decimal_places=2, min_value=Decimal("0.01"), required=False, initial=1
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("unit_price", "count"):
            self.fields[name].widget.attrs |= {"data-line-factor": True}

    @property
    def amount(self):
        """What the line came to when it was drawn; JavaScript follows from here."""
        values = [self.initial.get(name) for name in ("unit_price", "count")]
        return values[0] * values[1] if all(value is not None for value in values) else Decimal(0)

    def as_row(self):
        """For the database; None where nothing was typed."""
        data = self.cleaned_data
        if not data.get("name") and data.get("unit_price") is None:
            return None
        return {
            "kind": data.get("kind") or BudgetKind.HARDWARE,
            "name": data.get("name", ""),
            "unit_price": data.get("unit_price") or Decimal(0),
            "count": data.get("count") or Decimal(1),
        }


def source_years():
    this_year = timezone.localdate().year
    return [(year, f"{year} 年") for year in range(this_year - 1, this_year + 5)]


class SourceLineForm(forms.Form):
    kind = forms.ChoiceField(label="来源", choices=SourceKind.choices)
    year = forms.TypedChoiceField(label="年度", choices=source_years, coerce=int)
    amount = forms.DecimalField(
        label="金额（元）", max_digits=14, decimal_places=2, min_value=Decimal("0.01"), required=False
    )
    note = forms.CharField(label="说明", max_length=120, required=False)
    holder = forms.TypedChoiceField(label="承担单位", required=False, coerce=str, empty_value=None)

    def __init__(self, *args, holders=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [("", "牵头单位"), *holders]
        self.fields["amount"].widget.attrs |= {"data-line-total": True}
        self.fields["year"].initial = timezone.localdate().year
        own = self.initial.get("year")
        choices = list(self.fields["year"].choices)
        if own and own not in dict(choices):
            self.fields["year"].choices = [(own, f"{own} 年"), *choices]

    def as_row(self):
        data = self.cleaned_data
        if data.get("amount") is None:
            return None
        return {name: data[name] for name in ("kind", "year", "amount", "note")} | {"holder_id": data.get("holder")}


class LinesFormSet(forms.BaseFormSet):
    """A save replaces all lines by what the page holds, so that autosave never doubles a new one."""

    def rows(self):
        """Lines that are good and not taken away, in order."""
        kept = [form for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        return [row for form in kept if (row := form.as_row()) is not None]


def _formset(form, extra):
    return formset_factory(
        form, formset=LinesFormSet, extra=extra, can_delete=True, max_num=200, validate_max=True, absolute_max=200
    )


def list_formset(name, rows, data=None, **extra):
    """One of the other lists, as it stands or as it came; None where the page did not send it."""
    form = CONTENT_FORMS[name][1]
    if data is None:
        return _formset(form, 0 if rows else 1)(prefix=name, initial=rows, **extra)
    return _formset(form, 0)(data, prefix=name, **extra) if f"{name}-TOTAL_FORMS" in data else None


def content_formsets(application, data=None):
    """The other lists by name. A page that did not send one leaves it as it is."""
    found = {}
    for name, (_section, form, _title, _hint) in CONTENT_FORMS.items():
        extra = {"form_kwargs": {"unit": application.project.unit}} if form is PresentSystemForm else {}
        rows = list(getattr(application, name).values()) if data is None else []
        found[name] = list_formset(name, rows, data, **extra)
    return {name: formset for name, formset in found.items() if formset is not None}


def budget_formset(application, data=None):
    """Without JavaScript each saving gives empty lines anew."""
    if data is not None:
        return _formset(BudgetLineForm, 0)(data, prefix="budget")
    lines = list(application.budget_lines.values("kind", "name", "unit_price", "count"))
    return _formset(BudgetLineForm, 1 if lines else 3)(prefix="budget", initial=lines)


def source_formset(application, data=None):
    parts = application.project.participations.of_the_project().values_list("unit_id", "unit__short_name")
    extra = {"form_kwargs": {"holders": list(parts)}}
    if data is not None:
        return _formset(SourceLineForm, 0)(data, prefix="sources", **extra)
    lines = list(application.sources.values("kind", "year", "amount", "note", "holder"))
    return _formset(SourceLineForm, 1)(prefix="sources", initial=lines, **extra)


class ParticipantForm(forms.Form):
    """Another unit that applies together with the lead."""

    unit = forms.ModelChoiceField(Organisation.objects.none(), label="参与单位")
    task = forms.CharField(label="承担内容", max_length=300)

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        taken = application.project.participations.of_the_project().values("unit_id")
        units = (
            Organisation.objects.standing().filter(kind__in=(OrgKind.DEPARTMENT, OrgKind.COUNTY)).exclude(pk__in=taken)
        )
        self.fields["unit"].queryset = units.exclude(pk=application.project.unit_id).order_by("name")
