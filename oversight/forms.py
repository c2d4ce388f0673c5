from django import forms
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import UNIT_KINDS
from oversight.models import BreachKind, Matter
from projects.models import Project
from workflow.forms import StepForm, day_field, money_field, text_field


class BreachForm(StepForm):
    kind = forms.ChoiceField(label="违规事项", choices=BreachKind.choices)
    happened_on = day_field("发生日期", help_text="按实际发生的日期填写。")
    facts = text_field("事实", max_length=2000)
    body = forms.CharField(label="办理的部门或单位", max_length=120, required=False)
    paper_number = forms.CharField(label="当时的文号", max_length=60, required=False)
    amount = money_field("涉及金额", required=False)
    instructed_by = forms.CharField(
        label="批示领导", max_length=60, required=False, help_text="有领导批示的填写；批示扫描件在下一页上传。"
    )
    instructed_on = day_field("批示日期", required=False)
    remedy = text_field("应当补办或整改的事项", max_length=2000)
    due_on = day_field("整改期限")

    def clean_due_on(self):
        due = self.cleaned_data["due_on"]
        if due < timezone.localdate():
            raise forms.ValidationError("整改期限不能早于今天。")
        return due

    def clean(self):
        data = super().clean()
        if data.get("instructed_by") and not data.get("instructed_on"):
            self.add_error("instructed_on", "填写了批示领导的，须填写批示日期。")
        return data


class FoundForm(StepForm):
    """The office has found a system in use that was not accepted."""

    happened_on = day_field("开始使用日期", help_text="按实际日期填写")
    facts = text_field("查实的情况", rows=4, max_length=2000, help_text="何时、何处、由何人发现，系统使用的范围")
    found_by = forms.CharField(label="由何发现", max_length=120, initial="现场检查")


class RemedyForm(StepForm):
    remedy_done = text_field("整改情况", max_length=2000)


class CloseForm(StepForm):
    conclusion = text_field("结论", max_length=2000)


class AnswerForm(StepForm):
    answer = text_field("答复", rows=6)


class MatterForm(forms.ModelForm):
    """Given to one or several bodies, each of which answers for itself."""

    bodies = forms.ModelMultipleChoiceField(
        label="承办单位", queryset=Organisation.objects.none(), widget=forms.SelectMultiple(attrs={"size": 8})
    )

    class Meta:
        model = Matter
        fields = ("name", "text", "project", "due_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = Organisation.objects.standing().filter(kind__in=UNIT_KINDS)
        # A secret project is not discussed in a matter (article 24).
        self.fields["project"].queryset = Project.objects.visible_to(post).open_().order_by("name")

    def clean_due_on(self):
        due = self.cleaned_data["due_on"]
        if due < timezone.localdate():
            raise forms.ValidationError("答复期限不能早于今天。")
        return due
