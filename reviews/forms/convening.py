"""Before the experts: what is to be argued, the formal check, bodies asked, certificates, several plans at once."""

from django import forms
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import OrgKind
from experts.forms import ConveneForm
from reviews.choices import MATTERS
from reviews.models import ProductCertificate, ReviewRound
from reviews.states import ROUND
from workflow.forms import DATE, StepForm, day_field, text_field
from workflow.parameters import parameter
from workflow.workdays import add_working_days


class AskArgumentForm(StepForm):
    question = text_field(
        "论证事项",
        rows=4,
        max_length=2000,
        initial="项目建设是否必要、可行，建设内容是否明确，投资估算是否合理，能否利用现有资源。",
        help_text="写明要专家回答的问题；专家和申报单位都能看到。",
    )


class FormalCheckForm(StepForm):
    """Inquiry, analysis, the five matters (article 11(一)、(二)): each looked for and found, or the plan goes back."""

    note = forms.CharField(label="说明", max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meta = ReviewRound._meta
        found = {"survey": "已做调研，有对象、方式和结论", "analysis": "有需求分析"}
        found |= {name: f"载明{meta.get_field(name).verbose_name}" for name in MATTERS}
        for name, label in found.items():
            self.fields[f"has_{name}"] = forms.BooleanField(
                label=label, error_messages={"required": f"“{label}”未核实；确实缺少的，请退回补正。"}
            )
        self.order_fields([*(f"has_{name}" for name in found), "note"])


class BodyChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return obj.name


class AskBodyForm(StepForm):
    bodies = BodyChoice(
        label="征求意见单位", queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    question = text_field("征询事项", rows=4, max_length=2000)
    due_on = day_field("请于此前答复")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        project = self.obj.project
        # A body that may not see the project cannot be asked about it (articles 5, 24).
        kinds = [OrgKind.SECRECY] if project.is_classified else []
        kinds += [OrgKind.CYBERSPACE] if project.touches_cii else []
        asked = self.obj.body_opinions.open_().values("body_id")
        self.fields["bodies"].queryset = Organisation.objects.filter(kind__in=kinds).exclude(pk__in=asked)
        if not kinds:
            self.fields["bodies"].help_text = "本项目不涉及关键信息基础设施，也不涉密，不须征求意见。"
        matter = "分级保护方案" if project.is_classified else "关键信息基础设施安全保护措施"
        self.fields["question"].initial = f"《{project.name}》技术（设计）方案拟组织评审，请就{matter}提出意见。"
        self.fields["due_on"].initial = add_working_days(timezone.localdate(), int(parameter("clock.consultation")))

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("答复期限须晚于今天。")
        return day


class CertificateForm(forms.ModelForm):
    class Meta:
        model = ProductCertificate
        fields = ("kind", "product", "maker", "number", "issuer", "valid_until", "planned")
        widgets = {"valid_until": forms.DateInput(attrs=DATE, format="%Y-%m-%d")}

    def clean(self):
        data = super().clean()
        if not data.get("number") and not data.get("planned"):
            self.add_error("planned", "没有证书编号的，请说明选型要求和取得证书的安排。")
        return data


class BatchForm(ConveneForm):
    """One meeting for several plans: which, in which order, and all that a convening asks."""

    def __init__(self, *args, rounds, **kwargs):
        first = rounds[0] if rounds else None
        super().__init__(*args, obj=first, step=ROUND.by_name["convene"], **kwargs)
        self.rounds = rounds
        for place, one in enumerate(rounds, start=1):
            self.fields[f"position_{one.pk}"] = forms.IntegerField(
                label=one.project.name,
                min_value=1,
                max_value=99,
                required=False,
                initial=place,
                widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
            )

    @property
    def plain_fields(self):
        return [field for field in super().plain_fields if not field.name.startswith("position_")]

    @property
    def agenda(self):
        return [(one, self[f"position_{one.pk}"]) for one in self.rounds]

    def clean(self):
        data = super().clean()
        places = {one: data.pop(f"position_{one.pk}", None) for one in self.rounds}
        chosen = [one for one, place in sorted(places.items(), key=lambda row: row[1] or 0) if place]
        if len(chosen) < 2:
            raise forms.ValidationError("请至少选两个项目（填写顺序号）；只评一个项目的，请在该项目的评审页办理。")
        return {**data, "rounds": chosen}
