"""The two parts of a tender filing, and doubts."""

from django import forms

from projects.choices import DoubtKind, TenderMethod, TenderOrganisation
from projects.forms.steps import not_later_than_today
from workflow.forms import StepForm, day_field, money_field, text_field


class OfRound(StepForm):
    """Begins with what the present round holds already (after a return)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = self.obj.current()
        for name, field in self.fields.items():
            if hasattr(self.round, name) and getattr(self.round, name) not in (None, ""):
                field.initial = getattr(self.round, name)


class TenderBeforeForm(OfRound):
    scope = text_field("招标范围", rows=3, max_length=2000)
    method = forms.ChoiceField(label="招标方式", choices=TenderMethod.choices)
    organisation = forms.ChoiceField(label="组织形式", choices=TenderOrganisation.choices)
    agency = forms.CharField(label="招标代理机构", max_length=120, required=False)
    noticed_on = day_field("公告日期")
    medium = forms.CharField(label="公告媒体", max_length=120)
    documents_on = day_field("招标文件发出日期")
    opening_on = day_field("拟开标日期")
    network = text_field(
        "电子政务网络有关规定符合情况", rows=3, max_length=1000, help_text="写明接入的网络、是否另建专网及其依据"
    )

    def clean(self):
        data = super().clean()
        if data.get("organisation") == TenderOrganisation.AGENCY and not data.get("agency"):
            self.add_error("agency", "委托招标的须写明代理机构。")
        if data.get("noticed_on") and data.get("documents_on") and data["documents_on"] < data["noticed_on"]:
            self.add_error("documents_on", "招标文件发出不得早于公告。")
        return data


class TenderAfterForm(OfRound):
    opened_on = day_field("开标日期", validators=[not_later_than_today])
    evaluators = forms.IntegerField(label="评标专家人数", min_value=5, max_value=99)
    candidates = text_field("中标候选人", rows=3, max_length=1000, help_text="每行一名，按推荐顺序")
    public_from = day_field("公示开始", validators=[not_later_than_today])
    public_until = day_field("公示结束", validators=[not_later_than_today])
    complaints = text_field("异议投诉情况", rows=2, required=False, max_length=1000)
    winner = forms.CharField(label="中标人", max_length=120)
    amount = money_field("中标金额", min_value=1)
    awarded_on = day_field("中标通知书日期", validators=[not_later_than_today])
    reported_on = day_field("招标投标情况报告日期", required=False, validators=[not_later_than_today])
    contract_on = day_field("合同签订日期", required=False, validators=[not_later_than_today])

    # Each not before the one it follows.
    ORDER = (
        ("opened_on", "public_from"),
        ("public_from", "public_until"),
        ("public_until", "awarded_on"),
        ("awarded_on", "reported_on"),
        ("awarded_on", "contract_on"),
    )

    def clean(self):
        data = super().clean()
        for first, second in self.ORDER:
            if data.get(first) and data.get(second) and data[second] < data[first]:
                self.add_error(second, f"不得早于{self.fields[first].label} {data[first]}。")
        return data


class DoubtForm(StepForm):
    kind = forms.ChoiceField(label="类别", choices=DoubtKind.choices)
    by = forms.CharField(label="提出人", max_length=120)
    raised_on = day_field("提出日期", validators=[not_later_than_today])
    what = text_field("内容", rows=4, max_length=2000)


class DoubtAnswerForm(StepForm):
    answered_on = day_field("答复日期", validators=[not_later_than_today])
    answer = text_field("答复和处理结果", rows=4, max_length=2000)

    def clean_answered_on(self):
        day = self.cleaned_data["answered_on"]
        raised = self.obj.current().doubts.get(answered_on__isnull=True).raised_on
        if day < raised:
            raise forms.ValidationError(f"不得早于提出日期 {raised}。")
        return day
