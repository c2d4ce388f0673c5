"""When, where, how many, of which fields, and where the seed comes from."""

import datetime

from django import forms
from django.utils import timezone

from experts.forms.meeting import WayMixin
from experts.queries import fields_with_numbers
from experts.states import DrawMode, MeetingWay
from workflow.forms import StepForm
from workflow.parameters import parameter


class ConveneForm(WayMixin, StepForm):
    """When, where, how many, of which fields. Used by every room that convenes a panel."""

    meeting_at = forms.DateTimeField(
        label="会议时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label="会议地点", max_length=120)
    way = forms.ChoiceField(label="方式", choices=MeetingWay.choices, required=False)
    link = forms.CharField(label="视频会议号或地址", max_length=200, required=False, help_text="视频会议必填")
    size = forms.TypedChoiceField(label="专家人数", coerce=int, help_text="单数，每个工作单位至多一人")
    reserves = forms.IntegerField(label="后备人数", min_value=0, max_value=10, required=False)
    exclude_counties = forms.BooleanField(label="本次不抽县区专家", required=False)
    urgent_reason = forms.CharField(
        label="提前开会的理由",
        max_length=300,
        required=False,
        help_text="会前阅读材料的工作日不足时填写，记入办理过程。",
    )
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
            raise forms.ValidationError("会议时间不能早于现在。")
        return moment

    def clean(self):
        data = super().clean()
        self._check_seed(data)
        data["way"] = data.get("way") or MeetingWay.PLACE
        self.check_way(data)
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
