"""Lists of the application: indicators, modules, data items, milestones, costs of operation, present systems."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from projects import rooms
from projects.models import DataItem
from workflow.forms import DATE

LONG_TEXT = forms.Textarea(attrs={"rows": 2})


class RowForm(forms.Form):
    """Nothing is required while one drafts. A row in which nothing was typed is no row; `ignored` do not count."""

    ignored: tuple[str, ...] = ()

    def as_row(self):
        data = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        typed = [value for name, value in data.items() if name not in self.ignored and value not in (None, "")]
        return data if typed else None


class PresentSystemForm(RowForm):
    system_id = forms.ChoiceField(label="从在用系统登记中选", required=False)
    name = forms.CharField(label="或写名称（未登记的）", max_length=120, required=False)
    future = forms.CharField(label="本项目建成后（保留、改造、整合、停用）", max_length=200, required=False)

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {str(pk): name for pk, name in rooms.inventory(unit)}
        own = str(self.initial.get("system_id") or "")
        if own and own not in self.known:
            # Taken out of the register since: what was picked stays.
            self.known[own] = self.initial.get("name", "")
        self.fields["system_id"].choices = [("", "未登记"), *self.known.items()]

    def as_row(self):
        row = super().as_row()
        if row is None:
            return None
        picked = row["system_id"] or None
        return {**row, "system_id": picked, "name": self.known[picked] if picked else row["name"]}


class IndicatorForm(RowForm):
    name = forms.CharField(label="指标", max_length=120, required=False)
    unit = forms.CharField(label="单位", max_length=20, required=False)
    baseline = forms.CharField(label="现状值", max_length=60, required=False)
    target = forms.CharField(label="目标值", max_length=60, required=False)
    measure = forms.CharField(label="怎样测量", max_length=200, required=False)


class ModuleForm(RowForm):
    name = forms.CharField(label="分项名称", max_length=120, required=False)
    content = forms.CharField(label="建设内容", max_length=5_000, required=False, widget=LONG_TEXT)


class DataItemForm(RowForm):
    ignored = ("direction",)
    direction = forms.ChoiceField(label="方式", choices=DataItem.Direction.choices)
    name = forms.CharField(label="数据项", max_length=120, required=False)
    definition = forms.CharField(label="含义", max_length=300, required=False)
    source = forms.CharField(label="来源或提供对象", max_length=200, required=False)


class MilestoneForm(RowForm):
    name = forms.CharField(label="里程碑", max_length=120, required=False)
    due_on = forms.DateField(label="完成日期", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE))
    deliverable = forms.CharField(label="交付成果", max_length=200, required=False)


class RunningCostForm(RowForm):
    ignored = ("year",)
    year = forms.IntegerField(label="年度", min_value=2010, max_value=2099, required=False)
    amount = forms.DecimalField(
        label="年度运维费用（元）", max_digits=14, decimal_places=2, min_value=Decimal(0), required=False
    )
    note = forms.CharField(label="说明", max_length=120, required=False)

    def as_row(self):
        row = super().as_row()
        if row is None:
            return None
        return {**row, "year": row["year"] or timezone.localdate().year, "amount": row["amount"] or Decimal(0)}


# Name of the list → form, title, hint, empty rows at first; the section of the page in which it stands.
CONTENT_FORMS = {
    "present_systems": ("need", PresentSystemForm, "现有系统", "从本单位在用系统登记中选取，未登记的写名称。"),
    "indicators": ("goals", IndicatorForm, "可测指标", "例：平均办理时间，工作日，5，1，系统日志统计。"),
    "modules": ("goals", ModuleForm, "建设内容分项", "按模块写，评审和查重按分项比较。"),
    "data_rows": ("sharing", DataItemForm, "数据项", "能共享取得的不再重复采集；本项目产生的写“提供共享”。"),
    "running_costs": ("sources", RunningCostForm, "建成后每年运行维护费用", ""),
    "milestones": ("plan", MilestoneForm, "里程碑", "每个里程碑有日期和交付成果。"),
}
