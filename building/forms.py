from django import forms
from django.utils import timezone

from building.models import DispatchReport, Problem
from building.queries import month_of
from projects.forms.steps import not_later_than_today
from workflow.forms import StepForm, day_field, text_field

ROWS = 8


class MilestonesForm(StepForm):
    """Up to eight; one that is done keeps its date."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = list(self.obj.milestones.all())
        for number in range(1, ROWS + 1):
            one = there[number - 1] if number <= len(there) else None
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"节点 {number}", max_length=60, required=False, initial=one and one.name
            )
            self.fields[f"planned_{number}"] = day_field("计划日期", required=False, initial=one and one.planned_on)

    def clean(self):
        data = super().clean()
        rows = []
        for number in range(1, ROWS + 1):
            name, planned = data.get(f"name_{number}"), data.get(f"planned_{number}")
            if bool(name) != bool(planned):
                self.add_error(f"name_{number}", "节点和计划日期都要填写。")
            elif name:
                rows.append((name, planned))
        if not rows and not self.errors:
            raise forms.ValidationError("至少填写一个节点。")
        return {"rows": rows}


class ReachForm(StepForm):
    milestone = forms.ModelChoiceField(label="里程碑", queryset=None)
    done_on = day_field("实际完成日期", validators=[not_later_than_today], initial=timezone.localdate)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = self.obj.milestones.filter(done_on__isnull=True)


class DispatchForm(StepForm):
    """Five cells; they begin as last month's (复制上月)."""

    progress = forms.IntegerField(label="总体进度（%）", min_value=0, max_value=100)
    done = text_field("本月完成", rows=2, max_length=300)
    coming = text_field("下月计划", rows=2, max_length=300)
    problems = text_field("问题和需协调事项", rows=2, max_length=300, required=False)
    money = forms.CharField(label="资金使用", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last = self.obj.dispatch_reports.first()
        for name in DispatchReport.CELLS if last else ():
            self.fields[name].initial = getattr(last, name)
        if last and last.month != month_of():
            self.fields["progress"].help_text = f"已复制 {last.month:%Y年%m月} 的内容，请按本月情况修改。"


class ProblemForm(StepForm):
    level = forms.ChoiceField(label="程度", choices=Problem.Level.choices)
    text = text_field("问题或风险", rows=3, max_length=500)
    measure = forms.CharField(label="措施和责任人", max_length=300)
    due_on = day_field("期限")


class SolveForm(StepForm):
    problem = forms.ModelChoiceField(label="问题", queryset=None)
    solved_on = day_field("解决日期", validators=[not_later_than_today], initial=timezone.localdate)
    outcome = forms.CharField(label="解决情况", max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["problem"].queryset = self.obj.problems.filter(solved_on__isnull=True)


class SupervisionForm(StepForm):
    text = text_field("质量、进度、投资和问题", rows=5)
    paper = forms.FileField(label="监理月报", required=False)
