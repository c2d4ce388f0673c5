"""Forms of the pool, of the convening, and of a seat's steps."""

import datetime
import re
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Organisation, Post, User
from accounts.roles import UNIT_KINDS, Role
from experts.aspects import AspectVerdict, OpinionConclusion, groups_of
from experts.models import Absence, Employment, Enrolment, Expert, Fee, Field, Seat, Tie
from experts.purposes import budget_of
from experts.queries import fields_with_numbers, suggested_points
from experts.states import DrawMode
from workflow.forms import DATE, StepForm, day_field, money_field, text_field
from workflow.parameters import parameter

BUDGET_VERDICTS = (("fair", "合理"), ("high", "偏高"), ("drop", "不必要"))
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


class GroupForm(StepForm):
    """The group's opinion: one point a line; the seats that a point rests on stand in brackets at its end."""

    points = text_field(
        "专家组意见",
        rows=12,
        max_length=8000,
        help_text="一条一行；行末〔〕内是所依据的专家席位序号，如“接口清单应细化〔1,3〕”。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        group = self.obj.panel.group_opinion()
        points = group.points if group else suggested_points(self.obj.panel)
        self.initial["points"] = "\n".join(point_line(point) for point in points)

    def clean_points(self):
        ranks = set(self.obj.panel.active_seats().values_list("rank", flat=True))
        points = [read_point(line) for line in self.cleaned_data["points"].splitlines() if line.strip()]
        for point in points:
            if unknown := set(point["ranks"]) - ranks:
                raise forms.ValidationError(f"“{point['text'][:20]}”所依据的席位 {sorted(unknown)} 不在专家组中。")
        return points


def point_line(point) -> str:
    return point["text"] + (f"〔{','.join(map(str, point['ranks']))}〕" if point["ranks"] else "")


def read_point(line: str) -> dict[str, Any]:
    found = re.fullmatch(r"(.*?)(?:〔([\d,，、 ]*)〕)?", line.strip())
    text, ranks = (found[1], found[2] or "") if found else (line.strip(), "")
    return {"text": text.strip(), "ranks": [int(number) for number in re.findall(r"\d+", ranks)]}


class SignGroupForm(StepForm):
    dissent = text_field("不同意见", rows=3, max_length=2000, required=False, help_text="没有不同意见的不填。")


class PaperSignForm(StepForm):
    paper = forms.CharField(label="纸质签署件保存位置", max_length=120, help_text="如“信息办档案柜 2026-评审-12”")


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
        self.groups = groups_of(seat.panel.purpose)
        for group in self.groups:
            for code, label in group.checks:
                choices = [("", "未判断"), *group.answers]
                self.fields[f"check_{code}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.lines = budget_of(seat.panel)
        for key, words, amount in self.lines:
            choices = [("", "未判断"), *BUDGET_VERDICTS]
            self.fields[f"line_{key}"] = forms.ChoiceField(label=words, choices=choices, required=False)
            self.fields[f"cut_{key}"] = money_field("建议核减", required=False, max_value=amount)
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
        initial |= {f"check_{code}": answer for code, answer in opinion.checks.items()}
        for key, judged in opinion.budget.items():
            initial |= {f"line_{key}": judged.get("verdict", ""), f"cut_{key}": judged.get("cut") or None}
        return initial

    @property
    def check_groups(self):
        return [(group.label, [self[f"check_{code}"] for code, _label in group.checks]) for group in self.groups]

    @property
    def budget_rows(self):
        return [(amount, self[f"line_{key}"], self[f"cut_{key}"]) for key, _words, amount in self.lines]

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
        codes = [code for group in self.groups for code, _label in group.checks]
        budget = {
            key: {"verdict": data.get(f"line_{key}", ""), "cut": str(data.get(f"cut_{key}") or "")}
            for key, _words, _amount in self.lines
        }
        return {
            "aspects": aspects,
            "checks": {code: data.get(f"check_{code}", "") for code in codes},
            "budget": {key: judged for key, judged in budget.items() if judged["verdict"]},
            "overall": data.get("overall", ""),
            "conclusion": data.get("conclusion", ""),
        }


class FeesForm(forms.Form):
    length = forms.ChoiceField(label="时长", choices=Fee.Length.choices)


class PayForm(forms.Form):
    paid_on = day_field("发放日期")
    receipt = forms.CharField(label="签收或凭证号", max_length=60)


# --- the pool --------------------------------------------------------------------------------------------------------


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
