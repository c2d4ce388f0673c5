"""A project begun under the rule of 2012, entered truthfully as it stands."""

import datetime

from django import forms

from accounts.models import Organisation
from accounts.roles import OrgKind
from projects.choices import Category
from projects.forms.steps import not_later_than_today
from projects.models import Project
from projects.paths import Path
from workflow.forms import day_field, money_field

# 广府办发〔2012〕55号 is of that year; what began before is not its either.
EARLIEST = datetime.date(2012, 1, 1)


class OldProjectForm(forms.Form):
    unit = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrgKind.DEPARTMENT).order_by("name"), label="建设单位"
    )
    name = forms.CharField(label="项目名称", max_length=120)
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    path = forms.ChoiceField(
        label="采购路径", choices=[(path.value, path.label) for path in (Path.TENDER, Path.PROCUREMENT, Path.SERVICE)]
    )
    begun_on = day_field("原开工日期", validators=[not_later_than_today])
    approval_number = forms.CharField(label="当时的批准文号", max_length=60)
    budget = money_field("批准金额", min_value=1)
    planned_end = day_field("计划完工日期")
    content = forms.CharField(label="建设内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))

    def clean_begun_on(self):
        day = self.cleaned_data["begun_on"]
        if day < EARLIEST:
            raise forms.ValidationError("2012年以前开工的项目不适用该暂行办法。")
        return day

    def clean(self):
        data = super().clean()
        begun, ends = data.get("begun_on"), data.get("planned_end")
        if begun and ends and ends < begun:
            self.add_error("planned_end", "计划完工早于开工。")
        same = Project.objects.open_().filter(unit=data.get("unit"), name=data.get("name", "").strip())
        if data.get("unit") and data.get("name") and same.exists():
            self.add_error("name", "该单位已有同名项目。")
        return data
