from django import forms
from django.utils import timezone

from accounts.models import Organisation
from projects.forms.steps import not_earlier_than_today, not_later_than_today
from results.choices import ADMINISTRATIVE_KINDS, Owner, ResultKind
from results.models import Evaluation, OperationYear, Result
from workflow.forms import StepForm, day_field, money_field, text_field


class ResultFields(forms.Form):
    """What stands in the registry of one result."""

    kind = forms.ChoiceField(label="种类", choices=ResultKind.choices)
    name = forms.CharField(label="名称", max_length=120)
    number = forms.CharField(label="登记号、证书号", max_length=80, required=False)
    owner = forms.ChoiceField(label="归属", choices=Owner.choices)
    basis = forms.CharField(label="归属依据（合同条款）", max_length=200)
    licence = forms.CharField(label="复用许可与条件", max_length=200, required=False)
    summary = text_field("功能和适用范围", rows=4)
    reusable = forms.BooleanField(
        label="可供其他行政机关复用（第十五条）",
        required=False,
        help_text="勾选的向各单位公开；归本单位所有的，不勾选也可以由信息办推广使用",
    )

    def others(self):
        """The other results of the project."""
        raise NotImplementedError

    def clean(self):
        data = super().clean()
        if data.get("reusable") and data.get("owner") != Owner.UNIT:
            self.add_error("reusable", "只有归项目建设单位所有的成果可以由信息办推广使用（《办法》第十五条）。")
        if self.others().filter(kind=data.get("kind"), name=data.get("name")).exists():
            self.add_error("name", "本项目已登记过这一成果。")
        return data


class ResultForm(ResultFields, StepForm):
    def others(self):
        return Result.objects.filter(project=self.obj)


class CorrectionForm(ResultFields):
    """The entry as it is, to be put right, and why."""

    why = text_field("更正理由", rows=2, max_length=300)

    def __init__(self, *args, result, **kwargs):
        kwargs["initial"] = {name: getattr(result, name) for name in ResultFields.base_fields}
        super().__init__(*args, **kwargs)
        self.result = result

    def others(self):
        return Result.objects.filter(project_id=self.result.project_id).exclude(pk=self.result.pk)


class SupportForm(StepForm):
    supported = text_field("支持情况", help_text="移交的代码、文档、培训和联系人")


class UseForm(StepForm):
    """First the day on which it was taken in use, later the day up to which it is told."""

    on = day_field("启用日期", validators=[not_later_than_today], initial=timezone.localdate)
    use = text_field("使用情况和成效")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.used_since:
            self.fields["on"].label = "情况截至"

    def clean_on(self):
        day = self.cleaned_data["on"]
        if self.obj.used_since and day < self.obj.used_since:
            raise forms.ValidationError(f"不能早于启用日期 {self.obj.used_since}。")
        return day


class PermitForm(StepForm):
    scope = forms.CharField(label="许可范围", max_length=300)
    valid_until = day_field("许可期限至", validators=[not_earlier_than_today], help_text="过期不能再登记转让")


class ReuseForm(forms.Form):
    """The office proposes another administrative body."""

    body = forms.ModelChoiceField(label="推广到", queryset=Organisation.objects.none())
    purpose = text_field("用途和理由", rows=3)

    def __init__(self, *args, result, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.standing().filter(kind__in=ADMINISTRATIVE_KINDS, administrative=True)
        self.fields["body"].queryset = bodies.exclude(pk=result.project.unit_id).order_by("name")


class TransferForm(forms.Form):
    """A using body: ask for permission, or hand on what was permitted."""

    receiver = forms.CharField(label="受让单位或个人", max_length=120)
    purpose = text_field("用途和理由", rows=3)


class EvaluationForm(StepForm):
    """Figures of the year, and each indicator in fact; a draft may be incomplete."""

    users = forms.IntegerField(label="实际用户数", min_value=0, required=False)
    visits = forms.IntegerField(label="年业务办理或访问量", min_value=0, required=False)
    data_shared = forms.IntegerField(label="年共享数据量（条）", min_value=0, required=False)
    cost = money_field("年运行费用", required=False)
    benefit = text_field("成效", rows=4, required=False)
    problems = text_field("问题和改进措施", rows=3, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            self.fields[name].initial = getattr(self.obj, name)
        self.lines = list(self.obj.lines.all())
        for line in self.lines:
            self.fields[f"fact_{line.pk}"] = forms.CharField(
                label=f"{line.position}. {line.promised}",
                help_text=f"验收时实测：{line.accepted or '—'}；请填运行一年的实际值",
                max_length=200,
                required=False,
                initial=line.fact,
            )
            self.fields[f"met_{line.pk}"] = forms.ChoiceField(
                label="是否达到",
                choices=[("", "—"), ("True", "达到"), ("False", "未达到")],
                required=False,
                initial="" if line.met is None else str(line.met),
            )

    def clean(self):
        data = super().clean()
        lines = {}
        for line in self.lines:
            fact, met = data.pop(f"fact_{line.pk}", ""), data.pop(f"met_{line.pk}", "")
            if bool(fact) != bool(met):
                self.add_error(f"fact_{line.pk}", "实际值和是否达到都要填写。")
            elif fact:
                lines[line.pk] = (fact, met == "True")
        return data | {"lines": lines}


class GradeForm(StepForm):
    grade = forms.ChoiceField(label="评价等次", choices=Evaluation.Grade.choices)
    opinion = text_field("评价意见", rows=4, max_length=2000)


class OperationForm(StepForm):
    """Last year's line rolls forward; what changes is seen against it."""

    FIELDS = ("operator", "outsourced", "price", "quantity", "availability", "incidents", "users")

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100, help_text="投入使用以来的年度")
    operator = forms.CharField(label="运维单位", max_length=120)
    outsourced = forms.BooleanField(label="采用服务外包（第二十三条鼓励）", required=False)
    price = money_field("运维价款")
    quantity = forms.CharField(label="服务数量和内容", max_length=200)
    availability = forms.DecimalField(label="可用率（%）", min_value=0, max_value=100, max_digits=5, decimal_places=2)
    incidents = forms.IntegerField(label="故障次数", min_value=0)
    users = forms.IntegerField(label="用户数", min_value=0)
    why = forms.CharField(label="价款变化的理由", max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year
        last = self.obj.operation_years.first()
        for name in self.FIELDS if last else ():
            self.fields[name].initial = getattr(last, name)
        if last:
            self.fields["price"].help_text = f"{last.year} 年 {last.price} 元，可用率 {last.availability}%"

    def clean_year(self):
        year = self.cleaned_data["year"]
        if OperationYear.objects.filter(project=self.obj, year=year).exists():
            raise forms.ValidationError(f"{year} 年已登记。")
        return year


class RetirementForm(StepForm):
    why = text_field("下线理由", rows=3, max_length=1000)
    data_kept = forms.CharField(label="数据保存方式和期限", max_length=300)
    successor = forms.CharField(label="接替系统", max_length=120, required=False)


class RetiredForm(StepForm):
    off_on = day_field("下线日期", validators=[not_later_than_today], initial=timezone.localdate)
    proof = forms.CharField(label="数据移交和销毁记录", max_length=300)
