import datetime

from django import forms
from django.utils import timezone

from documents.forms import PaperField
from funds.choices import ChangeKind, Conclusion, PaymentKind, Use
from funds.codes import validate_credit_code
from funds.duties import BOUGHT
from funds.models import Contract, Indicator, Payment
from funds.rules.budget import carry_refused
from funds.stages import event_by_name, events_for
from projects.choices import RuleOfDay, SourceKind
from projects.forms.steps import not_later_than_today
from projects.paths import Way, on_way
from workflow.forms import StepForm, day_field, money_field, text_field

PLAN_ROWS = 6


class ContractForm(StepForm):
    kind = forms.ChoiceField(label="合同类别", choices=Contract.Kind.choices)
    number = forms.CharField(label="合同编号", max_length=60)
    name = forms.CharField(label="合同名称", max_length=120)
    contractor = forms.CharField(label="承建（服务）单位", max_length=120)
    contractor_code = forms.CharField(
        label="统一社会信用代码", max_length=18, validators=[validate_credit_code], help_text="18 位，系统核对校验位"
    )
    amount = money_field("合同金额", min_value=1)
    awarded_on = day_field(
        "中标（成交）通知日期",
        required=False,
        validators=[not_later_than_today],
        help_text="政府采购的主合同、服务合同必填，签订期限自该日起算",
    )
    signed_on = day_field("签订日期", validators=[not_later_than_today])
    starts_on = day_field("履约开始")
    ends_on = day_field("履约结束")
    retention_percent = forms.DecimalField(
        label="质保金比例（%）", min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False
    )
    warranty_until = day_field("质保期至", required=False)
    small_firm = forms.BooleanField(label="承建单位为中小企业", required=False)
    outsourced = forms.BooleanField(label="采用服务外包（第二十三条鼓励）", required=False)
    scan = PaperField(label="合同扫描件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not on_way(Way.CONTRACT_ACCEPTANCE)(self.obj):
            # A tender's award stands in its filing.
            del self.fields["awarded_on"]

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        if Contract.objects.filter(project=self.obj, number=number).exists():
            raise forms.ValidationError(f"本项目已登记过合同 {number}。")
        return number

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "履约结束不能早于履约开始。")
        if data.get("awarded_on") and data.get("signed_on") and data["signed_on"] < data["awarded_on"]:
            self.add_error("signed_on", "签订日期不能早于中标（成交）通知日期。")
        if self._lacks_award(data):
            self.add_error(
                "awarded_on", "请填写中标（成交）通知日期，签订期限自该日起算（《政府采购法》第四十六条）。"
            )
        if data.get("retention_percent") and not data.get("warranty_until"):
            self.add_error("warranty_until", "约定了质保金的，请填写质保期。")
        return data

    def _lacks_award(self, data) -> bool:
        """What was bought by procurement has its day of award; of a project of 2012 it may not be known any more."""
        asked = "awarded_on" in self.fields and data.get("kind") in BOUGHT and self.obj.rule != RuleOfDay.OLD
        return asked and not data.get("awarded_on") and "awarded_on" not in self.errors


class AfterSignedForm(StepForm):
    """A day on or after the signature."""

    def clean(self):
        data = super().clean()
        for name, day in list(data.items()):
            if isinstance(day, datetime.date) and day < self.obj.signed_on:
                self.add_error(name, f"不能早于签订日期 {self.obj.signed_on}。")
        return data


class PublishForm(AfterSignedForm):
    published_on = day_field("合同公告日期", validators=[not_later_than_today], initial=timezone.localdate)
    medium = forms.CharField(label="公告媒体", max_length=120)


class FileCopyForm(AfterSignedForm):
    filed_on = day_field("报财政局备案日期", validators=[not_later_than_today], initial=timezone.localdate)


class PlanForm(StepForm):
    """Up to six milestones; empty lines are left out."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stages = list(self.obj.stages.all())
        self.events = {event.key: event.label for event in events_for(self.obj)}
        choices = [("", "按节点名称（初验、终验、质保等），其他无条件"), *self.events.items()]
        for number in range(1, PLAN_ROWS + 1):
            stage = stages[number - 1] if number <= len(stages) else None
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"节点 {number}", max_length=60, required=False, initial=stage and stage.name
            )
            self.fields[f"due_{number}"] = day_field("计划日期", required=False, initial=stage and stage.due_on)
            self.fields[f"amount_{number}"] = money_field("计划金额", required=False, initial=stage and stage.amount)
            self.fields[f"waits_{number}"] = forms.ChoiceField(
                label="支付条件", choices=choices, required=False, initial=stage and stage.waits_for
            )

    def rows(self):
        """Bound fields by line, for the page."""
        for number in range(1, PLAN_ROWS + 1):
            yield [self[f"{part}_{number}"] for part in ("name", "due", "amount", "waits")]

    def clean(self):
        data = super().clean()
        rows = []
        for number in range(1, PLAN_ROWS + 1):
            name, due, amount = (data.get(f"{part}_{number}") for part in ("name", "due", "amount"))
            if not (name or due or amount):
                continue
            if not (name and due and amount):
                self.add_error(f"name_{number}", "节点、日期和金额都要填写。")
                continue
            waits, called = data.get(f"waits_{number}") or "", event_by_name(name)
            if waits and called and waits != called:
                label = self.events.get(called, name)
                self.add_error(f"waits_{number}", f"“{name}”的支付条件是{label}；另有条件的，请另定节点名称。")
            rows.append({"name": name, "due_on": due, "amount": amount, "waits_for": waits})
        if not rows and not self.errors:
            raise forms.ValidationError("至少填写一个付款节点。")
        return {"rows": rows}


class OfProjectForm(StepForm):
    """Contract and indicator are chosen among the project's own; another project's money is never offered."""

    indicator = forms.ModelChoiceField(label="预算指标", queryset=Indicator.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        project = getattr(self.obj, "project", self.obj)
        self.fields["indicator"].queryset = Indicator.objects.filter(project=project)
        self.fields["indicator"].error_messages["invalid_choice"] = "该指标不属于本项目，资金不得挪作他用。"


class PaymentForm(OfProjectForm):
    contract = forms.ModelChoiceField(label="合同", queryset=Contract.objects.none())
    kind = forms.ChoiceField(label="款项", choices=PaymentKind.choices, initial=PaymentKind.PROGRESS)
    amount = money_field("付款金额", min_value=1)
    paid_on = day_field("付款日期", validators=[not_later_than_today])
    voucher = forms.CharField(label="凭证号", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = Contract.objects.filter(project=self.obj)
        self.order_fields(["contract", "indicator"])


class RequestForm(OfProjectForm):
    stage = forms.ModelChoiceField(label="付款节点", queryset=None, required=False, empty_label="未编制付款计划")
    kind = forms.ChoiceField(label="款项", choices=PaymentKind.choices, initial=PaymentKind.PROGRESS)
    amount = money_field("申请金额", min_value=1)
    invoice = PaperField(label="发票", required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stages = self.obj.stages.all()
        self.fields["stage"].queryset = stages
        if stages:
            # A plan that stands is followed; the rule says so once more, whoever asks.
            self.fields["stage"].required = True
            self.fields["stage"].empty_label = "请选择"
        self.fields["indicator"].queryset = self.fields["indicator"].queryset.filter(use=self.obj.use)
        self.fields["indicator"].help_text = "只列出用途与本合同相符的指标（第二十二条：不得挪作他用）"
        self.order_fields(["stage", "kind", "indicator"])


class PayForm(StepForm):
    paid_on = day_field("付款日期", validators=[not_later_than_today], initial=timezone.localdate)
    voucher = forms.CharField(label="凭证号", max_length=60, required=False)


class ReversalForm(StepForm):
    """Of what stands in the ledger: neither struck out nor itself a red row."""

    payment = forms.ModelChoiceField(label="要红冲的付款", queryset=Payment.objects.none())
    paid_on = day_field("红冲日期", validators=[not_later_than_today], initial=timezone.localdate)
    voucher = forms.CharField(label="红字凭证号", max_length=60, required=False)
    note = forms.CharField(label="原因", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.obj.payments.filter(reverses=None, reversed_by=None, indicator__isnull=False)
        self.fields["payment"].queryset = rows

    def clean(self):
        data = super().clean()
        payment, day, voucher = data.get("payment"), data.get("paid_on"), data.get("voucher")
        if payment and day and day < payment.paid_on:
            self.add_error("paid_on", f"不能早于原付款日期 {payment.paid_on}。")
        if voucher and self.obj.payments.filter(voucher=voucher).exists():
            self.add_error("voucher", f"凭证号 {voucher} 在本合同已登记过。")
        return data


class CommentForm(StepForm):
    text = text_field("意见", max_length=500)


class SettleForm(StepForm):
    settled_sum = money_field("结算金额", min_value=0)
    settled_on = day_field("结算日期", validators=[not_later_than_today], initial=timezone.localdate)


class TerminateForm(StepForm):
    settled_sum = money_field("已完成部分结算金额", min_value=0)


class IndicatorForm(StepForm):
    number = forms.CharField(label="指标文号", max_length=60)
    source = forms.ChoiceField(label="资金来源", choices=SourceKind.choices)
    year = forms.IntegerField(label="年度", min_value=2010, max_value=2100)
    use = forms.ChoiceField(label="用途", choices=Use.choices)
    amount = money_field("下达金额", min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year

    def clean(self):
        data = super().clean()
        same = {name: data.get(name) for name in ("number", "year", "use")}
        if None not in same.values() and Indicator.objects.filter(project=self.obj, **same).exists():
            self.add_error("number", "同一文号、年度和用途的指标已登记过。")
        return data


class IndicatorChangeForm(OfProjectForm):
    kind = forms.ChoiceField(
        label="调整", choices=[(k.value, k.label) for k in (ChangeKind.REDUCE, ChangeKind.ADD, ChangeKind.CARRY)]
    )
    amount = money_field("调整金额", min_value=1)
    basis = forms.CharField(label="依据（文号）", max_length=200)

    def clean(self):
        data = super().clean()
        indicator, amount, kind = data.get("indicator"), data.get("amount"), data.get("kind")
        if not (indicator and amount):
            return data
        if kind != ChangeKind.ADD and amount > indicator.left:
            self.add_error("amount", f"该指标余额 {indicator.left} 元，已支付的部分不能追减或结转。")
        if kind == ChangeKind.CARRY and (refusal := carry_refused(indicator)):
            self.add_error("indicator", refusal)
        return data


class AccountForm(StepForm):
    """Nothing to type: the final account is the sum of what was settled."""


class SupplierForm(StepForm):
    applied_on = day_field("供应商申请日期", validators=[not_later_than_today], initial=timezone.localdate)
    request_file = PaperField(label="供应商验收申请（扫描件）", required=False)


class GroupForm(StepForm):
    members = text_field("验收小组成员", rows=4, help_text="一行一人，写明单位和身份（采购人代表、技术人员……）")
    third_party = forms.CharField(label="第三方机构或专家", max_length=200, required=False)
    users = forms.CharField(label="服务对象代表", max_length=200, required=False)
    noticed_on = day_field("通知供应商和验收小组的日期", validators=[not_later_than_today], initial=timezone.localdate)
    held_on = day_field("验收日期", help_text="通知后满规定天数方可验收")


class ExamineForm(StepForm):
    findings = text_field("逐条履约情况", rows=8, help_text="按合同条款逐条写明约定、交付和查验情况")
    conclusion = forms.ChoiceField(label="结论", choices=Conclusion.choices)
    published_on = day_field("结果公告日期", required=False, validators=[not_later_than_today])
    medium = forms.CharField(label="公告媒体", max_length=120, required=False)


class ImportForm(forms.Form):
    file = forms.FileField(label="财政支付导出表（.xlsx）")

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not upload.name.lower().endswith(".xlsx"):
            raise forms.ValidationError("请上传 .xlsx 文件。")
        return upload
