"""A project that stands still, and goes on again."""

from django import forms

from projects.forms.steps import not_earlier_than_today
from workflow.forms import StepForm, day_field


class SuspendForm(StepForm):
    resume_by = day_field("预计恢复日期", required=False, validators=[not_earlier_than_today])


class ResumeForm(StepForm):
    planned_end = day_field(
        "恢复后的计划完工日期",
        required=False,
        validators=[not_earlier_than_today],
        help_text="不填的，按暂停天数顺延",
    )

    def clean(self):
        data = super().clean()
        if self.obj.suspended_at is None:
            raise forms.ValidationError("项目没有暂停。")
        return data
