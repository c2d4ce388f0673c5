"""Forms of the pool: an entry, what experts keep of themselves, coming in."""

from django import forms
from django.utils import timezone

from accounts.models import Organisation, Post, User
from accounts.roles import UNIT_KINDS, Role
from experts.models import Absence, Employment, Enrolment, Expert, Field, Tie
from workflow.forms import DATE, StepForm, day_field


class ExpertForm(forms.ModelForm):
    """An entry of the pool. The account and its expert post are given by the administrators (三员分立)."""

    class Meta:
        model = Expert
        fields = (
            "user",
            "employer",
            "organisation",
            "title",
            "fields",
            "phone",
            "county",
            "languages",
            "term_until",
            "training",
            "caution",
            "note",
        )
        widgets = {
            "fields": forms.CheckboxSelectMultiple,
            "note": forms.Textarea(attrs={"rows": 2}),
            "term_until": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        }
        help_texts = {
            "user": "须先由系统管理员建立账号、安全管理员设“评审专家”岗位。",
            "organisation": "工作单位是本市机构的，请选择，用于自动回避。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(kind__in=UNIT_KINDS).order_by("name")
        self.fields["fields"].queryset = Field.objects.all()
        if self.instance._state.adding:
            holders = Post.objects.current().filter(role=Role.EXPERT).values("user_id")
            free = User.objects.filter(pk__in=holders, is_active=True, expert__isnull=True)
            self.fields["user"].queryset = free.order_by("display_name")
        else:
            del self.fields["user"]


class ContactForm(forms.ModelForm):
    """How one is reached, and in which languages one works; what a draw reads stays the office's to enter."""

    class Meta:
        model = Expert
        fields = ("phone", "languages")


class OwnForm(forms.ModelForm):
    """A line that an expert keeps; the city's organisations are offered by name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs=DATE, format="%Y-%m-%d")
            field.widget.attrs["id"] = f"own_{self._meta.model._meta.model_name}_{name}"


class EmploymentForm(OwnForm):
    class Meta:
        model = Employment
        fields = ("employer", "position", "began_on", "ended_on")


class TieForm(OwnForm):
    class Meta:
        model = Tie
        fields = ("kind", "name", "note", "since", "until")
        help_texts = {"name": "单位全称；参与方案编制的，填项目名称。"}


class AbsenceForm(OwnForm):
    class Meta:
        model = Absence
        fields = ("starts_on", "ends_on", "reason")


OWN_FORMS: dict[str, type[OwnForm]] = {"employment": EmploymentForm, "tie": TieForm, "absence": AbsenceForm}


class NumbersForm(forms.Form):
    """Identity and bank; what is left empty stays as it was."""

    id_number = forms.RegexField(
        r"^\d{17}[\dXx]$", label="身份证号", required=False, error_messages={"invalid": "身份证号应为 18 位。"}
    )
    bank = forms.CharField(label="开户行", max_length=80, required=False)
    account = forms.RegexField(
        r"^\d{8,30}$", label="银行账号", required=False, error_messages={"invalid": "银行账号应为 8—30 位数字。"}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.values()):
            raise forms.ValidationError("请至少填写一项。")
        return data


class EvaluationForm(forms.Form):
    marks = forms.TypedChoiceField(label="评价", coerce=int, choices=[(n, f"{n} 分") for n in range(5, 0, -1)])
    note = forms.CharField(label="说明", max_length=200, required=False)


class EnrolmentForm(forms.ModelForm):
    """One's own application, or a unit's nomination."""

    class Meta:
        model = Enrolment
        fields = ("name", "employer", "rank_title", "fields", "phone", "county", "statement")
        widgets = {"fields": forms.CheckboxSelectMultiple, "statement": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields"].queryset = Field.objects.all()
        if post.role == Role.EXPERT:
            del self.fields["name"]


class ListForm(forms.Form):
    file = forms.FileField(
        label="名单（.xlsx）",
        help_text="第一行为列名：姓名、工作单位、职称、领域（多个用顿号隔开）、联系电话、县区；最多 1000 行。",
    )


class EnrolForm(StepForm):
    """The account that acts for the new expert; a self-application brings its own."""

    user = forms.ModelChoiceField(
        label="账号",
        queryset=User.objects.none(),
        help_text="须先由系统管理员建立账号、安全管理员设“评审专家”岗位。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.user_id:
            del self.fields["user"]
            return
        posts = Post.objects.current().filter(role=Role.EXPERT).values("user_id")
        free = User.objects.filter(pk__in=posts, is_active=True, expert__isnull=True)
        self.fields["user"].queryset = free.order_by("display_name")


class RenewForm(StepForm):
    term_until = day_field("聘期至")

    def clean_term_until(self):
        day = self.cleaned_data["term_until"]
        if day <= timezone.localdate():
            raise forms.ValidationError("聘期应在今天之后。")
        return day
