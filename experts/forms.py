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
from experts.states import DrawMode
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
    reserves = forms.IntegerField(label="后备人数", min_value=0, max_value=10, required=False)
    exclude_counties = forms.BooleanField(label="本次不抽县区专家", required=False)
    witness = forms.CharField(
        label="在场监督人", max_length=60, required=False, help_text="系统外到场监督的人员（如机关纪委），记入抽取记录"
    )
    mode = forms.ChoiceField(
        label="种子来源",
        widget=forms.RadioSelect,
        help_text="两人承诺：您和监督人各想一个口令，先交校验值，再先后揭示，谁也不能左右结果。",
    )
    phrase = forms.CharField(
        label="您的口令",
        min_length=8,
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="两人承诺时必填，不少于 8 个字。系统只保存校验值，请记牢，揭示时须原样输入。",
    )
    public_source = forms.CharField(
        label="公开数值的名称", max_length=120, required=False, help_text="如“中国福利彩票双色球2026135期红球号码”"
    )
    public_at = forms.DateTimeField(
        label="公开数值产生时间",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        least = int(parameter("panel_size"))
        self.fields["reserves"].initial = int(parameter("panel_reserves"))
        modes = [DrawMode.TWO_PERSONS, DrawMode.PUBLIC]
        if not parameter("draw.two_persons"):
            modes.append(DrawMode.SYSTEM)
        self.fields["mode"].choices = [(mode.value, mode.label) for mode in modes]
        self.fields["mode"].initial = modes[0]
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
        self._check_seed(data)
        data["reserves"] = data.get("reserves") or 0
        names = [name for name in data if name.startswith("quota_")]
        data["quotas"] = {name.removeprefix("quota_"): number for name in names if (number := data.pop(name))}
        return data

    def _check_seed(self, data):
        if data.get("mode") == DrawMode.TWO_PERSONS and not data.get("phrase") and "phrase" not in self.errors:
            self.add_error("phrase", "请输入您的口令。")
        if data.get("mode") != DrawMode.PUBLIC:
            return
        if not data.get("public_source"):
            self.add_error("public_source", "请写明将采用哪一个公开数值。")
        if not data.get("public_at") or data["public_at"] <= timezone.now():
            self.add_error("public_at", "公开数值的产生时间必须在现在之后，冻结名单时谁也不知道它。")


class PhraseForm(StepForm):
    phrase = forms.CharField(
        label="口令", min_length=8, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class CommitForm(PhraseForm):
    """The supervisor's own words; only their hash is kept."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phrase"].help_text = "不少于 8 个字，自己想一句，不要告诉任何人；揭示时须原样输入。"


class RevealForm(PhraseForm):
    """The same words again, now for everybody."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phrase"].help_text = "原样输入承诺时的口令。"


class ValueForm(StepForm):
    value = forms.CharField(
        label="公开数值", max_length=60, help_text="按公布的原样输入，数字之间用逗号隔开，不加空格。"
    )

    def clean_value(self):
        return "".join(self.cleaned_data["value"].split())


class RecusalForm(forms.Form):
    """The office adds a recusal."""

    expert = forms.ModelChoiceField(label="专家", queryset=Expert.objects.none())
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expert"].queryset = Expert.objects.available().select_related("user").order_by("employer")
        self.fields["expert"].label_from_instance = lambda one: f"{one.name}（{one.employer}）"


class WaiverForm(forms.Form):
    expert = forms.ModelChoiceField(queryset=Expert.objects.all())
    code = forms.CharField(max_length=20)
    reason = forms.CharField(label="解除理由", max_length=300)


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
