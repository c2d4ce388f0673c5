"""会签 and extension of a 预审批复."""

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import OrgKind
from projects.choices import Opinion
from projects.forms.steps import not_later_than_today
from projects.states import ConsultationState
from workflow.forms import StepForm, day_field, text_field
from workflow.parameters import parameter
from workflow.workdays import add_working_days

# The four named by the regulation first; a department where the matter touches it.
CONSULTED = (OrgKind.FINANCE, OrgKind.DRC, OrgKind.CYBERSPACE, OrgKind.SECRECY)


class BodyChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return obj.name


class ConsultForm(StepForm):
    bodies = BodyChoice(
        label="主要会签单位", queryset=Organisation.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = BodyChoice(
        label="其他单位", queryset=Organisation.objects.none(), required=False, help_text="按住 Ctrl 可多选"
    )
    question = text_field("征询事项", rows=4, max_length=2000)
    due_on = day_field("请于此前答复")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.obj.consultations.filter(state=ConsultationState.ASKED).values("body_id")
        free = Organisation.objects.standing().exclude(pk__in=asked).exclude(pk=self.obj.project.unit_id)
        self.fields["bodies"].queryset = free.filter(kind__in=CONSULTED).order_by("kind")
        self.fields["others"].queryset = free.filter(kind=OrgKind.DEPARTMENT).order_by("name")
        days = int(parameter("clock.consultation"))
        self.fields["due_on"].initial = add_working_days(timezone.localdate(), days)
        name = self.obj.project.name
        self.fields["question"].initial = f"{name}申请预审，请就涉及你单位职责的内容提出意见。"

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("答复期限须晚于今天。")
        return day

    def clean(self):
        data = super().clean()
        data["bodies"] = [*(data.get("bodies") or []), *(data.pop("others", None) or [])]
        if not data["bodies"]:
            self.add_error("bodies", "请至少选择一个单位。")
        return data


class OpinionForm(StepForm):
    opinion = forms.ChoiceField(label="意见", choices=Opinion.choices, widget=forms.RadioSelect)
    reasons = text_field("理由和条件", rows=4, required=False, max_length=2000, help_text="附条件同意、不同意的必填")
    signer = forms.CharField(label="签发人", max_length=40)
    signed_on = day_field("签发日期", validators=[not_later_than_today])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = timezone.localdate()

    def clean(self):
        data = super().clean()
        if data.get("opinion") in (Opinion.CONDITIONAL, Opinion.DISAGREE) and not data.get("reasons"):
            self.add_error("reasons", "附条件同意、不同意的必须写明理由或条件。")
        return data


class ExtensionForm(StepForm):
    why = text_field("延期理由", rows=4, max_length=2000)
    until = day_field("延期至")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.latest = self.obj.pre_approved_until + relativedelta(
            months=int(parameter("pre_approval_extension_months"))
        )
        self.fields["until"].initial = self.latest

    def clean_until(self):
        day = self.cleaned_data["until"]
        if not self.obj.pre_approved_until < day <= self.latest:
            raise forms.ValidationError(f"须晚于原有效期 {self.obj.pre_approved_until}，不超过 {self.latest}。")
        return day


class ExtensionGrantForm(StepForm):
    until = day_field("延期至")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = self.obj.until

    def clean_until(self):
        day = self.cleaned_data["until"]
        if not self.obj.old_until < day <= self.obj.until:
            raise forms.ValidationError(f"须晚于原有效期 {self.obj.old_until}，不超过申请的 {self.obj.until}。")
        return day
