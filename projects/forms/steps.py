"""What a person types when taking a step. Values come out cleaned into the step's `data`."""

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone

from documents.forms import PaperField
from projects.choices import SourceKind
from projects.models import ListLine
from workflow.forms import StepForm, day_field, money_field, text_field
from workflow.parameters import parameter


def not_later_than_today(day):
    if day > timezone.localdate():
        raise forms.ValidationError("日期不能晚于今天。")


def not_earlier_than_today(day):
    if day < timezone.localdate():
        raise forms.ValidationError("日期不能早于今天。")


class CheckForm(StepForm):
    note = text_field("审查意见", rows=3, required=False, max_length=1000)


class AdmitForm(StepForm):
    planned_year = forms.TypedChoiceField(label="计划年度", coerce=int)
    note = text_field("入库意见", rows=3, required=False, max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        this_year = timezone.localdate().year
        years = range(this_year, this_year + int(parameter("library_years")))
        self.fields["planned_year"].choices = [(year, f"{year} 年") for year in years]


def _sources(line):
    return [(SourceKind(kind).label, amount) for kind, amount in line.by_source().items()]


class ListApprovalForm(StepForm):
    meeting = forms.CharField(label="审定会议", max_length=120, help_text="例如：市政府第 12 次常务会议")
    approved_on = day_field("审定日期", validators=[not_later_than_today])
    minutes = PaperField(
        label="会议纪要扫描件",
        required=False,
        help_text="上传一次，作为清单全部项目的依据；暂缺的，可以审定后在清单页补传。",
    )
    struck = forms.ModelMultipleChoiceField(
        label="划除的项目",
        queryset=ListLine.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不勾选即列入清单；勾选的划除。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        related = ("project__unit", "project__application", "previous")
        self.fields["struck"].queryset = self.obj.counted().select_related(*related)
        for line in self.fields["struck"].queryset:
            # Its column says what it is; read aloud it names its line too.
            named = forms.TextInput(
                attrs={"class": "form-control", "aria-label": f"《{line.project.name}》的审定意见"}
            )
            self.fields[f"why_{line.pk}"] = forms.CharField(
                label="审定意见", max_length=200, required=False, widget=named
            )

    def rows(self):
        """Line by line: (line, whose money, is it struck, its own field for the words)."""
        chosen = {str(value) for value in self["struck"].value() or ()}
        lines = self.fields["struck"].queryset.prefetch_related("project__application__sources")
        return [(line, _sources(line), str(line.pk) in chosen, self[f"why_{line.pk}"]) for line in lines]

    def clean(self):
        data = super().clean()
        for line in data.get("struck") or ():
            if not data.get(f"why_{line.pk}"):
                self.add_error(f"why_{line.pk}", f"划除《{line.project.name}》须写明意见。")
        words = {name: data.pop(name) for name in [*data] if name.startswith("why_")}
        data["verdicts"] = {int(name.removeprefix("why_")): text for name, text in words.items() if text}
        return data


class PreReviewSubmitForm(StepForm):
    statement = text_field("申请说明", rows=4, required=False, max_length=2000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["statement"].initial = self.obj.statement


class PreApprovalForm(StepForm):
    amount = money_field("批复金额", min_value=1)
    valid_until = day_field("有效期至")
    demands = text_field(
        "批复要求",
        rows=5,
        required=False,
        initial="依托市政务云部署，不另建机房；按要求编制资源目录并接入市数据共享与交换平台；落实网络安全等级保护制度；"
        "技术方案报我委评审通过后方可实施。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = int(parameter("pre_approval_months"))
        self.fields["valid_until"].initial = timezone.localdate() + relativedelta(months=months)
        self.fields["amount"].initial = self.obj.project.declared_sum

    def clean_valid_until(self):
        day = self.cleaned_data["valid_until"]
        if day <= timezone.localdate():
            raise forms.ValidationError("有效期须晚于今天。")
        return day


class BodiesForm(StepForm):
    supervisor = forms.CharField(label="监理单位", max_length=120, required=False)
    tester = forms.CharField(label="系统测评单位", max_length=120, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].initial, self.fields["tester"].initial = self.obj.supervisor, self.obj.tester

    def clean(self):
        data = super().clean()
        if not data.get("supervisor") and not data.get("tester"):
            raise forms.ValidationError("请至少填写一个单位。")
        if data.get("supervisor") and data["supervisor"] == data.get("tester"):
            self.add_error("tester", "测评单位不能与监理单位相同。")
        return data


class StartBuildForm(StepForm):
    planned_end = day_field("计划完工日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["planned_end"].initial = self.obj.planned_end


class ProgressForm(StepForm):
    percent = forms.IntegerField(label="完成比例（%）", min_value=0, max_value=100)
    done = text_field("已完成工作", rows=3, max_length=2000)
    problems = text_field("存在问题", rows=2, required=False, max_length=2000)


class FilingSubmitForm(StepForm):
    procedure = forms.CharField(label="国家、省主办手续和文号", max_length=200)
    statement = text_field("备案说明", rows=3, required=False, max_length=2000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.kind != "early":
            del self.fields["procedure"]
        else:
            self.fields["procedure"].initial = self.obj.procedure
