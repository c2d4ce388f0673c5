"""What 保密局 and the unit type: levels, numbers and days. No field takes a title, a content, a sum or a file."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from projects.choices import Category
from projects.paths import OPEN_WAYS, Path
from secrecy.choices import Direction, Level, PaperKind
from workflow.forms import StepForm, day_field

# A number is letters, digits and the marks of paper numbers: there is no room for a sentence.
NUMBER = RegexValidator(r"^[\w〔〕\[\]（）()\-－—.·/号字第 ]{2,40}$", "只填文书编号，不得填写任何内容。")


def number_field(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, validators=[NUMBER], help_text="只填编号，不得反映内容。")


def past_day(label: str) -> forms.DateField:
    return day_field(label, validators=[_not_ahead], initial=timezone.localdate)


def _not_ahead(day):
    if day > timezone.localdate():
        raise ValidationError("日期不能晚于今天。")


class ConfirmForm(StepForm):
    level = forms.ChoiceField(label="密级", choices=Level.choices)
    years = forms.IntegerField(label="保密期限（年）", min_value=1, max_value=99)
    number = number_field("定密文号")
    decided_on = past_day("定密日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].initial = self.obj.claimed_level
        self.fields["years"].initial = self.obj.claimed_years


class ClaimForm(StepForm):
    level = forms.ChoiceField(label="拟定密级", choices=Level.choices)
    years = forms.IntegerField(label="拟定保密期限（年）", min_value=1, max_value=30, initial=10)


class ReferForm(StepForm):
    number = number_field("转报文号")
    referred_on = past_day("转报日期")


class PaperNumberForm(StepForm):
    number = number_field("文号")
    day = past_day("日期")


class AssessmentForm(PaperNumberForm):
    assessor = forms.CharField(label="测评机构", max_length=120)


class RegisterForm(forms.Form):
    """A new entry (article 24): a code name, a claimed level and its period; no name, no content, no sum."""

    code_name = forms.CharField(
        label="代号", max_length=40, help_text="例如：甲-07。不得反映项目名称、内容、金额，不得填写任何涉密信息。"
    )
    level = forms.ChoiceField(label="拟定密级", choices=Level.choices, help_text="定密确认前按拟定密级管理。")
    years = forms.IntegerField(label="拟定保密期限（年）", min_value=1, max_value=30, initial=10)
    unit = forms.ModelChoiceField(label="单位", queryset=None)
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    path = forms.ChoiceField(
        label="采购路径", choices=[(path.value, path.label) for path in Path if path in {p for _b, p in OPEN_WAYS}]
    )

    def __init__(self, *args, units, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].initial = own


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label="文书", choices=PaperKind.choices)
    direction = forms.ChoiceField(label="收发", choices=Direction.choices)
    number = number_field("文号")
    day = past_day("日期")


class ClearanceForm(forms.Form):
    username = forms.CharField(label="账号", max_length=150, help_text="知悉人员在本系统的账号。")
