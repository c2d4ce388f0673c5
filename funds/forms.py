from django import forms

from funds.codes import validate_credit_code
from funds.models import Contract
from projects.forms.steps import not_later_than_today
from workflow.forms import StepForm, day_field, money_field


class ContractForm(StepForm):
    kind = forms.ChoiceField(label="合同类别", choices=Contract.Kind.choices)
    number = forms.CharField(label="合同编号", max_length=60)
    name = forms.CharField(label="合同名称", max_length=120)
    contractor = forms.CharField(label="承建（服务）单位", max_length=120)
    contractor_code = forms.CharField(
        label="统一社会信用代码", max_length=18, validators=[validate_credit_code], help_text="18 位，系统核对校验位"
    )
    amount = money_field("合同金额", min_value=1)
    signed_on = day_field("签订日期", validators=[not_later_than_today])
    starts_on = day_field("履约开始")
    ends_on = day_field("履约结束")
    outsourced = forms.BooleanField(label="采用服务外包（第二十三条鼓励）", required=False)
    scan = forms.FileField(label="合同扫描件", required=False)

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        if Contract.objects.filter(project=self.obj, number=number).exists():
            raise forms.ValidationError(f"本项目已登记过合同 {number}。")
        return number

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "履约结束不能早于履约开始。")
        return data


class PaymentForm(StepForm):
    contract = forms.ModelChoiceField(label="合同", queryset=Contract.objects.none())
    amount = money_field("付款金额", min_value=1)
    paid_on = day_field("付款日期", validators=[not_later_than_today])
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = Contract.objects.filter(project=self.obj)
