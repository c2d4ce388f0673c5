from django import forms
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import OrgKind
from projects.forms.steps import not_later_than_today
from results.choices import Owner, ResultKind
from results.models import Result
from workflow.forms import StepForm, day_field, text_field

# 行政机关: bodies of the city and its counties.
PUBLIC = (OrgKind.DEPARTMENT, OrgKind.COUNTY, OrgKind.OFFICE, OrgKind.DRC, OrgKind.FINANCE, OrgKind.CYBERSPACE)


class ResultForm(StepForm):
    kind = forms.ChoiceField(label="种类", choices=ResultKind.choices)
    name = forms.CharField(label="名称", max_length=120)
    number = forms.CharField(label="登记号、证书号", max_length=80, required=False)
    owner = forms.ChoiceField(label="归属", choices=Owner.choices)
    basis = forms.CharField(label="归属依据（合同条款）", max_length=200)
    licence = forms.CharField(label="复用许可与条件", max_length=200, required=False)
    summary = text_field("功能和适用范围", rows=4)
    reusable = forms.BooleanField(label="可供其他行政机关复用（第十五条）", required=False)

    def clean(self):
        data = super().clean()
        if data.get("reusable") and data.get("owner") != Owner.UNIT:
            self.add_error("reusable", "只有归项目建设单位所有的成果可以由信息办推广使用（《办法》第十五条）。")
        same = {name: data.get(name) for name in ("kind", "name")}
        if Result.objects.filter(project=self.obj, **same).exists():
            self.add_error("name", "本项目已登记过这一成果。")
        return data


class SupportForm(StepForm):
    supported = text_field("支持情况", help_text="移交的代码、文档、培训和联系人")


class UseForm(StepForm):
    used_since = day_field("启用日期", validators=[not_later_than_today], initial=timezone.localdate)
    use = text_field("使用情况和成效")


class PermitForm(StepForm):
    scope = forms.CharField(label="许可范围和期限", max_length=300)


class ReuseForm(forms.Form):
    """The office proposes another administrative body."""

    body = forms.ModelChoiceField(label="推广到", queryset=Organisation.objects.none())
    purpose = text_field("用途和理由", rows=3)

    def __init__(self, *args, result, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(kind__in=PUBLIC).exclude(pk=result.project.unit_id)
        self.fields["body"].queryset = bodies.order_by("name")


class TransferForm(forms.Form):
    """A using body: ask for permission, or hand on what was permitted."""

    receiver = forms.CharField(label="受让单位或个人", max_length=120)
    purpose = text_field("用途和理由", rows=3)
