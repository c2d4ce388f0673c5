from django import forms
from django.utils import timezone

from acceptance.choices import Conclusion, Part, PartVerdict
from acceptance.models import Acceptance
from workflow.forms import StepForm, day_field, text_field
from workflow.parameters import parameter
from workflow.workdays import add_working_days

SUGGESTED = {"pass": Conclusion.PASS, "revise": Conclusion.RECTIFY, "fail": Conclusion.FAIL}


class ReportForm(forms.ModelForm):
    """The completion report; a draft may be incomplete."""

    class Meta:
        model = Acceptance
        fields = ("built", "selfcheck", "indicators", "completed_on", "settled_sum")
        widgets = {
            "built": forms.Textarea(attrs={"rows": 5}),
            "selfcheck": forms.Textarea(attrs={"rows": 6}),
            "indicators": forms.Textarea(attrs={"rows": 5}),
            "completed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "selfcheck": "按资料、合同与招投标、功能性能安全与指标、资源共享、其他法律法规五部分自查（第十二条）。",
            "indicators": "申报时承诺的每项指标：承诺值、实测值、测量单位。",
        }

    def clean_completed_on(self):
        day = self.cleaned_data["completed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("完工日期不能晚于今天。")
        return day


class ConcludeForm(StepForm):
    """The five parts of article 12, one by one, and what follows."""

    conclusion = forms.ChoiceField(label="验收结论", choices=Conclusion.choices)
    opinion = text_field("验收意见", rows=5)
    demands = text_field("整改要求", rows=4, required=False, help_text="结论为整改的，一行一项，逐项答复。")
    rectify_by = day_field("整改期限", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for part in Part:
            self.fields[f"verdict_{part}"] = forms.ChoiceField(label=str(part.label), choices=PartVerdict.choices)
            self.fields[f"finding_{part}"] = text_field("查验情况", rows=2, required=False, max_length=1000)
        parts = [name for part in Part.values for name in (f"verdict_{part}", f"finding_{part}")]
        self.order_fields([*parts, "conclusion", "opinion", "demands", "rectify_by"])
        days = int(parameter("clock.rectification"))
        self.fields["rectify_by"].initial = add_working_days(timezone.localdate(), days)
        if tally := self.obj.panel.tally() if self.obj.panel else None:
            self.fields["conclusion"].initial = SUGGESTED[tally.suggested]
            self.fields["conclusion"].help_text = tally.explanation

    def clean(self):
        data = super().clean()
        conclusion = data.get("conclusion")
        if conclusion == Conclusion.RECTIFY:
            if not data.get("demands", "").strip():
                self.add_error("demands", "结论为整改的，须逐项写明整改要求。")
            if not data.get("rectify_by"):
                self.add_error("rectify_by", "结论为整改的，须写明整改期限。")
        bad = [part for part in Part.values if data.get(f"verdict_{part}") == PartVerdict.NOT_MET]
        if conclusion == Conclusion.PASS and bad:
            self.add_error("conclusion", "有不合格的部分，不能结论为通过（《办法》第十二条）。")
        return data
