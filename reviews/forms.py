"""The plan's five matters, and the conclusion."""

from django import forms
from django.forms import ModelForm

from experts.tally import WORDS
from reviews.choices import MATTERS, Conclusion
from reviews.documents import suggested_dissent, suggested_opinion
from reviews.models import ReviewRound
from workflow.forms import StepForm, money_field, text_field

DEMANDS = (
    "按照专家意见修改完善方案；经评审通过的方案不得擅自变更，确需变更的须重新评审。\n"
    "信息安全保障体系与项目同步规划、同步建设、同步验收、同步运行，网络关键设备和网络安全产品符合国家、省相关标准的强制性要求。\n"
    "依托市政务云部署，系统接入市数据共享与交换平台，编制信息资源目录。"
)


class PlanForm(ModelForm):
    """All may be left open in a draft; the submit lists what is missing."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ReviewRound
        fields = tuple(MATTERS)
        widgets = {name: forms.Textarea(attrs={"rows": 7}) for name in MATTERS}
        help_texts = MATTERS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in MATTERS}


class ConcludeForm(StepForm):
    """The conclusion that the figures suggest stands chosen; another one wants its reason in the opinion."""

    conclusion = forms.ChoiceField(label="评审结论", choices=Conclusion.choices, widget=forms.RadioSelect)
    opinion = text_field("专家组意见", rows=8, max_length=8000, help_text="一条一行，将逐条写入评审意见。")
    amount = money_field("评审资金", min_value=1)
    demands = text_field("有关要求", rows=5, max_length=4000, required=False, initial=DEMANDS, help_text="一条一行。")
    dissent = text_field("专家不同意见", rows=2, max_length=2000, required=False, help_text="没有的不填。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        obj = self.obj
        if obj.drafted_conclusion:
            self.initial |= {
                "conclusion": obj.drafted_conclusion,
                "opinion": obj.drafted_opinion,
                "demands": obj.drafted_demands,
                "dissent": obj.drafted_dissent,
                "amount": obj.drafted_sum,
            }
            return
        tally = obj.panel.tally() if obj.panel else None
        if tally is None:
            return
        opinions = list(obj.panel.opinions())
        self.fields["conclusion"].help_text = f"{tally.explanation}。"
        self.initial |= {
            "conclusion": tally.suggested if tally.suggested in WORDS else "",
            "opinion": suggested_opinion(opinions),
            "dissent": suggested_dissent(opinions),
            "amount": obj.project.reviewed_sum or obj.project.declared_sum,
        }

    def clean_amount(self):
        amount, declared = self.cleaned_data["amount"], self.obj.project.declared_sum
        if declared and amount > declared:
            raise forms.ValidationError(f"评审资金不能超过申报数 {declared:,.2f} 元。")
        return amount
