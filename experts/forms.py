"""Forms of the pool, of the convening, and of a seat's steps."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Organisation, Post, User
from accounts.roles import UNIT_KINDS, Role
from experts.aspects import AspectVerdict, OpinionConclusion
from experts.models import Expert, Field, Seat
from experts.queries import fields_with_numbers
from workflow.forms import StepForm, text_field
from workflow.parameters import parameter

STATEMENT = (
    "本人与本项目的申报单位、承建单位、监理单位、测评单位及其上下级单位没有任职、聘用、亲属或其他利害关系，"
    "未参与本项目方案的编制，将独立、客观、公正地提出评审意见，并对评审材料保密。"
)


class DeclareForm(StepForm):
    """The declaration is one's own sentence, and the box beside it."""

    no_conflict = forms.BooleanField(
        label="我声明：以上情况属实，没有应当回避的情形",
        error_messages={"required": "请勾选声明；如有应当回避的情形，请申请回避。"},
    )
    statement = text_field("声明内容", rows=5, max_length=1000, initial=STATEMENT)

    field_order = ("statement", "no_conflict")


class ConveneForm(StepForm):
    """When, where, how many, of which fields. Used by every room that convenes a panel."""

    meeting_at = forms.DateTimeField(
        label="评审时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label="评审地点", max_length=120)
    size = forms.TypedChoiceField(label="专家人数", coerce=int, help_text="单数，每个工作单位至多一人")
    witness = forms.CharField(
        label="监督人", max_length=60, required=False, help_text="抽取时在场监督的人员，记入抽取记录"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        least = int(parameter("panel_size"))
        self.fields["size"].choices = [(number, f"{number} 人") for number in range(least | 1, least + 9, 2)]
        self.pool_fields = list(fields_with_numbers())
        for field in self.pool_fields:
            self.fields[f"quota_{field.code}"] = forms.IntegerField(
                label=field.name, min_value=0, max_value=15, required=False, help_text=f"在库 {field.number} 人"
            )

    @property
    def quota_fields(self):
        return [self[f"quota_{field.code}"] for field in self.pool_fields]

    @property
    def plain_fields(self):
        return [self[name] for name in self.fields if not name.startswith("quota_")]

    def clean_meeting_at(self):
        moment = self.cleaned_data["meeting_at"]
        if moment < timezone.now() - datetime.timedelta(hours=1):
            raise forms.ValidationError("评审时间不能早于现在。")
        return moment

    def clean(self):
        data = super().clean()
        names = [name for name in data if name.startswith("quota_")]
        data["quotas"] = {name.removeprefix("quota_"): number for name in names if (number := data.pop(name))}
        return data


class ExpertForm(forms.ModelForm):
    """An entry of the pool. The account and its expert post are given by the administrators (三员分立)."""

    class Meta:
        model = Expert
        fields = ("user", "employer", "organisation", "title", "fields", "phone", "county", "status", "note")
        widgets = {"fields": forms.CheckboxSelectMultiple, "note": forms.Textarea(attrs={"rows": 2})}
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


class OpinionForm(forms.Form):
    """The aspects of a panel, each with verdict, score and text; everything may be left open in a draft."""

    def __init__(self, *args, seat: Seat, **kwargs):
        self.seat, self.aspects = seat, seat.panel.aspects
        opinion = getattr(seat, "opinion", None)
        kwargs.setdefault("initial", self._initial(opinion))
        super().__init__(*args, **kwargs)
        for aspect in self.aspects:
            self.fields[f"{aspect.code}_verdict"] = forms.ChoiceField(
                label="结论", choices=AspectVerdict.choices, widget=forms.RadioSelect, required=False
            )
            self.fields[f"{aspect.code}_score"] = forms.IntegerField(
                label="评分",
                min_value=0,
                max_value=100,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"{aspect.code}_text"] = text_field("具体意见", rows=2, required=False, max_length=2000)
        self.fields["conclusion"] = forms.ChoiceField(
            label="总体结论", choices=OpinionConclusion.choices, widget=forms.RadioSelect, required=False
        )
        self.fields["overall"] = text_field("总体意见和修改建议", rows=4, required=False, max_length=5000)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def _initial(self, opinion) -> dict[str, Any]:
        if opinion is None:
            return {"version": 0}
        initial = {"version": opinion.version, "overall": opinion.overall, "conclusion": opinion.conclusion}
        for code, judged in opinion.aspects.items():
            initial |= {f"{code}_{name}": value for name, value in judged.items()}
        return initial

    @property
    def blocks(self):
        """(aspect, verdict, score, text) as the page draws them."""
        return [
            (aspect, *(self[f"{aspect.code}_{name}"] for name in ("verdict", "score", "text")))
            for aspect in self.aspects
        ]

    def content(self) -> dict[str, Any]:
        """What save_opinion() takes. A value that does not pass is left out of a draft."""
        data = self.cleaned_data
        aspects = {
            aspect.code: {name: data.get(f"{aspect.code}_{name}") for name in ("verdict", "score", "text")}
            for aspect in self.aspects
        }
        return {"aspects": aspects, "overall": data.get("overall", ""), "conclusion": data.get("conclusion", "")}
